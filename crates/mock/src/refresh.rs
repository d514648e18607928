//! The call that trades a refresh token for the next pair of tokens.
//!
//! As on the platforms, a refresh token works once, and the old user token lives to its end. What
//! the spec has for an example stays an example: it gets the example's reply as often as it comes.

use crate::app::App;
use crate::catalogue::Served;
use crate::credentials::Template;
use crate::dotted;
use crate::received::Received;
use crate::reply::Refused;
use larkspur_spec::duration;
use larkspur_spec::model::Refresh;
use larkspur_spec::tree::PlatformTree;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Who refreshes what: the scheme of an operation that trades refresh tokens.
#[derive(Debug)]
pub(crate) struct Refreshing {
    pub(crate) scheme: String,
    pub(crate) refresh: Refresh,
}

/// What a person's consent comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Granted {
    /// The user token.
    pub token: String,
    /// The seconds it holds.
    pub expires_in: u64,
    /// The refresh token.
    pub refresh_token: String,
    /// The seconds it holds.
    pub refresh_expires_in: u64,
}

/// The refresh tokens of a mock.
#[derive(Debug, Default)]
pub(crate) struct Refreshes(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    handed_out: BTreeMap<String, Trade>,
    /// How often each one came, whatever became of it.
    presented: BTreeMap<String, usize>,
}

#[derive(Debug)]
struct Trade {
    person: String,
    ends: Duration,
    used: bool,
}

impl Refreshing {
    /// Whether an operation is the one that a scheme's user tokens are refreshed by.
    pub(crate) fn of(platform: &PlatformTree, id: &str) -> Option<Refreshing> {
        let named = |operation: &str| format!("{}.{}", platform.name, operation.replace('/', "."));
        platform.platform.auth.iter().find_map(|(scheme, auth)| {
            let refresh = auth.refresh.as_ref().filter(|found| named(&found.operation) == id)?;
            Some(Refreshing { scheme: scheme.clone(), refresh: refresh.clone() })
        })
    }

    /// The key under which the refresh token is sent.
    fn key(&self) -> Option<&str> {
        let name = |value: &Value| Some(Template::read(value.as_str()?)?.name == "refresh_token");
        let mut send = self.refresh.send.iter();
        send.find(|(_, value)| name(value) == Some(true)).map(|(key, _)| key.as_str())
    }

    fn sent<'a>(&self, body: &'a Value) -> Option<&'a str> {
        body.get(self.key()?)?.as_str()
    }
}

impl Refreshes {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes a refresh token that came.
    pub(crate) fn came(&self, refreshing: &Refreshing, received: &Received) {
        let Some(body) = received.json() else { return };
        let Some(token) = refreshing.sent(&body) else { return };
        *self.state().presented.entry(token.to_owned()).or_default() += 1;
    }

    pub(crate) fn presented(&self, token: &str) -> usize {
        self.state().presented.get(token).copied().unwrap_or(0)
    }

    /// Takes a refresh token, once.
    fn take(&self, token: &str, now: Duration, facts: &Refresh) -> Result<String, Option<i64>> {
        let mut state = self.state();
        let trade = state.handed_out.get_mut(token).ok_or(facts.unknown)?;
        if trade.used {
            return Err(facts.used);
        }
        if trade.ends <= now {
            return Err(facts.expired);
        }
        trade.used = true;
        Ok(trade.person.clone())
    }
}

impl App {
    /// A new pair of tokens.
    pub(crate) fn hand_out(
        &self,
        platform: &str,
        refreshing: &Refreshing,
        person: String,
    ) -> Granted {
        let Refreshing { scheme, refresh } = refreshing;
        let now = self.clock.now();
        let lives = self.lives.lives.unwrap_or_else(|| span(&refresh.lives));
        let refresh_lives = span(&refresh.refresh_lives);
        let token = self.tokens.hand_out(platform, scheme, lives, now);
        let refresh_token = format!("r-mock-{platform}-{scheme}-{:06}", self.serial());
        let trade = Trade { person, ends: now + refresh_lives, used: false };
        self.refreshes.state().handed_out.insert(refresh_token.clone(), trade);
        Granted {
            token,
            expires_in: lives.as_secs().saturating_add_signed(self.clock_off),
            refresh_token,
            refresh_expires_in: refresh_lives.as_secs(),
        }
    }

    /// Puts the next pair of tokens into a reply, or says why there is none.
    pub(crate) fn refresh(
        &self,
        served: &Served,
        refreshing: &Refreshing,
        body: &Value,
        reply: &mut Value,
    ) -> Result<(), Refused> {
        let Refreshing { refresh, .. } = refreshing;
        let refused = |code: Option<i64>| Refused::Code(code.unwrap_or(401));
        let token = refreshing.sent(body).unwrap_or_default();
        let mut examples = served.operation.examples.iter();
        if examples
            .any(|example| example.body.as_ref().and_then(|it| refreshing.sent(it)) == Some(token))
        {
            return Ok(());
        }
        let known = &self.credentials[&served.platform.name];
        let right = refresh.send.iter().all(|(key, wanted)| {
            match wanted.as_str().and_then(Template::read) {
                Some(template) if template.name == "refresh_token" => true,
                Some(template) => body.get(key).and_then(Value::as_str) == known.get(template.name),
                None => body.get(key) == Some(wanted),
            }
        });
        if !right {
            return Err(refused(refresh.refused));
        }
        let person = self.refreshes.take(token, self.clock.now(), refresh).map_err(refused)?;
        let next = self.hand_out(&served.platform.name, refreshing, person);
        for (path, value) in [
            (&refresh.token, json!(next.token)),
            (&refresh.life, json!(next.expires_in)),
            (&refresh.refresh_token, json!(next.refresh_token)),
            (&refresh.refresh_life, json!(next.refresh_expires_in)),
        ] {
            dotted::set(reply, path, value);
        }
        Ok(())
    }
}

fn span(text: &str) -> Duration {
    duration::parse(text).unwrap_or(Duration::from_secs(7200))
}
