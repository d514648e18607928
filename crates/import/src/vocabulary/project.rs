//! The words of the Feishu Project help centre.

mod codes;

use super::labelled::{
    Call, Part, ask_about_the_end, by_heading, end_of, page_of, parts, take_address, value, values,
    whole,
};
use super::wording::media_types;
use crate::document::{Document, Line};
use crate::page::{ExampleKind, Page, PageSource, Refusal, Rendering, Row};
use larkspur_spec::model::Method;

/// The platform's folder under `specs`.
pub(crate) const PLATFORM: &str = "feishu_project";

/// A part of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Section {
    Call,
    Request,
    Header,
    Path,
    Query,
    Body,
    Response,
    RequestExample,
    ReplyExample,
    FailureExample,
    Errors,
}

const HEADINGS: &[(Section, &[&str])] = &[
    (Section::Call, &["请求说明"]),
    (Section::Request, &["请求参数"]),
    (Section::Header, &["header", "请求头"]),
    (Section::Path, &["path", "路径参数"]),
    (Section::Query, &["query", "查询参数"]),
    (Section::Body, &["body", "请求体"]),
    (Section::Response, &["返回参数", "响应参数", "返回结果"]),
    (Section::RequestExample, &["请求示例"]),
    (Section::ReplyExample, &["返回示例", "响应示例", "请求成功示例", "成功返回示例"]),
    (Section::FailureExample, &["错误返回示例"]),
    (Section::Errors, &["错误码"]),
];

/// The part that a heading begins.
pub(crate) fn part(heading: &str) -> Option<Section> {
    by_heading(HEADINGS, heading)
}

const METHOD: &[&str] = &["请求方式", "请求方法"];
const ADDRESS: &[&str] = &["请求地址", "请求路径", "请求url"];

/// Whether a line of a page tells how to call.
pub(crate) fn is_call(line: &str) -> bool {
    let text = line.trim_start_matches(['-', '*', '•', ' ']).to_owned();
    let line = Line { text, ..Line::default() };
    value(&line, METHOD).or_else(|| value(&line, ADDRESS)).is_some()
}

/// The key of a reply's code.
const CODE: &str = "err_code";

/// The schemes of the header that every page points to.
const SCHEMES: &[&str] = &["plugin", "user"];

/// The headers that a scheme sends.
const CREDENTIALS: &[&str] = &["x-plugin-token", "x-user-key"];

/// The platform's own hosts; a page may print one before the path.
const HOSTS: &[&str] = &["https://project.feishu.cn", "https://project.larksuite.com"];

/// Reads the facts of a page.
pub(super) fn read(document: Document, rendering: Rendering) -> Result<Page, Refusal> {
    let parts = parts(&document, part);
    let line_of = |labels| values(&parts, |kind| kind == Section::Call, labels);
    let call = Call::read(&document, line_of(METHOD), line_of(ADDRESS))?;
    whole(&document)?;
    let mut page = page_of(&document, rendering, &call, source(&document))?;
    page.host = call.address.host.clone().filter(|host| !HOSTS.contains(&host.as_str()));
    for part in &parts {
        take(&mut page, part);
    }
    take_address(&mut page, &call.address, &[]);
    ask_about_the_end(&mut page, CODE, end_of(&parts));
    Ok(page)
}

fn source(document: &Document) -> PageSource {
    let meta = |key: &str| {
        document.meta.get(key).map(|line| line.text.clone()).filter(|text| !text.is_empty())
    };
    let url = meta("source").or_else(|| meta("url"));
    let id = url.as_deref().and_then(|url| {
        let path = url.split(['?', '#']).next()?.trim_end_matches('/');
        path.rsplit('/').next().filter(|id| !id.is_empty() && path.contains("/helpcenter/"))
    });
    PageSource { id: id.map(str::to_owned), updated: meta("updated"), url, full_path: None }
}

/// Takes what a part says.
fn take(page: &mut Page, part: &Part<'_, Section>) {
    let is_body = page.method != Method::Get;
    let doubts = &mut page.doubts;
    match part.kind {
        Some(Section::Body) => page.body.extend(part.rows("body.fields", doubts)),
        Some(Section::Request) if is_body => page.body.extend(part.rows("body.fields", doubts)),
        Some(Section::Request | Section::Query) => page.query.extend(part.rows("query", doubts)),
        Some(Section::Path) => page.path_parameters.extend(part.rows("path", doubts)),
        Some(Section::Header) => take_header(page, part),
        Some(Section::Response) => page.response.extend(part.rows("response.fields", doubts)),
        Some(Section::Errors) => page.errors.extend(codes::codes(part, doubts)),
        _ => part.ask_about_tables(doubts),
    }
    let label = match part.kind {
        Some(Section::Request | Section::Body | Section::RequestExample) => ExampleKind::Request,
        Some(Section::Response | Section::ReplyExample) => ExampleKind::Reply,
        Some(Section::FailureExample) => ExampleKind::Failure,
        _ => return,
    };
    page.examples.extend(part.examples(CODE, label));
}

/// The header's part points to the page about it, or lists the headers.
fn take_header(page: &mut Page, part: &Part<'_, Section>) {
    let rows = part.rows("header", &mut page.doubts);
    let is_credential = |row: &Row| CREDENTIALS.contains(&row.name.to_ascii_lowercase().as_str());
    let points_to_it = part.lines().any(|line| line.text.contains("Header"));
    if points_to_it || rows.iter().any(is_credential) {
        page.auth = Some(SCHEMES.iter().map(|scheme| (*scheme).to_owned()).collect());
    }
    for row in rows {
        if row.name.eq_ignore_ascii_case("content-type") {
            page.body_media =
                row.description.iter().find_map(|line| media_types(&line.text).next());
        } else if !is_credential(&row) {
            page.header.push(row);
        }
    }
}
