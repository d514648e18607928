//! What a failed refresh means for the refresh token, and how long a refused one is left alone.
//!
//! A refusal is seldom the token's end: an app that is switched off or a secret that has changed
//! says nothing of what the person consented to. Such a token is kept, and sent again later, but
//! not with every call in between.

use crate::auth::flight::locked;
use crate::auth::token_call::Reach;
use crate::{Secret, TokenError, TokenKey};
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::Duration;
use tokio::time::Instant;

/// How long a refused refresh token is left alone.
const PAUSE: Duration = Duration::from_secs(60);

/// What becomes of a refresh token after a failed call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// It was not used, and may be sent again at once.
    Free,
    /// It was not used, and the platform would refuse it again for the moment.
    Refused,
    /// It is good for nothing any more.
    Ended,
    /// Nobody knows whether it was used.
    Lost,
}

/// Decides by how far the call got and what the platform said; `ended` are the codes that end a
/// refresh token.
pub(super) fn fate(reach: Reach, code: Option<i64>, ended: &[i64]) -> Fate {
    match reach {
        Reach::Unsent | Reach::Unused => Fate::Free,
        Reach::Refused if code.is_some_and(|code| ended.contains(&code)) => Fate::Ended,
        Reach::Refused => Fate::Refused,
        Reach::Unknown => Fate::Lost,
    }
}

/// The refresh tokens that the platform refused a moment ago, of all persons of a client.
#[derive(Default)]
pub(crate) struct Refusals(Mutex<BTreeMap<TokenKey, Refusal>>);

struct Refusal {
    refresh: Secret,
    error: TokenError,
    until: Instant,
}

impl Refusals {
    /// Notes that it was refused. What was noted before and is over is forgotten.
    pub(super) fn note(&self, key: &TokenKey, refresh: &Secret, error: &TokenError) {
        let now = Instant::now();
        let refusal =
            Refusal { refresh: refresh.clone(), error: error.clone(), until: now + PAUSE };
        let mut refusals = locked(&self.0);
        refusals.retain(|_, refusal| now < refusal.until);
        refusals.insert(key.clone(), refusal);
    }

    /// Why that refresh token is not sent now, if it is to be left alone.
    pub(super) fn of(&self, key: &TokenKey, refresh: &Secret) -> Option<TokenError> {
        let refusals = locked(&self.0);
        let refusal = refusals.get(key).filter(|refusal| refusal.refresh == *refresh)?;
        (Instant::now() < refusal.until).then(|| refusal.error.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_refusal_with_one_of_its_codes_ends_a_refresh_token() {
        for (reach, code, expected) in [
            (Reach::Unsent, None, Fate::Free),
            (Reach::Unused, Some(7), Fate::Free),
            (Reach::Refused, Some(7), Fate::Ended),
            (Reach::Refused, Some(8), Fate::Ended),
            (Reach::Refused, Some(9), Fate::Refused),
            (Reach::Refused, None, Fate::Refused),
            (Reach::Unknown, Some(7), Fate::Lost),
            (Reach::Unknown, None, Fate::Lost),
        ] {
            assert_eq!(fate(reach, code, &[7, 8]), expected, "{reach:?} {code:?}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_refusal_is_remembered_for_a_minute_and_for_no_other_token_or_person() {
        let refusals = Refusals::default();
        let (ann, bob) = (TokenKey::from_text("ann"), TokenKey::from_text("bob"));
        refusals.note(&ann, &"r-1".into(), &TokenError::new("switched off"));
        let known = |key, refresh: &str| refusals.of(key, &refresh.into()).is_some();
        assert_eq!(
            (known(&ann, "r-1"), known(&ann, "r-2"), known(&bob, "r-1")),
            (true, false, false)
        );
        tokio::time::advance(Duration::from_secs(59)).await;
        assert!(known(&ann, "r-1"));
        tokio::time::advance(Duration::from_secs(1)).await;
        assert!(!known(&ann, "r-1"));
    }

    #[tokio::test(start_paused = true)]
    async fn refusals_that_are_over_take_no_room() {
        let refusals = Refusals::default();
        for person in 0..100 {
            let person = TokenKey::from_text(person.to_string());
            refusals.note(&person, &"r".into(), &TokenError::new("switched off"));
            tokio::time::advance(Duration::from_secs(30)).await;
        }
        assert_eq!(locked(&refusals.0).len(), 2);
    }
}
