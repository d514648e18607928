//! Whether a page says that the call should not be used any more.

use super::super::wording::{holds_any, label};
use super::roles::{Part, Role};
use super::source::is_historic;
use crate::document::{Block, Line};
use crate::page::PageSource;

/// What a spec says about it: the page's own words and the page it points to stay with the vendor.
const SEE_THE_PAGE: &str = "see the vendor's page";

/// In a title.
const TITLE_WORDS: &[&str] = &["不推荐", "历史版本", "已废弃", "废弃", "已下线", "deprecated"];

/// How a page speaks of itself.
const SUBJECTS: &[&str] =
    &["该接口", "本接口", "此接口", "当前接口", "该api", "本api", "此api", "thisapi"];

/// What it says then.
const ENDS: &[&str] = &[
    "起不可用",
    "已不可用",
    "历史接口",
    "为历史版本",
    "已不推荐",
    "不再推荐",
    "不再维护",
    "停止维护",
    "已废弃",
    "已下线",
    "即将下线",
    "将下线",
    "已停用",
    "将停用",
    "deprecated",
];

/// How far apart the two may stand: a sentence about something else begins soon.
const REACH: usize = 40;

/// The mark for a spec, where the page's title, address or opening words give up the call.
pub(super) fn deprecated(
    titles: &[&Line],
    source: &PageSource,
    parts: &[Part<'_>],
) -> Option<String> {
    let by_title =
        titles.iter().any(|title| title.text.contains("~~") || holds_any(&title.text, TITLE_WORDS));
    let by_address = source.addresses().any(is_historic);
    (by_title || by_address || by_prose(parts)).then(|| SEE_THE_PAGE.to_owned())
}

/// Only what stands before the request speaks of the call as a whole.
fn by_prose(parts: &[Part<'_>]) -> bool {
    parts
        .iter()
        .take_while(|part| part.role == Role::Outside)
        .flat_map(|part| part.section.blocks)
        .filter_map(|block| match block {
            Block::Text(lines) => Some(lines),
            _ => None,
        })
        .flatten()
        .any(|line| gives_up(&line.text))
}

fn gives_up(text: &str) -> bool {
    let text = label(text);
    SUBJECTS.iter().any(|subject| {
        text.match_indices(subject).any(|(start, _)| {
            let after = &text[start + subject.len()..];
            let end = after.char_indices().nth(REACH).map_or(after.len(), |(end, _)| end);
            let sentence = after[..end].split('。').next().unwrap_or_default();
            ENDS.iter().any(|word| sentence.contains(word))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::super::roles::parts;
    use super::*;

    fn page(text: &str) -> Vec<Block> {
        let line = |text: &str| Line { text: text.into(), ..Line::default() };
        vec![
            Block::Heading { depth: 1, line: line("喂猫头鹰") },
            Block::Text(vec![line(text)]),
            Block::Heading { depth: 2, line: line("请求") },
            Block::Text(vec![line("该接口已下线")]),
        ]
    }

    #[test]
    fn a_page_is_deprecated_by_its_title_address_or_opening_words() {
        let historic = PageSource {
            url: Some("https://a.example/historic-version/owl".into()),
            ..PageSource::default()
        };
        for (title, source, prose, expected) in [
            ("喂猫头鹰", PageSource::default(), "喂一只。", false),
            ("~~喂猫头鹰~~", PageSource::default(), "喂一只。", true),
            ("喂猫头鹰（不推荐）", PageSource::default(), "喂一只。", true),
            ("喂猫头鹰", historic, "喂一只。", true),
            ("喂猫头鹰", PageSource::default(), "**注意：该接口于 2030 年 1 月起不可用**", true),
            ("喂猫头鹰", PageSource::default(), "本接口已不推荐使用。", true),
            ("喂猫头鹰", PageSource::default(), "不推荐在夜里调用该接口。", false),
            ("喂猫头鹰", PageSource::default(), "该接口返回猫头鹰。已下线的猫头鹰不返回。", false),
            ("喂猫头鹰", PageSource::default(), "该接口获取文档的历史版本。", false),
        ] {
            let blocks = page(prose);
            let title = Line { text: title.into(), ..Line::default() };
            assert_eq!(
                deprecated(&[&title], &source, &parts(&blocks)).is_some(),
                expected,
                "{title:?} {prose}"
            );
        }
    }
}
