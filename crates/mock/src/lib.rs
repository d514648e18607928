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
//!
//! It also misbehaves as platforms and networks do, alone ([`Mock::inject`]) or mixed by a seed
//! ([`MockBuilder::chaos`]), keeps the quotas of the specs ([`MockBuilder::quota`]), and lets
//! lists change while they are read. All of its time is tokio's, and a mock can be called without
//! a socket, so that a year of calls under a quota takes a test no time:
//!
//! ```
//! # #[tokio::main(flavor = "current_thread", start_paused = true)]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use larkspur_mock::{Enforce, Misbehaviour, Mock, Outcome};
//! use std::time::Duration;
//!
//! const TASKS: &str = "feishu.task.v2.tasklist.list";
//! let mock = Mock::builder().quota(Enforce::Sliding).quota_used(TASKS, 50).build()?;
//! let status = || -> Result<u16, Box<dyn std::error::Error>> {
//!     let target = "http://mock.invalid/open-apis/task/v2/tasklists";
//!     match mock.deliver(http::Request::get(target).body(bytes::Bytes::new())?).outcome {
//!         Outcome::Answer(response) => Ok(response.status().as_u16()),
//!         other => panic!("{other:?}"),
//!     }
//! };
//! assert_eq!(status()?, 429, "others used the 50 calls of this second");
//! tokio::time::advance(Duration::from_secs(1)).await;
//! mock.inject(TASKS, Misbehaviour::Html(502))?;
//! assert_eq!(status()?, 502);
//! assert_eq!(mock.throttled(), 1);
//! # Ok(())
//! # }
//! ```

mod answer;
mod app;
mod authorise;
mod builder;
mod call;
mod catalogue;
mod chaos;
mod check;
mod clock;
mod credentials;
mod data;
mod delivery;
mod dotted;
mod embedded;
mod envelope;
mod error;
mod exchange;
mod faults;
mod files;
mod force;
mod ids;
mod input;
mod issue;
mod list;
mod misbehaviour;
mod mock;
mod multipart;
mod page;
mod places;
mod quota;
mod random;
mod received;
mod refresh;
mod reply;
mod route;
mod rules;
mod server;
mod synth;
mod text;
mod tokens;
mod truth;

pub use answer::Forced;
pub use builder::MockBuilder;
pub use chaos::Chaos;
pub use credentials::Credentials;
pub use data::Edges;
pub use delivery::{Delivery, Outcome};
pub use error::MockError;
pub use misbehaviour::{Kind, Misbehaviour};
pub use mock::{Mock, Route};
pub use multipart::Part;
pub use page::LastToken;
pub use quota::Enforce;
pub use received::Received;
pub use refresh::Granted;
