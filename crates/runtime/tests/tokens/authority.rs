//! The platform's side of refreshing, kept apart from the client's code: what was handed out, and
//! how often each refresh token was shown and what came of it.

use crate::shaky::alive;
use crate::world::{Answer, Sent, World, answer, app, chunks, good, json};
use larkspur_runtime::*;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::io;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// What becomes of one refresh call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    Good,
    /// It never gets there.
    NoConnection,
    /// Refused before anything is done, with a code that says so.
    Trouble,
    Throttled,
    /// Refused before anything is done, with that code, for a reason that may pass.
    Refused(i64),
    /// Refused for good.
    Revoked,
    /// It gets there or not, and no answer comes back.
    LostBefore,
    LostAfter,
    /// Done, and half of the answer comes.
    Cut,
    /// A gateway's page; nobody knows whether it was done.
    BadGateway,
    /// Done after that many seconds.
    Slow(u64),
}

impl Fate {
    /// Whether the client knows for sure that the refresh token was not used.
    fn surely_unused(self) -> bool {
        matches!(self, Self::NoConnection | Self::Trouble | Self::Throttled | Self::Refused(_))
    }
}

#[derive(Clone, Default)]
pub(crate) struct Authority(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    fates: VecDeque<Fate>,
    handed_out: BTreeSet<String>,
    good: BTreeSet<String>,
    shown: BTreeMap<String, Vec<Fate>>,
    number: u32,
    lacks_refresh: bool,
    /// When a process was last refused, by its number.
    refused: BTreeMap<(u32, String), Instant>,
    /// Refresh tokens that a process sent again too soon after it was refused.
    hasty: Vec<String>,
    processes: u32,
}

impl Authority {
    pub(crate) fn new(fates: impl IntoIterator<Item = Fate>) -> Self {
        let authority = Self::default();
        authority.then(fates);
        authority
    }

    /// From now on that happens.
    pub(crate) fn then(&self, fates: impl IntoIterator<Item = Fate>) {
        self.0.lock().unwrap().fates = fates.into_iter().collect();
    }

    /// Hands out no further refresh tokens.
    pub(crate) fn without_refresh(&self) {
        self.0.lock().unwrap().lacks_refresh = true;
    }

    /// What a person's consent comes to, with a token that has so many seconds left.
    pub(crate) fn grant(&self, seconds: u64) -> Grant {
        let (token, refresh) = self.0.lock().unwrap().pair();
        let grant = Grant::new(token, Duration::from_secs(seconds));
        grant.with_refresh(refresh, Duration::from_secs(604_800))
    }

    /// How often any refresh token came.
    pub(crate) fn calls(&self) -> usize {
        self.0.lock().unwrap().shown.values().map(Vec::len).sum()
    }

    pub(crate) fn has_handed_out(&self, token: &Token) -> bool {
        self.0.lock().unwrap().handed_out.contains(token.value().expose())
    }

    /// Refresh tokens that were sent again though they may have worked before.
    pub(crate) fn sent_twice(&self) -> Vec<(String, Vec<Fate>)> {
        let state = self.0.lock().unwrap();
        let again = |fates: &&[Fate]| fates.iter().any(|fate| !fate.surely_unused());
        let shown = state.shown.iter();
        let twice = shown.filter(|(_, fates)| {
            let before = fates.split_last().map_or(&[][..], |(_, before)| before);
            again(&before)
        });
        twice.map(|(token, fates)| (token.clone(), fates.clone())).collect()
    }

    /// Refresh tokens that a process sent again too soon after it was refused.
    pub(crate) fn hasty(&self) -> Vec<String> {
        self.0.lock().unwrap().hasty.clone()
    }

    fn begin(&self) -> u32 {
        let mut state = self.0.lock().unwrap();
        state.processes += 1;
        state.processes
    }

    /// The network of one process.
    pub(crate) fn world(&self, dead: &Arc<AtomicBool>) -> World {
        let (authority, dead) = (self.clone(), Arc::clone(dead));
        let process = self.begin();
        World::new(move |sent| {
            let (authority, dead) = (authority.clone(), Arc::clone(&dead));
            async move {
                alive(&dead).await;
                sleep(Duration::from_millis(3)).await;
                alive(&dead).await;
                let answer = match sent.path().as_str() {
                    "/refresh" => authority.refresh(process, &sent).await,
                    _ => authority.call(&sent),
                };
                alive(&dead).await;
                answer
            }
        })
    }

    fn call(&self, sent: &Sent) -> Answer {
        let token = sent.header("authorization").unwrap_or_default().replace("Bearer ", "");
        if self.0.lock().unwrap().good.contains(&token) {
            return good();
        }
        json(400, r#"{"code":401,"msg":"token invalid"}"#)
    }

    /// Makes every access token so far invalid.
    pub(crate) fn end_tokens(&self) {
        self.0.lock().unwrap().good.retain(|token| token.starts_with("refresh"));
    }

    async fn refresh(&self, process: u32, sent: &Sent) -> Answer {
        let body: Value = serde_json::from_str(sent.body.as_ref().unwrap()).unwrap();
        let refresh = body["refresh_token"].as_str().unwrap().to_owned();
        let fate = self.arrive(process, &refresh);
        if let Fate::Slow(seconds) = fate {
            sleep(Duration::from_secs(seconds)).await;
        }
        let lost = |kind| Err(TransportError::new(kind, "the connection broke"));
        match fate {
            Fate::NoConnection => lost(TransportErrorKind::Connect),
            Fate::LostBefore => lost(TransportErrorKind::Sent),
            Fate::Trouble => json(500, r#"{"code":20050,"error_description":"trouble"}"#),
            Fate::Throttled => json(400, r#"{"code":429,"msg":"slower"}"#),
            Fate::Refused(code) => {
                let body = serde_json::json!({ "code": code, "error_description": "not now" });
                json(400, &body.to_string())
            }
            Fate::BadGateway => answer(502, &[], chunks([b"<html>502</html>"])),
            Fate::Revoked => {
                self.0.lock().unwrap().good.remove(&refresh);
                json(400, r#"{"code":20064,"error_description":"it was revoked"}"#)
            }
            Fate::LostAfter => {
                let _ = self.trade(&refresh);
                lost(TransportErrorKind::Sent)
            }
            Fate::Cut => {
                let _ = self.trade(&refresh);
                let broken = io::Error::other("cut");
                let pieces = [Ok(bytes::Bytes::from_static(b"{\"code\":0,")), Err(broken)];
                answer(200, &[], Box::pin(crate::world::Chunks(pieces.into_iter().collect())))
            }
            Fate::Good | Fate::Slow(_) => self.trade(&refresh),
        }
    }

    fn arrive(&self, process: u32, refresh: &str) -> Fate {
        let state = &mut *self.0.lock().unwrap();
        let fate = state.fates.pop_front().unwrap_or(Fate::Good);
        state.shown.entry(refresh.to_owned()).or_default().push(fate);
        let refused = (process, refresh.to_owned());
        let minute = |at: &Instant| at.elapsed() >= Duration::from_secs(60);
        if !state.refused.get(&refused).is_none_or(minute) {
            state.hasty.push(refresh.to_owned());
        }
        if matches!(fate, Fate::Refused(_)) {
            state.refused.insert(refused, Instant::now());
        }
        fate
    }

    fn trade(&self, refresh: &str) -> Answer {
        let mut state = self.0.lock().unwrap();
        if !state.good.remove(refresh) {
            return json(400, r#"{"code":20073,"error_description":"used before"}"#);
        }
        let (token, next) = state.pair();
        let mut reply = serde_json::json!({
            "code": 0, "access_token": token, "expires_in": 7200, "token_type": "Bearer",
        });
        if !state.lacks_refresh {
            reply["refresh_token"] = next.into();
            reply["refresh_token_expires_in"] = 604_800.into();
        }
        json(200, &reply.to_string())
    }
}

impl State {
    fn pair(&mut self) -> (String, String) {
        self.number += 1;
        let number = self.number;
        let pair = (format!("access-{number}"), format!("refresh-{number}"));
        self.handed_out.insert(pair.0.clone());
        self.good.extend([pair.0.clone(), pair.1.clone()]);
        pair
    }
}

/// A client of the app on that network and store.
pub(crate) fn client(world: &World, store: Arc<dyn TokenStore>) -> Client {
    app(world.builder()).token_store(store).retry(RetryPolicy::none()).build().unwrap()
}
