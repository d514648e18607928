//! The words of the Fxiaoke developer manual, in English and Chinese.

use super::labelled::{
    Address, Call, Part, ask_about_the_end, by_heading, end_of, page_of, parts, take_address,
    value, values, whole,
};
use super::wording::media_types;
use crate::day;
use crate::document::{Document, Line};
use crate::page::{Doubt, ExampleKind, Page, PageSource, Refusal, Rendering, Row};
use larkspur_spec::model::{Media, Method};

/// The platform's folder under `specs`.
pub(crate) const PLATFORM: &str = "fxiaoke";

/// A part of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Section {
    Description,
    Call,
    Request,
    RequestExample,
    Response,
    ReplyExample,
    Errors,
    Notes,
}

const HEADINGS: &[(Section, &[&str])] = &[
    (Section::Description, &["description", "描述", "接口描述"]),
    (Section::Call, &["requestspecification", "requestdescription", "请求说明"]),
    (Section::Request, &["requestparameters", "请求参数"]),
    (Section::RequestExample, &["requestexample", "requestexamples", "请求示例"]),
    (Section::Response, &["responseparameters", "returnparameters", "返回参数", "响应参数"]),
    (
        Section::ReplyExample,
        &["responseexample", "responseexamples", "returnexample", "返回示例", "响应示例"],
    ),
    (Section::Errors, &["errorcodes", "错误码"]),
    (Section::Notes, &["notes", "note", "注意事项"]),
];

/// The part that a heading begins.
pub(crate) fn part(heading: &str) -> Option<Section> {
    by_heading(HEADINGS, heading)
}

const METHOD: &[&str] = &["method", "requestmethod", "httpmethod", "请求方式", "请求方法"];
const ADDRESS: &[&str] = &["endpoint", "requestpath", "requesturl", "请求路径", "请求地址"];
const HEADERS: &[&str] = &["headers", "requestheaders", "请求头填写", "请求头"];

/// By what the line of the headers points to the usual ones.
const USUAL_HEADERS: &[&str] = &["common parameters", "公共参数"];

/// The platform's own domains.
const DOMAINS: &[&str] = &["fxiaoke.com", "sharecrm.com"];

/// What every call sends in its query; the client does that by itself.
const TRACE: &str = "thirdTraceId";

/// The key of a reply's code.
const CODE: &str = "errorCode";

/// The scheme of the usual headers.
const SCHEME: &str = "app";

/// By which field a body carries the credentials itself, as calls of the older version do.
const OLDER_CREDENTIAL: &str = "corpAccessToken";

/// By which words a page says that it is not to be used any more.
const DEPRECATED: &[&str] = &[
    "not recommended",
    "deprecated",
    "no longer maintained",
    "不推荐",
    "不建议",
    "已废弃",
    "已下线",
];

/// Whether a line of a page tells the address of a call to this platform, behind a label or,
/// where the label stands on the line above, with what every call sends.
pub(crate) fn is_call(line: &str) -> bool {
    let text = line.trim();
    if !text.contains("://") {
        return false;
    }
    let line = Line { text: text.to_owned(), ..Line::default() };
    let is_to_it = |address: Address| address.host.as_deref().is_none_or(is_own);
    match value(&line, ADDRESS) {
        Some(value) => Address::parse(&value).is_some_and(is_to_it),
        None => text.contains(TRACE) && Address::parse(&line).is_some_and(is_to_it),
    }
}

fn is_own(host: &str) -> bool {
    let host = host.rsplit('/').next().unwrap_or(host);
    DOMAINS.iter().any(|domain| {
        host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    })
}

/// Reads the facts of a page.
pub(super) fn read(document: Document, rendering: Rendering) -> Result<Page, Refusal> {
    let parts = parts(&document, part);
    let call = Call::read(&document, labelled(&parts, METHOD), labelled(&parts, ADDRESS))?;
    whole(&document)?;
    let mut page = page_of(&document, rendering, &call, source(&document))?;
    page.host = call.address.host.clone().filter(|host| !is_own(host));
    page.body_media = media_types(&call.method_line.text).next();
    page.deprecated = deprecation(&page.title, &parts);
    for part in &parts {
        take(&mut page, part);
    }
    take_address(&mut page, &call.address, &[TRACE]);
    page.auth = auth(&mut page.doubts, &page.body, &parts);
    ask_about_gaps(&mut page, &parts);
    Ok(page)
}

/// The values of the lines with one of the labels before the parameters.
fn labelled(parts: &[Part<'_, Section>], labels: &[&str]) -> Vec<Line> {
    let says_call = |kind| matches!(kind, Section::Call | Section::Description);
    values(parts, says_call, labels)
}

fn source(document: &Document) -> PageSource {
    let meta = |key: &str| document.meta.get(key).map(|line| line.text.clone());
    let updated = meta("updated").and_then(|text| day::leading(&text).map(str::to_owned));
    PageSource { id: meta("permalink"), updated, ..PageSource::default() }
}

/// A page says in its title or before its call that it should not be used.
fn deprecation(title: &Line, parts: &[Part<'_, Section>]) -> Option<String> {
    let before_call = parts.iter().take_while(|part| part.kind != Some(Section::Call));
    let said = before_call.flat_map(Part::lines).chain([title]).any(|line| {
        let text = line.text.to_lowercase();
        DEPRECATED.iter().any(|word| text.contains(word))
    });
    said.then(|| "The page says not to use it any more.".to_owned())
}

/// Takes what a part says.
fn take(page: &mut Page, part: &Part<'_, Section>) {
    let is_body = page.method != Method::Get;
    let doubts = &mut page.doubts;
    match part.kind {
        Some(Section::Request) if is_body => page.body.extend(part.rows("body.fields", doubts)),
        Some(Section::Request) => page.query.extend(part.rows("query", doubts)),
        Some(Section::Response) => page.response.extend(part.rows("response.fields", doubts)),
        Some(Section::Errors) => page.errors.extend(part.errors(doubts)),
        _ => part.ask_about_tables(doubts),
    }
    let label = match part.kind {
        Some(Section::Request | Section::RequestExample) => ExampleKind::Request,
        Some(Section::Response | Section::ReplyExample) => ExampleKind::Reply,
        _ => return,
    };
    page.examples.extend(part.examples(CODE, label));
}

/// The schemes: the usual one where the page points to the usual headers, none where the body
/// carries the credentials.
fn auth(doubts: &mut Vec<Doubt>, body: &[Row], parts: &[Part<'_, Section>]) -> Option<Vec<String>> {
    if let Some(row) = body.iter().find(|row| row.name == OLDER_CREDENTIAL) {
        let asks = format!(
            "Should this call be imported? Its body carries `{OLDER_CREDENTIAL}`, which only calls \
             of the older version do."
        );
        doubts.push(Doubt::new(row.at, "auth", asks, "no headers of the platform's scheme"));
        return Some(Vec::new());
    }
    let line = labelled(parts, HEADERS).into_iter().next()?;
    let text = line.text.to_lowercase();
    if USUAL_HEADERS.iter().any(|words| text.contains(words)) {
        return Some(vec![SCHEME.to_owned()]);
    }
    let asks = "Which headers carry the credentials? The page names others than the usual ones.";
    doubts.push(Doubt::new(line.at, "auth", asks, "the platform's scheme"));
    None
}

/// Asks about what a whole page would say and this one does not.
fn ask_about_gaps(page: &mut Page, parts: &[Part<'_, Section>]) {
    let end = end_of(parts);
    if !parts.iter().any(|part| part.kind == Some(Section::Request)) {
        let asks = "What does it take? The page lists no parameters and may be cut short.";
        page.doubts.push(Doubt::new(end, "body", asks, "no body"));
    }
    let uploads = |line: &&Line| line.text.contains("curl ") && line.text.contains(" -F ");
    let form = parts.iter().flat_map(Part::lines).find(uploads);
    if let Some(line) = form.filter(|_| page.body_media != Some(Media::Multipart)) {
        let asks = "How is the body written? The page says JSON and shows a form with a file.";
        let assumed = "as the page says";
        page.doubts.push(Doubt::new(line.at, "body.media", asks, assumed));
    }
    ask_about_the_end(page, CODE, end);
}
