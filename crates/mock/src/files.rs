//! Files: what was uploaded comes back, and everything else has bytes of its own.

use crate::answer::Answer;
use crate::data::fingerprint;
use crate::multipart::Part;
use crate::received::Received;
use bytes::Bytes;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// The files that were uploaded, by token.
#[derive(Debug, Default)]
pub(crate) struct Files {
    stored: Mutex<BTreeMap<String, Part>>,
}

impl Files {
    /// Keeps a file under a token.
    pub(crate) fn store(&self, token: &str, file: Part) {
        let mut stored = self.stored.lock().unwrap_or_else(PoisonError::into_inner);
        stored.insert(token.to_owned(), file);
    }

    fn get(&self, token: &str) -> Option<Part> {
        let stored = self.stored.lock().unwrap_or_else(PoisonError::into_inner);
        stored.get(token).cloned()
    }

    /// Answers a download. `path` are the parameters of the path, one of which names the file.
    pub(crate) fn download(
        &self,
        path: &[(String, String)],
        size: usize,
        asked: &Received,
    ) -> Answer {
        let stored = path.iter().find_map(|(_, token)| self.get(token));
        let (body, name, kind) = match stored {
            Some(file) => (file.body, file.filename, file.content_type),
            None => {
                let token = path.last().map_or("", |(_, token)| token);
                (seeded(token, size), None, None)
            }
        };
        let name = name.unwrap_or_else(|| "mock.bin".to_owned());
        let kind = kind.unwrap_or_else(|| "application/octet-stream".to_owned());
        ranged(body, asked.header("range"))
            .header("content-type", kind)
            .header("content-disposition", disposition(&name))
            .header("accept-ranges", "bytes")
    }
}

fn disposition(name: &str) -> String {
    let plain = name.chars().all(|c| c.is_ascii_graphic() && c != '"' && c != '\\');
    if plain {
        return format!("attachment; filename=\"{name}\"");
    }
    let encoded: String = name.bytes().map(|byte| format!("%{byte:02X}")).collect();
    format!("attachment; filename*=UTF-8''{encoded}")
}

/// Bytes that depend on the token alone, every value among them.
pub(crate) fn seeded(token: &str, size: usize) -> Bytes {
    let mut state = fingerprint(&[token]) | 1;
    let next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[0]
    };
    std::iter::repeat_with(next).take(size).collect()
}

fn ranged(body: Bytes, range: Option<&str>) -> Answer {
    let Some(range) = range else {
        return Answer::new(200, body);
    };
    let length = body.len();
    match bounds(range, length) {
        Some((first, last)) => Answer::new(206, body.slice(first..=last))
            .header("content-range", format!("bytes {first}-{last}/{length}")),
        None => Answer::empty(416).header("content-range", format!("bytes */{length}")),
    }
}

/// The first and last byte of a range, both included.
fn bounds(range: &str, length: usize) -> Option<(usize, usize)> {
    let (first, last) = range.strip_prefix("bytes=")?.split_once('-')?;
    let end = length.checked_sub(1)?;
    let (first, last) = match (first.parse::<usize>().ok(), last.parse::<usize>().ok()) {
        (Some(first), Some(last)) => (first, last.min(end)),
        (Some(first), None) if last.is_empty() => (first, end),
        (None, Some(count)) if first.is_empty() => (length.saturating_sub(count.max(1)), end),
        _ => return None,
    };
    (first <= last).then_some((first, last))
}

/// The token that a reply to an upload names the file by: its first text.
pub(crate) fn token(reply: &Value) -> Option<(&String, &str)> {
    let fields = reply.as_object()?;
    fields.iter().find_map(|(name, value)| Some((name, value.as_str()?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_have_both_ends() {
        assert_eq!(bounds("bytes=0-99", 1000), Some((0, 99)));
        assert_eq!(bounds("bytes=990-2000", 1000), Some((990, 999)));
        assert_eq!(bounds("bytes=990-", 1000), Some((990, 999)));
        assert_eq!(bounds("bytes=-10", 1000), Some((990, 999)));
        assert_eq!(bounds("bytes=1000-1001", 1000), None);
        assert_eq!(bounds("bytes=5-4", 1000), None);
        assert_eq!(bounds("bytes=0-0", 0), None);
    }
}
