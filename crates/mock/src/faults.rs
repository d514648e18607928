//! From what is wrong with a request to the code the platform documents for it.
//!
//! Specs name codes, they do not say which check makes them. The names follow habits, and the
//! tables here are those habits: some words tell the kind of fault, some say nothing, and what is
//! left is what the code speaks of. First comes a code that speaks of the very parameter
//! (`invalid_file_name`), then one that speaks of parameters at large (`param_is_invalid`); the
//! operation's own codes come before the platform's.

use crate::catalogue::Served;
use crate::text::words;
use larkspur_spec::model::{ErrorCode, Map, Retry};
use larkspur_spec::tree::PlatformTree;
use serde_json::Value;

/// A kind of fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A parameter that must be there is not.
    Missing,
    /// A value outside of what is allowed.
    Invalid,
    /// A value, or the whole body, of another form than declared.
    Form,
    /// A list with too many entries.
    TooMany,
    /// A file, by its declared size, beyond the limit.
    TooLarge,
    /// A file of another size than declared.
    Size,
    /// Something named that does not exist.
    NotFound,
}

/// Something that is wrong with a request.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Fault {
    pub(crate) kind: Kind,
    /// The dotted path of the parameter.
    pub(crate) at: String,
    /// The names of the shared types on the way to it.
    pub(crate) types: Vec<String>,
    pub(crate) value: Value,
    pub(crate) reason: String,
}

/// The words by which a name tells the kind of fault; all of an entry have to be there.
fn signs(kind: Kind) -> &'static [&'static [&'static str]] {
    match kind {
        Kind::Missing => &[&["missing"], &["required"], &["empty"]],
        Kind::Invalid => &[
            &["validation", "failed"],
            &["invalid"],
            &["wrong"],
            &["error"],
            &["bad"],
            &["illegal"],
        ],
        Kind::Form => &[&["mismatch"]],
        Kind::TooMany => &[&["too", "many"], &["limit"], &["exceed"], &["exceeded"]],
        Kind::TooLarge => &[&["too", "large"], &["beyond", "limit"], &["exceed", "limit"]],
        Kind::Size => &[&["mismatch"], &["not", "match"]],
        Kind::NotFound => &[&["not", "found"], &["not", "exist"], &["no", "exist"], &["unknown"]],
    }
}

/// Words of a name that say nothing about what it speaks of.
const EMPTY: &[&str] = &[
    "a",
    "are",
    "body",
    "error",
    "field",
    "in",
    "is",
    "param",
    "parameter",
    "request",
    "search",
    "the",
    "value",
];

/// What a code speaks of, if its name tells a fault of that kind: the words that are left.
fn subject(kind: Kind, name: &str) -> Option<Vec<String>> {
    let mut left = words(name);
    let has = |sign: &&&[&str]| sign.iter().all(|word| left.iter().any(|w| w == word));
    let sign = signs(kind).iter().find(has)?;
    left.retain(|word| !sign.contains(&word.as_str()) && !EMPTY.contains(&word.as_str()));
    Some(left)
}

/// The code for a fault in a call of that operation.
pub(crate) fn code(served: &Served, fault: &Fault) -> Option<i64> {
    let tables = [&served.operation.errors, &served.platform.platform.errors];
    let mut known: Vec<String> = words(&fault.at);
    known.extend(fault.types.iter().flat_map(|name| words(name)));
    let kinds = [fault.kind, Kind::Invalid];
    tables.into_iter().find_map(|table| {
        let close = |kind: &Kind| particular(&served.platform, table, *kind, &known);
        let wide = |kind: &Kind| general(table, *kind);
        kinds.iter().find_map(close).or_else(|| kinds.iter().find_map(wide))
    })
}

/// The code that says most of the parameter, and nothing of anything else.
fn particular(
    platform: &PlatformTree,
    table: &Map<ErrorCode>,
    kind: Kind,
    known: &[String],
) -> Option<i64> {
    let about = table.iter().filter_map(|(code, entry)| {
        let subject = subject(kind, &entry.name)?;
        let fits = !subject.is_empty() && subject.iter().all(|word| known.contains(word));
        let code = number(platform, code, entry).filter(|_| fits)?;
        Some((subject.len(), code))
    });
    about.rev().max_by_key(|(length, _)| *length).map(|(_, code)| code)
}

/// The code that speaks of parameters at large, by the first sign that one of them has.
fn general(table: &Map<ErrorCode>, kind: Kind) -> Option<i64> {
    signs(kind).iter().find_map(|sign| {
        let mut codes = table.iter().filter(|(_, entry)| entry.retry == Retry::Never);
        let found = codes.find(|(_, entry)| {
            let mut left = words(&entry.name);
            let count = left.len();
            left.retain(|word| !sign.contains(&word.as_str()));
            let signed = count - left.len() == sign.len();
            signed && left.iter().all(|word| EMPTY.contains(&word.as_str()))
        });
        found.and_then(|(code, _)| code.parse().ok())
    })
}

/// The number of a code, unless it speaks of credentials or of the platform's own trouble.
fn number(platform: &PlatformTree, code: &str, entry: &ErrorCode) -> Option<i64> {
    let code = code.parse().ok()?;
    let of_auth = platform.platform.auth.values().any(|scheme| {
        let refused = scheme.issue.as_ref().and_then(|issue| issue.refused);
        [scheme.missing, scheme.rejected, scheme.incomplete, refused].contains(&Some(code))
    });
    (entry.retry == Retry::Never && !of_auth).then_some(code)
}

/// The code for an id nobody knows, if the operation documents one that names the parameter.
///
/// Both names have to mean the same thing once words like `id` and `code` are gone. Codes of the
/// platform count only for parameters without which there is no call. And where an operation has
/// a single code of this sort with HTTP status 404, it means whatever the path names.
pub(crate) fn not_found(served: &Served, parameter: &str, required: bool) -> Option<i64> {
    let wanted = thing(words(parameter));
    let names = |table: &Map<ErrorCode>| {
        table.iter().find_map(|(code, entry)| {
            let subject = subject(Kind::NotFound, &entry.name)?;
            let same = !subject.is_empty() && thing(subject) == wanted;
            number(&served.platform, code, entry).filter(|_| same)
        })
    };
    let own = names(&served.operation.errors);
    let common = || required.then(|| names(&served.platform.platform.errors)).flatten();
    own.or_else(common).or_else(|| {
        let in_path = served.operation.path.contains_key(parameter);
        in_path.then(|| only_404(&served.operation.errors)).flatten()
    })
}

fn thing(mut words: Vec<String>) -> Vec<String> {
    let handle = |word: &String| ["id", "key", "code", "token", "guid"].contains(&word.as_str());
    if words.len() > 1 && words.last().is_some_and(handle) {
        words.pop();
    }
    words
}

fn only_404(errors: &Map<ErrorCode>) -> Option<i64> {
    let mut gone = errors.iter().filter(|(_, entry)| {
        entry.http == Some(404) && subject(Kind::NotFound, &entry.name).is_some()
    });
    let (code, _) = gone.next()?;
    gone.next().is_none().then(|| code.parse().ok()).flatten()
}

/// The platform's code whose name has all of these words.
pub(crate) fn common(platform: &PlatformTree, wanted: &[&str]) -> Option<i64> {
    let errors = &platform.platform.errors;
    let found = errors.iter().find(|(_, entry)| {
        let words = words(&entry.name);
        wanted.iter().all(|word| words.iter().any(|w| w == word))
    });
    found.and_then(|(code, _)| code.parse().ok())
}
