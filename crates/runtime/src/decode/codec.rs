//! The wire forms of single values: one small type each, named in generated code where a value is read
//! or written.

use crate::Timestamp;
use serde::de::{Deserializer, Visitor};
use serde::ser::{Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

/// How a value is read and written.
pub trait Codec {
    /// The value in Rust.
    type Value;

    /// Reads it; `None` when the wire says there is none.
    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self::Value>, D::Error>;

    /// Writes it.
    fn encode<S: Serializer>(value: &Self::Value, serializer: S) -> Result<S::Ok, S::Error>;

    /// What a null is within a list or a map; `None`: nothing, it is left out.
    fn null() -> Option<Self::Value> {
        None
    }
}

/// A codec of single values, which can also stand in a query or a form.
pub trait Scalar: Codec {
    /// The text that stands there.
    fn text(value: &Self::Value) -> Cow<'_, str>;
}

/// Writes a value with its codec wherever serde asks for a [`Serialize`].
pub struct With<'a, C: Codec>(pub &'a C::Value);

impl<C: Codec> Serialize for With<'_, C> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        C::encode(self.0, serializer)
    }
}

/// Text. Numbers and flags become text.
pub struct Text;

impl Codec for Text {
    type Value = String;

    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
        let mut text = None;
        deserializer.deserialize_any(TextVisitor(&mut text))?;
        Ok(text)
    }

    fn encode<S: Serializer>(value: &String, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(value)
    }
}

impl Scalar for Text {
    fn text(value: &String) -> Cow<'_, str> {
        Cow::Borrowed(value)
    }
}

/// Writes text where it shall stand: handed back through serde it would move several times.
struct TextVisitor<'a>(&'a mut Option<String>);

impl Visitor<'_> for TextVisitor<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("text")
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        *self.0 = Some(text.to_owned());
        Ok(())
    }

    fn visit_string<E>(self, text: String) -> Result<(), E> {
        *self.0 = Some(text);
        Ok(())
    }

    fn visit_i64<E>(self, number: i64) -> Result<(), E> {
        *self.0 = Some(number.to_string());
        Ok(())
    }

    fn visit_u64<E>(self, number: u64) -> Result<(), E> {
        *self.0 = Some(number.to_string());
        Ok(())
    }

    fn visit_f64<E>(self, number: f64) -> Result<(), E> {
        *self.0 = Some(number.to_string());
        Ok(())
    }

    fn visit_bool<E>(self, flag: bool) -> Result<(), E> {
        *self.0 = Some(flag.to_string());
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}

/// A value that is parsed from digits or words, in quotes or not.
struct Parsed<T> {
    expecting: &'static str,
    whole: fn(i64) -> Option<T>,
    real: fn(f64) -> Option<T>,
    word: fn(&str) -> Option<T>,
}

impl<T> Parsed<T> {
    fn or_refuse<E: serde::de::Error>(
        &self,
        value: Option<T>,
        found: &dyn fmt::Display,
    ) -> Result<Option<T>, E> {
        match value {
            Some(value) => Ok(Some(value)),
            None => Err(E::custom(format_args!("expected {}, found `{found}`", self.expecting))),
        }
    }
}

impl<T> Visitor<'_> for Parsed<T> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.expecting)
    }

    fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<Self::Value, E> {
        self.or_refuse((self.whole)(number), &number)
    }

    fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<Self::Value, E> {
        match i64::try_from(number) {
            Ok(whole) => self.visit_i64(whole),
            Err(_) => self.visit_f64(number as f64),
        }
    }

    fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<Self::Value, E> {
        self.or_refuse((self.real)(number), &number)
    }

    fn visit_bool<E: serde::de::Error>(self, flag: bool) -> Result<Self::Value, E> {
        self.visit_str(if flag { "true" } else { "false" })
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Self::Value, E> {
        match text.trim() {
            "" => Ok(None),
            word => self.or_refuse((self.word)(word), &text),
        }
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }
}

/// Numbers up to here are whole in a double.
const WHOLE: f64 = 9_007_199_254_740_992.0;

fn whole_of(number: f64) -> Option<i64> {
    (number.fract() == 0.0 && number.abs() <= WHOLE).then_some(number as i64)
}

/// A whole number, as a JSON number.
pub struct Integer;

impl Codec for Integer {
    type Value = i64;

    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
        deserializer.deserialize_any(Parsed {
            expecting: "a whole number of at most 64 bits",
            whole: Some,
            real: whole_of,
            word: |text| text.parse().ok(),
        })
    }

    fn encode<S: Serializer>(value: &i64, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(*value)
    }
}

impl Scalar for Integer {
    fn text(value: &i64) -> Cow<'_, str> {
        Cow::Owned(value.to_string())
    }
}

/// A number with a fraction, as a JSON number.
pub struct Float;

impl Codec for Float {
    type Value = f64;

    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<f64>, D::Error> {
        deserializer.deserialize_any(Parsed {
            expecting: "a number",
            whole: |number| Some(number as f64),
            real: Some,
            word: |text| text.parse().ok(),
        })
    }

    fn encode<S: Serializer>(value: &f64, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(*value)
    }
}

impl Scalar for Float {
    fn text(value: &f64) -> Cow<'_, str> {
        Cow::Owned(value.to_string())
    }
}

/// True or false.
pub struct Flag;

impl Codec for Flag {
    type Value = bool;

    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<bool>, D::Error> {
        deserializer.deserialize_any(Parsed {
            expecting: "true or false",
            whole: |number| flag_of(number),
            real: |_| None,
            word: |text| match text {
                "true" | "1" => Some(true),
                "false" | "0" => Some(false),
                _ => None,
            },
        })
    }

    fn encode<S: Serializer>(value: &bool, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bool(*value)
    }
}

fn flag_of(number: i64) -> Option<bool> {
    match number {
        0 => Some(false),
        1 => Some(true),
        _ => None,
    }
}

impl Scalar for Flag {
    fn text(value: &bool) -> Cow<'_, str> {
        Cow::Borrowed(if *value { "true" } else { "false" })
    }
}

/// The value of no instant: nothing on the wire means "none" unless a codec says so.
pub const NEVER: i64 = i64::MIN;

/// An instant in milliseconds; `NONE` on the wire means there is none.
pub struct Millis<const NONE: i64 = NEVER>;

/// An instant in seconds; `NONE` on the wire means there is none.
pub struct Seconds<const NONE: i64 = NEVER>;

macro_rules! instant {
    ($codec:ident, $read:path, $write:path) => {
        impl<const NONE: i64> Codec for $codec<NONE> {
            type Value = Timestamp;

            fn decode<'de, D: Deserializer<'de>>(
                deserializer: D,
            ) -> Result<Option<Timestamp>, D::Error> {
                let raw = Integer::decode(deserializer)?.filter(|raw| *raw != NONE);
                Ok(raw.map($read))
            }

            fn encode<S: Serializer>(value: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_i64($write(*value))
            }
        }

        impl<const NONE: i64> Scalar for $codec<NONE> {
            fn text(value: &Timestamp) -> Cow<'_, str> {
                Cow::Owned($write(*value).to_string())
            }
        }
    };
}

instant!(Millis, Timestamp::from_millis, Timestamp::as_millis);
instant!(Seconds, Timestamp::from_seconds, Timestamp::as_seconds);

/// A number, flag or instant that is written as text.
pub struct Quoted<C>(PhantomData<C>);

impl<C: Scalar> Codec for Quoted<C> {
    type Value = C::Value;

    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<C::Value>, D::Error> {
        C::decode(deserializer)
    }

    fn encode<S: Serializer>(value: &C::Value, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&C::text(value))
    }
}

impl<C: Scalar> Scalar for Quoted<C> {
    fn text(value: &C::Value) -> Cow<'_, str> {
        C::text(value)
    }
}

/// A value that is handed through untouched.
pub struct Json;

impl Codec for Json {
    type Value = serde_json::Value;

    fn decode<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<serde_json::Value>, D::Error> {
        let value: serde_json::Value = serde::Deserialize::deserialize(deserializer)?;
        Ok(Some(value).filter(|value| !value.is_null()))
    }

    fn encode<S: Serializer>(value: &Self::Value, serializer: S) -> Result<S::Ok, S::Error> {
        value.serialize(serializer)
    }

    /// Handed through like everything else: positions in a list may mean something.
    fn null() -> Option<serde_json::Value> {
        Some(serde_json::Value::Null)
    }
}

/// An enumeration that stays open: a variant for every known value, and one for all others.
pub trait OpenEnum: Sized {
    /// The variant of a wire value.
    fn from_wire(wire: &str) -> Self;
    /// The wire value.
    fn as_wire(&self) -> &str;
}

/// An open enumeration, written as text.
pub struct Word<T>(PhantomData<T>);

impl<T: OpenEnum> Codec for Word<T> {
    type Value = T;

    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
        let mut word = None;
        let mut read = |wire: &str| word = Some(T::from_wire(wire));
        deserializer.deserialize_any(WordVisitor(&mut read))?;
        Ok(word)
    }

    fn encode<S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(value.as_wire())
    }
}

/// Hands over text, like [`TextVisitor`], without a copy of it, and is compiled once.
struct WordVisitor<'a>(&'a mut dyn FnMut(&str));

impl Visitor<'_> for WordVisitor<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("text")
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        (self.0)(text);
        Ok(())
    }

    fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<(), E> {
        self.visit_str(&number.to_string())
    }

    fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<(), E> {
        self.visit_str(&number.to_string())
    }

    fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<(), E> {
        self.visit_str(&number.to_string())
    }

    fn visit_bool<E: serde::de::Error>(self, flag: bool) -> Result<(), E> {
        self.visit_str(if flag { "true" } else { "false" })
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}

impl<T: OpenEnum> Scalar for Word<T> {
    fn text(value: &T) -> Cow<'_, str> {
        Cow::Borrowed(value.as_wire())
    }
}

/// An open enumeration, written as a number.
pub struct Digit<T>(PhantomData<T>);

impl<T: OpenEnum> Codec for Digit<T> {
    type Value = T;

    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
        Word::<T>::decode(deserializer)
    }

    fn encode<S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
        match value.as_wire().parse::<i64>() {
            Ok(number) => serializer.serialize_i64(number),
            // Only `Other` can hold letters; the platform shall see what the caller gave.
            Err(_) => serializer.serialize_str(value.as_wire()),
        }
    }
}

impl<T: OpenEnum> Scalar for Digit<T> {
    fn text(value: &T) -> Cow<'_, str> {
        Word::<T>::text(value)
    }
}
