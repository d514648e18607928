//! The page's codes: a name for each, and what the client may do next.

use crate::page::{Doubt, ErrorRow};
use larkspur_spec::load::is_segment;
use larkspur_spec::model::{ErrorCode, Map, Retry};
use std::collections::BTreeSet;

/// A name has at most so many words of the message.
const MOST_WORDS: usize = 7;

/// Words that tell nothing within a name.
const ARTICLES: &[&str] = &["a", "an", "the", "your", "this", "these", "that"];

/// Words that a name of cut words must not end with.
const DANGLING: &[&str] = &[
    "and", "are", "as", "at", "be", "by", "can", "does", "for", "from", "has", "have", "if", "in",
    "is", "not", "of", "on", "or", "outside", "than", "to", "was", "which", "with",
];

/// Words of a message that mean: too many calls, and none of them ran.
const THROTTLED: &[&str] = &[
    "frequency limit",
    "rate limit",
    "too many request",
    "request too frequent",
    "too frequent",
    "频率限制",
    "请求过于频繁",
];

/// Words that turn such a message into a cap that waiting does not lift.
const NO_THROTTLE: &[&str] = &["daily", "per day", "每日", "每天", "单日", "monthly", "每月"];

/// Words of a message that mean trouble on the platform's side.
const TROUBLE: &[&str] = &[
    "internal err",
    "rpc fail",
    "internal server error",
    "internal service error",
    "service internal error",
    "server error",
    "rpc error",
    "system error",
    "try again later",
    "try later",
    "timeout",
    "timed out",
    "service unavailable",
    "please retry",
    "内部错误",
    "系统错误",
    "服务异常",
    "请稍后重试",
    "超时",
];

/// Words of an advice that mean: the same call may pass later.
const LATER: &[&str] = &["稍后重试", "稍后再试", "可重试", "try again later", "retry later"];

/// The codes of the page's tables, in their order.
pub(super) fn errors(rows: &[ErrorRow], doubts: &mut Vec<Doubt>) -> Map<ErrorCode> {
    let mut codes: Map<ErrorCode> = Map::new();
    let mut names = BTreeSet::new();
    for row in rows {
        let key = row.code.to_string();
        if let Some(first) = codes.get(&key) {
            if first.http != row.http || name(row) != first.name {
                doubts.push(twice(row, &key));
            }
            continue;
        }
        let mut name = name(row);
        if !names.insert(name.clone()) {
            name = format!("{name}_{}", digits(row.code));
            names.insert(name.clone());
        }
        let code = ErrorCode {
            http: row.http,
            name,
            doc: None,
            retry: retry(row),
            ..ErrorCode::default()
        };
        codes.insert(key, code);
    }
    codes
}

fn twice(row: &ErrorRow, key: &str) -> Doubt {
    Doubt {
        at: row.at,
        place: format!("errors.{key}"),
        asks: format!(
            "The page lists {key} again, with another status or message: what does it mean?"
        ),
        assumed: Some("the first row".to_owned()),
    }
}

/// `the jar is empty` -> `jar_is_empty`; a message without words of its own is called by its
/// number.
fn name(row: &ErrorRow) -> String {
    let ends = ['.', ',', ':', ';', '(', '（', '，', '。', '：', '\n'];
    let clause = row.message.split(ends).find(|part| !part.trim().is_empty()).unwrap_or_default();
    let joined = words(clause).join("_");
    let telling = joined.chars().filter(char::is_ascii_alphabetic).count() >= 3;
    let foreign = clause.chars().filter(|c| !c.is_ascii()).count() * 2 >= clause.chars().count();
    match telling && !foreign && is_segment(&joined) {
        true => joined,
        false => format!("code_{}", digits(row.code)),
    }
}

/// The telling words of a clause, cut where a name becomes too long.
fn words(clause: &str) -> Vec<String> {
    let spaced = spaced(clause);
    let all = spaced.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let all = all.map(str::to_ascii_lowercase).filter(|word| !ARTICLES.contains(&word.as_str()));
    let all: Vec<String> = all.collect();
    let was_cut = all.len() > MOST_WORDS;
    let mut words: Vec<String> = all.into_iter().take(MOST_WORDS).collect();
    while was_cut && words.last().is_some_and(|last| DANGLING.contains(&last.as_str())) {
        words.pop();
    }
    words
}

/// `WrongRequestJson` -> `Wrong Request Json`.
fn spaced(text: &str) -> String {
    let mut spaced = String::with_capacity(text.len());
    let mut before = ' ';
    for c in text.chars() {
        if before.is_ascii_lowercase() && c.is_ascii_uppercase() {
            spaced.push(' ');
        }
        spaced.push(c);
        before = c;
    }
    spaced
}

/// A code as a part of a name.
fn digits(code: i64) -> String {
    code.to_string().replace('-', "minus_")
}

fn retry(row: &ErrorRow) -> Retry {
    let message = spaced(&row.message).to_lowercase();
    let advice: String = row.advice.iter().map(|line| line.text.to_lowercase()).collect();
    let has = |words: &[&str], text: &str| words.iter().any(|word| text.contains(word));
    let throttled = row.http == Some(429) || has(THROTTLED, &message);
    if throttled && !has(NO_THROTTLE, &message) && !has(NO_THROTTLE, &advice) {
        return Retry::Quota;
    }
    match row.http.is_some_and(|status| status >= 500)
        || has(TROUBLE, &message)
        || has(LATER, &advice)
    {
        true => Retry::Backoff,
        false => Retry::Never,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(http: u16, code: i64, message: &str) -> ErrorRow {
        ErrorRow { http: Some(http), code, message: message.to_owned(), ..ErrorRow::default() }
    }

    #[test]
    fn a_message_makes_the_name() {
        for (message, name_) in [
            ("jar is empty", "jar_is_empty"),
            ("Open_id not exist.", "open_id_not_exist"),
            ("WrongRequestJSON", "wrong_request_json"),
            ("Jar broken, ext=ErrCode: 1", "jar_broken"),
            ("罐子是空的", "code_7"),
            ("", "code_7"),
            ("罐子 id 不存在", "code_7"),
            ("one two three four five six seven eight", "one_two_three_four_five_six_seven"),
            ("The jar cannot hold one more lid that is a cork", "jar_cannot_hold_one_more_lid"),
            ("404", "code_7"),
        ] {
            assert_eq!(name(&row(400, 7, message)), name_, "{message}");
        }
    }

    #[test]
    fn equal_messages_get_different_names() {
        let mut doubts = Vec::new();
        let codes = errors(&[row(400, 1, "no jar"), row(400, -2, "no jar")], &mut doubts);
        let names: Vec<&str> = codes.values().map(|code| code.name.as_str()).collect();
        assert_eq!((names, doubts.len()), (vec!["no_jar", "no_jar_minus_2"], 0));
    }

    #[test]
    fn a_code_that_comes_back_with_another_meaning_is_asked_about() {
        let mut doubts = Vec::new();
        let codes = errors(
            &[row(400, 1, "no jar"), row(400, 1, "no lid"), row(400, 1, "no jar")],
            &mut doubts,
        );
        assert_eq!((codes.len(), doubts.len()), (1, 1));
    }

    #[test]
    fn the_retry_class_comes_from_status_and_message() {
        for (http, message, class) in [
            (429, "slow down", Retry::Quota),
            (400, "request frequency limit", Retry::Quota),
            (200, "daily rate limit", Retry::Never),
            (500, "oops", Retry::Backoff),
            (200, "Service Internal Error", Retry::Backoff),
            (200, "TooManyRequest", Retry::Quota),
            (404, "no such jar", Retry::Never),
        ] {
            assert_eq!(retry(&row(http, 1, message)), class, "{message}");
        }
    }
}
