//! The canonical form: that a diff between two specs shows facts and nothing else.

use super::Lint;
use super::context::{Context, Report};
use crate::diagnostic::Severity::Warning;
use crate::write::canonical_files;

pub(super) static NOT_CANONICAL: Lint = Lint {
    id: "not-canonical",
    severity: Warning,
    doc: "A file is written in another way than the importer would write it.",
    check: not_canonical,
};

fn not_canonical(context: &Context<'_>, report: &mut Report<'_>) {
    for (file, canonical) in canonical_files(context.loaded) {
        let Some(text) = context.loaded.sources.get(file) else {
            continue;
        };
        if **text == *canonical {
            continue;
        }
        let place = first_difference(text, &canonical);
        report.place(
            file,
            place,
            "the file is not in canonical form from here on",
            "run `cargo xtask lint --fix`",
        );
    }
}

/// The first line that is not as it should be.
fn first_difference(text: &str, canonical: &str) -> std::ops::Range<usize> {
    let mut start = 0;
    let mut wanted = canonical.split_inclusive('\n');
    for line in text.split_inclusive('\n') {
        if wanted.next() != Some(line) {
            return start..start + line.trim_end().len();
        }
        start += line.len();
    }
    text.len()..text.len()
}
