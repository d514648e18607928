//! The text forms of a URL: percent-encoding and query pairs.
//!
//! Written here and not taken from the client's dependencies: a mock that decodes with the code
//! that encoded cannot find its faults.

/// Undoes percent-encoding. `None` when what comes out is no UTF-8 or an escape is broken.
pub(crate) fn decode(text: &str, plus_is_space: bool) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        rest = after;
        match first {
            b'%' => {
                let (pair, after) = rest.split_at_checked(2)?;
                bytes.push(hex(pair[0])? * 16 + hex(pair[1])?);
                rest = after;
            }
            b'+' if plus_is_space => bytes.push(b' '),
            other => bytes.push(other),
        }
    }
    String::from_utf8(bytes).ok()
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

/// The pairs of a query or of a form, decoded, in order. Text that cannot be decoded stays as it
/// is.
pub(crate) fn pairs(query: &str) -> Vec<(String, String)> {
    let word = |text: &str| decode(text, true).unwrap_or_else(|| text.to_owned());
    query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (word(name), word(value))
        })
        .collect()
}

/// The words of a wire name, in lower case and singular: `work_item_ids` and `workItemIds` both
/// give `work`, `item`, `id`.
pub(crate) fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = vec![String::new()];
    for c in name.chars() {
        if !c.is_alphanumeric() {
            words.push(String::new());
            continue;
        }
        if c.is_uppercase() {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut() {
            word.extend(c.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words.iter().map(|word| singular(word)).collect()
}

fn singular(word: &str) -> String {
    match word.strip_suffix('s') {
        Some(stem) if word.len() > 2 && !stem.ends_with('s') && !stem.ends_with('u') => {
            stem.to_owned()
        }
        _ => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decodes_what_a_client_may_send() {
        assert_eq!(decode("a%2Fb%E8%A1%A8+c", false).as_deref(), Some("a/b表+c"));
        assert_eq!(decode("a+b", true).as_deref(), Some("a b"));
        assert_eq!(decode("%zz", true), None);
        assert_eq!(decode("%E8", true), None);
        let expected = [("a", "1 2"), ("b", ""), ("c", "=")];
        let expected = expected.map(|(k, v)| (k.to_owned(), v.to_owned()));
        assert_eq!(pairs("a=1+2&b&c=%3D"), expected);
    }

    #[test]
    fn names_of_every_style_give_the_same_words() {
        assert_eq!(words("work_item_ids"), ["work", "item", "id"]);
        assert_eq!(words("workItemIds"), ["work", "item", "id"]);
        assert_eq!(words("created_at.start"), ["created", "at", "start"]);
        assert_eq!(words("work_item_status"), ["work", "item", "status"]);
    }
}
