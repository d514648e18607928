//! Examples that are nearly JSON.
//!
//! Of the examples on real pages about one in fifteen is no JSON: comments, commas of the full
//! width, commas too few or too many, values without quotes, quotes twice, an end that is missing.
//! Their keys still tell how rows nest, so they are read as far as they make sense; what makes none
//! is passed over.

#[cfg(test)]
mod tests;

use serde_json::{Map, Value};
use std::iter::Peekable;
use std::str::Chars;

/// Records and lists within each other beyond this are passed over.
const DEEPEST: usize = 64;

/// Reads an example: as JSON where it is, else as what it looks like. `None` where it is no record
/// and no list.
pub(crate) fn read_example(text: &str) -> Option<Value> {
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    if let Ok(value) = serde_json::from_str(text) {
        return Some(value).filter(|value: &Value| value.is_object() || value.is_array());
    }
    let mut reader = Reader { rest: text.chars().peekable() };
    match reader.next()? {
        Token::Open(open) => Some(reader.items(open, DEEPEST)),
        _ => None,
    }
}

/// What an example consists of.
#[derive(Debug, PartialEq)]
enum Token {
    /// `{` or `[`.
    Open(char),
    /// `}` or `]`.
    Close,
    Colon,
    Text(String),
    Word(String),
}

struct Reader<'a> {
    rest: Peekable<Chars<'a>>,
}

impl Reader<'_> {
    /// The next token; commas and comments are none.
    fn next(&mut self) -> Option<Token> {
        loop {
            match *self.rest.peek()? {
                c if is_between(c) => drop(self.rest.next()),
                '/' => {
                    self.rest.next();
                    self.comment();
                }
                c => return Some(self.token(c)),
            }
        }
    }

    fn token(&mut self, first: char) -> Token {
        if !is_mark(first) {
            return Token::Word(self.word());
        }
        self.rest.next();
        match first {
            '{' | '[' => Token::Open(first),
            '}' | ']' => Token::Close,
            ':' | '：' => Token::Colon,
            _ => Token::Text(self.text()),
        }
    }

    /// Passes over a comment, behind its first stroke.
    fn comment(&mut self) {
        match self.rest.peek() {
            Some('/') => drop(self.rest.by_ref().find(|c| *c == '\n')),
            Some('*') => {
                let mut last = ' ';
                let is_end = |c: &char| std::mem::replace(&mut last, *c) == '*' && *c == '/';
                self.rest.by_ref().skip(1).find(is_end);
            }
            _ => {}
        }
    }

    /// A text up to its closing quotes.
    fn text(&mut self) -> String {
        let mut text = String::new();
        while let Some(c) = self.rest.next() {
            match c {
                '"' => break,
                '\\' => match self.rest.next() {
                    Some('n') => text.push('\n'),
                    Some('t') => text.push('\t'),
                    Some(escaped) => text.push(escaped),
                    None => {}
                },
                c => text.push(c),
            }
        }
        text
    }

    fn word(&mut self) -> String {
        let mut word = String::new();
        while let Some(c) = self.rest.next_if(|c| !is_between(*c) && !is_mark(*c)) {
            word.push(c);
        }
        word
    }

    /// A record or a list, behind its opening.
    fn items(&mut self, open: char, depth: usize) -> Value {
        let mut fields = Map::new();
        let mut items = Vec::new();
        let mut key = None;
        let mut last = None;
        while let Some(token) = self.next() {
            let value = match token {
                Token::Close => break,
                Token::Colon => {
                    key = last.take();
                    continue;
                }
                Token::Open(inner) if depth > 0 => self.items(inner, depth - 1),
                Token::Open(_) => continue,
                Token::Text(text) => Value::String(text),
                Token::Word(word) => plain(word),
            };
            match (key.take(), &value) {
                (Some(key), _) => drop(fields.insert(key, value)),
                (None, Value::String(name)) if open == '{' => last = Some(name.clone()),
                (None, _) if open == '[' => items.push(value),
                (None, _) => {}
            }
        }
        if open == '{' { Value::Object(fields) } else { Value::Array(items) }
    }
}

/// What may stand between tokens.
fn is_between(c: char) -> bool {
    c.is_whitespace() || matches!(c, ',' | '，' | ';' | '；' | '、')
}

/// What is a token of its own or starts one.
fn is_mark(c: char) -> bool {
    matches!(c, '{' | '}' | '[' | ']' | '"' | ':' | '：')
}

/// A value without quotes.
fn plain(word: String) -> Value {
    serde_json::from_str(&word).unwrap_or(Value::String(word))
}
