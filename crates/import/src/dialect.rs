//! The renderings: which one a text is, and how each is read into a [`Document`].
//!
//! Bare pages show their parts by words alone, so their readers ask the platform's vocabulary which
//! lines are headings. No vocabulary knows of a dialect.

mod feishu_br;
mod feishu_lines;
mod feishu_plain;
mod feishu_tags;
mod feishu_tree;
mod fxiaoke;
mod intake;
mod markdown;
mod plain;
mod project;
#[cfg(test)]
mod tests;

pub use intake::{LARGEST_PAGE, read_bytes, recognise};

use crate::document::Document;
use crate::page::{Lost, Refusal, Rendering};
use crate::vocabulary::feishu;

/// One rendering of pages.
#[derive(Debug)]
pub struct Dialect {
    /// Its name in reports.
    pub name: &'static str,
    /// The vocabulary its documents are read with.
    pub platform: &'static str,
    /// What a page of it begins with, as words for a person.
    pub begins: &'static str,
    /// What it cannot tell.
    pub loses: &'static [Lost],
    /// Whether a text is of this rendering; it is given the start of the page. At most one dialect
    /// says yes.
    pub recognises: fn(&str) -> bool,
    /// Reads a text.
    pub read: fn(&str) -> Result<Document, Refusal>,
}

impl Dialect {
    /// What the facts of its pages depend on.
    pub fn rendering(&self) -> Rendering {
        Rendering { name: self.name, platform: self.platform, loses: self.loses }
    }
}

/// Every rendering this crate reads.
pub const DIALECTS: &[Dialect] = &[
    Dialect {
        name: "feishu-tags",
        platform: feishu::PLATFORM,
        begins: "a comment `<!--` with `fullPath:` and `updatedAt:`",
        loses: &[],
        recognises: feishu_tags::recognises,
        read: feishu_tags::read,
    },
    Dialect {
        name: "feishu-lines",
        platform: feishu::PLATFORM,
        begins: "a head `---` with `source_url:` and `last_remote_update:`",
        loses: &[Lost::ScopeApps, Lost::Levels, Lost::Id],
        recognises: feishu_lines::recognises,
        read: feishu_lines::read,
    },
    Dialect {
        name: "feishu-br",
        platform: feishu::PLATFORM,
        begins: "a title `# ...` with `> Source: https://open.feishu.cn/...` or a table \
                 `基本 | &nbsp;` under it",
        loses: &[Lost::ScopeApps, Lost::Levels, Lost::Id, Lost::Updated],
        recognises: feishu_br::recognises,
        read: feishu_br::read,
    },
    Dialect {
        name: "feishu-tree",
        platform: feishu::PLATFORM,
        begins: "a head `---` with `fullPath:` and `updateTime:`",
        loses: &[Lost::ScopeApps, Lost::Address, Lost::Id],
        recognises: feishu_tree::recognises,
        read: feishu_tree::read,
    },
    project::MARKDOWN,
    project::TEXT,
    fxiaoke::MARKDOWN,
    fxiaoke::SITE,
    fxiaoke::TEXT,
];
