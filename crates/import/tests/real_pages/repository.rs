//! The specs of this repository say what their pages say, but for what people marked as theirs.

use crate::support::{input, pages, shared};
use larkspur_import::report::Status;
use larkspur_import::run::{Input, Options, run};
use larkspur_spec::load;
use std::path::Path;

const SPECS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../specs");

#[test]
fn importing_the_pages_again_changes_no_spec() {
    let Some(shared) = shared("repository") else { return };
    let mut files = pages(&shared.join("documents"));
    files.extend(pages(&shared.join("pages/feishu-project")));
    files.extend(
        pages(&shared.join("pages/feishu-tree")).into_iter().filter(|file| is_of_the_tree(file)),
    );
    let inputs: Vec<Input> = files.iter().map(|file| input(file)).collect();
    let loaded = load(Path::new(SPECS));
    assert!(!loaded.has_errors());
    let done = run(&inputs, &loaded, SPECS, &Options::default(), &|| ());
    let changed = done.outcomes.iter().filter(|outcome| outcome.status != Status::Unchanged);
    let changed: Vec<String> = changed.map(|outcome| outcome.text()).collect();
    assert_eq!(changed, Vec::<String>::new());
    assert_eq!((done.outcomes.len(), done.files.len()), (63, 0));
}

/// Three pages of the youngest rendering are not those that the specs were made of: an internal
/// one and two historic ones.
fn is_of_the_tree(file: &Path) -> bool {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    !["07", "46", "56"].iter().any(|number| name.starts_with(number))
}
