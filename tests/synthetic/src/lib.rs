//! Spec trees as large as the whole Feishu reference.
//!
//! The real operations are copied under other names and paths until there are enough: deep
//! bodies, paged lists, uploads and downloads in the mix that they come in.

use std::io;
use std::path::{Path, PathBuf};

/// Writes a tree of `count` operations, made from the real tree at `specs`, into `out`.
pub fn write_tree(specs: &Path, out: &Path, count: usize) -> io::Result<()> {
    let feishu = specs.join("feishu");
    let mut files = Vec::new();
    walk(&feishu, &mut files)?;
    let mut templates = Vec::new();
    for path in &files {
        let text = std::fs::read_to_string(path)?;
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if matches!(name, "platform.yaml" | "types.yaml") {
            let below = path.strip_prefix(specs).unwrap_or(path);
            write(&out.join(below), &text)?;
        } else {
            templates.push((name.trim_end_matches(".yaml").to_owned(), text));
        }
    }
    for index in 0..count {
        let (name, text) = &templates[index % templates.len()];
        let (project, resource) = (index / 60, index / 6);
        let folder = format!("feishu/project_{project}/v1/resource_{resource}");
        let path = out.join(folder).join(format!("{name}_{index}.yaml"));
        let text = text.replacen("path: /open-apis/", &format!("path: /open-apis/s{index}/"), 1);
        write(&path, &text)?;
    }
    Ok(())
}

/// Copies the client's crate, without its generated code, to `out`, so that it builds there.
pub fn copy_client(workspace: &Path, out: &Path) -> io::Result<()> {
    let client = workspace.join("crates/client");
    let manifest = std::fs::read_to_string(client.join("Cargo.toml"))?;
    let root = std::fs::read_to_string(workspace.join("Cargo.toml"))?;
    let runtime = workspace.join("crates/runtime");
    let version = value_of(&root, "rust-version");
    let manifest = manifest
        .replace("rust-version.workspace = true", &version)
        .replace("version.workspace = true", "version = \"0.0.0\"")
        .replace("edition.workspace = true", "edition = \"2024\"")
        .replace("license.workspace = true", "license = \"MIT\"")
        .replace(
            "larkspur-runtime.workspace = true",
            &format!("larkspur-runtime = {{ path = {runtime:?}, default-features = false }}"),
        )
        .replace("[lints]\nworkspace = true\n", "[workspace]\n");
    let manifest = match manifest.split_once("[dev-dependencies]") {
        Some((before, _)) => format!("{before}[workspace]\n"),
        None => manifest,
    };
    write(&out.join("Cargo.toml"), &manifest)?;
    std::fs::copy(workspace.join("Cargo.lock"), out.join("Cargo.lock"))?;
    for name in ["builder.rs", "feishu.rs"] {
        let text = std::fs::read_to_string(client.join("src").join(name))?;
        write(&out.join("src").join(name), &text)?;
    }
    let lib = std::fs::read_to_string(client.join("src/lib.rs"))?;
    // The other platforms are not in the synthetic tree.
    write(&out.join("src/lib.rs"), &without_other_platforms(&lib))
}

fn without_other_platforms(lib: &str) -> String {
    let mut kept = Vec::new();
    for line in lib.lines() {
        if line.starts_with("pub mod feishu_project;") || line.starts_with("pub mod fxiaoke;") {
            kept.pop();
        } else {
            kept.push(line);
        }
    }
    kept.join("\n").replace(", feature = \"_feishu-project\", feature = \"_fxiaoke\"", "")
}

fn value_of(manifest: &str, key: &str) -> String {
    let found = manifest.lines().find(|line| line.starts_with(key));
    found.unwrap_or_default().to_owned()
}

fn write(path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::write(path, text)
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) -> io::Result<()> {
    let mut paths: Vec<_> =
        std::fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
    paths.sort();
    for path in paths {
        if path.is_dir() {
            walk(&path, found)?;
        } else if path.extension().is_some_and(|extension| extension == "yaml") {
            found.push(path);
        }
    }
    Ok(())
}
