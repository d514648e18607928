//! Limits in words: `100 次/分钟、50 次/秒`, `5 QPS`, `100 calls per minute`.

use larkspur_spec::model::Quota;

/// Units and their letter in a spec; the first that fits counts, so longer words come first.
const UNITS: &[(&str, &str)] = &[
    ("秒", "s"),
    ("second", "s"),
    ("sec", "s"),
    ("分", "m"),
    ("minute", "m"),
    ("min", "m"),
    ("小时", "h"),
    ("hour", "h"),
    ("天", "d"),
    ("日", "d"),
    ("day", "d"),
    ("s", "s"),
    ("m", "m"),
    ("h", "h"),
    ("d", "d"),
];

/// What is counted; it may be left out.
const CALLS: &[&str] = &["次请求", "次调用", "次", "times", "calls", "requests", "queries"];

/// What stands between the number and the unit.
const PER: &[&str] = &["/", "／", "per", "每", "a "];

/// Words that are number and window at once.
const RATES: &[(&str, &str)] = &[("qps", "1s"), ("qpm", "1m")];

/// Every window that a text names, in its order.
pub(crate) fn windows(text: &str) -> Vec<Quota> {
    let text = text.to_lowercase();
    let mut found = Vec::new();
    let mut rest = text.as_str();
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        let (number, after) = digits(&rest[start..]);
        rest = after;
        let Some((calls, after)) = number.map(|calls| ten_thousands(calls, after.trim_start()))
        else {
            continue;
        };
        if let Some((per, after)) = window(after).filter(|_| calls > 0) {
            found.push(Quota { calls, per, from: None, note: None });
            rest = after;
        }
    }
    found
}

/// How many windows a text seems to name, those of units that no spec has among them.
pub(crate) fn named(text: &str) -> usize {
    text.matches("次/").count() + text.matches("次 /").count()
}

fn window(text: &str) -> Option<(String, &str)> {
    if let Some((word, per)) = RATES.iter().find(|(word, _)| text.starts_with(word)) {
        return Some(((*per).to_owned(), &text[word.len()..]));
    }
    let counted = strip_any(text, CALLS).unwrap_or(text).trim_start();
    let unit = strip_any(counted, PER)?.trim_start();
    let (length, unit) = match digits(unit) {
        (Some(length), after) => (length, after.trim_start()),
        (None, _) => (1, unit),
    };
    let (word, letter) = UNITS.iter().find(|(word, _)| starts_with_word(unit, word))?;
    Some((format!("{length}{letter}"), &unit[word.len()..]))
}

/// A single letter is a unit only when it stands alone.
fn starts_with_word(text: &str, word: &str) -> bool {
    text.strip_prefix(word).is_some_and(|after| {
        word.len() > 1 || !after.starts_with(|c: char| c.is_ascii_alphanumeric())
    })
}

fn strip_any<'a>(text: &'a str, words: &[&str]) -> Option<&'a str> {
    words.iter().find_map(|word| text.strip_prefix(word))
}

fn ten_thousands(calls: u64, after: &str) -> (u64, &str) {
    match after.strip_prefix('万') {
        Some(after) => (calls.saturating_mul(10_000), after.trim_start()),
        None => (calls, after),
    }
}

/// The number a text starts with, commas between its digits left out.
fn digits(text: &str) -> (Option<u64>, &str) {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != ',').unwrap_or(text.len());
    let (number, after) = text.split_at(end);
    (number.replace(',', "").parse().ok(), after)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_are_read_in_every_wording() {
        for (text, expected) in [
            ("1000 次/分钟、50 次/秒", vec![(1000, "1m"), (50, "1s")]),
            ("每个应用 5 QPS，10000 次/天", vec![(5, "1s"), (10_000, "1d")]),
            ("1 万次/天", vec![(10_000, "1d")]),
            ("100 calls per minute, 5 per second", vec![(100, "1m"), (5, "1s")]),
            ("1,000 times/min", vec![(1000, "1m")]),
            ("20 次/10 秒", vec![(20, "10s")]),
            ("100/s", vec![(100, "1s")]),
            ("最多 50 个，v2/doc", vec![]),
            ("3 per sheet", vec![]),
            ("99999999999999999999999 次/秒", vec![]),
            ("0 次/秒", vec![]),
        ] {
            let read = windows(text);
            let read: Vec<_> = read.iter().map(|q| (q.calls, q.per.as_str())).collect();
            assert_eq!(read, expected, "{text}");
        }
    }
}
