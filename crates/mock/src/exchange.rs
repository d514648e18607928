//! The way of a call through whatever is to go wrong with it.
//!
//! What a test asked for comes first, in its order; where nothing waits, the dice decide. What
//! cannot have been seen of a call is settled before the quota, which counts whatever was seen
//! and taken. Only then the call is executed, or its answer replaced.

use crate::answer::Answer;
use crate::app::{App, lost};
use crate::authorise;
use crate::call::Call;
use crate::catalogue::{Served, Target};
use crate::chaos::Dice;
use crate::delivery::{Delivery, Outcome, respond};
use crate::envelope::{self, Failure};
use crate::force::{Next, Queue};
use crate::issue;
use crate::misbehaviour::Misbehaviour;
use crate::page::Oddity;
use crate::quota::whole_seconds;
use crate::random::Random;
use crate::received::Received;
use larkspur_spec::tree::PlatformTree;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What is to happen to calls beside what they ask for, and what has happened.
#[derive(Debug, Default)]
pub(crate) struct Fate {
    pub(crate) queue: Queue,
    dice: Mutex<Option<Dice>>,
    diary: Mutex<Vec<(String, Misbehaviour)>>,
}

/// What happens to one call.
#[derive(Debug)]
struct Turn {
    next: Next,
    /// It was drawn and not asked for.
    drawn: bool,
}

impl Fate {
    pub(crate) fn new(dice: Option<Dice>) -> Fate {
        Fate { dice: Mutex::new(dice), ..Fate::default() }
    }

    fn turn(&self, call: Call<'_>) -> Option<Turn> {
        if let Some(next) = self.queue.pop(call.id()) {
            return Some(Turn { next, drawn: false });
        }
        let mut dice = self.dice.lock().unwrap_or_else(PoisonError::into_inner);
        let drawn = dice.as_mut()?.draw(call)?;
        Some(Turn { next: Next::Misbehave(drawn), drawn: true })
    }

    /// Notes what happened, or keeps what was asked for until a call comes that it fits.
    fn settle(&self, call: Call<'_>, turn: Turn, happened: bool) {
        match turn {
            Turn { next: Next::Misbehave(misbehaviour), .. } if happened => {
                self.diary().push((call.id().to_owned(), misbehaviour));
            }
            Turn { next, drawn: false } if !happened => self.queue.put_back(call.id(), next),
            _ => {}
        }
    }

    pub(crate) fn diary(&self) -> MutexGuard<'_, Vec<(String, Misbehaviour)>> {
        self.diary.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What is different about a call that is executed.
struct Twist {
    /// It is taken out when it shows.
    oddity: Option<Oddity>,
    /// Seconds by which lives are told wrong.
    off: i64,
}

/// What became of a call.
struct Done {
    delivery: Delivery,
    /// Whether the misbehaviour that was meant for it showed.
    happened: bool,
}

impl App {
    /// Answers a request, or lets happen to it what is to happen, and notes both.
    pub(crate) fn deliver(&self, mut received: Received) -> Delivery {
        let log_id = format!("mock-log-{:08}", self.serial());
        let found = {
            let body = || received.json().unwrap_or_default();
            let (path, query) = (received.path(), received.query());
            self.catalogue.find(&received.method, path, &query, &body)
        };
        let (platform, name, status) = match found {
            Target::Operation(served, path) => {
                return self.exchange(Call::Operation(served), &path, received, &log_id);
            }
            Target::Token(call) => {
                return self.exchange(Call::Token(call), &[], received, &log_id);
            }
            Target::WrongMethod(platform) => (Some(platform), "method_mismatch", 405),
            Target::Unknown(platform) => (platform, "path_not_found", 404),
        };
        let answer = lost(platform, name, status, &mut received, &log_id);
        Delivery::answer(self.note(platform.map(AsRef::as_ref), answer, received, log_id))
    }

    fn exchange(
        &self,
        call: Call<'_>,
        path: &[(String, String)],
        mut received: Received,
        log_id: &str,
    ) -> Delivery {
        received.operation = Some(call.id().to_owned());
        let turn = self.fate.turn(call);
        received.forced = turn.is_some();
        let misbehaviour = match &turn {
            Some(Turn { next: Next::Misbehave(misbehaviour), .. }) => Some(misbehaviour),
            _ => None,
        };
        if let Call::Operation(Served { refreshing: Some(refreshing), .. }) = call
            && !matches!(misbehaviour, Some(Misbehaviour::Refuse))
        {
            self.refreshes.came(refreshing, &received);
        }
        if let Some(delivery) = self.unseen(call, misbehaviour, &mut received, log_id) {
            if !matches!(delivery.outcome, Outcome::Refused) {
                self.log.push(received);
            }
            turn.into_iter().for_each(|turn| self.fate.settle(call, turn, true));
            return delivery;
        }
        let whose = call.whose(&received);
        let taken = self.ledger.take(call.id(), whose, call.windows(), self.clock.now());
        let Done { delivery, happened } = match taken {
            Err(wait) => {
                received.forced = false;
                let reset = whole_seconds(wait).saturating_add_signed(self.clock_off);
                let answer = self.throttled(call, self.quota_status, Some(reset), log_id);
                let answer = self.note(Some(call.platform()), answer, received, log_id.to_owned());
                Done { delivery: Delivery::answer(answer), happened: false }
            }
            Ok(()) => self.taken(call, path, turn.as_ref(), received, log_id),
        };
        turn.into_iter().for_each(|turn| self.fate.settle(call, turn, happened));
        delivery
    }

    /// What happens to a call that is not taken at all.
    fn unseen(
        &self,
        call: Call<'_>,
        misbehaviour: Option<&Misbehaviour>,
        received: &mut Received,
        log_id: &str,
    ) -> Option<Delivery> {
        match misbehaviour? {
            Misbehaviour::Refuse => Some(Delivery::now(Outcome::Refused)),
            Misbehaviour::DropBefore => Some(Delivery::now(Outcome::Dropped { executed: false })),
            Misbehaviour::QuotaAnswer { status, reset } => {
                let answer = self.throttled(call, *status, *reset, log_id);
                received.status = answer.status;
                Some(Delivery::answer(logged(Some(call.platform()), answer, log_id.to_owned())))
            }
            _ => None,
        }
    }

    fn throttled(
        &self,
        call: Call<'_>,
        status: Option<u16>,
        reset: Option<u64>,
        log_id: &str,
    ) -> Answer {
        let mut failure = call.beyond_quota();
        failure.status = status.unwrap_or(failure.status);
        let answer = envelope::failure(call.envelope(), &failure, log_id);
        match (&call.platform().platform.quota_reset, reset) {
            (Some(name), Some(seconds)) => answer.header(name, seconds.to_string()),
            _ => answer,
        }
    }

    /// A call that the quota has room for.
    fn taken(
        &self,
        call: Call<'_>,
        path: &[(String, String)],
        turn: Option<&Turn>,
        mut received: Received,
        log_id: &str,
    ) -> Done {
        let misbehaviour = match turn {
            Some(Turn { next: Next::Misbehave(misbehaviour), .. }) => Some(misbehaviour),
            _ => None,
        };
        let mut twist = self.twist(call, misbehaviour);
        let replaced = turn.and_then(|turn| self.replaced(call, turn, &received, log_id));
        let is_replaced = replaced.is_some();
        let answer = replaced
            .unwrap_or_else(|| self.executed(call, path, &mut received, log_id, &mut twist));
        let answer = self.note(Some(call.platform()), answer, received, log_id.to_owned());
        let showed = match misbehaviour {
            Some(Misbehaviour::TokenExpired) => is_replaced,
            Some(Misbehaviour::CutBody) => !answer.body.is_empty(),
            _ => twist.oddity.is_none(),
        };
        Done { delivery: broken(misbehaviour, answer, self.serial()), happened: showed }
    }

    /// What is to be different while the call is executed. Changes of the list happen now.
    fn twist(&self, call: Call<'_>, misbehaviour: Option<&Misbehaviour>) -> Twist {
        let mut twist = Twist { oddity: misbehaviour.and_then(odd), off: self.clock_off };
        match misbehaviour {
            Some(Misbehaviour::Changes { appear, vanish }) => {
                let mut random = Random::new(self.serial());
                self.change(call.id(), |set| set.stir(*appear, *vanish, &mut random));
            }
            Some(Misbehaviour::ClockOff(seconds)) => {
                twist.off = twist.off.saturating_add(*seconds);
            }
            _ => {}
        }
        twist
    }

    fn executed(
        &self,
        call: Call<'_>,
        path: &[(String, String)],
        received: &mut Received,
        log_id: &str,
        twist: &mut Twist,
    ) -> Answer {
        match call {
            Call::Operation(served) => {
                self.operation(served, path, received, log_id, &mut twist.oddity)
            }
            Call::Token(token) => {
                let asked = issue::Asked { now: self.clock.now(), off: twist.off };
                self.token(token, received, asked, log_id)
            }
        }
    }

    /// The answer that takes the place of the real one.
    fn replaced(
        &self,
        call: Call<'_>,
        turn: &Turn,
        received: &Received,
        log_id: &str,
    ) -> Option<Answer> {
        let misbehaviour = match &turn.next {
            Next::Answer(forced) => return Some(forced.clone().into()),
            Next::Misbehave(misbehaviour) => misbehaviour,
        };
        let failure = match (misbehaviour, call) {
            (Misbehaviour::ServerError(status), _) => return Some(Answer::empty(*status)),
            (Misbehaviour::Html(status), _) => return Some(Answer::html(*status)),
            (Misbehaviour::CodeAnswer { code, status }, _) => {
                let failure = call.failure(*code);
                Failure { status: status.unwrap_or(failure.status), ..failure }
            }
            (Misbehaviour::TokenExpired, Call::Operation(served)) => {
                let token = authorise::presented(served, received);
                let ended = self.tokens.end(|text| Some(text) == token);
                // A token that a user supplied cannot end; only a test may have it refused.
                if !ended && turn.drawn {
                    return None;
                }
                authorise::rejection(served, received, &self.tokens, self.clock.now())
            }
            _ => return None,
        };
        Some(envelope::failure(call.envelope(), &failure, log_id))
    }

    /// Notes a request and its answer, and gives the answer what all answers have.
    fn note(
        &self,
        platform: Option<&PlatformTree>,
        answer: Answer,
        mut received: Received,
        log_id: String,
    ) -> Answer {
        received.status = answer.status;
        self.log.push(received);
        logged(platform, answer, log_id)
    }
}

/// An answer with its log id in the header that the platform has for it.
fn logged(platform: Option<&PlatformTree>, answer: Answer, log_id: String) -> Answer {
    let name = platform.and_then(|platform| platform.platform.log_id.first());
    match name.filter(|_| !answer.sealed) {
        Some(name) => answer.header(name, log_id),
        None => answer,
    }
}

fn odd(misbehaviour: &Misbehaviour) -> Option<Oddity> {
    match misbehaviour {
        Misbehaviour::MoreWithoutToken => Some(Oddity::NoToken),
        Misbehaviour::MoreWithEmptyToken => Some(Oddity::EmptyToken),
        Misbehaviour::RepeatedToken => Some(Oddity::SameToken),
        Misbehaviour::EmptyPageWithMore => Some(Oddity::Empty),
        Misbehaviour::ShortPage => Some(Oddity::Short),
        _ => None,
    }
}

/// What a caller sees of an answer after what the network did to it.
fn broken(misbehaviour: Option<&Misbehaviour>, answer: Answer, chance: u64) -> Delivery {
    let length = answer.body.len();
    match misbehaviour {
        Some(Misbehaviour::CutBody) if length > 0 => {
            let kept = Random::new(chance).below(length);
            Delivery::now(Outcome::Cut(respond(answer), kept))
        }
        Some(Misbehaviour::DropAfter) => Delivery::now(Outcome::Dropped { executed: true }),
        Some(Misbehaviour::Slow(delay)) => Delivery { delay: *delay, ..Delivery::answer(answer) },
        _ => Delivery::answer(answer),
    }
}
