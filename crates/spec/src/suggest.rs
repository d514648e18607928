//! "Did you mean": the nearest known word to one that nobody knows.
//!
//! Most unknown keys and names are slips of the finger, and the quickest way to mend one is to
//! be shown the word that was meant. A suggestion that is far off is worse than none, so the
//! distance allowed grows with the length of the word.

/// The nearest of the candidates, if one is near enough to be what was meant.
pub(crate) fn nearest<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let allowed = match word.chars().count() {
        0..=2 => 1,
        3..=5 => 2,
        _ => 3,
    };
    candidates
        .into_iter()
        .map(|candidate| (distance(word, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= allowed && *distance < candidate.len())
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// A sentence that offers the nearest candidate, or lists all of them when none is near.
pub(crate) fn help(word: &str, what: &str, candidates: &[&str]) -> String {
    if let Some(near) = nearest(word, candidates.iter().copied()) {
        return format!("did you mean `{near}`? {what}: {}", list(candidates));
    }
    if candidates.is_empty() {
        return format!("{what}: none");
    }
    format!("{what}: {}", list(candidates))
}

/// How many words a list names before it is cut.
const LISTED: usize = 48;

/// Words as a sentence lists them.
pub(crate) fn list(words: &[&str]) -> String {
    let mut shown: Vec<String> = words.iter().take(LISTED).map(|w| format!("`{w}`")).collect();
    if words.len() > LISTED {
        shown.push(format!("and {} more", words.len() - LISTED));
    }
    shown.join(", ")
}

/// Insertions, deletions, replacements and swaps of neighbours between two words; upper and
/// lower case count as one, as do `-` and `_`.
fn distance(a: &str, b: &str) -> usize {
    let a: Vec<char> = a.chars().map(folded).collect();
    let b: Vec<char> = b.chars().map(folded).collect();
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut next = vec![i];
        for j in 1..=b.len() {
            let replaced = row[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = replaced.min(row[j] + 1).min(next[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(before[j - 2] + 1);
            }
            next.push(best);
        }
        before = std::mem::replace(&mut row, next);
    }
    row[b.len()]
}

fn folded(c: char) -> char {
    match c {
        '-' => '_',
        _ => c.to_ascii_lowercase(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_near_and_other_words_are_not() {
        let words = ["required", "minimum", "maximum", "maxLength"];
        assert_eq!(nearest("requierd", words), Some("required"));
        assert_eq!(nearest("max_length", words), Some("maxLength"));
        assert_eq!(nearest("maxlength", words), Some("maxLength"));
        assert_eq!(nearest("colour", words), None);
        assert_eq!(nearest("", words), None);
    }
}
