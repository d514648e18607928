//! What the compiler says of a program that forgets a required parameter: asked, not recalled.

use larkspur_tests::workspace::Built;
use serde_json::Value;
use std::error::Error;
use std::process::Command;

/// A program that lists approvals and does not say of which definition.
pub(crate) const PROGRAM: &str = r#"pub async fn list(feishu: larkspur::feishu::Client) -> Result<(), Box<dyn std::error::Error>> {
    let end = larkspur::Timestamp::now();
    let start = end.minus(std::time::Duration::from_secs(30 * 24 * 3600));
    let mut codes = feishu.approval().v4().instance().list()
        .between(start, end)
        .items();
    while let Some(code) = codes.try_next().await? {
        println!("{code}");
    }
    Ok(())
}
"#;

/// An error as the compiler reports it.
pub(crate) struct Refusal {
    /// Its first line.
    pub(crate) message: String,
    /// All of it, as it looks in a terminal.
    pub(crate) rendered: String,
}

/// Compiles the program against the client that this demo was built with.
pub(crate) fn errors() -> Result<Vec<Refusal>, Box<dyn Error>> {
    let built = Built::program(env!("CARGO_PKG_NAME"), "demo")?;
    let client = built.library("larkspur").ok_or("cargo names no library `larkspur`")?;
    let folder = built.executable("demo").and_then(|demo| demo.parent());
    let folder = folder.ok_or("cargo names no program `demo`")?.join("demo-of-an-error");
    std::fs::create_dir_all(&folder)?;
    std::fs::write(folder.join("list.rs"), PROGRAM)?;

    let mut compiler = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    compiler.current_dir(&folder);
    compiler.args(["list.rs", "--edition", "2024", "--crate-type", "lib", "--emit", "metadata"]);
    compiler.args(["--error-format", "json", "--json", "diagnostic-rendered-ansi"]);
    compiler.arg("--extern").arg(format!("larkspur={}", client.display()));
    for folder in built.folders() {
        compiler.arg("-L").arg(format!("dependency={}", folder.display()));
    }
    let output = compiler.output()?;
    let lines = String::from_utf8(output.stderr)?;
    let diagnostics = lines.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let with_code =
        diagnostics.filter(|found| found["level"] == "error" && !found["code"].is_null());
    let text = |found: &Value, name: &str| found[name].as_str().unwrap_or_default().to_owned();
    Ok(with_code
        .map(|found| Refusal {
            message: text(&found, "message"),
            rendered: text(&found, "rendered"),
        })
        .collect())
}
