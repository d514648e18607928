//! One mock: everything it knows, and how it executes a call.
//!
//! A call has to show a token, then its parameters are checked, then the things it names have to
//! exist, and only then it gets a reply. Each step is a module of its own and ends in an answer
//! or a failure.

use crate::answer::Answer;
use crate::authorise;
use crate::call::Call;
use crate::catalogue::{Catalogue, Served, TokenCall};
use crate::clock::Clock;
use crate::credentials::Credentials;
use crate::data::{DataSet, Edges};
use crate::envelope::{self, Failure};
use crate::exchange::Fate;
use crate::faults::{self, Fault};
use crate::files::Files;
use crate::ids::Ids;
use crate::input;
use crate::issue::{self, Lives};
use crate::page::{LastToken, Oddity, Reach};
use crate::quota::Ledger;
use crate::received::{Log, Received};
use crate::refresh::Refreshes;
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
    pub(crate) catalogue: Arc<Catalogue>,
    pub(crate) clock: Clock,
    pub(crate) credentials: BTreeMap<String, Credentials>,
    pub(crate) tokens: Tokens,
    pub(crate) refreshes: Refreshes,
    pub(crate) lives: Lives,
    pub(crate) ids: Ids,
    pub(crate) files: Files,
    pub(crate) sets: RwLock<BTreeMap<String, Arc<DataSet>>>,
    pub(crate) edges: Edges,
    pub(crate) last_token: LastToken,
    /// How far lists can be paged through, where a test wants it otherwise than the spec.
    pub(crate) caps: BTreeMap<String, usize>,
    pub(crate) strict_cap: bool,
    pub(crate) ledger: Ledger,
    /// The HTTP status of calls beyond the quota, where a test wants another.
    pub(crate) quota_status: Option<u16>,
    /// Seconds by which the mock is wrong to tell how long something holds.
    pub(crate) clock_off: i64,
    pub(crate) fate: Fate,
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

    /// Changes the items of an operation.
    pub(crate) fn change<T>(&self, id: &str, work: impl FnOnce(&mut DataSet) -> T) -> Option<T> {
        let mut sets = self.sets.write().unwrap_or_else(PoisonError::into_inner);
        sets.get_mut(id).map(|set| work(Arc::make_mut(set)))
    }

    /// From now on, what changes in any list counts as changed.
    pub(crate) fn mark(&self) {
        let mut sets = self.sets.write().unwrap_or_else(PoisonError::into_inner);
        sets.values_mut().for_each(|set| Arc::make_mut(set).places.mark());
    }

    /// How far a list can be paged through.
    pub(crate) fn reach(&self, served: &Served) -> Option<Reach> {
        let cap = served.operation.paging.as_ref()?.cap.as_ref();
        let documented = cap.map(|cap| usize::try_from(cap.hits).unwrap_or(usize::MAX));
        let hits = self.caps.get(&served.id).copied().or(documented)?;
        Some(Reach { hits, strict: self.strict_cap })
    }

    /// The answer to a call that gets a token.
    pub(crate) fn token(
        &self,
        call: &TokenCall,
        received: &mut Received,
        asked: issue::Asked,
        log_id: &str,
    ) -> Answer {
        let known = &self.credentials[&call.platform.name];
        issue::answer(call, received, &self.tokens, known, self.lives, asked, log_id)
    }

    /// The answer to a call of an operation. What is to be odd about it is taken out of `oddity`
    /// when it can be so.
    pub(crate) fn operation(
        &self,
        served: &Served,
        path: &[(String, String)],
        received: &mut Received,
        log_id: &str,
        oddity: &mut Option<Oddity>,
    ) -> Answer {
        self.serve(served, path, received, log_id, oddity).unwrap_or_else(|failure| {
            let call = Call::Operation(served);
            envelope::failure(call.envelope(), &failure, log_id)
        })
    }

    fn serve(
        &self,
        served: &Served,
        path: &[(String, String)],
        received: &mut Received,
        log_id: &str,
        oddity: &mut Option<Oddity>,
    ) -> Result<Answer, Failure> {
        let known = &self.credentials[&served.platform.name];
        let now = self.clock.now();
        authorise::check(served, received, &self.tokens, known, now).inspect_err(|failure| {
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
            let size = if set.places.len() == 0 { FILE } else { set.places.len() };
            return Ok(self.files.download(path, size, received));
        }
        if served.operation.response.media == Media::None {
            return Ok(Answer::empty(204));
        }
        let reply = match &served.list {
            None => {
                let body = served.refreshing.as_ref().map(|_| input.values.clone());
                let mut reply = reply::record(self, served, input);
                let refreshing = served.refreshing.as_ref().zip(body);
                let refreshed = refreshing.map_or(Ok(()), |(refreshing, body)| {
                    self.refresh(served, refreshing, &body, &mut reply)
                });
                refreshed.map(|()| reply)
            }
            Some(list) => reply::list(self, served, list, &set, &input, oddity),
        };
        match reply {
            Ok(reply) => Ok(Answer::json(200, &envelope::success(served, reply, log_id))),
            Err(Refused::Code(code)) => Err(coded(served, code)),
            Err(Refused::Fault(fault)) => Err(faulty(served, vec![*fault], received)),
        }
    }
}

fn coded(served: &Served, code: i64) -> Failure {
    Call::Operation(served).failure(code)
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
pub(crate) fn lost(
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
