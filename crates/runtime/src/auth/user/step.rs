//! What is to be done about a person's tokens, by what the store has.

use crate::{Secret, StoredToken, Timestamp};

const NOBODY: &str = "there is no token of the person";
pub(super) const LOST: &str = "the refresh token was sent, and its answer was lost";
const NONE: &str = "the user token has ended and there is no refresh token";
const ENDED: &str = "the refresh token has ended";

/// What is to be done.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// To send that refresh token.
    Send(Secret),
    /// To ask the person, for this reason.
    Ask(&'static str),
}

/// Decides by what the store has, read while nobody else can get a token.
pub(super) fn step(stored: Option<&StoredToken>, now: Timestamp) -> Step {
    let Some(stored) = stored else { return Step::Ask(NOBODY) };
    match &stored.refresh {
        None => Step::Ask(NONE),
        // Its sender is gone, or else it would have the lock.
        Some(refresh) if refresh.spent => Step::Ask(LOST),
        Some(refresh) if refresh.expires_at <= now => Step::Ask(ENDED),
        Some(refresh) => Step::Send(refresh.value.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{RefreshToken, Token};

    #[test]
    fn a_refresh_token_is_sent_only_while_it_lives_and_was_never_sent() {
        let at = Timestamp::from_seconds;
        let stored = StoredToken::new(Token::new("a"), at(0));
        let with = |ends, spent| {
            let refresh = RefreshToken { value: "r".into(), expires_at: at(ends), spent };
            Some(stored.clone().with_refresh(refresh))
        };
        for (found, expected) in [
            (None, Step::Ask(NOBODY)),
            (Some(stored.clone()), Step::Ask(NONE)),
            (with(11, true), Step::Ask(LOST)),
            (with(10, false), Step::Ask(ENDED)),
            (with(11, false), Step::Send("r".into())),
        ] {
            assert_eq!(step(found.as_ref(), at(10)), expected);
        }
    }
}
