//! The wire forms of values that hold other values: records, lists, maps.

use super::{Codec, Record, RecordVisitor, Seed, With};
use serde::de::{Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap as _, SerializeSeq as _, Serializer};
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

/// A record.
pub struct Of<T>(PhantomData<T>);

impl<T: Record + Serialize> Codec for Of<T> {
    type Value = T;

    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
        deserializer.deserialize_any(Optional::<T>(PhantomData))
    }

    fn encode<S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
        value.serialize(serializer)
    }
}

/// A record on the heap, where a type holds itself.
pub struct Boxed<T>(PhantomData<T>);

impl<T: Record + Serialize> Codec for Boxed<T> {
    type Value = Box<T>;

    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Box<T>>, D::Error> {
        Ok(Of::<T>::decode(deserializer)?.map(Box::new))
    }

    fn encode<S: Serializer>(value: &Box<T>, serializer: S) -> Result<S::Ok, S::Error> {
        value.serialize(serializer)
    }
}

/// A record that only requests carry: it is written and never read.
pub struct Sent<T>(PhantomData<T>);

impl<T: Serialize> Codec for Sent<T> {
    type Value = T;

    fn decode<'de, D: Deserializer<'de>>(_: D) -> Result<Option<T>, D::Error> {
        Err(D::Error::custom("this record is only ever sent"))
    }

    fn encode<S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
        value.serialize(serializer)
    }
}

/// A list. Items that are null are left out.
pub struct List<C>(PhantomData<C>);

impl<C: Codec> Codec for List<C> {
    type Value = Vec<C::Value>;

    fn decode<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Vec<C::Value>>, D::Error> {
        deserializer.deserialize_any(ListVisitor::<C>(PhantomData))
    }

    fn encode<S: Serializer>(value: &Vec<C::Value>, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(value.len()))?;
        for item in value {
            list.serialize_element(&With::<C>(item))?;
        }
        list.end()
    }
}

struct ListVisitor<C>(PhantomData<C>);

impl<'de, C: Codec> Visitor<'de> for ListVisitor<C> {
    type Value = Option<Vec<C::Value>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element_seed(Seed::<C>(PhantomData))? {
            let Some(item) = item else { continue };
            items.push(item);
        }
        Ok(Some(items))
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }
}

/// A map from text to values. Values that are null are left out.
pub struct Dict<C>(PhantomData<C>);

impl<C: Codec> Codec for Dict<C> {
    type Value = BTreeMap<String, C::Value>;

    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self::Value>, D::Error> {
        deserializer.deserialize_any(DictVisitor::<C>(PhantomData))
    }

    fn encode<S: Serializer>(value: &Self::Value, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(value.len()))?;
        for (key, item) in value {
            map.serialize_entry(key, &With::<C>(item))?;
        }
        map.end()
    }
}

struct DictVisitor<C>(PhantomData<C>);

impl<'de, C: Codec> Visitor<'de> for DictVisitor<C> {
    type Value = Option<BTreeMap<String, C::Value>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut entries = BTreeMap::new();
        while let Some(key) = map.next_key::<String>()? {
            if let Some(value) = map.next_value_seed(Seed::<C>(PhantomData))? {
                entries.insert(key, value);
            }
        }
        Ok(Some(entries))
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }
}

/// A record, or null for none.
struct Optional<T>(PhantomData<T>);

impl<'de, T: Record> Visitor<'de> for Optional<T> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        RecordVisitor::<T>::new().visit_map(map).map(Some)
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }
}
