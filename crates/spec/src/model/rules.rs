//! Rules across parameters: a closed set with names, never expressions.

use super::{Origin, is_false};
use serde::{Deserialize, Serialize};

/// A rule across parameters. Paths are dotted wire names from the query or the body down.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// A time range.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window: Option<Window>,
    /// Exactly one of these is given.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub one_of: Vec<String>,
    /// One or more of these are given.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub at_least_one: Vec<String>,
    /// At most one of these is given.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub at_most_one: Vec<String>,
    /// One parameter asks for others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requires: Option<Requires>,
    /// Where the rule comes from, when not from the page's table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Origin>,
    /// Anything worth keeping.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// Whether the ends of a window belong to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Ends {
    /// The page does not say; the client is right for closed and for half-open windows.
    #[default]
    Unstated,
    /// Both instants belong to the window.
    In,
    /// One of the two does not.
    Half,
    /// Neither does: windows that follow each other must overlap.
    Out,
}

impl Ends {
    fn is_unstated(&self) -> bool {
        *self == Ends::Unstated
    }
}

/// A time range with a name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Window {
    /// The setter's name.
    pub name: String,
    /// The parameter that opens it.
    pub start: String,
    /// The parameter that closes it.
    pub end: String,
    /// The longest span of one call: a whole number and `s`, `m`, `h` or `d`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub longest: Option<String>,
    /// Whether its ends belong to it.
    #[serde(default, skip_serializing_if = "Ends::is_unstated")]
    pub ends: Ends,
    /// The end may be left out, for "until now".
    #[serde(default, skip_serializing_if = "is_false")]
    pub open_end: bool,
}

/// One parameter asks for others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Requires {
    /// The parameter that asks.
    pub when: String,
    /// The values of it that ask; any value when empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub is: Vec<String>,
    /// The parameters that must be given too.
    pub then: Vec<String>,
}
