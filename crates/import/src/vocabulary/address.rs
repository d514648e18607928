//! A request line as a page prints it: `POST`, `https://host/path/:name?fixed=pair`, and the table
//! that tells its path parameters once more.

use crate::document::{Line, Position};
use crate::page::{Doubt, Row};
use larkspur_spec::model::Method;
use larkspur_spec::resolve::template_parameters;
use std::collections::HashSet;

/// An address taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Address {
    /// Scheme and authority, `https://open.example`.
    pub(crate) base: String,
    /// The path with `:name` for parameters.
    pub(crate) path: String,
    /// Query pairs with a value of their own.
    pub(crate) fixed: Vec<(String, String)>,
    /// Names of query pairs whose value is a placeholder.
    pub(crate) variable: Vec<String>,
}

/// Takes the first address of a text apart; `None` where there is none.
pub(crate) fn address(text: &str) -> Option<Address> {
    let start = ["https://", "http://"].iter().filter_map(|scheme| text.find(scheme)).min()?;
    let text = &text[start..];
    let end = text
        .find(|c: char| {
            c.is_whitespace() || matches!(c, '`' | '"' | ')' | ']' | '，' | '。' | '；' | '（')
        })
        .unwrap_or(text.len());
    let text = &text[..end];
    let authority = text.find("://")? + 3;
    let slash = authority + text[authority..].find('/')?;
    let (base, rest) = text.split_at(slash);
    let rest = rest.split('#').next().unwrap_or(rest);
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (fixed, variable) = pairs(query);
    let path = path.split('/').map(segment).collect::<Vec<_>>().join("/");
    (base.len() > authority && path.len() > 1 && is_path(&path)).then(|| Address {
        base: base.to_owned(),
        path,
        fixed,
        variable,
    })
}

/// The method that a text begins with; the content type may stand behind it.
pub(crate) fn leading_method(text: &str) -> Option<Method> {
    let end = text.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(text.len());
    method(&text[..end])
}

/// The method that a word is.
pub(crate) fn method(word: &str) -> Option<Method> {
    Method::ALL.into_iter().find(|method| method.as_str().eq_ignore_ascii_case(word))
}

/// Makes path and table agree: both tell the parameters of the path, and where they do not tell the
/// same ones, the path is what goes over the wire.
pub(crate) fn match_path(path: &Line, rows: &mut Vec<Row>, doubts: &mut Vec<Doubt>) {
    let described: HashSet<String> = rows.iter().map(|row| row.name.clone()).collect();
    for name in template_parameters(&path.text).filter(|name| !described.contains(*name)) {
        rows.push(undescribed("path", name, path.at, doubts));
    }
    let named: HashSet<&str> = template_parameters(&path.text).collect();
    rows.retain(|row| {
        let is_named = named.contains(row.name.as_str());
        if !is_named {
            let asks = format!("Where does `{}` go? The address does not have it.", row.name);
            doubts.push(Doubt::new(row.at, format!("path.{}", row.name), asks, "it is left out"));
        }
        is_named
    });
}

/// The row of a parameter that the page has in its address alone.
pub(crate) fn undescribed(place: &str, name: &str, at: Position, doubts: &mut Vec<Doubt>) -> Row {
    let asks = format!("What is `{name}`? The page has it in the address alone.");
    doubts.push(Doubt::new(at, format!("{place}.{name}"), asks, "a required string"));
    let (name, type_name) = (name.to_owned(), "string".to_owned());
    Row { at, name, type_name, required: Some(true), ..Row::default() }
}

/// A segment of a path, with `:` for a parameter.
pub(crate) fn segment(segment: &str) -> String {
    match placeholder(segment) {
        Some(name) => format!(":{name}"),
        None => segment.to_owned(),
    }
}

/// Whether the fixed segments of a path are what they seem to be: with other characters in them,
/// the text was torn or means something else, and a call to it would go nowhere.
pub(crate) fn is_path(path: &str) -> bool {
    let is_fixed = |c: char| c.is_ascii_alphanumeric() || "-._~!$&'()*+,;=:@%".contains(c);
    let mut fixed = path.split('/').filter(|segment| !segment.starts_with(':'));
    fixed.all(|segment| segment.chars().all(is_fixed) && !matches!(segment, "." | ".."))
}

/// `${name}`, `{name}`, `<name>` and `:name` are spellings of one thing.
fn placeholder(text: &str) -> Option<&str> {
    let name = [("${", "}"), ("{", "}"), ("<", ">"), (":", ""), ("：", "")]
        .iter()
        .find_map(|(open, close)| text.strip_prefix(open)?.strip_suffix(close))?;
    (!name.is_empty()).then_some(name)
}

/// The pairs of a query: those with a value of their own, and the names of the others.
pub(crate) fn pairs(query: &str) -> (Vec<(String, String)>, Vec<String>) {
    let mut fixed = Vec::new();
    let mut variable = Vec::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        if value.is_empty() || placeholder(value).is_some() {
            variable.push(name.to_owned());
        } else {
            fixed.push((name.to_owned(), value.to_owned()));
        }
    }
    (fixed, variable)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn host_path_parameters_and_fixed_query_are_told_apart() {
        for (text, base, path, fixed, variable) in [
            ("https://a.example/x/v1/:id", "https://a.example", "/x/v1/:id", "", ""),
            ("`https://a.example/x/{id}/y`", "https://a.example", "/x/:id/y", "", ""),
            ("[GET](https://a.example/x/<id>)", "https://a.example", "/x/:id", "", ""),
            (
                "https://a.example/x/?kind=a&user={u}&page=",
                "https://a.example",
                "/x/",
                "kind=a",
                "user page",
            ),
            ("用 https://a.example/x，或", "https://a.example", "/x", "", ""),
            ("https://a.example/x/：id", "https://a.example", "/x/:id", "", ""),
        ] {
            let read = address(text).unwrap_or_else(|| panic!("{text} is an address"));
            assert_eq!((read.base.as_str(), read.path.as_str()), (base, path), "{text}");
            let pairs: Vec<_> =
                read.fixed.iter().map(|(name, value)| format!("{name}={value}")).collect();
            assert_eq!(
                (pairs.join("&"), read.variable.join(" ")),
                (fixed.into(), variable.into()),
                "{text}"
            );
        }
    }

    #[test]
    fn what_has_no_host_or_path_is_no_address() {
        for text in [
            "",
            "/open-apis/x",
            "ftp://a.example/x",
            "https://a.example",
            "https://a.example/",
            "https:///x",
            "https://a.example/x：id",
            "https://a.example/x/[id]",
            "https://a.example/x/../y",
        ] {
            assert_eq!(address(text), None, "{text}");
        }
    }

    #[test]
    fn a_method_may_have_the_content_type_behind_it() {
        for (text, read) in [
            ("POST + application/json", Some(Method::Post)),
            ("get", Some(Method::Get)),
            ("POSTAL", None),
            ("", None),
        ] {
            assert_eq!(leading_method(text), read, "{text}");
        }
    }

    #[test]
    fn the_path_decides_which_parameters_there_are() {
        let path = Line { text: "/jars/:jar_id".to_owned(), ..Line::default() };
        let row = |name: &str| Row { name: name.to_owned(), ..Row::default() };
        let (mut rows, mut doubts) = (vec![row("lid_id")], Vec::new());
        match_path(&path, &mut rows, &mut doubts);
        assert_eq!((rows.len(), rows[0].name.as_str()), (1, "jar_id"));
        let places: Vec<_> = doubts.iter().map(|doubt| doubt.place.as_str()).collect();
        assert_eq!(places, ["path.jar_id", "path.lid_id"]);
        match_path(&path, &mut rows, &mut doubts);
        assert_eq!(doubts.len(), 2, "what agrees is not asked about");
    }
}
