//! Doc lines: what the page says of meaning, limits, tokens, scopes, quotas and errors, as
//! Markdown that rustdoc reads without a warning.

use super::operation::idempotent;
use larkspur_spec::model as spec;

/// Text of a spec as Markdown: characters that rustdoc would read as links or tags are escaped,
/// outside of code.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut in_code = false;
    for (index, word) in text.split(' ').enumerate() {
        if index > 0 {
            out.push(' ');
        }
        if !in_code && (word.starts_with("http://") || word.starts_with("https://")) {
            let end = word.trim_end_matches(['.', ',', ')', ';']);
            out.push_str(&format!("<{end}>{}", &word[end.len()..]));
            continue;
        }
        for c in word.chars() {
            match c {
                '`' => in_code = !in_code,
                '[' | ']' | '<' | '>' | '*' | '_' | '\\' if !in_code => out.push('\\'),
                _ => {}
            }
            out.push(c);
        }
    }
    if in_code {
        out.push('`');
    }
    out
}

/// A title as a sentence of its own, closed as its language does it.
pub(super) fn sentence(title: &str) -> String {
    let title = escape(title.trim_end_matches(['.', '。']));
    let stop = if title.ends_with(|c: char| c.is_ascii()) { "." } else { "。" };
    format!("{title}{stop}")
}

/// The paragraphs of a description.
pub(super) fn paragraphs(doc: Option<&str>) -> Vec<String> {
    doc.map_or_else(Vec::new, |doc| doc.lines().map(escape).collect())
}

/// Adds a paragraph, with an empty line before it where something stands already.
pub(super) fn add(lines: &mut Vec<String>, paragraph: impl Into<String>) {
    if !lines.is_empty() {
        lines.push(String::new());
    }
    lines.push(paragraph.into());
}

/// The docs of a field or parameter.
pub(super) fn field(wire: &str, field: &spec::Field, sent: bool) -> Vec<String> {
    let mut lines = paragraphs(field.doc.as_deref());
    let limits = limits(field, sent);
    if !limits.is_empty() {
        add(&mut lines, limits.join(" "));
    }
    if let Some(why) = field.deprecated.as_deref().filter(|_| !sent) {
        add(&mut lines, format!("Deprecated: {}", escape(why)));
    }
    if !field.scopes.is_empty() {
        add(&mut lines, needs(&field.scopes));
    }
    if lines.is_empty() {
        lines.push(on_the_wire(wire));
    }
    lines
}

/// What stands for words where a spec has none yet: the one fact that is known for certain.
fn on_the_wire(wire: &str) -> String {
    format!("{} on the wire.", code_span(wire))
}

/// Text in backticks, also when it holds some.
fn code_span(text: &str) -> String {
    if text.is_empty() {
        "An empty text".to_owned()
    } else {
        format!("`{}`", text.replace('`', "'"))
    }
}

/// The docs of a record that has the words of its field, or none.
pub(super) fn record(doc: Option<&str>, wire: &str, in_list: bool) -> Vec<String> {
    let mut lines = paragraphs(doc);
    if lines.is_empty() {
        let words = if in_list { "One of" } else { "What stands in" };
        lines.push(format!("{words} {}.", code_span(wire)));
    }
    lines
}

/// The docs of a type that stands in several fields, of which each has words of its own.
pub(super) fn repeated(wires: &[String]) -> Vec<String> {
    let spans: Vec<String> = wires.iter().map(|wire| code_span(wire)).collect();
    let list = match spans.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and in {last}", rest.join(", ")),
        _ => spans.join(", "),
    };
    vec![format!("What stands in {list}.")]
}

/// The docs of an enumeration.
pub(super) fn enumeration(doc: Option<&str>, wire: &str) -> Vec<String> {
    let mut lines = paragraphs(doc);
    if lines.is_empty() {
        lines.push(format!("The known values of {}; others stay possible.", code_span(wire)));
    }
    lines
}

fn limits(field: &spec::Field, sent: bool) -> Vec<String> {
    let mut out = Vec::new();
    let mut limit = |fact: [&str; 2], low: Option<String>, high: Option<String>, of: &str| {
        let words = match (&low, &high) {
            (Some(low), Some(high)) => format!("{low} to {high}{of}"),
            (Some(low), None) => format!("At least {low}{of}"),
            (None, Some(high)) => format!("At most {high}{of}"),
            (None, None) => return,
        };
        let origin = fact.iter().find_map(|fact| field.from.get(*fact));
        out.push(format!("{words}{}.", origin.map_or("", |origin| origin_words(*origin))));
    };
    let text = |limit: &Option<u64>| limit.map(|limit| limit.to_string());
    let number = |limit: &Option<serde_json::Number>| limit.as_ref().map(ToString::to_string);
    limit(["minimum", "maximum"], number(&field.minimum), number(&field.maximum), "");
    limit(
        ["minLength", "maxLength"],
        text(&field.min_length),
        text(&field.max_length),
        " characters",
    );
    limit(["minItems", "maxItems"], text(&field.min_items), text(&field.max_items), " items");
    if let Some(pattern) = &field.pattern {
        out.push(format!("Matches `{}`.", pattern.replace('`', "'")));
    }
    if let Some(format) = &field.format {
        out.push(match format.as_str() {
            "json" => "JSON as text.".to_owned(),
            "uri" => "A URI.".to_owned(),
            format => format!("Written as {}.", escape(format)),
        });
    }
    if let Some(default) = field.default.as_ref().filter(|_| sent && !field.required) {
        out.push(format!("The platform takes `{}` when it is left out.", plain(default)));
    }
    if field.ty == spec::Type::Timestamp
        && let Some(none) = &field.none
    {
        out.push(format!("`{}` on the wire means there is none.", plain(none)));
    }
    out
}

fn origin_words(origin: spec::Origin) -> &'static str {
    match origin {
        spec::Origin::Errors => ", as the error codes tell",
        spec::Origin::Example => ", as an example shows; not checked",
        spec::Origin::Sdk => ", as a vendor's SDK has it; not checked",
        spec::Origin::Assumed => ", by assumption; not checked",
    }
}

fn plain(value: &serde_json::Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned).replace('`', "'")
}

fn list(names: &[String], between: &str) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(between)
}

/// Where a page lists several scopes for a field or a value, one of them is enough.
fn needs(scopes: &[String]) -> String {
    match scopes {
        [scope] => format!("Needs the scope `{scope}`."),
        scopes => format!("Needs one of the scopes {}.", list(scopes, ", ")),
    }
}

/// The docs of one value of an enumeration.
pub(super) fn variant(wire: &str, value: &spec::EnumValue) -> Vec<String> {
    let mut lines = paragraphs(value.doc.as_deref());
    if lines.is_empty() {
        lines.push(on_the_wire(wire));
    }
    if value.deprecated {
        add(&mut lines, "Deprecated on the page.");
    }
    if !value.scopes.is_empty() {
        add(&mut lines, needs(&value.scopes));
    }
    lines
}

/// The docs of a code.
pub(super) fn code(code: i64, error: &spec::ErrorCode) -> Vec<String> {
    let mut lines = vec![match error.http {
        Some(http) => format!("Code {code}, HTTP {http}."),
        None => format!("Code {code}."),
    }];
    if let Some(doc) = &error.doc {
        lines[0] = format!("{} {}", lines[0], escape(doc));
    }
    lines
}

/// How a range of time is cut.
pub(super) fn window(docs: &mut Vec<String>, longest: Option<&str>, cap: Option<&spec::Cap>) {
    if let Some(text) = longest {
        add(
            docs,
            format!(
                "One call spans at most {text}; `pages` and `items` cut a longer range into \
                 windows that share their edges, and deliver what lies on an edge once."
            ),
        );
    }
    if let Some(cap) = cap {
        add(
            docs,
            format!(
                "Where a range holds more than the {} hits that can be reached, `pages` and \
                 `items` cut it in halves.",
                cap.hits
            ),
        );
    }
}

/// The docs of an operation's module.
pub(super) fn operation(operation: &spec::Operation, quota: &[spec::Quota]) -> Vec<String> {
    let mut lines = vec![sentence(&operation.title)];
    add(&mut lines, format!("`{} {}`", operation.http.method.as_str(), operation.http.path));
    for paragraph in paragraphs(operation.doc.as_deref()) {
        add(&mut lines, paragraph);
    }
    if let Some(why) = &operation.deprecated {
        add(&mut lines, format!("**Deprecated:** {}", escape(why)));
    }
    add(&mut lines, facts(operation, quota).join("\n"));
    if !operation.errors.is_empty() {
        add(&mut lines, errors(operation));
    }
    if !operation.open.is_empty() {
        add(&mut lines, "# What the page leaves open");
        let open = operation.open.iter();
        let open = open.map(|open| format!("- {} {}", escape(&open.unsaid), escape(&open.handled)));
        add(&mut lines, open.collect::<Vec<_>>().join("\n"));
    }
    add(&mut lines, source(&operation.source));
    lines.join("\n").lines().map(str::to_owned).collect()
}

fn facts(operation: &spec::Operation, quota: &[spec::Quota]) -> Vec<String> {
    let mut facts = vec![match operation.auth.as_slice() {
        [] => "- Tokens: none.".to_owned(),
        kinds => format!("- Tokens: {}.", list(kinds, " or ")),
    }];
    facts.extend(scopes(&operation.scopes, ""));
    for (token, scopes_of) in &operation.scopes.by_token {
        facts.extend(scopes(scopes_of, &format!(" with a {token} token")));
    }
    if !operation.apps.is_empty() {
        facts.push(format!("- App types: {}.", list(&operation.apps, ", ")));
    }
    if quota.is_empty() {
        facts.push("- Quota: not stated.".to_owned());
    } else {
        let windows = quota.iter().map(|quota| format!("{} calls per {}", quota.calls, quota.per));
        let general =
            if operation.quota.is_empty() { " (the platform's general limit)" } else { "" };
        facts.push(format!(
            "- Quota: {}{general}; the client keeps to it.",
            windows.collect::<Vec<_>>().join(" and ")
        ));
    }
    facts
}

fn scopes(scopes: &spec::Scopes, whom: &str) -> Vec<String> {
    let mut facts = Vec::new();
    let mut add = |words: &str, names: &[String], between: &str| {
        if !names.is_empty() {
            facts.push(format!("- {words}{whom}: {}.", list(names, between)));
        }
    };
    add("Scopes, any one", &scopes.any_of, ", ");
    add("Scopes, all", &scopes.all_of, " and ");
    add("Scopes that widen the reply", &scopes.optional, ", ");
    add("Scopes for sensitive fields", &scopes.sensitive, ", ");
    facts
}

fn errors(operation: &spec::Operation) -> String {
    let mut rows =
        vec!["| code | HTTP | name | retry |".to_owned(), "|---|---|---|---|".to_owned()];
    for (code, error) in &operation.errors {
        let http = error.http.map_or_else(|| "-".to_owned(), |http| http.to_string());
        let retry = retry_words(error.retry, idempotent(operation));
        rows.push(format!("| {code} | {http} | `{}` | {retry} |", error.name));
    }
    rows.join("\n")
}

/// What the client does about a code by itself.
fn retry_words(retry: spec::Retry, idempotent: bool) -> &'static str {
    match retry {
        spec::Retry::Never => "no",
        spec::Retry::Backoff if idempotent => "after a pause",
        spec::Retry::Backoff => "no, since the call may have run",
        spec::Retry::Quota => "when the quota is free",
        spec::Retry::Token => "with a new token",
    }
}

fn source(source: &spec::Source) -> String {
    let updated = source.updated.as_ref().map(|day| format!(", updated {day}")).unwrap_or_default();
    match &source.url {
        Some(url) => format!("Source: [the page]({url}){updated}."),
        None => format!("Source: a page without an address{updated}."),
    }
}
