//! Words as they are compared: pages write one label with and without spaces, in bold, with a colon
//! of either script, and inside links.

use larkspur_spec::model::Media;

/// A text as a key for tables of labels: lower case, without white space, emphasis, and the colon
/// at its end.
pub(crate) fn label(text: &str) -> String {
    let kept = plain(text)
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '*' | '`' | '~' | '\u{200b}' | '\u{feff}'))
        .flat_map(char::to_lowercase)
        .collect::<String>();
    kept.trim_end_matches([':', '：']).to_owned()
}

/// A text without inline markup: a link is its text, emphasis and code are what they hold.
pub(crate) fn plain(text: &str) -> String {
    let mut kept: Vec<Option<char>> = Vec::with_capacity(text.len());
    let mut opened = Vec::new();
    let mut links = true;
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        match c {
            '[' => opened.push(kept.len()),
            ']' if links && !opened.is_empty() && rest.starts_with('(') => {
                // Without a closing parenthesis there is no link from here on either.
                let end = rest.find(')');
                links = end.is_some();
                if let (Some(end), Some(bracket)) = (end, opened.pop()) {
                    kept[bracket] = None;
                    rest = &rest[end + 1..];
                    continue;
                }
            }
            '`' => continue,
            _ => {}
        }
        kept.push(Some(c));
    }
    let kept = kept.into_iter().flatten().collect::<String>();
    kept.replace("**", "").replace("~~", "").trim().to_owned()
}

/// Whether a text holds one of some words, regardless of the case of Latin letters.
pub(crate) fn holds_any(text: &str, words: &[&str]) -> bool {
    let text = text.to_lowercase();
    words.iter().any(|word| text.contains(word))
}

/// Content types, those first that a page names beside the one it usually speaks of.
const MEDIA_TYPES: &[(&str, Media)] = &[
    ("multipart/form-data", Media::Multipart),
    ("application/x-www-form-urlencoded", Media::Form),
    ("application/json", Media::Json),
];

/// The ways to write a body that a text names.
pub(crate) fn media_types(text: &str) -> impl Iterator<Item = Media> {
    let text = text.to_lowercase();
    MEDIA_TYPES.iter().filter(move |(word, _)| text.contains(word)).map(|(_, media)| *media)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_compared_without_spaces_emphasis_links_and_colon() {
        for (written, key) in [
            ("HTTP 状态码", "http状态码"),
            (" **参数类型** ", "参数类型"),
            ("示例值：", "示例值"),
            ("**Name:**", "name"),
            ("[频率](https://a.example/b)", "频率"),
            ("名\u{a0}称", "名称"),
        ] {
            assert_eq!(label(written), key, "{written}");
        }
    }

    #[test]
    fn a_link_is_its_text_and_broken_ones_stay() {
        for (written, read) in [
            ("see [a `b`](https://x.example) now", "see a b now"),
            ("string[]", "string[]"),
            ("[1,2](", "[1,2]("),
            ("](x)", "](x)"),
            ("[[a](b)](c)", "a"),
            ("~~old~~ **bold**", "old bold"),
        ] {
            assert_eq!(plain(written), read, "{written}");
        }
    }

    #[test]
    fn brackets_without_end_cost_no_time() {
        for (noise, end) in [("[](", ""), ("](", ")"), ("[", "](x)")] {
            let noise = noise.repeat(400_000) + end;
            assert!(!plain(&noise).is_empty());
        }
    }
}
