//! Pages of the Feishu Project help centre, in the two forms that reach us: clipped to Markdown,
//! with front matter, fences and closed tables, and copied as text, with bare headings and code.

use super::Dialect;
use super::markdown::{header, piece::Piece};
use super::plain::{Style, after, blocks, is_blank, line, lines};
use crate::document::{Block, Document, Line};
use crate::page::{Lost, Refusal};
use crate::vocabulary::project;
use std::collections::BTreeMap;

/// A page clipped to Markdown.
pub(super) const MARKDOWN: Dialect = Dialect {
    name: "project-markdown",
    platform: project::PLATFORM,
    begins: "a head `---` with `source:` at the help centre of Feishu Project",
    loses: &[Lost::Levels],
    recognises: |text| form(text) == Some(Form::Markdown),
    read,
};

/// A page copied as text.
pub(super) const TEXT: Dialect = Dialect {
    name: "project-text",
    platform: project::PLATFORM,
    begins: "the title, then `请求说明` with the address `/open_api/...`",
    loses: &[Lost::Levels, Lost::Address, Lost::Id, Lost::Updated],
    recognises: |text| form(text) == Some(Form::Text),
    read,
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Markdown,
    Text,
}

const STYLE: Style = Style { is_heading: |text| project::part(text).is_some(), is_chrome };

fn is_chrome(text: &str) -> bool {
    BUTTONS.contains(&text)
}

/// What stands above a block of code: its language and the button that copies it.
const BUTTONS: &[&str] = &["JSON", "复制"];

/// The marks around what the clipping tool says about a page.
const HEAD: (&str, &str) = ("---", "---");

/// Where the links to the neighbouring pages begin.
const FOOTER: &[&str] = &["上一篇", "下一篇"];

/// The form of a page of this platform: one that was clipped at the help centre, or one with a path
/// of the API in its line of the address or beside the heading above that line.
fn form(text: &str) -> Option<Form> {
    let text = text.trim_start_matches('\u{feff}');
    let head = &text[..text.floor_char_boundary(LONGEST_HEAD)];
    let has_head = text.starts_with(HEAD.0);
    let is_clipping = has_head && HELP_CENTRES.iter().any(|address| head.contains(address));
    let says_call = |line: &str| {
        (project::is_call(line) && line.contains(API))
            || project::part(line.trim()) == Some(project::Section::Call)
    };
    let has_call = || text.contains(API) && text.lines().any(says_call);
    if !(is_clipping || has_call()) {
        return None;
    }
    let is_markdown = has_head || text.lines().any(|line| line.starts_with("```"));
    Some(if is_markdown { Form::Markdown } else { Form::Text })
}

/// How every path of the API begins.
const API: &str = "/open_api/";

/// Where the pages are published.
const HELP_CENTRES: &[&str] =
    &["project.feishu.cn/b/helpcenter/", "project.larksuite.com/b/helpcenter/"];

/// What a clipping tool says about a page is not longer.
const LONGEST_HEAD: usize = 4 << 10;

fn read(text: &str) -> Result<Document, Refusal> {
    let mut rest = Piece::whole(text);
    let (meta, head_damage) = match header(&mut rest, HEAD) {
        Ok(meta) => (meta, None),
        Err(damage) => (BTreeMap::new(), Some(damage)),
    };
    let mut lines = lines(rest);
    let footer = lines.iter().position(|line| FOOTER.contains(&line.text.trim()));
    lines.truncate(footer.unwrap_or(lines.len()));
    let title = match meta.get("title") {
        Some(title) => Some(without_site(title)),
        None => take_title(&mut lines),
    };
    let (mut blocks, mut damage) = blocks(lines, &STYLE);
    blocks.splice(0..0, title.map(|line| Block::Heading { depth: 1, line }));
    damage.splice(0..0, head_damage);
    Ok(Document { meta, blocks, damage, ..Document::default() })
}

/// The title without the names of manual and site behind it.
fn without_site(title: &Line) -> Line {
    let text = title.text.split(" - ").next().unwrap_or_default().trim_end();
    Line { text: text.to_owned(), at: title.at }
}

/// Takes the first line with text off, where it is not a part's heading already.
fn take_title(lines: &mut Vec<Piece<'_>>) -> Option<Line> {
    let first = lines.iter().position(|raw| !is_blank(raw))?;
    let raw = lines[first].trim();
    let bare = raw.text.trim_start_matches(['#', ' ']);
    if project::part(bare).is_some() {
        return None;
    }
    let title = line(after(raw, raw.text.len() - bare.len()));
    lines.drain(..=first);
    title
}
