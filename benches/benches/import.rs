//! How long importing takes: pages a second, as typed, for as many pages as the Feishu reference
//! has, and again when nothing has changed.
//!
//! The pages are our own fixtures under other names, or, where `LARKSPUR_SHARED` names a folder of
//! real pages, those.

use larkspur_benches::report::{self, limit, median};
use larkspur_benches::usage;
use larkspur_benches::workspace::{self, cargo};
use std::path::{Path, PathBuf};

const PAGES: usize = 1680;
const ROUNDS: usize = 5;

fn main() {
    if !usage::is_installed() {
        report::line("left out: GNU time, which counts processor and memory, is not installed");
        return;
    }
    // Builds `xtask`, which no maintainer does each time.
    usage::of(cargo().args(["xtask", "import", "--help"]));
    let folder = tempfile::tempdir().expect("a temporary folder");
    let pages = folder.path().join("pages");
    std::fs::create_dir(&pages).expect("a folder is made");
    write_pages(&originals(), &pages);
    report::line(format!("\nimporting {PAGES} pages, as typed (median)"));
    let specs = folder.path().join("specs");
    row("into an empty tree", &pages, &specs, true);
    row("again", &pages, &specs, false);
}

fn row(what: &str, pages: &Path, specs: &Path, afresh: bool) {
    let mut import = cargo();
    import.args(["xtask", "import", "--older"]).arg(pages).arg("--specs").arg(specs);
    let rounds = (0..ROUNDS).map(|_| {
        if afresh && specs.exists() {
            std::fs::remove_dir_all(specs).expect("the tree is removed");
        }
        usage::of(&import)
    });
    let rounds: Vec<_> = rounds.collect();
    let of = |part: fn(&usage::Usage) -> f64| median(&rounds.iter().map(part).collect::<Vec<_>>());
    let elapsed = of(|usage| usage.elapsed).expect("there were rounds");
    limit(&format!("{what}: on the clock"), elapsed, None, "s");
    limit(&format!("{what}: pages a second"), PAGES as f64 / elapsed, None, "");
    limit(&format!("{what}: processor"), of(|usage| usage.processor).expect("rounds"), None, "s");
}

/// The pages that are multiplied.
fn originals() -> Vec<String> {
    let folders: Vec<PathBuf> = match std::env::var_os("LARKSPUR_SHARED") {
        Some(shared) => ["feishu-tags", "feishu-lines", "feishu-br", "feishu-tree"]
            .map(|rendering| Path::new(&shared).join("pages").join(rendering))
            .into(),
        None => vec![workspace::root().join("tests/pages")],
    };
    let mut files: Vec<PathBuf> = Vec::new();
    for folder in folders {
        let entries = std::fs::read_dir(folder).expect("a folder of pages").flatten();
        files.extend(entries.map(|entry| entry.path()).filter(|path| path.is_file()));
    }
    files.sort();
    let pages = files.iter().map(|file| std::fs::read_to_string(file).expect("a page"));
    // Others would stay at one address however often they are copied.
    pages.filter(|page| page.contains("/open-apis/")).collect()
}

/// Writes the pages under other projects and addresses, so that each is of an operation of its own.
fn write_pages(originals: &[String], folder: &Path) {
    for number in 0..PAGES {
        let (copy, page) = (number / originals.len(), &originals[number % originals.len()]);
        let text = page
            .replace("/open-apis/", &format!("/open-apis/copy_{copy}_"))
            .replace("/document/", &format!("/document/copy-{copy}/"))
            .replace("\nid: ", &format!("\nid: {copy}"));
        std::fs::write(folder.join(format!("{number:04}.md")), text).expect("a page is written");
    }
}
