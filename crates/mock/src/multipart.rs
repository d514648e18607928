//! Reads `multipart/form-data` to the letter of RFC 7578, and nothing beside it.

use bytes::Bytes;

/// One part of a multipart body.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Part {
    /// The field's name.
    pub name: String,
    /// The file's name; present for files only.
    pub filename: Option<String>,
    /// The content type, where the part names one.
    pub content_type: Option<String>,
    /// What it holds.
    pub body: Bytes,
}

/// The parts in order; nothing when the body does not keep to the form.
pub(crate) fn parse(content_type: &str, body: &Bytes) -> Option<Vec<Part>> {
    let boundary = boundary(content_type)?;
    let delimiter = format!("--{boundary}");
    let mut rest = body.slice(find(body, delimiter.as_bytes())? + delimiter.len()..);
    let between = format!("\r\n{delimiter}");
    let mut parts = Vec::new();
    loop {
        if rest.starts_with(b"--") {
            return Some(parts);
        }
        if !rest.starts_with(b"\r\n") {
            return None;
        }
        rest = rest.slice(2..);
        let end = find(&rest, between.as_bytes())?;
        parts.push(part(&rest.slice(..end))?);
        rest = rest.slice(end + between.len()..);
    }
}

fn boundary(content_type: &str) -> Option<String> {
    let (kind, parameters) = content_type.split_once(';')?;
    if !kind.trim().eq_ignore_ascii_case("multipart/form-data") {
        return None;
    }
    parameter(parameters, "boundary").filter(|found| !found.is_empty())
}

fn part(bytes: &Bytes) -> Option<Part> {
    let blank = find(bytes, b"\r\n\r\n")?;
    let head = std::str::from_utf8(&bytes[..blank]).ok()?;
    let mut name = None;
    let mut filename = None;
    let mut content_type = None;
    for line in head.split("\r\n") {
        let (header, value) = line.split_once(':')?;
        if header.eq_ignore_ascii_case("content-disposition") {
            let parameters = value.trim().strip_prefix("form-data")?;
            name = parameter(parameters, "name");
            filename = extended(parameters).or_else(|| parameter(parameters, "filename"));
        } else if header.eq_ignore_ascii_case("content-type") {
            content_type = Some(value.trim().to_owned());
        }
    }
    Some(Part { name: name?, filename, content_type, body: bytes.slice(blank + 4..) })
}

/// A parameter of a header value, without its quotes.
fn parameter(text: &str, wanted: &str) -> Option<String> {
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches([';', ' ', '\t']);
        let (name, after) = rest.split_once('=')?;
        let (value, after) = value(after)?;
        if name.trim().eq_ignore_ascii_case(wanted) {
            return Some(value);
        }
        rest = after;
    }
}

/// A file's name in the form for names beyond ASCII: `filename*=UTF-8''…`.
fn extended(parameters: &str) -> Option<String> {
    let value = parameter(parameters, "filename*")?;
    let encoded = value.get(..7).filter(|start| start.eq_ignore_ascii_case("utf-8''"));
    crate::text::decode(&value[encoded?.len()..], false)
}

/// One value, quoted or bare, and what follows it.
fn value(text: &str) -> Option<(String, &str)> {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find(';').unwrap_or(text.len());
        return Some((text[..end].trim().to_owned(), &text[end..]));
    };
    let mut value = String::new();
    let mut escaped = false;
    for (at, c) in quoted.char_indices() {
        match c {
            '\\' if !escaped => escaped = true,
            '"' if !escaped => return Some((unescape(&value), &quoted[at + 1..])),
            _ => {
                value.push(c);
                escaped = false;
            }
        }
    }
    None
}

/// Browsers write a quote within a name as `%22`, and line breaks likewise.
fn unescape(value: &str) -> String {
    value.replace("%22", "\"").replace("%0D", "\r").replace("%0A", "\n")
}

/// Where some bytes begin. Files are long, so whole stretches without the first byte are skipped.
fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    let first = wanted.first()?;
    let mut from = 0;
    loop {
        let at = from + bytes.get(from..)?.iter().position(|byte| byte == first)?;
        if bytes[at..].starts_with(wanted) {
            return Some(at);
        }
        from = at + 1;
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    const KIND: &str = "multipart/form-data; boundary=\"x y\"";

    #[test]
    fn reads_text_and_files_byte_for_byte() {
        let body = "--x y\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\none\r\ntwo\r\n\
                    --x y\r\ncontent-disposition: form-data; name=\"f\"; filename=\"表 %22.png\"\r\n\
                    Content-Type: image/png\r\n\r\n\0\r\n--x\r\n--x y--\r\n";
        let parts = parse(KIND, &Bytes::from(body)).unwrap();
        assert_eq!(parts.len(), 2);
        assert_eq!((parts[0].name.as_str(), &parts[0].body[..]), ("a", &b"one\r\ntwo"[..]));
        assert_eq!(parts[1].filename.as_deref(), Some("表 \".png"));
        assert_eq!(parts[1].content_type.as_deref(), Some("image/png"));
        assert_eq!(&parts[1].body[..], b"\0\r\n--x");
    }

    #[test]
    fn refuses_what_is_cut_or_something_else() {
        assert_eq!(parse("application/json", &Bytes::new()), None);
        let cut = "--x y\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\none";
        assert_eq!(parse(KIND, &Bytes::from(cut)), None);
    }
}
