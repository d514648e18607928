//! The handle that tests hold.

use crate::answer::Forced;
use crate::app::App;
use crate::builder::MockBuilder;
use crate::catalogue::Catalogue;
use crate::credentials::Credentials;
use crate::data::DataSet;
use crate::error::MockError;
use crate::files;
use crate::force::Next;
use crate::received::Received;
use bytes::Bytes;
use serde_json::Value;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::oneshot;

/// A running mock. It stops when this is dropped.
#[derive(Debug)]
pub struct Mock {
    app: Arc<App>,
    address: SocketAddr,
    _stop: oneshot::Sender<()>,
}

/// One operation, or one call that gets a token, that a mock serves.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Route {
    /// The operation's id, or `<platform>.auth.<scheme>`.
    pub id: String,
    /// The HTTP method.
    pub method: String,
    /// The path, with `:name` for parameters.
    pub path: String,
}

impl Mock {
    /// Sets up a mock; without further ado it serves the embedded specs.
    pub fn builder() -> MockBuilder {
        MockBuilder::default()
    }

    pub(crate) fn new(app: Arc<App>, address: SocketAddr, stop: oneshot::Sender<()>) -> Mock {
        Mock { app, address, _stop: stop }
    }

    /// What stands in for the address of every platform: `http://127.0.0.1:PORT`.
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The names of the platforms it serves.
    pub fn platforms(&self) -> Vec<&str> {
        self.app.credentials.keys().map(String::as_str).collect()
    }

    /// Everything it serves.
    pub fn routes(&self) -> Vec<Route> {
        let catalogue = &self.app.catalogue;
        let tokens = catalogue.tokens.iter().map(|call| Route {
            id: call.id.clone(),
            method: "POST".to_owned(),
            path: call.issue.path.clone(),
        });
        let operations = catalogue.operations.iter().map(|served| Route {
            id: served.id.clone(),
            method: served.operation.http.method.as_str().to_owned(),
            path: served.operation.http.path.clone(),
        });
        tokens.chain(operations).collect()
    }

    /// What a platform accepts.
    pub fn credentials(&self, platform: &str) -> Result<Credentials, MockError> {
        self.app.catalogue.platform(platform)?;
        Ok(self.app.credentials[platform].clone())
    }

    /// The ids an operation accepts, by parameter: those that are required, and those for which
    /// it documents a code when they are unknown.
    pub fn ids(&self, operation: &str) -> Result<BTreeMap<String, Vec<String>>, MockError> {
        Ok(self.app.ids.of(self.app.catalogue.operation(operation)?))
    }

    /// Makes an id exist, for every operation of the platform with a parameter of that name.
    pub fn know(&self, platform: &str, parameter: &str, id: &str) -> Result<(), MockError> {
        self.app.catalogue.platform(platform)?;
        self.app.ids.learn(platform, parameter, id);
        Ok(())
    }

    /// Gives a list so many items from now on, or a download so many bytes.
    pub fn seed(&self, operation: &str, count: usize) -> Result<(), MockError> {
        let set = seeded(&self.app.catalogue, operation, count)?;
        self.app.put(operation, set);
        Ok(())
    }

    /// Gives a list other items from now on, as [`MockBuilder::seed_over`] does.
    pub fn seed_over(
        &self,
        operation: &str,
        start_ms: i64,
        end_ms: i64,
        count: usize,
    ) -> Result<(), MockError> {
        let set = seeded_over(&self.app.catalogue, operation, start_ms, end_ms, count)?;
        self.app.put(operation, set);
        Ok(())
    }

    /// The keys of all items of a list, in order.
    pub fn keys(&self, operation: &str) -> Result<Vec<String>, MockError> {
        let served = self.app.catalogue.operation(operation)?;
        let list = served.list.as_ref();
        let list = list.ok_or_else(|| MockError::NoList(operation.to_owned()))?;
        let set = self.app.set(operation);
        Ok((0..set.count).map(|number| set.key(served, list, number)).collect())
    }

    /// The instants of all items of a list that a time window filters, in milliseconds and in
    /// the order of [`Mock::keys`].
    pub fn instants(&self, operation: &str) -> Result<Vec<i64>, MockError> {
        self.app.catalogue.operation(operation)?;
        Ok(self.app.set(operation).instants.clone())
    }

    /// All items of a list, in order, as a call without parameters would see them.
    pub fn items(&self, operation: &str) -> Result<Vec<Value>, MockError> {
        let served = self.app.catalogue.operation(operation)?;
        let list = served.list.as_ref();
        let list = list.ok_or_else(|| MockError::NoList(operation.to_owned()))?;
        let set = self.app.set(operation);
        let item = |number| set.item(served, list, number, &Value::Null);
        Ok((0..set.count).map(item).collect())
    }

    /// The bytes of the file that a token stands for, as long as nobody uploaded one under it.
    pub fn file(&self, token: &str, size: usize) -> Bytes {
        files::seeded(token, size)
    }

    /// The requests so far, in order: the last ones, if there were very many.
    pub fn requests(&self) -> Vec<Received> {
        self.app.log.all()
    }

    /// The last request of all.
    pub fn last_request(&self) -> Option<Received> {
        self.app.log.last(|_| true)
    }

    /// The last request for one operation, or for `<platform>.auth.<scheme>`.
    pub fn last_request_of(&self, operation: &str) -> Option<Received> {
        let noted = self.app.catalogue.noted(operation);
        self.app.log.last(|entry| entry.operation.as_deref() == Some(noted))
    }

    /// How many requests there were in all.
    pub fn total_calls(&self) -> usize {
        self.app.log.total()
    }

    /// How many requests there were for one operation, or for `<platform>.auth.<scheme>`.
    pub fn calls(&self, operation: &str) -> usize {
        let noted = self.app.catalogue.noted(operation);
        self.app.log.count(|id| id == noted)
    }

    /// How many requests for tokens of a platform there were.
    pub fn token_calls(&self, platform: &str) -> usize {
        let start = format!("{platform}.auth.");
        let calls = &self.app.catalogue.tokens;
        let is_token = |id: &str| calls.iter().any(|call| call.id == id);
        self.app.log.count(|id| id.starts_with(&start) && is_token(id))
    }

    /// Forgets all requests so far, and their counts.
    pub fn clear_requests(&self) {
        self.app.log.clear();
    }

    /// Ends every issued token; the next request for one gets a new one.
    pub fn expire_tokens(&self) {
        self.app.tokens.end(|_| true);
    }

    /// Puts the mock's clock forward: tokens age.
    pub fn advance(&self, by: Duration) {
        self.app.tokens.advance(by);
    }

    /// Answers the next call of an operation, or of `<platform>.auth.<scheme>`, with this.
    /// Several wait in line.
    pub fn force(&self, operation: &str, answer: Forced) -> Result<(), MockError> {
        self.queue(operation, Next::Answer(answer))
    }

    /// Answers the next call of an operation with a code that it or its platform documents, in
    /// the right envelope and with the right HTTP status.
    pub fn force_error(&self, operation: &str, code: i64) -> Result<(), MockError> {
        let word = code.to_string();
        let catalogue = &self.app.catalogue;
        let token = catalogue.tokens.iter().find(|call| call.id == operation);
        let described = token.and_then(|call| call.described.as_deref());
        let (platform, own) = match (token, described) {
            (Some(call), None) => (&call.platform, false),
            (_, described) => {
                let served = catalogue.operation(described.unwrap_or(operation))?;
                (&served.platform, served.operation.errors.contains_key(&word))
            }
        };
        if !own && !platform.platform.errors.contains_key(&word) {
            return Err(MockError::UnknownCode { operation: operation.to_owned(), code });
        }
        self.queue(operation, Next::Code(code))
    }

    /// Tells the next call of an operation that its token is not valid, and ends that token, so
    /// that a new one is issued.
    pub fn force_token_invalid(&self, operation: &str) -> Result<(), MockError> {
        self.app.catalogue.operation(operation)?;
        self.queue(operation, Next::TokenInvalid)
    }

    fn queue(&self, operation: &str, next: Next) -> Result<(), MockError> {
        let catalogue = &self.app.catalogue;
        if !catalogue.tokens.iter().any(|call| call.id == operation) {
            catalogue.operation(operation)?;
        }
        self.app.queue.push(catalogue.noted(operation), next);
        Ok(())
    }
}

/// A data set for a list or a download.
pub(crate) fn seeded(catalogue: &Catalogue, id: &str, count: usize) -> Result<DataSet, MockError> {
    let served = catalogue.operation(id)?;
    match served.list.is_some() || served.is_download() {
        true => Ok(DataSet::new(served, count)),
        false => Err(MockError::NoList(id.to_owned())),
    }
}

/// A data set for a list with a time window.
pub(crate) fn seeded_over(
    catalogue: &Catalogue,
    id: &str,
    start: i64,
    end: i64,
    count: usize,
) -> Result<DataSet, MockError> {
    let served = catalogue.operation(id)?;
    let span = served.list.as_ref().and_then(|list| list.windows.first());
    let span = span.ok_or_else(|| MockError::NoWindow(id.to_owned()))?;
    Ok(DataSet::over(span.longest, start, end, count))
}
