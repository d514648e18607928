//! Constraints are checked before the network, all at once.
//!
//! A violation names the parameter by its path on the wire (`members[3].id`), the limit and the
//! value's offence, so that one error message is enough to mend the whole call.

use std::fmt;

/// One violated constraint.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Violation {
    /// The parameter by its path on the wire, such as `members[3].id`.
    pub parameter: String,
    /// What was expected and what came instead.
    pub expected: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.parameter, self.expected)
    }
}

enum Step {
    Key(&'static str),
    Index(usize),
    Entry(String),
}

/// Collects violations while a request is walked.
#[derive(Default)]
pub struct Violations {
    path: Vec<Step>,
    found: Vec<Violation>,
}

impl Violations {
    /// An empty collection.
    pub fn new() -> Self {
        Self::default()
    }

    /// What was found.
    pub fn into_vec(self) -> Vec<Violation> {
        self.found
    }

    /// Reports an offence of the value `name` at the current place.
    pub fn report(&mut self, name: &'static str, expected: impl fmt::Display) {
        let mut parameter = String::new();
        for step in self.path.iter().chain([&Step::Key(name)]) {
            match step {
                Step::Key("") => {}
                Step::Key(key) => {
                    if !parameter.is_empty() {
                        parameter.push('.');
                    }
                    parameter.push_str(key);
                }
                Step::Index(index) => parameter.push_str(&format!("[{index}]")),
                Step::Entry(key) => parameter.push_str(&format!("[{key:?}]")),
            }
        }
        self.found.push(Violation { parameter, expected: expected.to_string() });
    }

    /// Walks into the record `name`.
    pub fn record<T: Validate + ?Sized>(&mut self, name: &'static str, value: &T) {
        self.path.push(Step::Key(name));
        value.validate(self);
        self.path.pop();
    }

    /// Reports `name` when it is missing.
    pub fn required<T>(&mut self, name: &'static str, value: &Option<T>) {
        if value.is_none() {
            self.report(name, "is required and was not given");
        }
    }

    /// Reports a text that is empty where the platform needs one.
    pub fn not_empty(&mut self, name: &'static str, value: Option<&str>) {
        if value.is_some_and(str::is_empty) {
            self.report(name, "must not be empty");
        }
    }

    /// Reports a path parameter that cannot be one segment of a path.
    pub fn path_segment(&mut self, name: &'static str, value: Option<&str>) {
        self.not_empty(name, value);
        // Every URL parser resolves these two, percent-encoded or not, and so changes the route.
        if let Some(dots @ ("." | "..")) = value {
            self.report(name, format_args!("must not be {dots:?}, which would change the path"));
        }
    }

    /// Reports a number outside its limits.
    pub fn range<T: PartialOrd + fmt::Display>(
        &mut self,
        name: &'static str,
        value: Option<T>,
        minimum: Option<T>,
        maximum: Option<T>,
    ) {
        let Some(value) = value else { return };
        let low = minimum.as_ref().is_some_and(|limit| value < *limit);
        let high = maximum.as_ref().is_some_and(|limit| value > *limit);
        if low || high {
            self.report(name, format_args!("must be {}, is {value}", span(&minimum, &maximum)));
        }
    }

    /// Reports a text whose count of characters is outside its limits.
    pub fn length(
        &mut self,
        name: &'static str,
        value: Option<&str>,
        minimum: Option<usize>,
        maximum: Option<usize>,
    ) {
        let Some(value) = value else { return };
        self.count(name, value.chars().count(), minimum, maximum, "characters long");
    }

    /// Reports a list whose count of items is outside its limits.
    pub fn size(
        &mut self,
        name: &'static str,
        count: Option<usize>,
        minimum: Option<usize>,
        maximum: Option<usize>,
    ) {
        let Some(count) = count else { return };
        self.count(name, count, minimum, maximum, "items long");
    }

    fn count(
        &mut self,
        name: &'static str,
        count: usize,
        minimum: Option<usize>,
        maximum: Option<usize>,
        unit: &str,
    ) {
        let low = minimum.is_some_and(|limit| count < limit);
        let high = maximum.is_some_and(|limit| count > limit);
        if low || high {
            let limits = span(&minimum, &maximum);
            self.report(name, format_args!("must be {limits} {unit}, is {count}"));
        }
    }

    /// Reports a number that is no number.
    pub fn finite(&mut self, name: &'static str, value: Option<f64>) {
        if value.is_some_and(|value| !value.is_finite()) {
            self.report(name, "must be a finite number");
        }
    }

    /// Reports a header value that could not be sent as one line.
    pub fn header(&mut self, name: &'static str, value: Option<&str>) {
        if value.is_some_and(|value| crate::request::header_value(value).is_none()) {
            self.report(name, "must be visible ASCII text without line breaks");
        }
    }

    /// Reports a window that is turned round, or longer than one call may span.
    pub fn window(
        &mut self,
        names: (&'static str, &'static str),
        start: Option<crate::Timestamp>,
        end: Option<crate::Timestamp>,
        longest: Option<std::time::Duration>,
    ) {
        let (Some(start), Some(end)) = (start, end) else { return };
        match (end.since(start), longest) {
            (None, _) => {
                let when =
                    format_args!("must not lie before {} ({start}), is {end}", names.0).to_string();
                self.report(names.1, when);
            }
            (Some(span), Some(longest)) if span > longest => self.report(
                names.1,
                format_args!(
                    "must lie at most {} after {}, lies {} after",
                    words(longest),
                    names.0,
                    words(span)
                )
                .to_string(),
            ),
            _ => {}
        }
    }

    /// Reports a set of parameters of which exactly one, at least one or at most one is allowed.
    pub fn choice(&mut self, choice: Choice, given: &[(&'static str, bool)]) {
        let count = given.iter().filter(|(_, given)| *given).count();
        let (broken, words) = match choice {
            Choice::ExactlyOne => (count != 1, "exactly one"),
            Choice::AtLeastOne => (count == 0, "at least one"),
            Choice::AtMostOne => (count > 1, "at most one"),
        };
        if broken {
            let names: Vec<_> = given.iter().map(|(name, _)| *name).collect();
            let expected = format!("{words} of these must be given, {count} were");
            self.found.push(Violation { parameter: names.join(", "), expected });
        }
    }

    /// Reports a parameter that another one asks for.
    pub fn requires(&mut self, name: &'static str, given: bool, because: &str) {
        if !given {
            self.report(name, format_args!("is required {because}"));
        }
    }
}

/// How many parameters of a set may be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// One, no more and no less.
    ExactlyOne,
    /// One or more.
    AtLeastOne,
    /// One or none.
    AtMostOne,
}

fn span<T: fmt::Display>(minimum: &Option<T>, maximum: &Option<T>) -> String {
    match (minimum, maximum) {
        (Some(low), Some(high)) => format!("{low} to {high}"),
        (Some(low), None) => format!("at least {low}"),
        (None, Some(high)) => format!("at most {high}"),
        (None, None) => "any".to_owned(),
    }
}

/// A span in the words of the specs: `10h`, `1d 2h`, `90ms`.
fn words(span: std::time::Duration) -> String {
    let mut rest = span.as_millis();
    let mut parts = Vec::new();
    for (unit, millis) in
        [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1)]
    {
        if rest >= millis {
            parts.push(format!("{}{unit}", rest / millis));
            rest %= millis;
        }
    }
    if parts.is_empty() { "0s".to_owned() } else { parts.join(" ") }
}

/// A value whose constraints can be checked.
pub trait Validate {
    /// Reports every violated constraint.
    fn validate(&self, violations: &mut Violations);
}

impl<T: Validate> Validate for Vec<T> {
    fn validate(&self, violations: &mut Violations) {
        for (index, item) in self.iter().enumerate() {
            violations.path.push(Step::Index(index));
            item.validate(violations);
            violations.path.pop();
        }
    }
}

impl<T: Validate> Validate for std::collections::BTreeMap<String, T> {
    fn validate(&self, violations: &mut Violations) {
        for (key, item) in self {
            violations.path.push(Step::Entry(key.clone()));
            item.validate(violations);
            violations.path.pop();
        }
    }
}

impl<T: Validate> Validate for Box<T> {
    fn validate(&self, violations: &mut Violations) {
        (**self).validate(violations);
    }
}
