//! What `source.digest` holds: a word of six letters for each entry of the page, in its order.
//!
//! With it an importer can ask of an entry "was it on the page last time?" and "is this what the
//! page said?" without the page of last time. Three letters of base64url stand for the path and
//! three for the facts, 18 bits each: a new entry is taken for a known one about once in a
//! thousand large pages, a changed one for an unchanged one once in 260,000 changes, and a diff
//! shows the words of the changed entries. The hash is written out here because it must never
//! differ between machines or versions: FNV-1a of 64 bits over the path, or over path and facts
//! sorted by name, stirred once.

use super::Entry;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fmt::Write as _;

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Letters for the path, and as many for the facts.
const LETTERS: u32 = 3;

/// The text of `source.digest` for the entries of a page.
pub fn digest(entries: &[Entry]) -> String {
    let words: Vec<String> = entries.iter().map(word).collect();
    words.join(" ")
}

/// A digest that was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Digest {
    words: BTreeSet<String>,
}

impl Digest {
    /// Reads the text of `source.digest`.
    pub fn read(text: &str) -> Self {
        Self { words: text.split_whitespace().map(str::to_owned).collect() }
    }

    /// Whether the page said this when the digest was made.
    pub fn contains(&self, entry: &Entry) -> bool {
        self.words.contains(&word(entry))
    }

    /// Whether the page said anything about that when the digest was made.
    pub fn has_path(&self, path: &str) -> bool {
        let letters = letters(&of_path(path));
        self.words.range(letters.clone()..).next().is_some_and(|word| word.starts_with(&letters))
    }
}

/// The letters of an entry: those of its path, then those of all of it.
fn word(entry: &Entry) -> String {
    let mut hash = of_path(&entry.path);
    let mut word = letters(&hash);
    let mut facts: Vec<_> = entry.facts.iter().collect();
    facts.sort_by_key(|(name, _)| name.as_str());
    for (name, value) in facts {
        hash.text(name);
        hash.value(value);
    }
    // So that an entry without facts has letters of its own as well.
    hash.byte(0xf9);
    word.push_str(&letters(&hash));
    word
}

fn of_path(path: &str) -> Fnv {
    let mut hash = Fnv::new();
    hash.text(path);
    hash
}

/// The highest bits of a hash as letters.
fn letters(hash: &Fnv) -> String {
    // A last stirring, since the bits of FNV-1a know little of the last letters.
    let bits = (hash.0 ^ (hash.0 >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let letter = |at: u32| {
        let index = (bits >> (64 - 6 * (at + 1))) & 63;
        char::from(ALPHABET[index as usize])
    };
    (0..LETTERS).map(letter).collect()
}

struct Fnv(u64);

impl Fnv {
    fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    fn byte(&mut self, byte: u8) {
        self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }

    /// A text and its end, so that two texts in a row are never one.
    fn text(&mut self, text: &str) {
        text.bytes().for_each(|byte| self.byte(byte));
        self.byte(0xff);
    }

    fn value(&mut self, value: &Value) {
        match value {
            Value::Null => self.byte(0xf0),
            Value::Bool(said) => self.byte(0xf1 + u8::from(*said)),
            Value::Number(number) => {
                self.byte(0xf3);
                let mut text = String::new();
                // Writing to a string cannot fail.
                let _ = write!(text, "{number}");
                self.text(&text);
            }
            Value::String(text) => {
                self.byte(0xf4);
                self.text(text);
            }
            Value::Array(items) => {
                self.byte(0xf5);
                items.iter().for_each(|item| self.value(item));
                self.byte(0xf6);
            }
            Value::Object(map) => {
                self.byte(0xf7);
                let mut entries: Vec<_> = map.iter().collect();
                entries.sort_by_key(|(key, _)| key.as_str());
                for (key, value) in entries {
                    self.text(key);
                    self.value(value);
                }
                self.byte(0xf8);
            }
        }
    }
}
