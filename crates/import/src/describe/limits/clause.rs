//! Numbers with a word for a limit before them.

use super::words::{
    Counted, Direction, counted, direction, is_range, of_each, speaks_of_length, without_unit,
};
use serde_json::Number;

/// A lower bound, an upper bound, or both, as one clause says them.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Bounds {
    pub(super) least: Option<Number>,
    pub(super) most: Option<Number>,
    pub(super) counted: Counted,
    /// The words speak of length.
    pub(super) of_length: bool,
    /// The words speak of each of several things.
    pub(super) of_each: bool,
}

impl Bounds {
    pub(super) fn whole(&self) -> bool {
        self.numbers().all(|number| number.is_u64() && number.is_i64())
    }

    pub(super) fn is_integer(&self) -> bool {
        self.numbers().all(Number::is_i64)
    }

    fn numbers(&self) -> impl Iterator<Item = &Number> {
        self.least.iter().chain(&self.most)
    }
}

/// A line without emphasis, links and code signs, in plain ASCII punctuation and lower case.
pub(super) fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        match c {
            '`' | '*' => {}
            '：' => plain.push(':'),
            '（' => plain.push('('),
            '）' => plain.push(')'),
            '，' => plain.push(';'),
            '；' | '。' | '！' => plain.push(';'),
            '～' | '—' | '–' | '〜' | '∼' => plain.push('~'),
            ']' if rest.starts_with('(') => {
                // The address of a link is full of digits.
                rest = rest.find(')').map_or("", |end| &rest[end + 1..]);
            }
            c => plain.push(c.to_ascii_lowercase()),
        }
    }
    plain
}

/// Whether a line speaks of a case only.
pub(in crate::describe) fn is_conditional(text: &str) -> bool {
    const STARTS: &[&str] = &["若", "如果", "当", "if ", "when "];
    let starts = |text: &str| STARTS.iter().any(|word| text.trim_start().starts_with(word));
    // A flat rendering has the items of a list in one line.
    starts(text)
        || text.starts_with("- ") && starts(&text[2..])
        || text.split(" - ").skip(1).any(starts)
}

/// The clauses of a plain line.
pub(super) fn clauses(text: &str) -> impl Iterator<Item = &str> {
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = rest.char_indices().position_of(|at, c| match c {
            ';' | '(' | ')' | '、' => true,
            ',' => !(digit(rest[..at].chars().next_back()) && digit(rest[at + 1..].chars().next())),
            '.' => rest[at + 1..].starts_with(' ') || at + 1 == rest.len(),
            _ => false,
        });
        let (clause, next) = match end {
            Some((at, length)) => (&rest[..at], &rest[at + length..]),
            None => (rest, ""),
        };
        rest = next;
        Some(clause)
    })
}

/// Finds a character and tells its place and length.
trait PositionOf {
    fn position_of(self, is: impl FnMut(usize, char) -> bool) -> Option<(usize, usize)>;
}

impl PositionOf for std::str::CharIndices<'_> {
    fn position_of(mut self, mut is: impl FnMut(usize, char) -> bool) -> Option<(usize, usize)> {
        self.find(|(at, c)| is(*at, *c)).map(|(at, c)| (at, c.len_utf8()))
    }
}

/// The bounds that a clause names.
pub(super) fn bounds(clause: &str) -> Vec<Bounds> {
    let mut found = Vec::new();
    let of_each = of_each(clause);
    let mut from = 0;
    while let Some((start, end, number)) = next_number(clause, from) {
        let before = tail(&clause[from..start]);
        from = end;
        if let Some((second_end, second)) = second_of_range(clause, end) {
            from = second_end;
            let counted = counted(&clause[second_end..]);
            if is_range(before, &clause[second_end..]) {
                let of_length = speaks_of_length(before);
                let (least, most) = (Some(number), Some(second));
                found.push(Bounds { least, most, counted, of_length, of_each });
            }
        } else if let Some(direction) = direction(before, &clause[end..]) {
            let (least, most) = match direction {
                Direction::Up => (None, Some(number)),
                Direction::Down => (Some(number), None),
                Direction::Both => (Some(number.clone()), Some(number)),
            };
            let of_length = speaks_of_length(before);
            found.push(Bounds {
                least,
                most,
                counted: counted(&clause[end..]),
                of_length,
                of_each,
            });
        }
    }
    found
}

/// As much of the text before a number as words for a limit are long.
fn tail(before: &str) -> &str {
    let start = before.char_indices().rev().nth(29).map_or(0, |(at, _)| at);
    &before[start..]
}

/// Where the next number starts and ends, and the number.
fn next_number(text: &str, from: usize) -> Option<(usize, usize, Number)> {
    let mut from = from;
    loop {
        let start = from + text[from..].find(|c: char| c.is_ascii_digit())?;
        let end = number_end(text, start);
        let glued =
            text[..start].chars().next_back().is_some_and(|c| c.is_ascii_alphabetic() || c == '_');
        let signed = if text[..start].ends_with('-')
            && !text[..start - 1].ends_with(|c: char| c.is_ascii_alphanumeric())
        {
            start - 1
        } else {
            start
        };
        if let Some(number) = number(&text[signed..end]).filter(|_| !glued) {
            return Some((signed, end, number));
        }
        from = end;
    }
}

/// The end of a number with thousands and a fraction.
fn number_end(text: &str, start: usize) -> usize {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut end = start;
    while digit(end)
        || (matches!(bytes.get(end), Some(b'.' | b',')) && end > start && digit(end + 1))
    {
        end += 1;
    }
    end
}

fn number(text: &str) -> Option<Number> {
    serde_json::from_str(&text.replace(',', "")).ok()
}

/// The second number of `1 ~ 50`, `1-50`, `1 到 50`, and where it ends.
fn second_of_range(text: &str, end: usize) -> Option<(usize, Number)> {
    const SIGNS: &[&str] = &["~", "-", "至", "到", "to ", "and "];
    let rest = text[end..].trim_start();
    // `1 字符 ~ 50 字符`
    let rest = without_unit(rest).trim_start();
    let sign = SIGNS.iter().find(|sign| rest.starts_with(**sign))?;
    let rest = rest[sign.len()..].trim_start();
    let start = text.len() - rest.len();
    let digits = start + usize::from(rest.starts_with('-'));
    let end = number_end(text, digits);
    Some((end, number(&text[start..end])?))
}
