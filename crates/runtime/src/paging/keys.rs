//! The keys of items, to tell what came before from what is new.
//!
//! They are looked up for every single item and written only with cursors: so they are hashed, and
//! put in order when they are written, for the same harvest to give the same cursor.

use serde::{Deserialize, Serialize, Serializer};
use std::collections::HashSet;

#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(transparent)]
pub(super) struct KeySet(HashSet<String>);

impl KeySet {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn contains(&self, key: &str) -> bool {
        self.0.contains(key)
    }

    /// Whether it was not there before.
    pub(super) fn insert(&mut self, key: String) -> bool {
        self.0.insert(key)
    }

    /// Takes in another set; into an empty one at no cost.
    pub(super) fn join(&mut self, other: Self) {
        match self.is_empty() {
            true => *self = other,
            false => self.0.extend(other.0),
        }
    }
}

impl Extend<String> for KeySet {
    fn extend<I: IntoIterator<Item = String>>(&mut self, keys: I) {
        self.0.extend(keys);
    }
}

impl FromIterator<String> for KeySet {
    fn from_iter<I: IntoIterator<Item = String>>(keys: I) -> Self {
        Self(keys.into_iter().collect())
    }
}

impl Serialize for KeySet {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut keys: Vec<_> = self.0.iter().collect();
        keys.sort_unstable();
        serializer.collect_seq(keys)
    }
}

#[cfg(test)]
mod tests {
    use super::KeySet;

    #[test]
    fn the_same_keys_are_always_written_alike() {
        let keys = || ["b", "a", "c"].into_iter().cycle().map(str::to_owned);
        for skipped in 0..3 {
            let set: KeySet = keys().skip(skipped).take(3).collect();
            assert_eq!(serde_json::to_string(&set).ok().as_deref(), Some(r#"["a","b","c"]"#));
        }
    }
}
