//! The lines of a cell, put together from text and the tags in it.

use super::PART;
use super::tokens::Tag;
use crate::dialect::feishu_plain::{self, ALERT};
use crate::dialect::markdown::levels::Indent;
use crate::dialect::markdown::piece::Piece;
use crate::document::{Cell, Position};
use std::collections::BTreeMap;

/// What a tag does to the text around and in it.
struct Effect {
    tag: &'static str,
    /// Whether it stands in lines of its own.
    breaks: bool,
    /// What its text begins and ends with.
    around: (&'static str, &'static str),
}

const fn effect(tag: &'static str, breaks: bool, around: (&'static str, &'static str)) -> Effect {
    Effect { tag, breaks, around }
}

/// The tags inside cells that are more than their text.
const EFFECTS: &[Effect] = &[
    effect("md-tag", false, ("`", "`")),
    effect("code", false, ("`", "`")),
    effect("b", false, ("**", "**")),
    effect("strong", false, ("**", "**")),
    effect("md-tooltip", true, ("", "")),
    effect("md-enum", true, ("", "")),
    effect("md-enum-item", true, ("", "")),
    effect("md-perm", true, ("", "")),
    effect("md-alert", true, ("", "")),
    effect("br", true, ("", "")),
    effect("div", true, ("", "")),
    effect("p", true, ("", "")),
    effect("ul", true, ("", "")),
    effect("ol", true, ("", "")),
    effect("li", true, ("- ", "")),
    effect("tr", true, ("", "")),
    effect("md-tr", true, ("", "")),
    effect("md-dt-tr", true, ("", "")),
];

/// The app types by scope, as a page gives them.
pub(super) type ScopeApps = BTreeMap<String, Vec<String>>;

/// A cell while it is read.
#[derive(Debug, Default)]
pub(super) struct CellBuilder<'a> {
    lines: Cell,
    /// The line that is being put together; its text stands as on the page.
    text: String,
    at: Option<Position>,
    scope: Option<&'a str>,
    alert: bool,
    is_name: bool,
    indent: Option<Indent>,
}

impl<'a> CellBuilder<'a> {
    /// A cell that may have branch signs in front of its text.
    pub(super) fn name() -> Self {
        Self { is_name: true, ..Self::default() }
    }

    /// Adds text of the page.
    pub(super) fn text(&mut self, text: Piece<'a>) {
        let breaks: Vec<_> = text.text.match_indices('\n').map(|(at, _)| at..at + 1).collect();
        for (index, line) in text.cut(&breaks).into_iter().enumerate() {
            if index > 0 {
                self.end_line();
            }
            if self.at.is_none() && !line.text.trim().is_empty() {
                self.at = Some(line.trim().at);
            }
            self.text.push_str(line.text);
        }
    }

    /// Applies an opening tag.
    pub(super) fn open(&mut self, tag: Tag<'a>, scope_apps: &mut ScopeApps) {
        if let Some(effect) = effect_of(tag.name) {
            if effect.breaks {
                self.end_line();
            }
            self.add(effect.around.0, tag.piece.at);
        }
        match tag.name {
            "md-enum-item" => {
                let value = tag.attribute("key").unwrap_or_default();
                self.add(&format!("- {value}："), tag.piece.at);
            }
            "md-app-support" => self.add(tag.attribute("types").unwrap_or_default(), tag.piece.at),
            "md-alert" => self.alert = true,
            "md-perm" => {
                self.scope = tag.attribute("name");
                if let (Some(scope), Some(apps)) = (self.scope, tag.attribute("support_app_types"))
                {
                    let apps = apps.split(',').map(|app| app.trim().to_owned()).collect();
                    scope_apps.insert(scope.to_owned(), apps);
                }
                self.at = Some(tag.piece.at);
            }
            _ => {}
        }
    }

    /// Applies a closing tag.
    pub(super) fn close(&mut self, name: &str) {
        if name == "md-perm"
            && let Some(scope) = self.scope.take()
        {
            self.text.push_str(&format!("({scope})"));
        }
        if let Some(effect) = effect_of(name) {
            self.text.push_str(effect.around.1);
            if effect.breaks {
                self.end_line();
            }
        }
        if name == "md-alert" {
            self.alert = false;
        }
    }

    /// The lines of the cell.
    pub(super) fn finish(mut self) -> Cell {
        self.end_line();
        self.lines
    }

    /// The lines of a name, and what stands in front of it.
    pub(super) fn finish_name(mut self) -> (Cell, Indent) {
        self.end_line();
        (self.lines, self.indent.unwrap_or_default())
    }

    fn add(&mut self, text: &str, at: Position) {
        if !text.is_empty() {
            self.at.get_or_insert(at);
            self.text.push_str(text);
        }
    }

    fn end_line(&mut self) {
        let at = self.at.take().unwrap_or_default();
        let mut text = std::mem::take(&mut self.text);
        if self.is_name && self.indent.is_none() && !text.trim().is_empty() {
            let indent = Indent::of(&text);
            text.drain(..indent.bytes);
            self.indent = Some(indent);
        }
        if text.trim_start().starts_with(PART) {
            return;
        }
        let Some(mut line) = feishu_plain::line(Piece { text: &text, at }) else { return };
        line.at = at;
        if std::mem::take(&mut self.alert) {
            line.text = format!("{ALERT}{}", line.text);
        }
        self.lines.push(line);
    }
}

fn effect_of(tag: &str) -> Option<&'static Effect> {
    EFFECTS.iter().find(|effect| effect.tag == tag)
}
