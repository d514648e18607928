//! scratch
fn main() {
    let loaded = larkspur_spec::load::load(std::path::Path::new("specs"));
    for d in &loaded.diagnostics { eprintln!("{d:?}"); }
    let model = larkspur_codegen::annotate(&loaded.tree);
    let files = larkspur_codegen::emit(&model).unwrap();
    let r = larkspur_codegen::output::ensure(&files, std::path::Path::new("crates/client/src/generated"), larkspur_codegen::output::Mode::Write).unwrap();
    let m = std::fs::read_to_string("crates/client/Cargo.toml").unwrap();
    std::fs::write("crates/client/Cargo.toml", larkspur_codegen::features::update(&m, &model).unwrap()).unwrap();
    println!("{r:?}");
}
