//! The words around a number that make it a limit.

/// What a number counts, by the word behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Counted {
    /// No word follows.
    Nothing,
    Characters,
    Things,
    /// Bytes, hours and the like.
    Other,
}

const UPPER: &[&str] = &[
    "最大值",
    "最大长度",
    "最大数量",
    "最大",
    "最多",
    "至多",
    "最长",
    "最高",
    "不超过",
    "不能超过",
    "不可超过",
    "不得超过",
    "不要超过",
    "不应超过",
    "不可以超过",
    "不允许超过",
    "不大于",
    "不多于",
    "不能大于",
    "上限",
    "限制",
    "小于等于",
    "小于或等于",
    "<=",
    "≤",
    "maximum",
    "max",
    "at most",
    "up to",
    "no more than",
    "not exceed",
    "cannot exceed",
    "limited to",
    "limit",
    "not more than",
    "less than or equal to",
];

const LOWER: &[&str] = &[
    "最小值",
    "最小长度",
    "最小",
    "最少",
    "至少",
    "最短",
    "最低",
    "不少于",
    "不得少于",
    "不能少于",
    "不小于",
    "不低于",
    "大于等于",
    "大于或等于",
    ">=",
    "≥",
    "minimum",
    "min",
    "at least",
    "no less than",
    "not less than",
    "greater than or equal to",
];

const EXACT: &[&str] = &["固定长度", "fixed length"];

const RANGE: &[&str] =
    &["范围", "长度", "字符数", "数量", "介于", "取值", "range", "between", "length"];

/// What may stand between the word for a limit and its number.
const FILLERS: &[&str] = &[
    " ",
    ":",
    "为",
    "是",
    "在",
    "于",
    "要",
    "应",
    "须",
    "需",
    "可",
    "可以",
    "允许",
    "支持",
    "有",
    "传入",
    "输入",
    "填写",
    "设置",
    "添加",
    "选择",
    "包含",
    "归属",
    "查询",
    "传",
    "填",
    "数量",
    "个数",
    "长度",
    "number of",
    "length",
    "value",
    "size",
    "of",
    "is",
    "are",
    "to",
    "be",
    "from",
    "supports",
    "must",
    "characters",
];

const CHARACTERS: &[&str] =
    &["个字符", "字符", "个字", "字", "characters", "character", "chars", "utf-8 characters"];

const THINGS: &[&str] = &[
    "个",
    "条",
    "项",
    "人",
    "页",
    "行",
    "列",
    "份",
    "items",
    "users",
    "entries",
    "records",
    "elements",
    "ids",
    "rows",
    "people",
    "members",
    "departments",
];

/// Behind a number these say that the sentence goes on.
const GOES_ON: &[&str] = &[
    "的",
    "之间",
    "之内",
    "以内",
    "范围内",
    "且",
    "并",
    "时",
    "或",
    "开始",
    "and ",
    "or ",
    "in ",
    "per ",
];

/// Words by which a limit is about a part of the value, or about something else.
const OF_EACH: &[&str] =
    &["单个", "单条", "每个", "每一", "每条", "每项", "each", "every", "一个用户", "一次只能"];

pub(super) fn is_range(before: &str, after: &str) -> bool {
    let after = after.trim_start();
    let closed = ["范围内", "之间", "以内"].iter().any(|word| after.starts_with(word));
    closed
        || RANGE.iter().any(|word| {
            ends_with_word(without_fillers(before), word)
                || ends_with_word(before.trim_end_matches([' ', ':', '为', '是', '在']), word)
        })
}

/// On which side a number bounds.
pub(super) enum Direction {
    Up,
    Down,
    Both,
}

/// The side that the last word of a text names.
fn side(words: &str) -> Option<Direction> {
    let ends = |known: &[&str]| known.iter().any(|word| ends_with_word(words, word));
    match () {
        () if ends(EXACT) => Some(Direction::Both),
        () if ends(LOWER) => Some(Direction::Down),
        () if ends(UPPER) => Some(Direction::Up),
        () => None,
    }
}

/// Whether a number is an upper or a lower bound, by the words around it.
pub(super) fn direction(before: &str, after: &str) -> Option<Direction> {
    let before = before.trim_end();
    if before.ends_with('从') && after.trim_start().starts_with("开始") {
        return Some(Direction::Down);
    }
    let mut words = before;
    loop {
        if let Some(side) = side(words) {
            return Some(side);
        }
        let Some(shorter) = strip_filler(words) else {
            break;
        };
        words = shorter;
    }
    let after = after.trim_start();
    let after = without_unit(after);
    ["以内", "之内"].iter().any(|word| after.starts_with(word)).then_some(Direction::Up)
}

/// A text without the unit it begins with.
pub(super) fn without_unit(text: &str) -> &str {
    CHARACTERS.iter().chain(THINGS).find_map(|unit| text.strip_prefix(unit)).unwrap_or(text)
}

/// Whether a clause is about a part of the value, or about something else.
pub(super) fn of_each(clause: &str) -> bool {
    OF_EACH.iter().any(|word| clause.contains(word))
}

fn strip_filler(words: &str) -> Option<&str> {
    FILLERS
        .iter()
        .find(|filler| ends_with_word(words, filler))
        .map(|filler| &words[..words.len() - filler.len()])
}

fn without_fillers(before: &str) -> &str {
    let mut words = before.trim_end();
    while let Some(shorter) = strip_filler(words) {
        words = shorter;
    }
    words
}

/// Whether a text ends with a word that is not the end of a longer English word.
fn ends_with_word(text: &str, word: &str) -> bool {
    text.strip_suffix(word).is_some_and(|rest| {
        !word.starts_with(|c: char| c.is_ascii_alphabetic())
            || !rest.ends_with(|c: char| c.is_ascii_alphanumeric())
    })
}

pub(super) fn speaks_of_length(before: &str) -> bool {
    const WORDS: &[&str] = &["长度", "字符", "字数", "最长", "最短", "length", "characters"];
    WORDS.iter().any(|word| before.contains(word))
}

/// What the number before this text counts.
pub(super) fn counted(after: &str) -> Counted {
    let after = after.trim_start();
    let after =
        ["范围内", "之间"].iter().find_map(|word| after.strip_prefix(word)).unwrap_or(after);
    if CHARACTERS.iter().any(|unit| starts_with_word(after, unit)) {
        return Counted::Characters;
    }
    if THINGS.iter().any(|unit| starts_with_word(after, unit)) {
        return Counted::Things;
    }
    let ends = after.is_empty()
        || after.starts_with(|c: char| c.is_ascii_punctuation() && c != '%')
        || GOES_ON.iter().any(|word| after.starts_with(word));
    if ends { Counted::Nothing } else { Counted::Other }
}

fn starts_with_word(text: &str, word: &str) -> bool {
    text.strip_prefix(word).is_some_and(|rest| {
        !word.ends_with(|c: char| c.is_ascii_alphabetic())
            || !rest.starts_with(|c: char| c.is_ascii_alphanumeric())
    })
}
