//! The whole way of a page, from its bytes to a tree that loads.

use super::*;
use larkspur_spec::load_texts;
use proptest::prelude::*;
use std::path::Path;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

/// Far above what a page needs, also unoptimised and on a busy machine.
const LONGEST: Duration = Duration::from_secs(5);

/// Every page written for the tests of the readers.
static PAGES: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let mut pages = Vec::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures"), &mut pages);
    pages
});

fn collect(folder: &Path, pages: &mut Vec<Vec<u8>>) {
    let mut entries: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for entry in entries {
        if entry.is_dir() {
            collect(&entry, pages);
        } else {
            pages.push(std::fs::read(&entry).unwrap());
        }
    }
}

fn page(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name)).unwrap()
}

fn imported(pages: &[&[u8]], tree: &BTreeMap<String, String>) -> Run {
    let named = pages.iter().enumerate();
    let inputs =
        named.map(|(at, bytes)| Input { file: format!("{at}.md"), bytes: Ok(bytes.to_vec()) });
    let loaded = load_texts(tree.clone().into_iter().collect());
    run(&inputs.collect::<Vec<_>>(), &loaded, "", &Options::default(), &|| ())
}

/// The kind of the refusal of each page.
fn refusals(run: &Run) -> Vec<Option<&'static str>> {
    run.outcomes.iter().map(|outcome| Some(outcome.refusal.as_ref()?.kind)).collect()
}

#[test]
fn pages_that_are_all_refused_begin_no_platform() {
    let whole = String::from_utf8(page("bare/project-text/undescribed.txt")).unwrap();
    let twice = whole.replace("/{barn_key}/owl/list", "/{barn_key}/{barn_key}/list");
    let run = imported(&[twice.as_bytes()], &BTreeMap::new());
    assert_eq!(refusals(&run), [Some("invalid-spec")]);
    assert_eq!(run.files, BTreeMap::new());
    // Beside a page that is taken, the platform begins with that one.
    let run = imported(&[twice.as_bytes(), whole.as_bytes()], &BTreeMap::new());
    assert_eq!(refusals(&run), [Some("invalid-spec"), None]);
    assert_eq!(run.files.len(), 2, "{:?}", run.files.keys());
}

#[test]
fn a_name_that_path_and_query_share_is_no_reason_to_refuse() {
    let whole = String::from_utf8(page("bare/project-text/undescribed.txt")).unwrap();
    let shared = whole.replace("page_size| ", "barn_key| ");
    let run = imported(&[shared.as_bytes()], &BTreeMap::new());
    assert_eq!(refusals(&run), [None]);
    let spec = run.files.values().find(|text| text.starts_with("# ") && text.contains("http:"));
    assert!(spec.unwrap().contains("rust: query_barn_key"), "{spec:?}");
    let again = imported(&[shared.as_bytes()], &run.files);
    assert_eq!(again.files, BTreeMap::new());
}

#[test]
fn a_page_that_takes_away_what_a_person_refers_to_says_so() {
    let whole = String::from_utf8(page("bare/project-text/undescribed.txt")).unwrap();
    let mut tree = imported(&[whole.as_bytes()], &BTreeMap::new()).files;
    let rules = "rules:\n  - at_most_one: [page_size, kind]\nresponse:";
    for text in tree.values_mut().filter(|text| text.contains("\nhttp:")) {
        *text = text.replacen("response:", rules, 1).replacen(", query: { kind: barn }", "", 1);
        *text = text.replacen("query:\n", "query:\n  kind: { type: string }\n", 1);
    }
    let without = whole.replace("page_size| ", "size| ");
    let run = imported(&[without.as_bytes()], &tree);
    let refusal = run.outcomes[0].refusal.clone().unwrap();
    assert!(refusal.why.contains("of your own") && refusal.why.contains("page_size"), "{refusal}");
    assert_eq!(run.files, BTreeMap::new());
}

/// What may happen to a page on its way to us.
#[derive(Debug, Clone)]
enum Damage {
    Delete(prop::sample::Index),
    Twice(prop::sample::Index),
    Swap(prop::sample::Index, prop::sample::Index),
    Cut(prop::sample::Index),
    Bytes(prop::sample::Index, Vec<u8>),
    /// A line of another page.
    Foreign(prop::sample::Index, prop::sample::Index, prop::sample::Index),
}

fn damage() -> impl Strategy<Value = Damage> {
    let at = any::<prop::sample::Index>;
    prop_oneof![
        4 => at().prop_map(Damage::Delete),
        4 => at().prop_map(Damage::Twice),
        4 => (at(), at()).prop_map(|(one, other)| Damage::Swap(one, other)),
        1 => at().prop_map(Damage::Cut),
        2 => (at(), prop::collection::vec(any::<u8>(), 1..4)).prop_map(|(at, bytes)| Damage::Bytes(at, bytes)),
        2 => (at(), prop::collection::vec(prop::sample::select(b"|-:#`<>[]{}/\\.\"' \t0:1".as_slice()), 1..6))
            .prop_map(|(at, bytes)| Damage::Bytes(at, bytes)),
        2 => (at(), at(), at()).prop_map(|(page, line, to)| Damage::Foreign(page, line, to)),
    ]
}

fn damaged(mut page: Vec<u8>, all: &[Damage]) -> Vec<u8> {
    for damage in all {
        let mut lines: Vec<Vec<u8>> =
            page.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
        if lines.is_empty() {
            return page;
        }
        match damage {
            Damage::Delete(at) => _ = lines.remove(at.index(lines.len())),
            Damage::Twice(at) => {
                let at = at.index(lines.len());
                lines.insert(at, lines[at].clone());
            }
            Damage::Swap(one, other) => {
                let (one, other) = (one.index(lines.len()), other.index(lines.len()));
                lines.swap(one, other);
            }
            Damage::Cut(at) => lines.truncate(at.index(lines.len())),
            Damage::Bytes(at, bytes) => {
                let at = at.index(page.len());
                page.splice(at..at, bytes.iter().copied());
                continue;
            }
            Damage::Foreign(from, line, to) => {
                let other = from.get(&PAGES);
                let other: Vec<&[u8]> = other.split_inclusive(|byte| *byte == b'\n').collect();
                let to = to.index(lines.len());
                lines.insert(
                    to,
                    other.get(line.index(other.len().max(1))).unwrap_or(&&b""[..]).to_vec(),
                );
            }
        }
        page = lines.concat();
    }
    page
}

/// What has to hold of every run: a sound tree, and nothing to do the next time.
fn is_sound(bytes: &[u8], tree: &BTreeMap<String, String>) -> Result<(), TestCaseError> {
    let start = Instant::now();
    let first = imported(&[bytes], tree);
    prop_assert!(start.elapsed() < LONGEST, "took {:?}", start.elapsed());
    let refused = refusals(&first)[0];
    prop_assert!(refused != Some("unmergeable"), "{:?}", first.outcomes);
    prop_assert_eq!(
        first.files.is_empty(),
        refused.is_some() || first.outcomes[0].status == Status::Unchanged
    );
    let mut after = tree.clone();
    after.extend(first.files);
    let mut found = larkspur_spec::check(&load_texts(after.clone().into_iter().collect()));
    // A page that is refused begins no tree.
    found.retain(|_| !after.is_empty());
    let errors: Vec<_> = found
        .iter()
        .filter(|found| {
            found.severity == larkspur_spec::diagnostic::Severity::Error
                || found.rule == "not-canonical"
        })
        .collect();
    prop_assert!(errors.is_empty(), "{errors:?}");
    let second = imported(&[bytes], &after);
    prop_assert_eq!(&second.files, &BTreeMap::new());
    prop_assert_eq!(refusals(&second)[0], refused);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn whatever_becomes_of_a_page_the_tree_stays_sound(
        which in any::<prop::sample::Index>(),
        damage in prop::collection::vec(damage(), 0..6),
    ) {
        is_sound(&damaged(which.get(&PAGES).clone(), &damage), &BTreeMap::new())?;
    }

    #[test]
    fn whatever_becomes_of_a_page_its_spec_stays_sound(
        which in any::<prop::sample::Index>(),
        damage in prop::collection::vec(damage(), 1..6),
    ) {
        let whole = which.get(&PAGES);
        let tree = imported(&[whole], &BTreeMap::new()).files;
        is_sound(&damaged(whole.clone(), &damage), &tree)?;
    }
}
