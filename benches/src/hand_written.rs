//! The program that a good engineer writes without Larkspur: reqwest, an envelope, and derived
//! structs that own what they hold.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::hint::black_box;
use std::time::Duration;

/// What every reply comes in.
#[derive(Debug, Deserialize)]
pub struct Envelope<T> {
    code: i64,
    msg: String,
    data: Option<T>,
}

/// Why there is no reply.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The call did not go through.
    #[error(transparent)]
    Http(#[from] reqwest::Error),
    /// The body is no reply.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
    /// The platform refused.
    #[error("code {0}: {1}")]
    Refused(i64, String),
    /// The platform agreed and said nothing.
    #[error("the reply holds no data")]
    NoData,
}

impl<T> Envelope<T> {
    /// The reply, if it is one.
    pub fn open(self) -> Result<T, Failure> {
        match self.code {
            0 => self.data.ok_or(Failure::NoData),
            code => Err(Failure::Refused(code, self.msg)),
        }
    }
}

/// One page of approval instances.
#[derive(Debug, Deserialize)]
pub struct Instances {
    /// Their codes.
    #[serde(default)]
    pub instance_code_list: Vec<String>,
    /// Where the next page starts.
    pub page_token: Option<String>,
    /// Whether another page follows.
    pub has_more: bool,
}

/// One page of task lists.
#[derive(Debug, Deserialize)]
pub struct Tasklists {
    /// The task lists.
    #[serde(default)]
    pub items: Vec<Tasklist>,
    /// Where the next page starts.
    pub page_token: Option<String>,
    /// Whether another page follows.
    pub has_more: bool,
}

/// A task list.
#[derive(Debug, Deserialize)]
#[allow(missing_docs, reason = "the fields are those of the page, by name")]
pub struct Tasklist {
    pub guid: Option<String>,
    pub name: Option<String>,
    pub creator: Option<Member>,
    pub owner: Option<Member>,
    #[serde(default)]
    pub members: Vec<Member>,
    pub url: Option<String>,
    pub created_at: Option<String>,
    pub updated_at: Option<String>,
}

/// Somebody with a role in a task list.
#[derive(Debug, Deserialize)]
#[allow(missing_docs, reason = "the fields are those of the page, by name")]
pub struct Member {
    pub id: Option<String>,
    pub r#type: Option<String>,
    pub role: Option<String>,
}

/// The client.
pub struct Client {
    http: reqwest::Client,
    base: String,
    token: String,
}

#[derive(Serialize)]
struct InstancesQuery<'a> {
    page_size: u32,
    approval_code: &'a str,
    start_time: i64,
    end_time: i64,
}

#[derive(Serialize)]
struct TasklistsQuery {
    page_size: u32,
}

impl Client {
    /// A client of that address.
    pub fn new(base: &str, token: &str) -> Result<Self, Failure> {
        let http = reqwest::Client::builder()
            .user_agent("hand-written/0.1.0")
            .connect_timeout(Duration::from_secs(10))
            .timeout(Duration::from_secs(60))
            .no_proxy()
            .build()?;
        Ok(Self { http, base: base.to_owned(), token: token.to_owned() })
    }

    /// Lists approval instances that were created between two instants, in milliseconds.
    pub async fn instances(&self, code: &str, range: (i64, i64)) -> Result<Instances, Failure> {
        let (start_time, end_time) = range;
        let query = InstancesQuery { page_size: 100, approval_code: code, start_time, end_time };
        self.get("/open-apis/approval/v4/instances", &query).await
    }

    /// Lists task lists.
    pub async fn tasklists(&self) -> Result<Tasklists, Failure> {
        self.get("/open-apis/task/v2/tasklists", &TasklistsQuery { page_size: 100 }).await
    }

    async fn get<T: DeserializeOwned>(
        &self,
        path: &str,
        query: &impl Serialize,
    ) -> Result<T, Failure> {
        let request = self.http.get(format!("{}{path}", self.base));
        let response = request.bearer_auth(&self.token).query(query).send().await?;
        let envelope: Envelope<T> = response.error_for_status()?.json().await?;
        envelope.open()
    }
}

/// Reads the body of a page without calling anybody; how many items it holds.
pub fn decode(operation: crate::Operation, body: &[u8]) -> Result<usize, Failure> {
    Ok(match operation {
        crate::Operation::Approvals => read::<Instances>(body)?.instance_code_list.len(),
        crate::Operation::Tasklists => read::<Tasklists>(body)?.items.len(),
    })
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Failure> {
    serde_json::from_slice::<Envelope<T>>(body)?.open().map(black_box)
}
