//! A piece of an answer for an error message: short, whole characters, no secrets.
//!
//! The secrets of the call are masked wherever the platform echoes them. What a key calls a
//! token, secret, password or ticket is masked too, because answers to OAuth calls hold fresh
//! ones that the call never knew.

use crate::Secret;

/// The longest excerpt, in characters.
const LONGEST: usize = 200;
/// The bytes on each side that are looked at. More than the longest secret, so that none is cut
/// before it is recognised.
const WINDOW: usize = 16 << 10;
const MASK: &str = "***";
/// Stands for a masked character until the excerpt is cut, so that places do not move.
const MASKED: char = '\u{0}';

/// The text without the secrets.
pub(super) fn mask(text: &str, secrets: &[Secret]) -> String {
    secrets.iter().map(Secret::expose).filter(|secret| !secret.is_empty()).fold(
        text.to_owned(),
        |text, secret| match text.contains(secret) {
            true => text.replace(secret, MASK),
            false => text,
        },
    )
}

/// The text around the place of an error, or from the beginning.
pub(super) fn around(
    bytes: &[u8],
    error: Option<&serde_json::Error>,
    secrets: &[Secret],
) -> Option<String> {
    let place = error.map_or(0, |error| offset(bytes, error.line(), error.column()));
    let start = boundary(bytes, place.saturating_sub(WINDOW));
    let end = boundary(bytes, place.saturating_add(WINDOW).min(bytes.len()));
    let before: Vec<char> = lossy(&bytes[start..place]);
    let middle = before.len();
    let mut text = before;
    text.extend(lossy(&bytes[place..end]));
    for secret in secrets {
        hide(&mut text, &secret.expose().chars().collect::<Vec<_>>());
    }
    hide_named(&mut text);
    let half = if middle == 0 { 0 } else { LONGEST / 2 };
    let before = collapsed(&text[..middle]);
    let before = &before[before.len().saturating_sub(half)..];
    let after = collapsed(&text[middle..]);
    let after = &after[..after.len().min(LONGEST - before.len())];
    let excerpt: String = before.iter().chain(after).collect();
    (!excerpt.trim().is_empty()).then_some(excerpt)
}

/// The byte that serde names by line and column, moved to the start of its character.
fn offset(bytes: &[u8], line: usize, column: usize) -> usize {
    let mut lines = bytes.split_inclusive(|byte| *byte == b'\n');
    let before: usize = lines.by_ref().take(line.saturating_sub(1)).map(<[u8]>::len).sum();
    boundary(bytes, before.saturating_add(column.saturating_sub(1)).min(bytes.len()))
}

/// The start of the character that the byte belongs to.
fn boundary(bytes: &[u8], mut index: usize) -> usize {
    // A character has at most four bytes; what is longer is no text.
    for _ in 0..3 {
        match bytes.get(index) {
            Some(byte) if byte & 0xc0 == 0x80 && index > 0 => index -= 1,
            _ => break,
        }
    }
    index
}

fn lossy(bytes: &[u8]) -> Vec<char> {
    // The mark of masked characters must not come from outside.
    String::from_utf8_lossy(bytes).chars().map(|c| if c == MASKED { ' ' } else { c }).collect()
}

fn hide(text: &mut [char], secret: &[char]) {
    if secret.is_empty() {
        return;
    }
    let mut from = 0;
    while from + secret.len() <= text.len() {
        if text[from..].starts_with(secret) {
            text[from..from + secret.len()].fill(MASKED);
            from += secret.len();
        } else {
            from += 1;
        }
    }
}

/// Hides the value behind every key that sounds like a secret.
fn hide_named(text: &mut [char]) {
    let mut from = 0;
    while let Some(found) = text[from..].iter().position(|c| *c == '"') {
        let quote = from + found;
        from = quote + 1;
        if !sounds_secret(&text[..quote]) {
            continue;
        }
        let Some(value) = value_after(&text[from..]).map(|value| from + value) else { continue };
        let mut end = value;
        while end < text.len() && text[end] != '"' {
            end += if text[end] == '\\' { 2 } else { 1 };
        }
        let end = end.min(text.len());
        text[value..end].fill(MASKED);
        from = (end + 1).min(text.len());
    }
}

fn sounds_secret(key: &[char]) -> bool {
    ["token", "secret", "password", "ticket", "jwt"].iter().any(|word| {
        let start = key.len().checked_sub(word.len());
        start.is_some_and(|start| {
            key[start..].iter().zip(word.chars()).all(|(c, w)| c.eq_ignore_ascii_case(&w))
        })
    })
}

/// Where the text value begins whose key's closing quote was just passed.
fn value_after(rest: &[char]) -> Option<usize> {
    let skip = |mut index: usize| {
        while rest.get(index).is_some_and(|c| c.is_ascii_whitespace()) {
            index += 1;
        }
        index
    };
    let colon = skip(0);
    let quote = skip(colon + 1);
    (rest.get(colon) == Some(&':') && rest.get(quote) == Some(&'"')).then_some(quote + 1)
}

/// Writes each run of masked characters as one mask.
fn collapsed(text: &[char]) -> Vec<char> {
    let mut collapsed = Vec::with_capacity(text.len());
    let mut masked = false;
    for c in text {
        match *c == MASKED {
            true if masked => {}
            true => collapsed.extend(MASK.chars()),
            false => collapsed.push(*c),
        }
        masked = *c == MASKED;
    }
    collapsed
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    fn excerpt(body: &str, secrets: &[&str]) -> String {
        let secrets: Vec<_> = secrets.iter().map(|secret| Secret::from(*secret)).collect();
        let error = serde_json::from_str::<Vec<u8>>(body).unwrap_err();
        around(body.as_bytes(), Some(&error), &secrets).unwrap_or_default()
    }

    #[test]
    fn cuts_between_characters_and_shows_the_place() {
        for shift in 0..7 {
            let body = format!(
                "[{}1,{}\"错\"{}]",
                " ".repeat(shift),
                " ".repeat(150),
                "审批".repeat(5000)
            );
            let shown = excerpt(&body, &[]);
            assert!(shown.chars().count() <= LONGEST, "{shown}");
            assert!(shown.contains("错") && !shown.contains('\u{fffd}'), "{shown}");
        }
    }

    #[test]
    fn masks_across_the_place_and_the_edge() {
        let token = "t-".to_owned() + &"k".repeat(500);
        for pad in [0, 50, 99, 100, 101, 150] {
            let body = format!("[\"{}{token}{}\"]", "x".repeat(pad), "y".repeat(300));
            let shown = excerpt(&body, &[&token]);
            assert!(!shown.contains("kk") && !shown.contains("t-"), "{shown}");
        }
    }

    #[test]
    fn masks_what_a_key_calls_a_secret() {
        let body = r#"{"access_token":"new1","refreshToken" : "new\"2","other":"seen"}"#;
        let shown = excerpt(body, &[]);
        assert!(!shown.contains("new") && !shown.contains('2'), "{shown}");
        assert!(shown.contains("seen") && shown.contains("access_token"), "{shown}");
    }

    #[test]
    fn copes_with_bytes_that_are_no_text() {
        let bytes: Vec<u8> = (0..=255).cycle().take(5000).collect();
        assert!(around(&bytes, None, &[]).unwrap().chars().count() <= LONGEST);
        assert_eq!(around(b"", None, &[]), None);
    }
}
