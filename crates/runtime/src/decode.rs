//! Replies are read in one pass, envelope and content together, and leniently, except for what
//! steers.
//!
//! Generated records hold a field table and a `match`; the visitor that walks them is here, once
//! for all, which is what keeps a client of a thousand operations quick to compile. A [`Codec`]
//! names the wire form of a value: a missing or null value is "none", a number where text is
//! declared becomes text, digits in quotes become a number. What cannot be read without guessing
//! (a list where a record is declared, letters where a number is) is an error.

mod codec;
mod composite;
mod root;

pub use codec::*;
pub use composite::*;
pub use root::{Beside, Layout, Nothing, Status, Under, Whole};

use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, Visitor};
use std::fmt;
use std::marker::PhantomData;

/// A reply lacks what paging steers by. Never read as an empty page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Steering {
    /// The field that is missing, by its path on the wire.
    pub missing: &'static str,
}

impl fmt::Display for Steering {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the reply has no `{}`, without which a list cannot be read on", self.missing)
    }
}

/// Which of the first 64 fields of a record were there and not null.
#[derive(Debug, Clone, Copy, Default)]
pub struct Seen(u64);

impl Seen {
    /// Demands the field at that index of the field table.
    pub fn demand(self, index: u32, missing: &'static str) -> Result<(), Steering> {
        match self.0 >> index & 1 {
            0 => Err(Steering { missing }),
            _ => Ok(()),
        }
    }

    fn mark(&mut self, index: usize) {
        if index < 64 {
            self.0 |= 1 << index;
        }
    }
}

/// A record of a reply: a field table, and how each field is read.
pub trait Record: Default {
    /// The wire names of the fields, in the order of the page.
    const FIELDS: &'static [&'static str];

    /// Reads the value of the field at `index`; whether it was there and not null.
    fn field<'de, A: MapAccess<'de>>(
        &mut self,
        index: usize,
        map: &mut A,
    ) -> Result<bool, A::Error>;

    /// Checks what steers once every field is read.
    fn complete(&self, _seen: Seen) -> Result<(), Steering> {
        Ok(())
    }
}

/// Reads a record.
pub fn record<'de, T: Record, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_map(RecordVisitor::new())
}

/// Reads the next value of a map into `slot`; whether it was there and not null.
pub fn get<'de, C: Codec, A: MapAccess<'de>>(
    map: &mut A,
    slot: &mut Option<C::Value>,
) -> Result<bool, A::Error> {
    *slot = map.next_value_seed(Seed::<C>(PhantomData))?;
    Ok(slot.is_some())
}

/// Like [`get`], for fields that default.
pub fn get_or_default<'de, C: Codec, A: MapAccess<'de>>(
    map: &mut A,
    slot: &mut C::Value,
) -> Result<bool, A::Error>
where
    C::Value: Default,
{
    let value = map.next_value_seed(Seed::<C>(PhantomData))?;
    let there = value.is_some();
    *slot = value.unwrap_or_default();
    Ok(there)
}

/// Passes over a value that no field takes.
pub fn skip<'de, A: MapAccess<'de>>(map: &mut A) -> Result<bool, A::Error> {
    map.next_value::<IgnoredAny>()?;
    Ok(false)
}

struct RecordVisitor<T>(PhantomData<T>);

impl<T> RecordVisitor<T> {
    fn new() -> Self {
        Self(PhantomData)
    }
}

impl<'de, T: Record> Visitor<'de> for RecordVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
        let mut record = T::default();
        let mut seen = Seen::default();
        let mut expected = 0;
        while let Some(found) = map.next_key_seed(Key { fields: T::FIELDS, expected })? {
            let Some(index) = found else {
                map.next_value::<IgnoredAny>()?;
                continue;
            };
            if record.field(index, &mut map)? {
                seen.mark(index);
            }
            expected = index + 1;
        }
        record.complete(seen).map_err(A::Error::custom)?;
        Ok(record)
    }
}

/// Finds a key in the field table. Servers write fields in a stable order, so the field after
/// the last one is tried first, and one comparison is nearly always enough.
struct Key {
    fields: &'static [&'static str],
    expected: usize,
}

impl<'de> DeserializeSeed<'de> for Key {
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for Key {
    type Value = Option<usize>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<Self::Value, E> {
        if self.fields.get(self.expected).is_some_and(|field| *field == key) {
            return Ok(Some(self.expected));
        }
        Ok(self.fields.iter().position(|field| *field == key))
    }
}

/// Carries a codec into serde.
pub(crate) struct Seed<C>(pub(crate) PhantomData<C>);

impl<'de, C: Codec> DeserializeSeed<'de> for Seed<C> {
    type Value = Option<C::Value>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        C::decode(deserializer)
    }
}
