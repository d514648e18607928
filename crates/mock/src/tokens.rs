//! The tokens that are out, and how long each of them holds.
//!
//! As on the platforms, asking again gives the same token until its end is near; from then on a
//! new one is given, and the old one holds to its own end.

use crate::credentials::letter;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// The tokens of a mock.
#[derive(Debug)]
pub(crate) struct Tokens {
    began: Instant,
    store: Mutex<Store>,
}

#[derive(Debug, Default)]
struct Store {
    /// How far the mock's clock has been put forward.
    ahead: Duration,
    tokens: Vec<Token>,
    issued: u64,
}

#[derive(Debug)]
struct Token {
    platform: String,
    scheme: String,
    text: String,
    /// When it ends on the mock's clock; never, when a user supplies it.
    ends: Option<Duration>,
}

/// Whose token it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Owner {
    /// A token of that scheme, good for now.
    Good(String),
    /// Once a token of that scheme, or something that looks like one.
    Bad(Option<String>),
}

impl Tokens {
    pub(crate) fn new() -> Tokens {
        Tokens { began: Instant::now(), store: Mutex::default() }
    }

    fn store(&self) -> MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts the clock forward.
    pub(crate) fn advance(&self, by: Duration) {
        self.store().ahead += by;
    }

    /// Makes a token good for ever.
    pub(crate) fn supply(&self, platform: &str, scheme: &str, text: &str) {
        self.store().tokens.push(Token {
            platform: platform.to_owned(),
            scheme: scheme.to_owned(),
            text: text.to_owned(),
            ends: None,
        });
    }

    /// A token of that scheme and the seconds it still holds.
    pub(crate) fn issue(
        &self,
        platform: &str,
        scheme: &str,
        lives: Duration,
        renew_within: Duration,
    ) -> (String, u64) {
        let mut store = self.store();
        let now = self.began.elapsed() + store.ahead;
        let newest = store.tokens.iter().rev().find(|token| {
            token.platform == platform && token.scheme == scheme && token.ends.is_some()
        });
        if let Some(token) = newest
            && let Some(rest) = token.ends.and_then(|ends| ends.checked_sub(now))
            && rest >= renew_within
        {
            return (token.text.clone(), rest.as_secs());
        }
        store.issued += 1;
        let text = format!("{}-mock-{platform}-{scheme}-{:06}", letter(scheme), store.issued);
        store.tokens.push(Token {
            platform: platform.to_owned(),
            scheme: scheme.to_owned(),
            text: text.clone(),
            ends: Some(now + lives),
        });
        (text, lives.as_secs())
    }

    /// Whose token that is.
    pub(crate) fn owner(&self, platform: &str, text: &str) -> Owner {
        let store = self.store();
        let now = self.began.elapsed() + store.ahead;
        let found =
            store.tokens.iter().find(|token| token.platform == platform && token.text == text);
        match found {
            Some(token) if token.ends.is_none_or(|ends| now < ends) => {
                Owner::Good(token.scheme.clone())
            }
            other => Owner::Bad(other.map(|token| token.scheme.clone())),
        }
    }

    /// Ends every issued token for which `ends` holds.
    pub(crate) fn end(&self, ends: impl Fn(&str) -> bool) {
        for token in &mut self.store().tokens {
            if token.ends.is_some() && ends(&token.text) {
                token.ends = Some(Duration::ZERO);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: Duration = Duration::from_secs(3600);

    #[test]
    fn the_same_token_until_its_end_is_near_then_two() {
        let tokens = Tokens::new();
        let issue = || tokens.issue("p", "tenant", 2 * HOUR, HOUR / 2).0;
        let first = issue();
        tokens.advance(HOUR);
        assert_eq!(issue(), first);
        tokens.advance(HOUR * 2 / 3);
        let second = issue();
        assert_ne!(second, first);
        assert_eq!(tokens.owner("p", &first), Owner::Good("tenant".into()));
        tokens.advance(HOUR / 2);
        assert_eq!(tokens.owner("p", &first), Owner::Bad(Some("tenant".into())));
        assert_eq!(tokens.owner("p", &second), Owner::Good("tenant".into()));
        assert_eq!(tokens.owner("q", &second), Owner::Bad(None));
    }
}
