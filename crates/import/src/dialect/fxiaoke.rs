//! Pages of the Fxiaoke developer manual, in the three forms that reach us: as Markdown with marked
//! headings; as Markdown of a newer site, whose headings lost their marks but whose date is kept;
//! and as the bare text of the older site, with its navigation and without pipes in its tables.

use super::Dialect;
use super::markdown::piece::Piece;
use super::plain::{Style, after, blocks, line, lines};
use crate::day;
use crate::document::{Block, Document, Line};
use crate::page::{Lost, Refusal};
use crate::vocabulary::fxiaoke;
use crate::vocabulary::labelled::value;
use std::collections::BTreeMap;

/// Markdown with marked headings.
pub(super) const MARKDOWN: Dialect = Dialect {
    name: "fxiaoke-markdown",
    platform: fxiaoke::PLATFORM,
    begins: "the title, then `# Description`",
    loses: &[Lost::Levels, Lost::Address, Lost::Id, Lost::Updated],
    recognises: |text| form(text) == Some(Form::Markdown),
    read,
};

/// Markdown of the newer site.
pub(super) const SITE: Dialect = Dialect {
    name: "fxiaoke-site",
    platform: fxiaoke::PLATFORM,
    begins: "the language, the title and `About N words`",
    loses: &[Lost::Levels, Lost::Address, Lost::Id],
    recognises: |text| form(text) == Some(Form::Site),
    read,
};

/// The bare text of the older site.
pub(super) const TEXT: Dialect = Dialect {
    name: "fxiaoke-text",
    platform: fxiaoke::PLATFORM,
    begins: "the navigation of the developer manual, or `Table of Contents`",
    loses: &[Lost::Levels, Lost::Address, Lost::Updated],
    recognises: |text| form(text) == Some(Form::Text),
    read,
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Markdown,
    Site,
    Text,
}

const STYLE: Style =
    Style { is_heading: |text| fxiaoke::part(text).is_some(), is_chrome: |_| false };

/// How the manual calls itself.
const MANUAL: &[&str] = &["Fxiaoke Developer Manual", "纷享销客开发手册"];

/// The line above the page's own text, below the navigation.
const CONTENTS: &[&str] = &["Table of Contents", "目录"];

/// The choice of a language above the title.
const LANGUAGES: &[&str] = &["English", "简体中文"];

/// How the line begins and ends that tells how long a page takes to read.
const READING_TIME: &[(&str, &str)] =
    &[("About ", "minute"), ("About ", "minutes"), ("约 ", "分钟")];

/// The labels of what a page says about itself, and the keys they are kept under.
const META: &[(&str, &str)] = &[
    ("title", "title"),
    ("permalink", "permalink"),
    ("lastupdated", "updated"),
    ("上次更新", "updated"),
    ("最后更新", "updated"),
];

/// The choice of a colour scheme below the page.
const SCHEMES: &[&str] = &["跟随系统", "浅色模式", "深色模式", "阅读模式"];

/// The form of a page of this platform: where it calls itself so, or has the line of a call to it.
fn form(text: &str) -> Option<Form> {
    let is_manual = MANUAL.iter().any(|name| text.contains(name));
    if !is_manual && !text.lines().any(fxiaoke::is_call) {
        return None;
    }
    let any = |is: fn(&str) -> bool| text.lines().any(is);
    Some(if any(is_pipe_delimiter) || any(|line| is_reading_time(line.trim())) {
        match any(is_marked_heading) {
            true => Form::Markdown,
            false => Form::Site,
        }
    } else if any(|line| line.starts_with("# ")) && !any(|line| CONTENTS.contains(&line.trim())) {
        Form::Markdown
    } else {
        Form::Text
    })
}

fn is_pipe_delimiter(line: &str) -> bool {
    line.starts_with('|') && line.contains("---")
}

fn is_marked_heading(line: &str) -> bool {
    line.starts_with('#') && fxiaoke::part(line.trim_start_matches('#').trim()).is_some()
}

fn is_reading_time(text: &str) -> bool {
    READING_TIME.iter().any(|(start, end)| text.starts_with(start) && text.ends_with(end))
}

fn read(text: &str) -> Result<Document, Refusal> {
    let mut lines = lines(Piece::whole(text));
    not_only_navigation(&lines)?;
    let mut meta = take_footer(&mut lines);
    let (said, start) = preamble(&lines);
    lines.drain(..start);
    meta.extend(said);
    let title = meta.get("title").cloned().map(|line| Block::Heading { depth: 1, line });
    let (mut blocks, damage) = blocks(lines, &STYLE);
    blocks.splice(0..0, title);
    Ok(Document { meta, blocks, damage, ..Document::default() })
}

/// What a page says about itself before its first part, and the first line after that. The title
/// is said by a label, or is the first line below navigation and language.
fn preamble(lines: &[Piece<'_>]) -> (BTreeMap<String, Line>, usize) {
    let contents = lines.iter().position(|raw| CONTENTS.contains(&raw.text.trim()));
    let start = contents.map_or(0, |contents| contents + 1);
    let mut meta = BTreeMap::new();
    let mut first = None;
    let mut next = start;
    for raw in &lines[start..] {
        let Some(line) = preamble_line(*raw) else {
            next += 1;
            continue;
        };
        let says_itself = meta_pair(&line);
        if fxiaoke::part(&line.text).is_some() || (says_itself.is_none() && first.is_some()) {
            break;
        }
        match says_itself {
            Some((key, value)) => drop(meta.insert(key.to_owned(), value)),
            None => first = Some(line),
        }
        next += 1;
    }
    if let Some(first) = first {
        meta.entry("title".to_owned()).or_insert(first);
    }
    (meta, next)
}

/// A line of the preamble without the mark of a heading; none where it is empty or of the frame.
fn preamble_line(raw: Piece<'_>) -> Option<Line> {
    let trimmed = raw.trim();
    let bare = trimmed.text.trim_start_matches(['#', ' ']);
    let is_frame = bare.starts_with('•')
        || LANGUAGES.contains(&bare)
        || MANUAL.iter().any(|name| bare.starts_with(name))
        || is_reading_time(bare);
    if is_frame { None } else { line(after(trimmed, trimmed.text.len() - bare.len())) }
}

/// What a line says about the page itself: `title: ..`, or a day alone.
fn meta_pair(line: &Line) -> Option<(&'static str, Line)> {
    if day::is_day(&line.text) {
        return Some(("updated", line.clone()));
    }
    let labelled =
        |(label, key): &(&str, &'static str)| value(line, &[label]).map(|value| (*key, value));
    META.iter().find_map(labelled)
}

/// Takes off what stands below the page, from its end upwards, and returns what it says about the
/// page: the links to its neighbours and before them their names once more, the choice of a colour
/// scheme, the day of the last change.
fn take_footer(lines: &mut Vec<Piece<'_>>) -> BTreeMap<String, Line> {
    let mut meta = BTreeMap::new();
    let mut links = "";
    let is_link = |text: &str| text.starts_with('←') || text.ends_with('→');
    while let Some(raw) = lines.last() {
        let text = raw.text.trim();
        let said = line(*raw).as_ref().and_then(meta_pair);
        if is_link(text) && links.is_empty() && text.len() < LONGEST_LINKS {
            links = text;
        } else if let Some((key @ "updated", value)) = said {
            meta.insert(key.to_owned(), value);
        } else if !(links.contains(text) || SCHEMES.contains(&text.trim_start_matches(['•', ' '])))
        {
            break;
        }
        lines.pop();
    }
    meta
}

/// The names of two pages are not longer.
const LONGEST_LINKS: usize = 1_000;

/// Refuses the navigation of the whole site, saved without the page: there is no call in it.
fn not_only_navigation(lines: &[Piece<'_>]) -> Result<(), Refusal> {
    let is_item = |raw: &&Piece<'_>| raw.text.trim_start().starts_with('•');
    let items = lines.iter().filter(is_item).count();
    let has_call = lines.iter().any(|raw| fxiaoke::is_call(raw.text));
    if has_call || items < NAVIGATION {
        return Ok(());
    }
    let why = "this is the navigation of a whole site without a page; open one page and save that";
    let at = lines.first().map(|raw| raw.at);
    Err(Refusal { at, kind: "site-dump", why: why.to_owned() })
}

/// How many items a list has at least that is a site's navigation.
const NAVIGATION: usize = 20;
