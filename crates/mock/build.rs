//! Puts the texts of the specs into the crate, so that a mock starts without any file at hand.
//!
//! In the workspace the specs lie beside the crates; a published crate carries a copy of its own.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let home = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let root = [home.join("specs"), home.join("../../specs")]
        .into_iter()
        .find(|folder| folder.is_dir())
        .ok_or("there is no folder `specs`, neither here nor in the workspace")?;
    let mut files = Vec::new();
    collect(&root, &mut files)?;
    files.sort();
    let mut code = String::from("&[\n");
    for file in &files {
        let within = file.strip_prefix(&root)?.to_string_lossy().replace('\\', "/");
        let full = fs::canonicalize(file)?;
        writeln!(code, "    ({within:?}, include_str!({:?})),", full.display().to_string())?;
    }
    code.push_str("]\n");
    fs::write(Path::new(&env::var("OUT_DIR")?).join("specs.rs"), code)?;
    println!("cargo::rerun-if-changed={}", root.display());
    Ok(())
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if path.is_dir() && !hidden {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|end| end == "yaml") {
            files.push(path);
        }
    }
    Ok(())
}
