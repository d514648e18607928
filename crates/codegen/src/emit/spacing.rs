//! Empty lines between items, where a person would put them: the pretty printer writes none.

/// The text with an empty line around items of more than one line.
pub(super) fn spaced(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 32);
    let mut previous = "";
    for line in text.lines() {
        if parts(previous, line) {
            out.push('\n');
        }
        out.push_str(line);
        out.push('\n');
        previous = line;
    }
    out
}

fn parts(previous: &str, line: &str) -> bool {
    let (before, after) = (previous.trim_start(), line.trim_start());
    if before.is_empty() || after.is_empty() || indent(previous) != indent(line) {
        return false;
    }
    let in_docs = |text: &str| text.starts_with("//");
    if before.starts_with("///") {
        return false;
    }
    let ends = matches!(before, "}" | "};" | "];" | "];}") || before.ends_with("{}");
    let begins = ["///", "#[", "pub ", "fn ", "impl", "const ", "static ", "type ", "use ", "mod "]
        .iter()
        .any(|start| after.starts_with(start));
    let uses = |text: &str| text.starts_with("use ") || text.starts_with("pub use ");
    let modules = |text: &str| text.starts_with("mod ") || text.starts_with("pub mod ");
    (ends && begins)
        || (before.starts_with("//!") && !in_docs(after))
        || (uses(before) && !uses(after) && !modules(before))
        || (modules(before)
            && before.ends_with(';')
            && !modules(after)
            && !after.starts_with("#[cfg"))
        || (before.starts_with("const ") && before.ends_with(';') && after.starts_with("fn "))
        || (before.ends_with(';') && after.starts_with("///") && !before.starts_with("let "))
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}
