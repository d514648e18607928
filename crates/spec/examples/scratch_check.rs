#![allow(clippy::print_stdout, missing_docs)]
use larkspur_spec::*;
fn main() {
    let dir = std::env::args().nth(1).unwrap();
    let t = std::time::Instant::now();
    let loaded = load::load(std::path::Path::new(&dir));
    let a = t.elapsed();
    let found = lint::check(&loaded);
    let b = t.elapsed();
    for d in &found { println!("{}\n", diagnostic::render(d, &loaded.sources, false)); }
    if let Some(f) = std::env::args().nth(2) { println!("{}", write::canonical(&loaded, &f).unwrap_or_default()); }
    eprintln!("{a:?} {b:?} {} ops {} found", loaded.tree.operations().count(), found.len());
}
