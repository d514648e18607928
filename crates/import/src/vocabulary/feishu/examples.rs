//! The examples of bodies and replies. Shell lines and programs that stand among them say nothing
//! that the tables do not say.

use super::super::wording::{holds_any, label};
use super::roles::{Part, Role};
use crate::document::Block;
use crate::page::{ExampleKind, PageExample};

/// How a caption calls a reply that tells of a failure.
const FAILURE: &[&str] = &["失败", "错误", "异常", "fail", "error"];

/// Before the JSON proper, examples carry remarks of these forms.
const REMARKS: &[&str] = &["//", "#"];

/// The examples of one part.
pub(super) fn examples(part: &Part<'_>) -> Vec<PageExample> {
    let kind = match part.role {
        Role::RequestExample => ExampleKind::Request,
        Role::ResponseExample | Role::Response | Role::ResponseBody => ExampleKind::Reply,
        _ => return Vec::new(),
    };
    let mut caption = part.section.heading.map(|heading| heading.text.as_str()).unwrap_or_default();
    let mut found = Vec::new();
    for block in part.section.blocks {
        match block {
            Block::Text(lines) => caption = lines.last().map_or(caption, |line| line.text.as_str()),
            Block::Code { at, text } if is_json_like(text) => {
                let fails = kind == ExampleKind::Reply
                    && (holds_any(&label(caption), FAILURE)
                        || code_of(text).is_some_and(|code| code != 0));
                let kind = if fails { ExampleKind::Failure } else { kind };
                found.push(PageExample { kind, at: *at, text: text.clone() });
            }
            _ => {}
        }
    }
    found
}

/// Whether an example shows a reply.
pub(super) fn is_reply(example: &PageExample) -> bool {
    matches!(example.kind, ExampleKind::Reply | ExampleKind::Failure)
}

fn is_json_like(text: &str) -> bool {
    text.lines()
        .map(str::trim)
        .find(|line| !line.is_empty() && !REMARKS.iter().any(|remark| line.starts_with(remark)))
        .is_some_and(|line| line.starts_with(['{', '[']))
}

/// The code of an example that parses.
fn code_of(text: &str) -> Option<i64> {
    let value: serde_json::Value = serde_json::from_str(text).ok()?;
    value.get("code")?.as_i64()
}

#[cfg(test)]
mod tests {
    use super::super::roles::parts;
    use super::*;
    use crate::document::Line;

    fn kinds(heading: &str, blocks: Vec<Block>) -> Vec<ExampleKind> {
        let line = Line { text: heading.into(), ..Line::default() };
        let page: Vec<Block> =
            [Block::Heading { depth: 3, line }].into_iter().chain(blocks).collect();
        parts(&page).iter().flat_map(examples).map(|example| example.kind).collect()
    }

    fn code(text: &str) -> Block {
        Block::Code { at: Default::default(), text: text.into() }
    }

    fn text(text: &str) -> Block {
        Block::Text(vec![Line { text: text.into(), ..Line::default() }])
    }

    #[test]
    fn only_json_is_an_example_be_it_broken_or_with_remarks() {
        let blocks = [
            "{\"owl\": 1}",
            "{\"owl\": owl.png}",
            "// an owl\n[1]",
            "curl -X GET",
            "import owl",
            "",
        ]
        .map(code);
        assert_eq!(kinds("请求体示例", blocks.into()), [ExampleKind::Request; 3]);
    }

    #[test]
    fn a_failure_is_known_by_its_caption_or_its_code() {
        let blocks = vec![
            code("{\"code\": 0}"),
            code("{\"code\": 7}"),
            text("**失败响应示例：**"),
            code("{\"code\": x}"),
            text("成功响应示例："),
            code("{}"),
        ];
        use ExampleKind::{Failure, Reply};
        assert_eq!(kinds("响应体示例", blocks), [Reply, Failure, Failure, Reply]);
    }

    #[test]
    fn code_elsewhere_is_no_example() {
        assert_eq!(kinds("请求体", vec![code("{}")]), []);
        assert_eq!(kinds("响应体", vec![code("{}")]), [ExampleKind::Reply]);
    }
}
