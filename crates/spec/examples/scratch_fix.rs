#![allow(clippy::print_stdout, missing_docs)]
use larkspur_spec::*;
fn main() {
    for dir in std::env::args().skip(1) {
        let loaded = load::load(std::path::Path::new(&dir));
        for d in &loaded.diagnostics { println!("{}", diagnostic::render(d, &loaded.sources, false)); }
        if dir.contains("not-canonical") { continue; }
        for (f, t) in write::canonical_files(&loaded) { std::fs::write(f, t).unwrap(); }
    }
}
