//! What can go wrong before a mock serves, and when a test asks it for something it has not.

use crate::misbehaviour::Misbehaviour;
use std::io;

/// Why a mock did not start, or could not do what it was told.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MockError {
    /// The specs are not fit to be served.
    #[error("the specs cannot be served: {0}")]
    Specs(String),
    /// Two operations answer to the same method and path.
    #[error("`{first}` and `{second}` answer to the same requests")]
    Clash {
        /// The operation that came first.
        first: String,
        /// The other one.
        second: String,
    },
    /// There is no operation of that id.
    #[error("there is no operation `{0}` in the specs")]
    UnknownOperation(String),
    /// There is no platform of that name.
    #[error("there is no platform `{0}` in the specs")]
    UnknownPlatform(String),
    /// The platform documents no way to refresh user tokens.
    #[error("`{0}` documents no way to refresh user tokens")]
    NoRefresh(String),
    /// The platform's schemes know no credential of that name.
    #[error("no auth scheme of the platform knows the credential `{0}`")]
    UnknownCredential(String),
    /// Neither the operation nor its platform documents that code.
    #[error("`{operation}` does not document the code {code}")]
    UnknownCode {
        /// The operation.
        operation: String,
        /// The code.
        code: i64,
    },
    /// That cannot happen to calls of the operation.
    #[error("{misbehaviour:?} cannot happen to calls of `{operation}`")]
    Unfit {
        /// The operation.
        operation: String,
        /// What was to happen.
        misbehaviour: Misbehaviour,
    },
    /// The operation has no items to be seeded.
    #[error("`{0}` answers neither a list nor a file, so there is nothing to seed")]
    NoList(String),
    /// The operation has no time range to spread items over.
    #[error("`{0}` has no time window to spread items over")]
    NoWindow(String),
    /// The address could not be opened.
    #[error("cannot listen: {0}")]
    Listen(#[from] io::Error),
}
