//! What every call of a Larkspur client shares.
pub mod body;
pub mod decode;
mod endpoint;
mod error;
mod operation;
mod request;
mod response;
mod timestamp;
mod violation;

pub use body::{ByteStream, FilePart};
pub use endpoint::*;
pub use error::*;
pub use operation::*;
pub use request::*;
pub use response::{Meta, Response};
pub use timestamp::Timestamp;
pub use violation::*;
