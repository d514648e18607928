//! The checks of meaning: one small unit for each thing that can be wrong.
//!
//! A lint looks at the plain model and names places by JSON pointers; it neither reads files nor
//! knows about bytes. The table [`LINTS`] is all there is to register, and every lint has a
//! folder of fixtures with the report that is expected of it.

mod canonical;
mod context;
mod endpoints;
mod errors;
mod examples;
mod fields;
mod hand;
mod limits;
mod names;
mod paging;
mod platforms;
mod provenance;
mod references;
mod refresh;
mod rules;
#[cfg(test)]
mod tests;
mod types;

use crate::diagnostic::{Diagnostic, Severity};
use crate::load::Loaded;
use context::{Context, Report};

/// A check of meaning.
pub struct Lint {
    /// The name of the rule, and of its folder of fixtures.
    pub id: &'static str,
    /// Whether it refuses the spec.
    pub severity: Severity,
    /// What it finds, in one sentence.
    pub doc: &'static str,
    check: fn(&Context<'_>, &mut Report<'_>),
}

/// All lints.
pub static LINTS: &[&Lint] = &[
    &types::UNKNOWN_TYPE,
    &types::TYPE_CYCLE,
    &types::DUPLICATE_TYPE,
    &types::TYPE_NAME,
    &fields::FIELDS_MISPLACED,
    &fields::ENUM_MISPLACED,
    &fields::ENUM_VALUE,
    &fields::TIMESTAMP_UNIT,
    &fields::WIRE_MISPLACED,
    &fields::FILE_MISPLACED,
    &fields::REQUIRED_MISPLACED,
    &limits::LIMIT_MISPLACED,
    &limits::LIMIT_ORDER,
    &limits::FIELD_VALUE,
    &limits::DURATION,
    &limits::QUOTA_CALLS,
    &rules::RULE_FORM,
    &rules::RULE_PARAMETER,
    &rules::RULE_WINDOW,
    &paging::PAGING_FIELD,
    &paging::PAGING_ITEMS,
    &paging::PAGING_KIND,
    &endpoints::PATH_FORM,
    &endpoints::PATH_PARAMETERS,
    &endpoints::MEDIA,
    &endpoints::SAME_ENDPOINT,
    &references::UNKNOWN_AUTH,
    &references::UNKNOWN_APP,
    &references::UNKNOWN_ENVELOPE,
    &refresh::REFRESH_OPERATION,
    &refresh::REFRESH_MISPLACED,
    &refresh::REFRESH_SEND,
    &refresh::REFRESH_FIELD,
    &refresh::REFRESH_ENDED,
    &platforms::LANGUAGE_VERSION,
    &platforms::DEFAULT_HOST,
    &platforms::HOST_URL,
    &errors::ERROR_NAME,
    &errors::DUPLICATE_ERROR_NAME,
    &names::DUPLICATE_OPERATION,
    &names::DUPLICATE_PARAMETER,
    &names::RUST_NAME,
    &provenance::FACT_NAME,
    &provenance::OPEN_QUESTION,
    &provenance::SOURCE_MISSING,
    &hand::UNMARKED_HAND,
    &hand::IDLE_HAND,
    &examples::EXAMPLE_MISSING,
    &examples::EXAMPLE_PARAMETER,
    &examples::EXAMPLE_BODY,
    &examples::EXAMPLE_REPLY,
    &canonical::NOT_CANONICAL,
];

/// Everything that is wrong with a tree: what loading found and what the lints find, in the order
/// of files and places.
pub fn check(loaded: &Loaded) -> Vec<Diagnostic> {
    let context = Context::new(loaded);
    let mut diagnostics = loaded.diagnostics.clone();
    for lint in LINTS {
        let mut report = Report::new(lint, loaded);
        (lint.check)(&context, &mut report);
        diagnostics.extend(report.finish());
    }
    diagnostics.sort();
    diagnostics.dedup();
    diagnostics
}
