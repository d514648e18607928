//! What a run is about to write has to be sound: it is loaded and linted within its tree first.

use larkspur_spec::diagnostic::Severity;
use larkspur_spec::load::Loaded;
use larkspur_spec::{check, load_texts};
use std::collections::{BTreeMap, BTreeSet};

/// The errors of the files to write, within the tree as it would be. `root` is the tree's folder,
/// which the paths of the files do not have and those of the tree do.
pub(super) fn faults(
    files: &BTreeMap<String, String>,
    loaded: &Loaded,
    root: &str,
) -> BTreeMap<String, String> {
    if files.is_empty() {
        return BTreeMap::new();
    }
    let within = |file: &str| -> String {
        file.strip_prefix(root).map_or(file, |rest| rest.trim_start_matches('/')).to_owned()
    };
    let known = loaded.sources.iter().map(|(file, text)| (within(file), text.to_string()));
    let mut texts: BTreeMap<String, String> = known.collect();
    let before: BTreeSet<String> = texts.keys().cloned().collect();
    texts.extend(files.clone());
    let after = load_texts(texts.into_iter().collect());
    let mut faults: BTreeMap<String, String> = BTreeMap::new();
    for found in check(&after) {
        if found.severity == Severity::Error && files.contains_key(&found.file) {
            let is_known = before.contains(&found.file);
            let introduction = if is_known { DISAGREEING } else { UNREADABLE };
            let why = faults.entry(found.file).or_insert_with(|| introduction.to_owned());
            why.push_str(&format!(" {} ({});", found.message, found.rule));
        }
    }
    faults
}

/// What a person wrote may name what the page no longer has.
const DISAGREEING: &str = "what the page says now and what the spec has of your own make no valid spec together, so \
     nothing was written; change the spec so that both can hold, and import again:";

const UNREADABLE: &str = "what was read makes no valid spec, so it was not written; write the file by hand, with \
     the page's address in `source.url`, and import again:";
