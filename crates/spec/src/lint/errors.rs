//! Error codes: their names become variants, so they must be names and differ.

use super::Lint;
use super::context::{Context, Report};
use crate::diagnostic::Severity::Error;
use crate::index::child;
use crate::load::is_segment;
use crate::model::{ErrorCode, Map};
use heck::ToSnakeCase as _;
use std::collections::BTreeMap;

/// The error tables of all files.
pub(super) fn tables<'a>(context: &Context<'a>) -> Vec<(&'a str, &'a Map<ErrorCode>)> {
    let platforms = context.platforms();
    let common = platforms.map(|platform| (platform.file.as_str(), &platform.platform.errors));
    let operations = context.operations();
    let own = operations.map(|(_, at)| (at.file.as_str(), &at.operation.errors));
    common.chain(own).collect()
}

pub(super) static ERROR_NAME: Lint = Lint {
    id: "error-name",
    severity: Error,
    doc: "The name of an error code is not in snake case.",
    check: error_name,
};

fn error_name(context: &Context<'_>, report: &mut Report<'_>) {
    for (file, errors) in tables(context) {
        for (code, error) in errors {
            if !is_segment(&error.name) {
                let tamed = error.name.to_snake_case();
                let help = match is_segment(&tamed) {
                    true => format!("write `name: {tamed}`"),
                    false => "write lower case letters, digits and `_`, a letter first".to_owned(),
                };
                report.value(
                    file,
                    format!("{}/name", child("/errors", code)),
                    format!("`{}` is not in snake case", error.name),
                    help,
                );
            }
        }
    }
}

pub(super) static DUPLICATE_ERROR_NAME: Lint = Lint {
    id: "duplicate-error-name",
    severity: Error,
    doc: "Two error codes of one file have one name.",
    check: duplicate_error_name,
};

fn duplicate_error_name(context: &Context<'_>, report: &mut Report<'_>) {
    for (file, errors) in tables(context) {
        let mut seen = BTreeMap::new();
        for (code, error) in errors {
            let Some(first) = seen.get(error.name.as_str()) else {
                seen.insert(error.name.as_str(), code);
                continue;
            };
            report.value(
                file,
                format!("{}/name", child("/errors", code)),
                format!("the code {first} has the name `{}` already", error.name),
                format!("give one of the two another name, such as `{}_{code}`", error.name),
            );
        }
    }
}
