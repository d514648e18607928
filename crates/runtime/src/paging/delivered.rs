//! What was handed out of a page that is not used up.
//!
//! The page is asked for again when the list is resumed, and this much of it is left out.

use serde::{Deserialize, Serialize};

/// What was handed out of the page that a window stands at.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Delivered {
    keys: Keys,
    keyless: u64,
}

impl Delivered {
    pub(super) fn add(&mut self, key: Option<&str>) {
        match key {
            Some(key) => self.keys.push(key),
            None => self.keyless = self.keyless.saturating_add(1),
        }
    }

    pub(super) fn clear(&mut self) {
        self.keys.text.clear();
        self.keys.ends.clear();
        self.keyless = 0;
    }

    /// The keys.
    pub(super) fn keys(&self) -> impl Iterator<Item = &str> {
        self.keys.iter()
    }

    /// How many items without a key there are.
    pub(super) fn keyless(&self) -> u64 {
        self.keyless
    }

    pub(super) fn is_empty(&self) -> bool {
        self.keys.ends.is_empty() && self.keyless == 0
    }

    /// Recognises each delivered item once: a platform that sends an item twice gets it through
    /// twice, interrupted or not.
    pub(super) fn recogniser(&self) -> Recogniser<'_> {
        Recogniser { keys: self.keys.iter().collect(), keyless: self.keyless }
    }
}

/// See [`Delivered::recogniser`].
pub(super) struct Recogniser<'a> {
    keys: Vec<&'a str>,
    keyless: u64,
}

impl Recogniser<'_> {
    pub(super) fn takes(&mut self, key: Option<&str>) -> bool {
        let Some(key) = key else {
            let taken = self.keyless > 0;
            self.keyless = self.keyless.saturating_sub(1);
            return taken;
        };
        let found = self.keys.iter().position(|known| *known == key);
        found.map(|index| self.keys.remove(index)).is_some()
    }

    /// What was not on the page, and may be on the next one: a platform may cut a page shorter
    /// the second time. Items without a key are not expected there, since a wrong guess would
    /// lose one.
    pub(super) fn left(self) -> Delivered {
        let mut left = Delivered::default();
        self.keys.into_iter().for_each(|key| left.keys.push(key));
        left
    }
}

/// Keys one behind the other in one text: a key is noted for every single item, and this way
/// that costs no allocation.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(from = "Vec<String>", into = "Vec<String>")]
struct Keys {
    text: String,
    ends: Vec<usize>,
}

impl Keys {
    fn push(&mut self, key: &str) {
        self.text.push_str(key);
        self.ends.push(self.text.len());
    }

    fn iter(&self) -> impl Iterator<Item = &str> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, end)| &self.text[start..*end])
    }
}

impl From<Vec<String>> for Keys {
    fn from(list: Vec<String>) -> Self {
        let mut keys = Self::default();
        list.iter().for_each(|key| keys.push(key));
        keys
    }
}

impl From<Keys> for Vec<String> {
    fn from(keys: Keys) -> Self {
        keys.iter().map(ToOwned::to_owned).collect()
    }
}
