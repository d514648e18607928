//! A platform to talk to without credentials.
//!
//! A [`Mock`] serves every operation of every platform of a spec tree from one address: it issues
//! tokens and lets them end, refuses what the platforms refuse with the codes they document, and
//! pages through data of any size. It reads the specs at run time and shares no encoder, decoder
//! or generated type with the client, so that an error in one of them shows instead of agreeing
//! with itself.
//!
//! ```
//! # async fn example() -> Result<(), larkspur_mock::MockError> {
//! use larkspur_mock::Mock;
//!
//! let mock = Mock::builder().seed("feishu.task.v2.tasklist.list", 250).start().await?;
//! let feishu = mock.credentials("feishu")?;
//! println!("{} takes {:?}", mock.base_url(), feishu.get("app_id"));
//! // ... point a client to `mock.base_url()`, make calls ...
//! assert_eq!(mock.calls("feishu.task.v2.tasklist.list"), 0);
//! # Ok(())
//! # }
//! ```

mod answer;
mod app;
mod authorise;
mod builder;
mod catalogue;
mod check;
mod credentials;
mod data;
mod dotted;
mod embedded;
mod envelope;
mod error;
mod faults;
mod files;
mod force;
mod ids;
mod input;
mod issue;
mod list;
mod mock;
mod multipart;
mod page;
mod received;
mod reply;
mod route;
mod rules;
mod server;
mod synth;
mod text;
mod tokens;

pub use answer::Forced;
pub use builder::MockBuilder;
pub use credentials::Credentials;
pub use data::Edges;
pub use error::MockError;
pub use mock::{Mock, Route};
pub use multipart::Part;
pub use page::LastToken;
pub use received::Received;
