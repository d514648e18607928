//! The facts of a page as lines, so that a golden reads like a page.

use crate::document::Line;
use crate::page::{Page, Refusal, Row};
use std::fmt::Write;

pub(super) fn dump(page: &Result<Page, Refusal>) -> String {
    match page {
        Ok(page) => facts(page),
        Err(Refusal { at, kind, why }) => {
            let at = at.map(|at| at.to_string()).unwrap_or_default();
            format!("refused {kind} {at}: {why}\n")
        }
    }
}

fn facts(page: &Page) -> String {
    let mut out = String::new();
    let path = &page.path;
    line(&mut out, format_args!("{} {} {:?}", page.platform, page.dialect, page.loses));
    line(&mut out, format_args!("title {}: {}", page.title.at, page.title.text));
    line(&mut out, format_args!("source {:?}", page.source));
    line(&mut out, format_args!("call {}: {} {}", path.at, page.method.as_str(), path.text));
    line(&mut out, format_args!("host {:?} always {:?}", page.host, page.fixed_query));
    line(&mut out, format_args!("auth {:?} deprecated {:?}", page.auth, page.deprecated));
    line(&mut out, format_args!("media {:?} -> {:?}", page.body_media, page.response_media));
    for (place, rows) in [
        ("path", &page.path_parameters),
        ("query", &page.query),
        ("header", &page.header),
        ("body", &page.body),
        ("response", &page.response),
    ] {
        rows.iter().for_each(|found| row(&mut out, place, found));
    }
    for error in &page.errors {
        let (at, code, http) = (error.at, error.code, error.http);
        line(&mut out, format_args!("error {at}: {code} {http:?} {}", error.message));
        described(&mut out, &error.advice);
    }
    for example in &page.examples {
        let (at, lines) = (example.at, example.text.lines().count());
        let is_json = serde_json::from_str::<serde_json::Value>(&example.text).is_ok();
        line(&mut out, format_args!("{:?} {at}: {lines} lines, json {is_json}", example.kind));
    }
    for doubt in &page.doubts {
        let (at, place, assumed) = (doubt.at, &doubt.place, doubt.assumed.as_deref());
        line(
            &mut out,
            format_args!("doubt {at} {place}: {} [{}]", doubt.asks, assumed.unwrap_or("-")),
        );
    }
    out
}

fn row(out: &mut String, place: &str, row: &Row) {
    let level = row.level.map_or("-".to_owned(), |level| level.to_string());
    let required = match row.required {
        Some(true) => "required",
        Some(false) => "optional",
        None => "-",
    };
    let (at, name, ty) = (row.at, &row.name, &row.type_name);
    line(out, format_args!("{place} {at}: {level} {name}: {ty} {required}"));
    described(out, &row.description);
}

fn described(out: &mut String, lines: &[Line]) {
    lines.iter().for_each(|text| line(out, format_args!("    {}: {}", text.at, text.text)));
}

fn line(out: &mut String, text: std::fmt::Arguments<'_>) {
    writeln!(out, "{text}").expect("writing to a string never fails");
}
