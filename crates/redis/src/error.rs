//! Why Redis could not help.
//!
//! A client library's own texts may quote what was sent or received, a token or the password of
//! the address. So none of them is passed on: an error says what kind it is, and no more.

use redis::{ErrorKind, RedisError};
use std::time::Duration;

/// Why Redis could not help. It holds no token, and nothing of the address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RedisStoreError {
    /// The address is not one that can be connected to.
    #[error(
        "the address of Redis is not like `redis://user:password@host:6379/0` (for TLS, hand in a \
         connection of your own)"
    )]
    Address,
    /// There is no connection, or it broke.
    #[error("Redis cannot be reached: {0}")]
    Unreachable(String),
    /// No answer came in time.
    #[error("Redis did not answer within {0:?}")]
    TimedOut(Duration),
    /// Redis answered with an error.
    #[error("Redis refused: {0}")]
    Refused(String),
    /// What Redis answered, or keeps, is not what this crate wrote.
    #[error("what Redis keeps under `{key}` is not from Larkspur: `{field}` cannot be read")]
    Unreadable {
        /// The key in Redis.
        key: String,
        /// The field that cannot be read, or `type` if nothing can.
        field: &'static str,
    },
}

impl RedisStoreError {
    /// What a failed command on that key means.
    pub(crate) fn of(error: &RedisError, key: &str) -> Self {
        match error.kind() {
            ErrorKind::Io => Self::Unreachable(io_reason(error)),
            ErrorKind::InvalidClientConfig => Self::Address,
            ErrorKind::UnexpectedReturnType | ErrorKind::Parse => Self::unreadable(key, "type"),
            ErrorKind::AuthenticationFailed => Self::Refused("wrong user or password".to_owned()),
            _ if error.code() == Some("WRONGTYPE") => Self::unreadable(key, "type"),
            // The code is one word, such as `READONLY`; the text behind it may quote arguments.
            _ => Self::Refused(error.code().unwrap_or(error.category()).to_owned()),
        }
    }

    pub(crate) fn unreadable(key: &str, field: &'static str) -> Self {
        Self::Unreadable { key: key.to_owned(), field }
    }
}

fn io_reason(error: &RedisError) -> String {
    let reason = match error {
        _ if error.is_connection_refusal() => "connection refused",
        _ if error.is_connection_dropped() => "connection lost",
        _ => error.category(),
    };
    reason.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io;

    fn refusal(code: &str) -> RedisError {
        redis::make_extension_error(code.to_owned(), Some("args: t-secret".to_owned()))
    }

    #[test]
    fn what_redis_says_is_told_by_its_code_alone() {
        let cases: [(RedisError, &str); 7] = [
            (refusal("MISCONF"), "Redis refused: MISCONF"),
            (
                refusal("WRONGTYPE"),
                "what Redis keeps under `k` is not from Larkspur: `type` cannot be read",
            ),
            (
                (ErrorKind::UnexpectedReturnType, "not text", "t-secret".to_owned()).into(),
                "what Redis keeps under `k` is not from Larkspur: `type` cannot be read",
            ),
            (
                (ErrorKind::AuthenticationFailed, "failed", "t-secret".to_owned()).into(),
                "Redis refused: wrong user or password",
            ),
            (
                io::Error::new(io::ErrorKind::ConnectionReset, "t-secret").into(),
                "Redis cannot be reached: connection lost",
            ),
            (
                io::Error::new(io::ErrorKind::InvalidData, "t-secret").into(),
                "Redis cannot be reached: I/O error",
            ),
            (
                (ErrorKind::Io, "gone", "t-secret".to_owned()).into(),
                "Redis cannot be reached: connection lost",
            ),
        ];
        for (error, expected) in cases {
            let told = RedisStoreError::of(&error, "k");
            assert_eq!(told.to_string(), expected);
            assert!(!format!("{told:?}").contains("t-secret"), "{told:?}");
        }
    }
}
