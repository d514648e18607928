//! The root of a reply: the envelope and the content are read together, in one pass.

use super::{
    Codec, Dict, Flag, Float, Integer, Json, List, Of, Record, Seed, Seen, Steering, Text,
};
use crate::{Envelope, KeyPath, Operation, Place};
use serde::de::{Deserialize, Deserializer, Error as _, IgnoredAny, MapAccess, Visitor};
use serde::ser::Serialize;
use serde_json::Value;
use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

/// What the envelope of a reply says.
#[derive(Debug, Default, PartialEq)]
pub struct Status {
    /// The code, where there is one.
    pub code: Option<i64>,
    /// Whether that code means success.
    pub success: bool,
    /// The log id, where the envelope holds one.
    pub log_id: Option<String>,
}

impl Status {
    fn of(envelope: &Envelope, found: &[(Cow<'_, str>, Value)]) -> Option<Status> {
        let at = |path: KeyPath| {
            let (root, rest) = path.split_first()?;
            let value = &found.iter().find(|(key, _)| key == root)?.1;
            rest.iter().try_fold(value, |value, key| value.get(key))
        };
        let code = Integer::decode(at(envelope.code)?).ok()??;
        let mut log_ids = envelope.log_id.iter().filter_map(|path| at(path)?.as_str());
        let log_id = log_ids.find(|id| !id.is_empty()).map(ToOwned::to_owned);
        Some(Status { code: Some(code), success: code == envelope.success, log_id })
    }

    /// The operation's own envelope first; a platform may answer in any of its others.
    fn read(operation: &Operation, found: &[(Cow<'_, str>, Value)]) -> Status {
        let others = operation.platform.envelopes.iter();
        std::iter::once(operation.envelope)
            .chain(others)
            .find_map(|envelope| Status::of(envelope, found))
            .unwrap_or_default()
    }
}

fn is_envelope_key(operation: &Operation, key: &str) -> bool {
    operation.platform.envelopes.iter().any(|envelope| envelope.root_keys.contains(&key))
}

/// Whether the status is read from under that key. The rest of an envelope, such as its message,
/// only failures tell, and those are read anew.
fn is_status_key(operation: &Operation, key: &str) -> bool {
    let others = operation.platform.envelopes.iter();
    std::iter::once(operation.envelope).chain(others).any(|envelope| {
        let paths = std::iter::once(&envelope.code).chain(envelope.log_id);
        paths.filter_map(|path| path.first()).any(|root| *root == key)
    })
}

/// How a reply lies in a JSON body.
pub trait Layout {
    /// The reply.
    type Reply;

    /// Reads envelope and reply.
    fn read(
        bytes: &[u8],
        operation: &Operation,
    ) -> Result<(Status, Self::Reply), serde_json::Error>;
}

fn read_root<R: Content>(
    bytes: &[u8],
    operation: &Operation,
    content: R,
) -> Result<(Status, R), serde_json::Error> {
    // Looking once whether all of it is text is much cheaper than looking at each string.
    let Ok(text) = std::str::from_utf8(bytes) else { return Err(no_text(bytes)) };
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let read = deserializer.deserialize_map(Root { operation, content })?;
    deserializer.end()?;
    Ok(read)
}

/// Where a body stops being text.
fn no_text(bytes: &[u8]) -> serde_json::Error {
    let read = serde_json::from_slice::<Value>(bytes);
    read.err().unwrap_or_else(|| serde_json::Error::custom("the body is not UTF-8"))
}

/// What takes the keys of the root that are not the envelope's.
trait Content {
    fn take<'de, A: MapAccess<'de>>(
        &mut self,
        key: &str,
        map: &mut A,
        operation: &Operation,
    ) -> Result<bool, A::Error>;
}

struct Root<'a, R> {
    operation: &'a Operation,
    content: R,
}

impl<'de, R: Content> Visitor<'de> for Root<'_, R> {
    type Value = (Status, R);

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a reply in its envelope")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut found = Vec::with_capacity(2);
        while let Some(key) = map.next_key::<Key<'de>>()? {
            if is_envelope_key(self.operation, &key.0) {
                match is_status_key(self.operation, &key.0) {
                    true => found.push((key.0, map.next_value()?)),
                    false => drop(map.next_value::<IgnoredAny>()?),
                }
            } else if !self.content.take(&key.0, &mut map, self.operation)? {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok((Status::read(self.operation, &found), self.content))
    }
}

/// A key, borrowed from the body where it can be.
struct Key<'de>(Cow<'de, str>);

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct KeyVisitor;
        impl<'de> Visitor<'de> for KeyVisitor {
            type Value = Key<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a key")
            }
            fn visit_borrowed_str<E>(self, key: &'de str) -> Result<Self::Value, E> {
                Ok(Key(key.into()))
            }
            fn visit_str<E>(self, key: &str) -> Result<Self::Value, E> {
                Ok(Key(key.to_owned().into()))
            }
        }
        deserializer.deserialize_str(KeyVisitor)
    }
}

/// A reply under a key of the root.
pub struct Under<C>(PhantomData<C>);

struct UnderKey<C: Codec>(Option<C::Value>);

impl<C: Codec> Content for UnderKey<C> {
    fn take<'de, A: MapAccess<'de>>(
        &mut self,
        key: &str,
        map: &mut A,
        operation: &Operation,
    ) -> Result<bool, A::Error> {
        if !matches!(operation.place, Place::Key(place) if place == key) {
            return Ok(false);
        }
        self.0 = map.next_value_seed(Seed::<C>(PhantomData))?;
        Ok(true)
    }
}

impl<C: Whole> Layout for Under<C> {
    type Reply = C::Value;

    fn read(bytes: &[u8], operation: &Operation) -> Result<(Status, C::Value), serde_json::Error> {
        let (status, content) = read_root(bytes, operation, UnderKey::<C>(None))?;
        let reply = match content.0 {
            Some(reply) => reply,
            None => C::absent().map_err(serde_json::Error::custom)?,
        };
        Ok((status, reply))
    }
}

/// What a reply is when the body holds none.
pub trait Whole: Codec {
    /// The reply that says nothing, unless something steers.
    fn absent() -> Result<Self::Value, Steering>;
}

impl<T: Record + Serialize> Whole for Of<T> {
    fn absent() -> Result<T, Steering> {
        let empty = T::default();
        empty.complete(Seen::default())?;
        Ok(empty)
    }
}

macro_rules! whole {
    ($($codec:ty $(, $inner:ident)?);* $(;)?) => {$(
        impl$(<$inner: Codec>)? Whole for $codec {
            fn absent() -> Result<Self::Value, Steering> {
                Ok(Default::default())
            }
        }
    )*};
}

whole!(Text; Integer; Float; Flag; Json; List<C>, C; Dict<C>, C);

/// A record whose fields stand beside the envelope's.
pub struct Beside<T>(PhantomData<T>);

struct BesideEnvelope<T>(T, Seen);

impl<T: Record> Content for BesideEnvelope<T> {
    fn take<'de, A: MapAccess<'de>>(
        &mut self,
        key: &str,
        map: &mut A,
        _: &Operation,
    ) -> Result<bool, A::Error> {
        let Some(index) = T::FIELDS.iter().position(|field| *field == key) else {
            return Ok(false);
        };
        if self.0.field(index, map)? {
            self.1.mark(index);
        }
        Ok(true)
    }
}

impl<T: Record> Layout for Beside<T> {
    type Reply = T;

    fn read(bytes: &[u8], operation: &Operation) -> Result<(Status, T), serde_json::Error> {
        let content = BesideEnvelope(T::default(), Seen::default());
        let (status, BesideEnvelope(reply, seen)) = read_root(bytes, operation, content)?;
        reply.complete(seen).map_err(serde_json::Error::custom)?;
        Ok((status, reply))
    }
}

/// A reply without content.
pub struct Nothing;

impl Content for Nothing {
    fn take<'de, A: MapAccess<'de>>(
        &mut self,
        _: &str,
        _: &mut A,
        _: &Operation,
    ) -> Result<bool, A::Error> {
        Ok(false)
    }
}

impl Layout for Nothing {
    type Reply = ();

    fn read(bytes: &[u8], operation: &Operation) -> Result<(Status, ()), serde_json::Error> {
        let (status, _) = read_root(bytes, operation, Nothing)?;
        Ok((status, ()))
    }
}
