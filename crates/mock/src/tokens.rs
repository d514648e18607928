//! The tokens that are out, and how long each of them holds.
//!
//! As on the platforms, asking again gives the same token until its end is near; from then on a
//! new one is given, and the old one holds to its own end.

use crate::credentials::letter;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// The tokens of a mock.
#[derive(Debug, Default)]
pub(crate) struct Tokens {
    store: Mutex<Store>,
}

#[derive(Debug, Default)]
struct Store {
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

impl Store {
    fn add(&mut self, platform: &str, scheme: &str, ends: Duration) -> String {
        self.issued += 1;
        let text = format!("{}-mock-{platform}-{scheme}-{:06}", letter(scheme), self.issued);
        self.tokens.push(Token {
            platform: platform.to_owned(),
            scheme: scheme.to_owned(),
            text: text.clone(),
            ends: Some(ends),
        });
        text
    }
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
    fn store(&self) -> MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
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
        now: Duration,
    ) -> (String, u64) {
        let mut store = self.store();
        let newest = store.tokens.iter().rev().find(|token| {
            token.platform == platform && token.scheme == scheme && token.ends.is_some()
        });
        if let Some(token) = newest
            && let Some(rest) = token.ends.and_then(|ends| ends.checked_sub(now))
            && rest >= renew_within
        {
            return (token.text.clone(), rest.as_secs());
        }
        (store.add(platform, scheme, now + lives), lives.as_secs())
    }

    /// A new token of that scheme, whatever others there are.
    pub(crate) fn hand_out(
        &self,
        platform: &str,
        scheme: &str,
        lives: Duration,
        now: Duration,
    ) -> String {
        let mut store = self.store();
        store.add(platform, scheme, now + lives)
    }

    /// Whose token that is.
    pub(crate) fn owner(&self, platform: &str, text: &str, now: Duration) -> Owner {
        let store = self.store();
        let found =
            store.tokens.iter().find(|token| token.platform == platform && token.text == text);
        match found {
            Some(token) if token.ends.is_none_or(|ends| now < ends) => {
                Owner::Good(token.scheme.clone())
            }
            other => Owner::Bad(other.map(|token| token.scheme.clone())),
        }
    }

    /// Ends every issued token for which `ends` holds, and says whether there was one.
    pub(crate) fn end(&self, ends: impl Fn(&str) -> bool) -> bool {
        let mut some = false;
        for token in &mut self.store().tokens {
            if token.ends.is_some() && ends(&token.text) {
                token.ends = Some(Duration::ZERO);
                some = true;
            }
        }
        some
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: Duration = Duration::from_secs(3600);

    #[test]
    fn the_same_token_until_its_end_is_near_then_two() {
        let tokens = Tokens::default();
        let issue = |now| tokens.issue("p", "tenant", 2 * HOUR, HOUR / 2, now).0;
        let first = issue(Duration::ZERO);
        assert_eq!(issue(HOUR), first);
        let late = HOUR * 5 / 3;
        let second = issue(late);
        assert_ne!(second, first);
        assert_eq!(tokens.owner("p", &first, late), Owner::Good("tenant".into()));
        let later = late + HOUR / 2;
        assert_eq!(tokens.owner("p", &first, later), Owner::Bad(Some("tenant".into())));
        assert_eq!(tokens.owner("p", &second, later), Owner::Good("tenant".into()));
        assert_eq!(tokens.owner("q", &second, later), Owner::Bad(None));
    }
}
