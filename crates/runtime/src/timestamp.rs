//! One type for every instant, whatever unit and form a platform writes it in.

use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// An instant, exact to the millisecond.
///
/// Platforms write times as seconds or milliseconds, as numbers or as text; the unit is the
/// spec's business and never the caller's.
///
/// ```
/// use larkspur_runtime::Timestamp;
/// assert_eq!(Timestamp::from_seconds(1_760_000_000), Timestamp::from_millis(1_760_000_000_000));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Timestamp(i64);

impl Timestamp {
    /// From milliseconds since 1970-01-01 UTC.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// From seconds since 1970-01-01 UTC; beyond what milliseconds can hold, the nearest instant.
    pub const fn from_seconds(seconds: i64) -> Self {
        Self(seconds.saturating_mul(1000))
    }

    /// Milliseconds since 1970-01-01 UTC.
    pub const fn as_millis(self) -> i64 {
        self.0
    }

    /// Whole seconds since 1970-01-01 UTC, rounded down.
    pub const fn as_seconds(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// This very instant, by the system's clock.
    pub fn now() -> Self {
        SystemTime::now().into()
    }

    /// The instant so much later; the last one there is when it would lie beyond.
    #[must_use]
    pub fn plus(self, span: Duration) -> Self {
        Self(self.0.saturating_add(millis_of(span)))
    }

    /// The instant so much earlier; the first one there is when it would lie beyond.
    #[must_use]
    pub fn minus(self, span: Duration) -> Self {
        Self(self.0.saturating_sub(millis_of(span)))
    }

    /// The span from an earlier instant to this one; `None` when that lies later.
    pub fn since(self, earlier: Self) -> Option<Duration> {
        let millis = i128::from(self.0) - i128::from(earlier.0);
        u64::try_from(millis).ok().map(Duration::from_millis)
    }
}

fn millis_of(span: Duration) -> i64 {
    i64::try_from(span.as_millis()).unwrap_or(i64::MAX)
}

impl From<SystemTime> for Timestamp {
    fn from(time: SystemTime) -> Self {
        match time.duration_since(UNIX_EPOCH) {
            Ok(after) => Self(millis_of(after)),
            Err(before) => {
                let span = before.duration();
                let part = i64::from(span.subsec_nanos() % 1_000_000 != 0);
                Self(millis_of(span).saturating_neg().saturating_sub(part))
            }
        }
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Timestamp({self})")
    }
}

/// As RFC 3339 in UTC: `2025-10-09T08:53:20.000Z`.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (days, millis) = (self.0.div_euclid(86_400_000), self.0.rem_euclid(86_400_000));
        let (year, month, day) = civil(days);
        let (seconds, part) = (millis / 1000, millis % 1000);
        let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{part:03}Z")
    }
}

/// Year, month and day of a day counted from 1970-01-01, in the proleptic Gregorian calendar.
/// Counted in eras of 400 years that begin on 1 March, so that a leap day ends its year.
fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let march_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * march_month + 2) / 5 + 1;
    let month = if march_month < 10 { march_month + 3 } else { march_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_as_rfc_3339() {
        for (millis, text) in [
            (0, "1970-01-01T00:00:00.000Z"),
            (-1, "1969-12-31T23:59:59.999Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (1_760_000_000_123, "2025-10-09T08:53:20.123Z"),
        ] {
            assert_eq!(Timestamp::from_millis(millis).to_string(), text);
        }
    }

    #[test]
    fn never_overflows() {
        let last = Timestamp::from_millis(i64::MAX);
        assert_eq!(last.plus(Duration::MAX), last);
        assert_eq!(Timestamp::from_seconds(i64::MIN).as_millis(), i64::MIN);
        assert_eq!(
            Timestamp::from_millis(i64::MIN).minus(Duration::from_secs(1)).as_millis(),
            i64::MIN
        );
        assert!(last.since(Timestamp::from_millis(i64::MIN)).is_some());
        let _ = format!("{last} {}", Timestamp::from_millis(i64::MIN));
    }

    #[test]
    fn rounds_system_time_down_on_both_sides_of_1970() {
        let near = UNIX_EPOCH - Duration::from_nanos(1);
        assert_eq!(Timestamp::from(near).as_millis(), -1);
        assert_eq!(Timestamp::from(UNIX_EPOCH + Duration::from_nanos(1)).as_millis(), 0);
    }
}
