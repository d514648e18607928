//! The address of a call, as these pages write it: with a placeholder for the host, and with what
//! every call sends in its query.

use super::moved;
use crate::document::Line;
use crate::vocabulary::address::{is_path, pairs, segment};

/// An address in its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Address {
    /// The scheme and host; none where the page has a placeholder or the path alone.
    pub(crate) host: Option<String>,
    /// The path, with `:name` for parameters.
    pub(crate) path: Line,
    /// Query pairs with a value of their own.
    pub(crate) fixed: Vec<(String, String)>,
    /// Names of query pairs whose value is a placeholder.
    pub(crate) variable: Vec<String>,
}

impl Address {
    /// Reads an address; none where the text is none.
    pub(crate) fn parse(text: &Line) -> Option<Address> {
        if text.text.len() > LONGEST {
            return None;
        }
        let bare = text.text.trim_start_matches(['`', '[', '<']);
        let start = text.text.len() - bare.len();
        let whole = &bare[..length(bare)];
        let (host, tail) = match whole.split_once("://") {
            Some((scheme, rest)) => {
                let slash = path_start(rest)?;
                let host = &rest[..slash];
                let host = (!host.contains("${")).then(|| format!("{scheme}://{host}"));
                (host, &rest[slash..])
            }
            None => (None, whole),
        };
        if !tail.starts_with('/') {
            return None;
        }
        let skipped = start + whole.len() - tail.len();
        let (path, query) = tail.split_once('?').unwrap_or((tail, ""));
        let at = moved(text.at, text.text[..skipped].chars().count());
        let path = path.split('/').map(segment).collect::<Vec<_>>().join("/");
        if !is_path(&path) {
            return None;
        }
        let (fixed, variable) = pairs(query);
        Some(Address { host, path: Line { text: path, at }, fixed, variable })
    }
}

/// Longer texts are no addresses.
const LONGEST: usize = 2_000;

/// How far an address reaches: to the first blank outside of a placeholder.
fn length(text: &str) -> usize {
    let mut in_placeholder = false;
    let ends = |c: char| {
        match c {
            '{' => in_placeholder = true,
            '}' => in_placeholder = false,
            _ => {}
        }
        !in_placeholder && (c.is_whitespace() || matches!(c, '`' | '>' | '，' | '。'))
    };
    text.find(ends).unwrap_or(text.len())
}

/// Where the path begins, after the host or its placeholder.
fn path_start(rest: &str) -> Option<usize> {
    let host_end = match rest.find("${") {
        Some(start) if !rest[..start].contains('/') => start + rest[start..].find('}')?,
        _ => 0,
    };
    rest[host_end..].find('/').map(|slash| host_end + slash)
}
