//! No input makes a reader panic or slow.

use super::goldens::page;
use crate::dialect::{DIALECTS, read_bytes};
use crate::fixtures::RENDERINGS;
use proptest::prelude::*;
use std::time::{Duration, Instant};

/// Far above what a page needs and far below what anything quadratic needs, also unoptimised.
const LONGEST: Duration = Duration::from_millis(700);

/// Parts that mean something to at least one reader.
const PARTS: &[&str] = &[
    "|",
    " | ",
    "\n",
    "  \n",
    "\n\n",
    "---|---\n",
    "| --- | --- |\n",
    "<br>",
    "<md-table>",
    "</md-table>",
    "<md-tr level=\"2\">",
    "<md-td>",
    "</md-td>",
    "<md-perm name=\"a:b\">",
    "<md-alert>",
    "</md-alert>",
    "<md-code-json>",
    "<b ",
    "\"",
    "'",
    ":::html\n",
    ":::\n",
    "```\n",
    "# h\n",
    "`",
    "`a:b` ",
    "&gt; **Tip**: ",
    "**x**：",
    "- ",
    "&nbsp;",
    "∟",
    "└",
    "\\[",
    "[",
    "](",
    "1: ",
    "{尝试一下}(url=",
    "字",
    "> ",
    "：",
    " ",
    "\u{a0}",
    "\r\n",
    "<!--\n",
    "-->\n",
];

/// Parts that cost a careless reader more than their length.
const PAIRS: &[&str] = &[
    "<md-table></md-table>",
    "<md-table></md-table>x",
    "`a b` `a:b` ",
    "[x](y) - ",
    "x `a:b` ",
    "- `a`: ",
    "<md-td><md-alert>",
    "<style>\n",
    "| a | b |\n\n",
    "a | b | c\n--- | --- | ---\n",
    "<b \"<",
    "&gt; x ",
    "\u{a0}<md-alert>\n",
];

proptest! {
    #[test]
    fn any_parts_are_read_without_panic(parts in prop::collection::vec(prop::sample::select(PARTS), 0..200)) {
        let text = parts.concat();
        for dialect in DIALECTS {
            let _ = (dialect.recognises)(&text);
            let _ = (dialect.read)(&text);
        }
    }

    #[test]
    fn a_page_with_parts_cut_out_and_put_in_is_read_without_panic(
        which in prop::sample::select(vec!["beds", "sheds"]),
        cut in any::<prop::sample::Index>(),
        length in 0_usize..400,
        part in prop::sample::select(PARTS),
    ) {
        for name in RENDERINGS {
            let text = page(name, which);
            let start = text.floor_char_boundary(cut.index(text.len()));
            let end = text.ceil_char_boundary((start + length).min(text.len()));
            let changed = [&text[..start], part, &text[end..]].concat();
            let _ = read_bytes(changed.as_bytes());
            for dialect in DIALECTS {
                let _ = (dialect.read)(&changed);
            }
        }
    }

    #[test]
    fn any_bytes_are_taken_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = read_bytes(&bytes);
    }
}

#[test]
fn fifty_megabytes_of_noise_end_at_once() {
    let noise: Vec<u8> =
        (0..50_u32 << 20).map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    let start = Instant::now();
    assert_eq!(read_bytes(&noise).unwrap_err().kind, "too-large");
    assert!(start.elapsed() < Duration::from_millis(500));
}

#[test]
fn a_page_of_one_repeated_part_takes_linear_time() {
    let heads = [
        "<!--\nfullPath: a\nupdatedAt: 1\n-->\n",
        "---\nfullPath: a\nupdateTime: 1\n---\n| a | b | c |\n| --- | --- | --- |\n| a | b | ",
        "---\nsource_url: a\nlast_remote_update: 1\n---\na | b | c\n--- | --- | ---\na | b | ",
        "# t\n> Source: https://open.feishu.cn/\n---\na | b | c\n--- | --- | ---\na | b | ",
    ];
    for part in PARTS.iter().chain(PAIRS) {
        for head in heads {
            let text = format!("{head}{}", part.repeat((1 << 18) / part.len()));
            let start = Instant::now();
            let _ = read_bytes(text.as_bytes());
            let took = start.elapsed();
            assert!(took < LONGEST, "{part:?} after {head:?} took {took:?}");
        }
    }
}
