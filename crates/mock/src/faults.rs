//! From what is wrong with a request to the code the platform documents for it.
//!
//! Specs name codes, they do not say which check makes them. The names follow habits, and this
//! table is those habits: first a name that speaks of the very parameter (`file_token_invalid`),
//! then one that speaks of parameters at large (`param_is_invalid`); the operation's own codes
//! come before the platform's.

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

struct Row {
    /// How names begin and end that speak of one parameter; `*` stands for its words.
    particular: &'static [&'static str],
    /// Names that speak of parameters at large, the nearest first.
    general: &'static [&'static str],
}

const INVALID: &[&str] = &[
    "param_is_invalid",
    "params_error",
    "parameter_invalid",
    "params_invalid",
    "invalid_request",
    "field_validation_failed",
    "invalid_parameter",
    "parameter_wrong",
    "bad_request",
];
const MISSING: &[&str] = &["parameter_missing", "param_missing"];
const FORM: &[&str] = &["body_mismatch"];

fn row(kind: Kind) -> Row {
    let (particular, general): (&'static [_], &'static [_]) = match kind {
        Kind::Missing => (&["*_missing"], MISSING),
        Kind::Invalid => (&["*_invalid", "invalid_*", "*_wrong"], &[]),
        Kind::Form => (&["*_invalid", "invalid_*", "*_wrong"], FORM),
        Kind::TooMany => (&["too_many_*"], &[]),
        Kind::TooLarge => (&[], &["file_too_large"]),
        Kind::Size => (&[], &["size_mismatch"]),
        Kind::NotFound => (&["*_not_found", "*_unknown"], &[]),
    };
    Row {
        particular,
        general,
    }
}

/// The code for a fault in a call of that operation.
pub(crate) fn code(served: &Served, fault: &Fault) -> Option<i64> {
    let row = row(fault.kind);
    let tables = [&served.operation.errors, &served.platform.platform.errors];
    let mut known: Vec<String> = words(&fault.at);
    known.extend(fault.types.iter().flat_map(|name| words(name)));
    tables.into_iter().find_map(|table| {
        particular(&served.platform, table, &row, &known)
            .or_else(|| general(table, row.general))
            .or_else(|| general(table, INVALID))
    })
}

fn particular(
    platform: &PlatformTree,
    table: &Map<ErrorCode>,
    row: &Row,
    known: &[String],
) -> Option<i64> {
    row.particular.iter().find_map(|pattern| {
        table.iter().find_map(|(code, entry)| {
            let subject = words(subject(pattern, &entry.name)?);
            let code = number(platform, code, entry)?;
            let about = !subject.is_empty() && subject.iter().all(|word| known.contains(word));
            about.then_some(code)
        })
    })
}

fn general(table: &Map<ErrorCode>, names: &[&str]) -> Option<i64> {
    names.iter().find_map(|name| {
        let entry = table.iter().find(|(_, entry)| entry.name == *name);
        entry.and_then(|(code, _)| code.parse().ok())
    })
}

/// What stands for the `*` of a pattern.
fn subject<'a>(pattern: &str, name: &'a str) -> Option<&'a str> {
    match pattern.strip_prefix('*') {
        Some(end) => name.strip_suffix(end),
        None => name.strip_prefix(pattern.strip_suffix('*')?),
    }
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
    let wanted = thing(parameter);
    let names = |table: &Map<ErrorCode>| {
        let patterns = row(Kind::NotFound).particular;
        patterns.iter().find_map(|pattern| {
            table.iter().find_map(|(code, entry)| {
                let subject = subject(pattern, &entry.name)?;
                let same = !subject.is_empty() && thing(subject) == wanted;
                number(&served.platform, code, entry).filter(|_| same)
            })
        })
    };
    let own = names(&served.operation.errors);
    let common = || required.then(|| names(&served.platform.platform.errors)).flatten();
    own.or_else(common).or_else(|| {
        let in_path = served.operation.path.contains_key(parameter);
        in_path.then(|| only_404(&served.operation.errors)).flatten()
    })
}

fn thing(name: &str) -> Vec<String> {
    let mut words = words(name);
    let handle = |word: &String| ["id", "key", "code", "token", "guid"].contains(&word.as_str());
    if words.len() > 1 && words.last().is_some_and(handle) {
        words.pop();
    }
    words
}

fn only_404(errors: &Map<ErrorCode>) -> Option<i64> {
    let mut gone = errors.iter().filter(|(_, entry)| {
        entry.http == Some(404) && subject("*_not_found", &entry.name).is_some()
    });
    let (code, _) = gone.next()?;
    gone.next().is_none().then(|| code.parse().ok()).flatten()
}

/// The platform's code of that name.
pub(crate) fn common(platform: &PlatformTree, name: &str) -> Option<i64> {
    general(&platform.platform.errors, &[name])
}
