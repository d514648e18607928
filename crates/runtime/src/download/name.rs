//! What the headers of a file say: its name, and where it is instead.

use http::Uri;
use percent_encoding::percent_decode_str;

/// The file name of a content disposition. The extended form wins, as RFC 6266 has it. Whatever
/// stands there, no directory is left of it: callers will write to it.
pub(super) fn of(disposition: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(disposition);
    let mut plain = None;
    let mut extended = None;
    for parameter in parameters(&text).into_iter().skip(1) {
        let Some((key, value)) = parameter.split_once('=') else { continue };
        match key.trim().to_ascii_lowercase().as_str() {
            "filename" => plain = Some(unquoted(value.trim())),
            "filename*" => extended = decoded(value.trim()).or(extended),
            _ => {}
        }
    }
    let name = extended.or(plain)?;
    let name = name.rsplit(['/', '\\']).next()?.trim();
    let name: String = name.chars().filter(|c| !c.is_control()).collect();
    (!matches!(name.as_str(), "" | "." | "..")).then_some(name)
}

/// Splits at semicolons that are not in quotes.
fn parameters(text: &str) -> Vec<&str> {
    let (mut pieces, mut start, mut quoted, mut escaped) = (Vec::new(), 0, false, false);
    for (index, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            ';' if !quoted => {
                pieces.push(&text[start..index]);
                start = index + 1;
            }
            _ => {}
        }
    }
    pieces.push(&text[start..]);
    pieces
}

fn unquoted(value: &str) -> String {
    let Some(inner) = value.strip_prefix('"') else { return value.to_owned() };
    let mut name = String::new();
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => break,
            '\\' => name.extend(chars.next()),
            c => name.push(c),
        }
    }
    name
}

/// `UTF-8''%E5%AE%A1.txt`.
fn decoded(value: &str) -> Option<String> {
    let (charset, rest) = value.trim_matches('"').split_once('\'')?;
    let (_, encoded) = rest.split_once('\'')?;
    let utf8 = charset.eq_ignore_ascii_case("utf-8");
    utf8.then(|| percent_decode_str(encoded).decode_utf8().ok().map(Into::into))?
}

/// The target of a redirect: http or https, never from https down to http.
pub(super) fn resolve(from: &Uri, location: &str) -> Option<Uri> {
    let location = location.split('#').next()?;
    let scheme = from.scheme_str()?;
    let authority = from.authority()?;
    let target: Uri = if location.starts_with("//") {
        format!("{scheme}:{location}").parse().ok()?
    } else if location.starts_with('/') {
        format!("{scheme}://{authority}{location}").parse().ok()?
    } else if location.contains("://") {
        location.parse().ok()?
    } else {
        let directory = from.path().rsplit_once('/').map_or("", |(directory, _)| directory);
        format!("{scheme}://{authority}{directory}/{location}").parse().ok()?
    };
    let fine = matches!((scheme, target.scheme_str()?), (_, "https") | ("http", "http"));
    let named = target.authority().is_some_and(|authority| !authority.as_str().contains('@'));
    (fine && named).then_some(target)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::{of, resolve};

    #[test]
    fn reads_file_names() {
        for (disposition, name) in [
            ("attachment; filename=\"a b.txt\"", Some("a b.txt")),
            ("attachment; filename=plain.txt; size=3", Some("plain.txt")),
            ("attachment; filename=\"x;y\\\".txt\"", Some("x;y\".txt")),
            (
                "attachment; filename=\"old.txt\"; filename*=UTF-8''%E5%AE%A1%E6%89%B9.txt",
                Some("审批.txt"),
            ),
            ("attachment; filename*=utf-8'zh'%E5%AE%A1.txt; filename=b", Some("审.txt")),
            ("attachment; filename*=UTF-8''%FF; filename=b", Some("b")),
            ("attachment; filename=\"审批.txt\"", Some("审批.txt")),
            ("attachment; filename=\"../../etc/passwd\"", Some("passwd")),
            ("attachment; filename=\"C:\\\\boot.ini\"", Some("boot.ini")),
            ("attachment; filename=\"..\"", None),
            ("attachment", None),
            ("inline; filename=", None),
        ] {
            assert_eq!(of(disposition.as_bytes()).as_deref(), name, "{disposition}");
        }
    }

    #[test]
    fn resolves_targets() {
        let from = "https://open.example/a/b?c=1".parse().unwrap();
        for (location, target) in [
            ("https://files.example/x?sign=1#top", Some("https://files.example/x?sign=1")),
            ("//files.example/x", Some("https://files.example/x")),
            ("/x", Some("https://open.example/x")),
            ("x", Some("https://open.example/a/x")),
            ("http://files.example/x", None),
            ("ftp://files.example/x", None),
            ("file:///etc/passwd", None),
            ("https://me@files.example/x", None),
        ] {
            let found = resolve(&from, location).map(|uri| uri.to_string());
            assert_eq!(found.as_deref(), target, "{location}");
        }
        let plain = "http://127.0.0.1:1/a".parse().unwrap();
        assert!(resolve(&plain, "http://127.0.0.1:2/b").is_some());
        assert!(resolve(&plain, "https://files.example/b").is_some());
    }
}
