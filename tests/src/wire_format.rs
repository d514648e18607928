//! Readers of what leaves: queries and multipart forms. Written from the RFCs and not from the
//! client, so that both would have to be wrong in the same way to agree on something wrong.

use bytes::Bytes;

/// Name and value, in order.
pub type Pairs = Vec<(String, String)>;

/// The pairs of a query. Servers differ in whether `+` means a space, so it must not occur: the
/// value has to come out alike for both.
pub fn decode_query(query: &str) -> Pairs {
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            assert!(!pair.contains('+'), "`+` is read as a space by some servers: {pair}");
            let (name, value) = pair.split_once('=').expect("a pair has an equals sign");
            (percent_decoded(name), percent_decoded(value))
        })
        .collect()
}

/// Text without its percent-encoding.
pub fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        if *first != b'%' {
            assert!(is_sendable(*first), "{first:#04x} must be percent-encoded: {text}");
            bytes.push(*first);
            continue;
        }
        let digits = after.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        let byte = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(byte.unwrap_or_else(|| panic!("a percent sign without two digits: {text}")));
        rest = &after[2..];
    }
    String::from_utf8(bytes).expect("percent-decoded text is UTF-8")
}

/// What may stand as itself between the separators of a path or query (RFC 3986).
fn is_sendable(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~!$'()*,;:@/?".contains(&byte)
}

/// One part of a multipart form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The name of the field.
    pub name: String,
    /// The name of the file, where the part is one.
    pub file_name: Option<String>,
    /// The header lines.
    pub headers: Vec<String>,
    /// The content.
    pub content: Bytes,
}

/// The boundary of a multipart content type; `None` when it is something else.
pub fn boundary(content_type: &str) -> Option<&str> {
    content_type.strip_prefix("multipart/form-data; boundary=")
}

/// The parts of a multipart form (RFC 7578): delimiter lines, header lines, an empty line, bytes.
pub fn multipart(body: &Bytes, boundary: &str) -> Vec<Part> {
    assert!(!boundary.is_empty() && boundary.len() <= 70, "RFC 2046 allows 1 to 70 characters");
    let delimiter = format!("\r\n--{boundary}");
    // The first delimiter stands at the very beginning, without the line break before it.
    let mut rest = body.clone();
    let opening = &delimiter.as_bytes()[2..];
    assert!(rest.starts_with(opening), "the form begins with its boundary");
    drop(rest.split_to(opening.len()));
    let mut parts = Vec::new();
    loop {
        if rest.starts_with(b"--") {
            assert_eq!(&rest[..], b"--\r\n", "nothing follows the closing boundary");
            return parts;
        }
        assert!(rest.starts_with(b"\r\n"), "a boundary ends its line");
        drop(rest.split_to(2));
        let end = find(&rest, delimiter.as_bytes()).expect("the form is closed");
        let mut part = rest.split_to(end);
        drop(rest.split_to(delimiter.len()));
        let head = find(&part, b"\r\n\r\n").expect("headers end with an empty line");
        let headers = part.split_to(head);
        drop(part.split_to(4));
        let headers = std::str::from_utf8(&headers).expect("headers are UTF-8");
        let headers: Vec<String> = headers.split("\r\n").map(ToOwned::to_owned).collect();
        let (name, file_name) = disposition(&headers);
        parts.push(Part { name, file_name, headers, content: part });
    }
}

/// The names that `Content-Disposition: form-data; name="a"; filename="b"` holds.
fn disposition(headers: &[String]) -> (String, Option<String>) {
    let mut found = headers.iter().filter_map(|line| {
        let (name, value) = line.split_once(": ")?;
        name.eq_ignore_ascii_case("content-disposition").then_some(value)
    });
    let line = found.next().expect("every part has a disposition");
    assert!(found.next().is_none(), "and only one");
    let rest = line.strip_prefix("form-data; name=\"").expect("a form field");
    let (name, rest) = rest.split_once('"').expect("a closed name");
    if rest.is_empty() {
        return (name.to_owned(), None);
    }
    let rest = rest.strip_prefix("; filename=\"").expect("nothing but a file name follows");
    let (file_name, rest) = rest.split_once('"').expect("a closed file name");
    assert_eq!(rest, "", "no further parameter, such as filename*, is known to receivers");
    (name.to_owned(), Some(file_name.to_owned()))
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

/// Whether text is a random UUID (version 4, variant 1).
pub fn is_uuid_v4(text: &str) -> bool {
    let groups: Vec<_> = text.split('-').collect();
    let lengths: Vec<_> = groups.iter().map(|group| group.len()).collect();
    lengths == [8, 4, 4, 4, 12]
        && groups.concat().chars().all(|c| c.is_ascii_hexdigit())
        && groups[2].starts_with('4')
        && groups[3].starts_with(['8', '9', 'a', 'b', 'A', 'B'])
}
