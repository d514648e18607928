//! Lengths of time as specs write them: `50s`, `1m`, `10h`, `31d`.
//!
//! One whole number and one letter, because a page says "10 hours" or "one day" and nothing
//! finer, and because two ways to write one length would make two diffs of one fact.

use std::time::Duration;

/// Why a text is no length of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DurationError {
    /// The last letter is missing or unknown.
    #[error("it must end in `s`, `m`, `h` or `d`")]
    Unit,
    /// What stands before the letter is no whole number, or one with a leading zero.
    #[error("before the unit stands a whole number without sign, point or leading zero")]
    Count,
    /// It does not fit in 64 bits of seconds.
    #[error("it is too long")]
    TooLong,
}

/// Reads a length of time: a whole number above zero and `s`, `m`, `h` or `d`.
pub fn parse(text: &str) -> Result<Duration, DurationError> {
    let unit = match text.chars().last() {
        Some('s') => 1,
        Some('m') => 60,
        Some('h') => 3_600,
        Some('d') => 86_400,
        _ => return Err(DurationError::Unit),
    };
    let digits = &text[..text.len() - 1];
    if digits.is_empty() || digits.starts_with('0') || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(DurationError::Count);
    }
    let count: u64 = digits.parse().map_err(|_| DurationError::TooLong)?;
    let seconds = count.checked_mul(unit).ok_or(DurationError::TooLong)?;
    Ok(Duration::from_secs(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_whole_numbers_with_a_unit() {
        assert_eq!(parse("10h"), Ok(Duration::from_secs(36_000)));
        assert_eq!(parse("1m"), Ok(Duration::from_secs(60)));
        assert_eq!(parse("31d"), Ok(Duration::from_secs(31 * 86_400)));
    }

    #[test]
    fn refuses_everything_else() {
        for text in ["", "h", "1.5h", "-1h", "01h", "0s", "1h ", "１h"] {
            assert!(parse(text).is_err(), "{text}");
        }
        assert_eq!(parse("10"), Err(DurationError::Unit));
        assert_eq!(parse("1H"), Err(DurationError::Unit));
        assert_eq!(parse("99999999999999999d"), Err(DurationError::TooLong));
    }
}
