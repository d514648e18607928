//! One mock: everything it knows, and the way of a request through it.
//!
//! A request is found its operation, then a forced answer may take its place, then it has to show
//! a token, then its parameters are checked, then the things it names have to exist, and only
//! then it gets a reply. Each step is a module of its own and ends in an answer or a failure.

use crate::answer::Answer;
use crate::authorise;
use crate::catalogue::{Catalogue, Served, Target, TokenCall};
use crate::credentials::Credentials;
use crate::data::{DataSet, Edges};
use crate::envelope::{self, Failure};
use crate::faults::{self, Fault};
use crate::files::Files;
use crate::force::{Next, Queue};
use crate::ids::Ids;
use crate::input;
use crate::issue::{self, Lives};
use crate::page::LastToken;
use crate::received::{Log, Received};
use crate::reply::{self, Refused};
use crate::tokens::Tokens;
use larkspur_spec::model::{Map, Media};
use larkspur_spec::tree::PlatformTree;
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

/// The size of a file nobody seeded.
const FILE: usize = 4096;

/// The state of a mock.
#[derive(Debug)]
pub(crate) struct App {
    pub(crate) catalogue: Catalogue,
    pub(crate) credentials: BTreeMap<String, Credentials>,
    pub(crate) tokens: Tokens,
    pub(crate) lives: Lives,
    pub(crate) ids: Ids,
    pub(crate) files: Files,
    pub(crate) sets: RwLock<BTreeMap<String, Arc<DataSet>>>,
    pub(crate) edges: Edges,
    pub(crate) last_token: LastToken,
    pub(crate) queue: Queue,
    pub(crate) log: Log,
    pub(crate) serial: AtomicU64,
}

impl App {
    /// A number that was not given before.
    pub(crate) fn serial(&self) -> u64 {
        self.serial.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// The items of an operation.
    pub(crate) fn set(&self, id: &str) -> Arc<DataSet> {
        let sets = self.sets.read().unwrap_or_else(PoisonError::into_inner);
        sets.get(id).cloned().unwrap_or_default()
    }

    /// Gives an operation other items.
    pub(crate) fn put(&self, id: &str, set: DataSet) {
        let mut sets = self.sets.write().unwrap_or_else(PoisonError::into_inner);
        sets.insert(id.to_owned(), Arc::new(set));
    }

    /// Answers a request and notes both.
    pub(crate) fn handle(&self, mut received: Received) -> Answer {
        let log_id = format!("mock-log-{:08}", self.serial());
        let body = || received.json().unwrap_or_default();
        let (path, query) = (received.path(), received.query());
        let found = self.catalogue.find(&received.method, path, &query, &body);
        let (platform, answer) = match found {
            Target::Operation(served, path) => {
                received.operation = Some(served.id.clone());
                let answer = self.operation(served, &path, &mut received, &log_id);
                (Some(&served.platform), answer)
            }
            Target::Token(call) => {
                received.operation = Some(call.id.clone());
                (Some(&call.platform), self.token(call, &mut received, &log_id))
            }
            Target::WrongMethod(platform) => {
                let answer = lost(Some(platform), "method_mismatch", 405, &mut received, &log_id);
                (Some(platform), answer)
            }
            Target::Unknown(platform) => {
                let answer = lost(platform, "path_not_found", 404, &mut received, &log_id);
                (platform, answer)
            }
        };
        received.status = answer.status;
        let name = platform.and_then(|platform| platform.platform.log_id.first());
        let answer = match name.filter(|_| !answer.sealed) {
            Some(name) => answer.header(name, log_id),
            None => answer,
        };
        self.log.push(received);
        answer
    }

    fn token(&self, call: &TokenCall, received: &mut Received, log_id: &str) -> Answer {
        let frame = || envelope::named(&call.platform, call.issue.envelope.as_deref());
        let next = self.queue.pop(&call.id);
        received.forced = next.is_some();
        match next {
            Some(Next::Answer(forced)) => forced.into(),
            Some(Next::Code(code)) => {
                let own = call.described.as_ref().and_then(|id| call.platform.operations.get(id));
                let none = Map::new();
                let errors = own.map_or(&none, |file| &file.operation.errors);
                let known = Failure::documented(errors, &call.platform, code, 400);
                envelope::failure(frame(), &known.unwrap_or_else(|| bare(400, code)), log_id)
            }
            Some(Next::TokenInvalid) | None => {
                let known = &self.credentials[&call.platform.name];
                issue::answer(call, received, &self.tokens, known, self.lives, log_id)
            }
        }
    }

    fn operation(
        &self,
        served: &Served,
        path: &[(String, String)],
        received: &mut Received,
        log_id: &str,
    ) -> Answer {
        let next = self.queue.pop(&served.id);
        received.forced = next.is_some();
        let failure = match next {
            Some(Next::Answer(forced)) => return forced.into(),
            Some(Next::Code(code)) => coded(served, code),
            Some(Next::TokenInvalid) => {
                let failure = authorise::rejection(served, received, &self.tokens);
                let token = authorise::presented(served, received);
                self.tokens.end(|text| Some(text) == token);
                failure
            }
            None => match self.serve(served, path, received, log_id) {
                Ok(answer) => return answer,
                Err(failure) => failure,
            },
        };
        let name = served.operation.response.envelope.as_deref();
        envelope::failure(envelope::named(&served.platform, name), &failure, log_id)
    }

    fn serve(
        &self,
        served: &Served,
        path: &[(String, String)],
        received: &mut Received,
        log_id: &str,
    ) -> Result<Answer, Failure> {
        let known = &self.credentials[&served.platform.name];
        authorise::check(served, received, &self.tokens, known).inspect_err(|failure| {
            received.faults.push(failure.message.clone());
        })?;
        let (input, checker) = input::read(served, received, path);
        received.unknown_fields.extend(checker.unknown);
        if !checker.faults.is_empty() {
            return Err(faulty(served, checker.faults, received));
        }
        let set = self.set(&served.id);
        if let Some((name, code)) = self.ids.missing(served, &set, &input.values) {
            received.faults.push(format!("{name}: does not exist"));
            return Err(coded(served, code));
        }
        if served.is_download() {
            let size = if set.count == 0 { FILE } else { set.count };
            return Ok(self.files.download(path, size, received));
        }
        if served.operation.response.media == Media::None {
            return Ok(Answer::empty(204));
        }
        let reply = match &served.list {
            None => Ok(reply::record(self, served, input)),
            Some(list) => reply::list(self, served, list, &set, &input),
        };
        match reply {
            Ok(reply) => Ok(Answer::json(200, &envelope::success(served, reply, log_id))),
            Err(Refused::Code(code)) => Err(coded(served, code)),
            Err(Refused::Fault(fault)) => Err(faulty(served, vec![*fault], received)),
        }
    }
}

/// The failure of a documented code.
fn coded(served: &Served, code: i64) -> Failure {
    let errors = &served.operation.errors;
    let known = Failure::documented(errors, &served.platform, code, 400);
    known.unwrap_or_else(|| bare(400, code))
}

fn bare(status: u16, code: i64) -> Failure {
    Failure { status, code, message: "refused".to_owned(), violations: Vec::new() }
}

/// The failure of wrong parameters: the code of the first fault, and all of them as violations.
fn faulty(served: &Served, faults: Vec<Fault>, received: &mut Received) -> Failure {
    let code = faults.first().and_then(|fault| faults::code(served, fault));
    let mut failure = coded(served, code.unwrap_or(400));
    let line = |fault: &Fault| format!("{}: {}", fault.at, fault.reason);
    received.faults.extend(faults.iter().map(line));
    if let Some(first) = faults.first() {
        failure.message = format!("{}: {}", failure.message, line(first));
    }
    let violations = faults.into_iter().map(|fault| (fault.at, fault.value, fault.reason));
    failure.violations = violations.collect();
    failure
}

/// The answer to a path or a method that nothing takes: the platform's code of that name, or,
/// where it documents none, JSON that is no envelope.
fn lost(
    platform: Option<&Arc<PlatformTree>>,
    name: &str,
    status: u16,
    received: &mut Received,
    log_id: &str,
) -> Answer {
    let message = name.replace('_', " ");
    received.faults.push(message.clone());
    let known = platform.and_then(|platform| {
        let words: Vec<&str> = name.split('_').collect();
        let code = faults::common(platform, &words)?;
        let failure = Failure::documented(&Map::new(), platform, code, status)?;
        Some(envelope::failure(envelope::named(platform, None), &failure, log_id))
    });
    known.unwrap_or_else(|| Answer::json(status, &json!({ "error": message })))
}
