//! The handle that tests hold.

use crate::answer::Forced;
use crate::app::App;
use crate::builder::MockBuilder;
use crate::catalogue::{Catalogue, Served};
use crate::credentials::Credentials;
use crate::delivery::Delivery;
use crate::error::MockError;
use crate::files;
use crate::force::Next;
use crate::misbehaviour::Misbehaviour;
use crate::received::Received;
use crate::refresh::{Granted, Refreshing};
use bytes::Bytes;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::oneshot;

/// A mock. Where it listens, it stops when this is dropped.
#[derive(Debug)]
pub struct Mock {
    pub(crate) app: Arc<App>,
    listener: Option<Listener>,
}

/// Where a mock listens, for as long as this is there.
#[derive(Debug)]
pub(crate) struct Listener {
    pub(crate) address: SocketAddr,
    pub(crate) _stop: oneshot::Sender<()>,
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

    pub(crate) fn new(app: Arc<App>, listener: Option<Listener>) -> Mock {
        Mock { app, listener }
    }

    /// What stands in for the address of every platform: `http://127.0.0.1:PORT`, or, when it
    /// does not listen, an address that nobody can reach.
    pub fn base_url(&self) -> String {
        match &self.listener {
            Some(listener) => format!("http://{}", listener.address),
            None => "http://mock.invalid".to_owned(),
        }
    }

    /// Where it listens; nothing when it was built without a listener.
    pub fn address(&self) -> Option<SocketAddr> {
        self.listener.as_ref().map(|listener| listener.address)
    }

    /// Answers one request without a socket. Of its address only the path and the query count.
    ///
    /// Time passes as tokio's clock has it, so that whole harvests run on a paused one.
    ///
    /// ```
    /// use larkspur_mock::{Mock, Outcome};
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let mock = Mock::builder().build()?;
    /// let target = format!("{}/open-apis/task/v2/tasklists", mock.base_url());
    /// let request = http::Request::get(target).body(bytes::Bytes::new())?;
    /// match mock.deliver(request).outcome {
    ///     Outcome::Answer(response) => assert_eq!(response.status(), 400, "it has no token"),
    ///     other => panic!("{other:?}"),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn deliver(&self, request: http::Request<Bytes>) -> Delivery {
        let (parts, body) = request.into_parts();
        self.app.deliver(Received::new(&parts, body))
    }

    pub(crate) fn catalogue(&self) -> Arc<Catalogue> {
        Arc::clone(&self.app.catalogue)
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

    /// What a person's consent comes to: a pair of tokens, as an authorization code is traded for.
    ///
    /// # Errors
    /// Where the platform documents no way to refresh user tokens.
    pub fn grant(&self, platform: &str, person: &str) -> Result<Granted, MockError> {
        let refreshing = self.refreshing(platform)?.1;
        Ok(self.app.hand_out(platform, refreshing, person.to_owned()))
    }

    /// How many calls came to trade a refresh token.
    pub fn refresh_calls(&self, platform: &str) -> Result<usize, MockError> {
        Ok(self.calls(&self.refreshing(platform)?.0.id))
    }

    /// How often a refresh token came, whatever became of the call.
    pub fn presented(&self, refresh_token: &str) -> usize {
        self.app.refreshes.presented(refresh_token)
    }

    fn refreshing(&self, platform: &str) -> Result<(&Served, &Refreshing), MockError> {
        self.app.catalogue.platform(platform)?;
        let mut all = self.app.catalogue.operations.iter();
        all.find_map(|served| {
            let refreshing = served.refreshing.as_ref();
            refreshing.filter(|_| served.platform.name == platform).map(|found| (served, found))
        })
        .ok_or_else(|| MockError::NoRefresh(platform.to_owned()))
    }

    /// Forgets all requests so far, and their counts.
    pub fn clear_requests(&self) {
        self.app.log.clear();
    }

    /// Ends every issued token; the next request for one gets a new one.
    pub fn expire_tokens(&self) {
        self.app.tokens.end(|_| true);
    }

    /// Puts the mock's clock forward: tokens age, and quotas find room.
    pub fn advance(&self, by: Duration) {
        self.app.clock.advance(by);
    }

    /// Others make so many calls of an operation now, which count against its quota.
    pub fn use_up(&self, operation: &str, calls: usize) -> Result<(), MockError> {
        let id = self.app.catalogue.callable(operation)?.id();
        self.app.ledger.use_up(id, calls, self.app.clock.now());
        Ok(())
    }

    /// How many calls came beyond a quota. Those that were told so without being are not among
    /// them.
    pub fn throttled(&self) -> usize {
        self.app.ledger.refused(|_| true)
    }

    /// How many calls of an operation, or of `<platform>.auth.<scheme>`, came beyond its quota.
    pub fn throttled_of(&self, operation: &str) -> usize {
        let noted = self.app.catalogue.noted(operation);
        self.app.ledger.refused(|id| id == noted)
    }

    /// Lets something go wrong with the next call of an operation, or of
    /// `<platform>.auth.<scheme>`, in line with [`Mock::force`]. What the next call cannot show,
    /// such as the repeated token of a call without one, waits for the first that can.
    pub fn inject(&self, operation: &str, misbehaviour: Misbehaviour) -> Result<(), MockError> {
        let call = self.app.catalogue.callable(operation)?;
        match misbehaviour {
            Misbehaviour::CodeAnswer { code, .. } if !call.documents(code) => {
                return Err(MockError::UnknownCode { operation: operation.to_owned(), code });
            }
            _ if !call.can(&misbehaviour) => {
                let operation = operation.to_owned();
                return Err(MockError::Unfit { operation, misbehaviour });
            }
            _ => {}
        }
        self.queue(operation, Next::Misbehave(misbehaviour))
    }

    /// What went wrong so far, and with which operation, in order.
    pub fn misbehaved(&self) -> Vec<(String, Misbehaviour)> {
        self.app.fate.diary().clone()
    }

    /// Answers the next call of an operation, or of `<platform>.auth.<scheme>`, with this.
    /// Several wait in line.
    pub fn force(&self, operation: &str, answer: Forced) -> Result<(), MockError> {
        self.queue(operation, Next::Answer(answer))
    }

    /// Answers the next call of an operation with a code that it or its platform documents, in
    /// the right envelope and with the right HTTP status.
    pub fn force_error(&self, operation: &str, code: i64) -> Result<(), MockError> {
        self.inject(operation, Misbehaviour::CodeAnswer { code, status: None })
    }

    /// Tells the next call of an operation that its token is not valid, and ends that token, so
    /// that a new one is issued.
    pub fn force_token_invalid(&self, operation: &str) -> Result<(), MockError> {
        self.inject(operation, Misbehaviour::TokenExpired)
    }

    fn queue(&self, operation: &str, next: Next) -> Result<(), MockError> {
        let id = self.app.catalogue.callable(operation)?.id();
        self.app.fate.queue.push(id, next);
        Ok(())
    }
}
