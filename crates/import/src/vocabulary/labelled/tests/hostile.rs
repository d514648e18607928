//! Pages that are cut, garbled or no pages at all: nothing panics, nothing takes long, and half a
//! page is never taken for a whole one.

use super::goldens::fixtures;
use super::import;
use crate::dialect::{DIALECTS, Dialect};
use crate::page::Page;
use proptest::prelude::*;
use std::time::{Duration, Instant};

/// The dialects of the two platforms.
fn bare_dialects() -> impl Iterator<Item = &'static Dialect> {
    DIALECTS.iter().filter(|dialect| dialect.platform != "feishu")
}

/// Reads a text by a dialect, whether it knows it or not.
fn read_by(dialect: &Dialect, text: &str) {
    let _ = (dialect.recognises)(text);
    let _ = (dialect.read)(text)
        .and_then(|document| crate::vocabulary::read(document, dialect.rendering()));
}

fn texts() -> Vec<String> {
    let pages = fixtures().into_iter();
    pages.map(|(_, path)| std::fs::read_to_string(path).expect("a page")).collect()
}

/// The line of the row with the code that every reply has.
fn code_line(page: &Page) -> Option<usize> {
    let code =
        page.response.iter().find(|row| ["err_code", "errorCode"].contains(&row.name.as_str()));
    code.map(|row| row.at.line as usize)
}

#[test]
fn a_page_cut_before_its_reply_is_told_in_full_is_never_taken_as_it_is() {
    let mut cuts = 0;
    for text in texts() {
        let Some((_, Ok(page))) = import(&text) else { continue };
        let Some(line) = code_line(&page).filter(|_| page.doubts.is_empty()) else { continue };
        let told: usize = text.split_inclusive('\n').take(line - 1).map(str::len).sum();
        for end in (0..told).filter(|end| text.is_char_boundary(*end)) {
            cuts += 1;
            if let Some((_, Ok(page))) = import(&text[..end]) {
                assert!(!page.doubts.is_empty(), "taken without a question:\n{}", &text[..end]);
            }
        }
    }
    assert!(cuts > 1_000, "only {cuts} cuts");
}

/// What garbles a page.
const NOISE: &[&str] = &[
    "|",
    "| ",
    "|---|---|\n",
    "\n",
    "\n\n\n",
    "{",
    "}",
    "[",
    "]",
    "\"",
    "`",
    "```",
    "# ",
    "\\",
    "<br",
    "<br>",
    "&ensp:",
    "&ensp;",
    "└ ",
    "---\n",
    ": ",
    "：",
    "${",
    "://",
    "?",
    "&",
    "=",
    ".",
    "\u{a0}",
    "\u{feff}",
    "\r",
    "\t",
    "猫",
    "🦉",
    "请求参数\n",
    "Request Parameters\n",
    "参数| 类型| 说明\n",
    "Parameter Type Required Description\n",
    "Method: POST\n",
    "←",
    "• ",
];

proptest! {
    #[test]
    fn garbled_pages_are_read_or_refused(
        page in any::<prop::sample::Index>(),
        places in prop::collection::vec((any::<prop::sample::Index>(), prop::sample::select(NOISE)), 1..12),
        cut in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let texts = texts();
        let mut text: Vec<char> = page.get(&texts).chars().collect();
        for (place, noise) in places {
            let at = place.index(text.len() + 1);
            text.splice(at..at, noise.chars());
        }
        if let Some(cut) = cut {
            text.truncate(cut.index(text.len() + 1));
        }
        let text: String = text.into_iter().collect();
        bare_dialects().for_each(|dialect| read_by(dialect, &text));
    }

    #[test]
    fn noise_is_read_or_refused(parts in prop::collection::vec(prop::sample::select(NOISE), 0..200)) {
        let text = parts.concat();
        bare_dialects().for_each(|dialect| read_by(dialect, &text));
    }
}

/// Long enough that work which grows with the square of a page shows.
const LONG: usize = 128 << 10;

/// Work that grows with the page takes a hundredth of it.
const BEARABLE: Duration = Duration::from_secs(1);

/// The lines of a call on either platform, so that what follows is read for its facts as well.
const CALL: &str =
    "Method: POST\nEndpoint: https://${a}/b?c=${d}\n请求方式：POST\n请求地址：/open_api/:a\n";

/// What repeats itself beside single signs.
const PATTERNS: &[&str] = &[
    "参数| 类型| 是否必须| 说明\n---|---|---|---\n",
    "a| b| c| d",
    "a| b| c| d\n",
    "Parameter Type Required Description\na List Yes b\n",
    "{}",
    "{\n",
    "Notes\n{",
    "请求地址：/a?",
    "x={y}&",
    "→\n",
];

#[test]
fn a_long_repetition_is_done_in_bearable_time() {
    // The dialects of a platform share their reader.
    for dialect in ["project-text", "fxiaoke-text"] {
        let dialect = DIALECTS.iter().find(|known| known.name == dialect).expect(dialect);
        for pattern in NOISE.iter().chain(PATTERNS) {
            for head in ["", CALL] {
                let text = head.to_owned() + &pattern.repeat(LONG / pattern.len());
                let start = Instant::now();
                read_by(dialect, &text);
                let took = start.elapsed();
                assert!(took < BEARABLE, "{} took {took:?} for {pattern:?}", dialect.name);
            }
        }
    }
}
