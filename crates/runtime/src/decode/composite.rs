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

/// A list. Items that are null are left out, but for those of any form.
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
            items.extend(item.or_else(C::null));
        }
        Ok(Some(items))
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }
}

/// A map from text to values. Values that are null are left out, but for those of any form.
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
            let value = map.next_value_seed(Seed::<C>(PhantomData))?;
            if let Some(value) = value.or_else(C::null) {
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

#[cfg(test)]
mod tests {
    use super::{Dict, List};
    use crate::decode::{Codec, Json, Text};
    use serde_json::{Value, json};

    #[test]
    fn a_null_is_kept_where_values_are_of_any_form_and_left_out_elsewhere() {
        let list = json!([null, "a", null]);
        assert_eq!(List::<Text>::decode(&list).ok(), Some(Some(vec!["a".to_owned()])));
        let kept = vec![Value::Null, json!("a"), Value::Null];
        assert_eq!(List::<Json>::decode(&list).ok(), Some(Some(kept)));
        let map = json!({ "a": null, "b": "x" });
        assert_eq!(Dict::<Text>::decode(&map).ok().flatten().map(|map| map.len()), Some(1));
        assert_eq!(Dict::<Json>::decode(&map).ok().flatten().map(|map| map.len()), Some(2));
    }
}
