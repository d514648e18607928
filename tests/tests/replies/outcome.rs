//! What a call came to, without the types of its operation.

use bytes::Bytes;
use larkspur::runtime::{ErrorCode, JsonEndpoint, Response, Send};
use larkspur::{Error, ErrorKind};
use serde::Serialize;
use serde_json::Value;
use std::pin::Pin;

pub(crate) type Calling<T> = Pin<Box<dyn Future<Output = T>>>;

/// A reply as it was understood.
#[derive(Debug)]
pub(crate) struct Seen {
    pub(crate) reply: Value,
    pub(crate) status: u16,
    pub(crate) log_id: Option<String>,
    pub(crate) bytes: Bytes,
}

/// A list that was walked until something ended it.
pub(crate) struct Walked {
    pub(crate) items: usize,
    pub(crate) end: Result<(), Refusal>,
}

/// An error as it was understood.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) kind: ErrorKind,
    pub(crate) operation: &'static str,
    pub(crate) status: Option<u16>,
    pub(crate) code: Option<i64>,
    /// The variant of the operation's enumeration.
    pub(crate) variant: Option<String>,
    /// The name that the error has, and the one that its code has.
    pub(crate) name: Option<&'static str>,
    pub(crate) code_name: Option<&'static str>,
    pub(crate) message: String,
    pub(crate) log_id: Option<String>,
    pub(crate) excerpt: Option<String>,
    pub(crate) field_violations: Vec<String>,
    pub(crate) display: String,
}

impl<C: ErrorCode> From<Error<C>> for Refusal {
    fn from(error: Error<C>) -> Self {
        Self {
            kind: error.kind(),
            operation: error.operation(),
            status: error.status().map(|status| status.as_u16()),
            code: error.code().map(C::code),
            variant: error.code().map(|code| format!("{code:?}")),
            name: error.name(),
            code_name: error.code().and_then(C::name),
            message: error.message().to_owned(),
            log_id: error.log_id().map(ToOwned::to_owned),
            excerpt: error.excerpt().map(ToOwned::to_owned),
            field_violations: error.field_violations().iter().map(|it| it.field.clone()).collect(),
            display: error.to_string(),
        }
    }
}

/// Makes a call and notes how it ended.
pub(crate) async fn outcome<E: JsonEndpoint>(call: Send<E>) -> Result<Seen, Refusal>
where
    E::Reply: Serialize,
{
    let response: Response<E::Reply> = call.await?;
    Ok(Seen {
        reply: serde_json::to_value(&*response).expect("a reply can be written as JSON"),
        status: response.status().as_u16(),
        log_id: response.log_id().map(ToOwned::to_owned),
        bytes: response.bytes().clone(),
    })
}
