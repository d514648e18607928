//! A map that forgets what is idle, so that a million users, one after another, leave nothing
//! behind.

use std::borrow::Borrow;
use std::collections::BTreeMap;

/// So many entries are no burden, whether anybody uses them or not.
const FEW: usize = 64;

/// When there are twice as many entries as the last time were left, those that are idle are
/// forgotten: it costs each entry a constant share, and there are never many more than needed.
#[derive(Debug)]
pub(super) struct Kept<K, V> {
    entries: BTreeMap<K, V>,
    left: usize,
}

impl<K, V> Default for Kept<K, V> {
    fn default() -> Self {
        Self { entries: BTreeMap::new(), left: 0 }
    }
}

impl<K: Ord, V> Kept<K, V> {
    pub(super) fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        self.entries.get(key)
    }

    pub(super) fn get_mut<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        self.entries.get_mut(key)
    }

    /// The entry of a key that has none yet, or else the old one.
    pub(super) fn add(&mut self, key: K, value: V, is_idle: impl Fn(&mut V) -> bool) -> &mut V {
        if self.entries.len() >= FEW.max(self.left.saturating_mul(2)) {
            self.entries.retain(|_, value| !is_idle(value));
            self.left = self.entries.len();
        }
        self.entries.entry(key).or_insert(value)
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }
}
