//! Days as pages and specs write them, `2026-01-19`: the order of such texts is the order of days.

/// The day that a text begins with.
pub(crate) fn leading(text: &str) -> Option<&str> {
    let day = text.get(..10)?;
    let fits = |(at, byte): (usize, u8)| match at {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    };
    day.bytes().enumerate().all(fits).then_some(day)
}

/// Whether a text is a day and nothing else.
pub(crate) fn is_day(text: &str) -> bool {
    leading(text).is_some_and(|day| day.len() == text.len())
}

/// The day of a number of days since 1970-01-01, in the proleptic Gregorian calendar; none beyond
/// the years that take four digits.
pub(crate) fn of(days: i64) -> Option<String> {
    let (year, month, day) = date(days);
    (1970..=9999).contains(&year).then(|| format!("{year:04}-{month:02}-{day:02}"))
}

/// Years begin in March here, so that the leap day is the last one of a year, and eras of 400 years
/// are equally long.
fn date(days: i64) -> (i64, i64, i64) {
    const ERA_DAYS: i64 = 146_097;
    const MARCH_0000_TO_1970: i64 = 719_468;
    let days = days + MARCH_0000_TO_1970;
    let day_of_era = days.rem_euclid(ERA_DAYS);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + 400 * days.div_euclid(ERA_DAYS) + i64::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_whole_day_is_one() {
        for (text, leads, is) in [
            ("2026-01-19", Some("2026-01-19"), true),
            ("2026-01-19 by an owl", Some("2026-01-19"), false),
            ("2026-1-19", None, false),
            ("2026年01月", None, false),
            ("", None, false),
        ] {
            assert_eq!((leading(text), is_day(text)), (leads, is), "{text}");
        }
    }

    #[test]
    fn leap_days_are_days_but_for_most_centuries() {
        for (days, day) in [
            (0, Some("1970-01-01")),
            (11_016, Some("2000-02-29")),
            (47_540, Some("2100-02-28")),
            (47_541, Some("2100-03-01")),
            (-1, None),
            (i64::from(i32::MAX), None),
        ] {
            assert_eq!(of(days).as_deref(), day, "{days}");
        }
    }
}
