//! Unquoted words that YAML readers do not agree about.
//!
//! YAML 1.1 and 1.2 differ in what an unquoted word means, and readers follow either, or parts of
//! both: `no` is a country or a boolean, `017` is 17, 15 or text. The spec files are read by more
//! than one of them, editors included, so such words have to be quoted.

/// What some readers take an unquoted word for, or nothing when all of them agree.
pub(super) fn other_reading(word: &str) -> Option<&'static str> {
    let lower = word.to_ascii_lowercase();
    match lower.as_str() {
        "y" | "yes" | "on" | "n" | "no" | "off" => Some("a boolean"),
        "~" => Some("null"),
        "null" if word != "null" => Some("null"),
        _ => number(&lower),
    }
}

/// The readings as a number that only some readers have.
fn number(lower: &str) -> Option<&'static str> {
    let digits = lower.strip_prefix(['-', '+']).unwrap_or(lower);
    if matches!(digits, ".inf" | ".nan") {
        return Some("infinity or not-a-number");
    }
    if !digits.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return None;
    }
    if is_based(digits) {
        return Some("a number in another base");
    }
    if is_underscored(digits) {
        return Some("a number with `_` between its digits");
    }
    if is_sexagesimal(digits) {
        return Some("a number in base 60");
    }
    is_loose_float(digits).then_some("a number with an exponent")
}

/// `0o17` and `0b11`, and `017`, which is octal to some and decimal to others.
fn is_based(digits: &str) -> bool {
    let Some(rest) = digits.strip_prefix('0') else {
        return false;
    };
    let of_base = |prefix, base| {
        rest.strip_prefix(prefix)
            .is_some_and(|rest: &str| is_all(rest, |c| c.is_digit(base) || c == '_'))
    };
    of_base('o', 8) || of_base('b', 2) || is_all(rest, |c| c.is_ascii_digit())
}

fn is_underscored(digits: &str) -> bool {
    let hexadecimal = digits
        .strip_prefix("0x")
        .is_some_and(|rest| is_all(rest, |c| c.is_ascii_hexdigit() || c == '_'));
    let decimal = digits.contains(|c: char| c.is_ascii_digit())
        && is_all(digits, |c| c.is_ascii_digit() || matches!(c, '_' | '.'));
    digits.contains('_') && (decimal || hexadecimal)
}

/// `1:30`: digits, then groups of one or two digits below 60, then perhaps a fraction.
fn is_sexagesimal(digits: &str) -> bool {
    let mut groups = digits.split(':');
    let first = groups.next().unwrap_or_default();
    let mut rest: Vec<&str> = groups.collect();
    if let Some(last) = rest.last_mut()
        && let Some((whole, fraction)) = last.split_once('.')
    {
        if !fraction.chars().all(|c| c.is_ascii_digit() || c == '_') {
            return false;
        }
        *last = whole;
    }
    let below_60 =
        |group: &&str| group.len() <= 2 && group.parse::<u8>().is_ok_and(|value| value < 60);
    is_all(first, |c| c.is_ascii_digit() || c == '_')
        && !rest.is_empty()
        && rest.iter().all(below_60)
}

/// `1e3` and `1.5e3`: floats to YAML 1.2, text to YAML 1.1, which wants a point and a sign.
fn is_loose_float(digits: &str) -> bool {
    let Some((mantissa, exponent)) = digits.split_once('e') else {
        return false;
    };
    let power = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
    let strict = mantissa.contains('.') && power.len() < exponent.len();
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    is_all(&format!("{whole}{fraction}"), |c| c.is_ascii_digit())
        && is_all(power, |c| c.is_ascii_digit())
        && !strict
}

/// Whether there are characters and all of them fit.
fn is_all(text: &str, fits: impl Fn(char) -> bool) -> bool {
    !text.is_empty() && text.chars().all(fits)
}
