//! What each part of a page is about, by its heading.

use super::super::sections::{Section, sections};
use super::super::wording::label;
use crate::document::Block;

/// What a part of a page is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Prose around the call.
    Outside,
    Request,
    RequestHeader,
    Path,
    Query,
    Body,
    /// Parameters whose place follows from the method.
    Parameters,
    RequestExample,
    Response,
    ResponseHeader,
    ResponseBody,
    ResponseExample,
    Errors,
    /// Codes inside the message of one code: details, no codes of the call.
    SubCodes,
    Event,
}

impl Role {
    /// Whether tables of such a part go into a spec, so that rows lost there would be missed.
    pub(super) fn is_read(self) -> bool {
        !matches!(
            self,
            Role::Outside
                | Role::RequestExample
                | Role::ResponseExample
                | Role::SubCodes
                | Role::Event
        )
    }
}

const HEADINGS: &[(Role, &[&str])] = &[
    (Role::Request, &["请求", "http请求", "request", "httprequest"]),
    (
        Role::RequestHeader,
        &["请求头", "请求头参数", "header", "headers", "requestheader", "requestheaders"],
    ),
    (Role::Path, &["路径参数", "路径请求参数", "pathparameter", "pathparameters"]),
    (Role::Query, &["查询参数", "查询请求参数", "queryparameter", "queryparameters"]),
    (Role::Body, &["请求体", "请求体参数", "请求包体", "body", "requestbody"]),
    (Role::Parameters, &["请求参数", "参数", "requestparameters", "parameters"]),
    (
        Role::RequestExample,
        &[
            "请求体示例",
            "请求示例",
            "请求参数示例",
            "requestexample",
            "requestbodyexample",
            "requestsample",
        ],
    ),
    (Role::Response, &["响应", "返回", "返回结果", "返回值", "response"]),
    (Role::ResponseHeader, &["响应头", "responseheader", "responseheaders"]),
    (
        Role::ResponseBody,
        &["响应体", "响应体参数", "响应参数", "返回参数", "返回体", "返回数据", "responsebody"],
    ),
    (
        Role::ResponseExample,
        &[
            "响应体示例",
            "响应示例",
            "返回示例",
            "返回体示例",
            "返回参数示例",
            "responseexample",
            "responsebodyexample",
            "responsesample",
        ],
    ),
    (
        Role::Errors,
        &["错误码", "返回码", "状态码", "errorcode", "errorcodes", "statuscode", "statuscodes"],
    ),
    (Role::Event, &["事件", "事件体", "event", "eventbody"]),
];

/// Heads a list of details of one code, whose number may stand before it.
const SUB_CODES: &[&str] = &["子错误码", "suberrorcode", "suberrorcodes"];

/// What some pages add to a heading: `请求体参数说明`.
const NOTES: &str = "说明";

/// A part of a page with what it is about.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part<'a> {
    /// What it is about.
    pub(super) role: Role,
    /// Whether its own heading says so, rather than the one above it.
    pub(super) own: bool,
    /// The part itself.
    pub(super) section: Section<'a>,
}

/// The parts of a page. Under a heading that no list knows, the role of the heading above holds.
pub(super) fn parts(blocks: &[Block]) -> Vec<Part<'_>> {
    let mut above: Vec<(usize, Role)> = Vec::new();
    let mut read = Vec::new();
    for section in sections(blocks) {
        let own = section.heading.and_then(|heading| role(&heading.text));
        while above.last().is_some_and(|(depth, _)| *depth >= section.depth) {
            above.pop();
        }
        let role = own.or(above.last().map(|(_, role)| *role)).unwrap_or(Role::Outside);
        above.push((section.depth, role));
        read.push(Part { role, own: own.is_some(), section });
    }
    read
}

fn role(heading: &str) -> Option<Role> {
    let key = label(heading);
    if SUB_CODES.contains(&key.trim_start_matches(|c: char| c.is_ascii_digit())) {
        return Some(Role::SubCodes);
    }
    let named =
        |key: &str| HEADINGS.iter().find(|(_, words)| words.contains(&key)).map(|(role, _)| *role);
    named(&key).or_else(|| named(key.strip_suffix(NOTES)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Line;

    fn headings(written: &[(usize, &str)]) -> Vec<Block> {
        let line = |text: &str| Line { text: text.into(), ..Line::default() };
        written
            .iter()
            .map(|(depth, text)| Block::Heading { depth: *depth, line: line(text) })
            .collect()
    }

    #[test]
    fn every_heading_of_the_lists_is_written_as_it_is_compared() {
        for word in HEADINGS.iter().flat_map(|(_, words)| *words).chain(SUB_CODES) {
            assert_eq!(&label(word), word);
        }
    }

    #[test]
    fn a_heading_that_no_list_knows_belongs_to_the_one_above() {
        let page = headings(&[
            (1, "Feed the owl"),
            (2, "请求"),
            (3, "**请求头**"),
            (3, "部分读取"),
            (3, " 请求体示例 "),
            (4, "Owl of the north"),
            (3, "请求体参数说明"),
            (2, "注意事项"),
            (2, "响应"),
            (3, "4711 子错误码"),
        ]);
        let roles: Vec<_> = parts(&page).iter().map(|part| (part.role, part.own)).collect();
        assert_eq!(
            roles,
            [
                (Role::Outside, false),
                (Role::Request, true),
                (Role::RequestHeader, true),
                (Role::Request, false),
                (Role::RequestExample, true),
                (Role::RequestExample, false),
                (Role::Body, true),
                (Role::Outside, false),
                (Role::Response, true),
                (Role::SubCodes, true),
            ]
        );
    }
}
