//! Gathers the diagnostics of one file.
//!
//! A file that is wrong in one way is often wrong in that way on every line, and a report of a
//! million lines helps nobody: each rule has a limit, and the last diagnostic within it says how
//! many more there are.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::diagnostic::{Diagnostic, Severity, visible};

/// How many diagnostics of one rule are kept.
const LIMIT: usize = 100;

/// How much of a text a message quotes.
const QUOTED: usize = 40;

pub(super) struct Report<'a> {
    file: &'a str,
    diagnostics: Vec<Diagnostic>,
    /// For each rule: where its last diagnostic is, how many were kept and how many were not.
    rules: BTreeMap<&'static str, (usize, usize, usize)>,
}

impl<'a> Report<'a> {
    pub(super) fn new(file: &'a str) -> Self {
        Self { file, diagnostics: Vec::new(), rules: BTreeMap::new() }
    }

    /// Adds a diagnostic, unless the rule has had its share.
    pub(super) fn add(
        &mut self,
        rule: &'static str,
        span: Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.add_up_to(LIMIT, rule, span, message, help);
    }

    /// Adds a diagnostic, unless the rule has `limit` of them already.
    pub(super) fn add_up_to(
        &mut self,
        limit: usize,
        rule: &'static str,
        span: Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        let (last, kept, more) = self.rules.entry(rule).or_default();
        if *kept >= limit {
            *more += 1;
            return;
        }
        *kept += 1;
        *last = self.diagnostics.len();
        self.diagnostics.push(Diagnostic {
            severity: Severity::Error,
            rule,
            file: self.file.to_owned(),
            span: Some(span),
            message: message.into(),
            help: help.into(),
        });
    }

    /// The diagnostics from the top of the file to its end.
    pub(super) fn finish(mut self) -> Vec<Diagnostic> {
        for (last, _, more) in self.rules.values() {
            if *more > 0 {
                let message = &mut self.diagnostics[*last].message;
                message.push_str(&format!(" (and {more} more like it)"));
            }
        }
        self.diagnostics.sort();
        // A character that a rule of its own refuses may be what stopped the parser, too.
        let own: Vec<usize> = self
            .diagnostics
            .iter()
            .filter(|found| found.rule != "yaml-syntax")
            .filter_map(|found| found.span.as_ref().map(|span| span.start))
            .collect();
        self.diagnostics.retain(|found| {
            let start = found.span.as_ref().map(|span| span.start);
            found.rule != "yaml-syntax" || !start.is_some_and(|start| own.contains(&start))
        });
        self.diagnostics.dedup_by(|a, b| a.rule == b.rule && a.span == b.span);
        self.diagnostics
    }
}

/// A text as a message quotes it: in backticks, on one line and not too long.
pub(super) fn quoted(text: &str) -> String {
    match text.char_indices().nth(QUOTED) {
        Some((end, _)) => format!("`{}…`", visible(&text[..end], false)),
        None => format!("`{}`", visible(text, false)),
    }
}
