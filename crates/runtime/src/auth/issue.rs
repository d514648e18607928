//! Tokens that are issued against the credentials of an app.
//!
//! However many callers wait, in however many processes that share a store, one request is made.

use super::held::Held;
use super::kept::{Kept, Miss, Renewal};
use super::token_call::{Reply, Sender, TokenCall};
use super::turn::Turn;
use super::{StoredToken, TokenKey, TokenStore};
use crate::transport::BoxFuture;
use crate::{Issue, Timestamp, Token, TokenError, TokenSource};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// The tokens of one scheme.
pub(crate) struct IssuedToken(Arc<Kept<Issuing>>);

struct Issuing {
    issue: &'static Issue,
    sender: Sender,
}

impl IssuedToken {
    pub(crate) fn new(
        scheme: &'static str,
        issue: &'static Issue,
        sender: Sender,
        store: Arc<dyn TokenStore>,
    ) -> Self {
        let credentials = sender.sent(issue.send).into_iter();
        let key = TokenKey::new(sender.platform.name, &sender.base, scheme, credentials);
        Self(Kept::new(Issuing { issue, sender }, key, store))
    }
}

impl TokenSource for IssuedToken {
    fn token(&self) -> BoxFuture<'_, Result<Token, TokenError>> {
        self.0.token()
    }

    fn invalidate<'a>(&'a self, rejected: &'a Token) -> BoxFuture<'a, ()> {
        Box::pin(self.0.forget(rejected))
    }
}

impl Renewal for Issuing {
    /// The platform issues as many tokens as are asked for.
    const ALONE: bool = true;

    fn margin(&self) -> Duration {
        self.issue.renew_within
    }

    fn sender(&self) -> &Sender {
        &self.sender
    }

    fn renew(
        kept: Arc<Kept<Self>>,
        turn: Option<Turn>,
        _: Option<StoredToken>,
    ) -> BoxFuture<'static, Result<Held, Miss>> {
        Box::pin(async move {
            let issued = kept.issue().await;
            if let Some(turn) = turn {
                turn.end().await;
            }
            issued
        })
    }
}

impl Kept<Issuing> {
    async fn issue(&self) -> Result<Held, Miss> {
        let Issuing { issue, sender } = &self.renewal;
        let place = sender.place(issue.path, issue.quota, &self.key).await?;
        let asked = Instant::now();
        let call = TokenCall {
            path: issue.path,
            send: issue.send,
            envelope: issue.envelope,
            codes: &[],
            refresh: None,
        };
        let reply = sender.post(&call, place).await.map_err(|failed| failed.error)?;
        let (token, life) = read(issue, &reply)?;
        let expires_at = Timestamp::now().plus(life).minus(asked.elapsed());
        let stored = StoredToken::new(token.clone(), expires_at);
        if let Err(error) = self.store.save(&self.key, stored).await {
            tracing::warn!(key = %self.key, %error, "the token store failed to save a token");
        }
        Ok(Held::new(token, asked, life, issue.renew_within))
    }
}

fn read(issue: &Issue, reply: &Reply) -> Result<(Token, Duration), TokenError> {
    let value = reply.token(issue.token).ok_or_else(|| reply.lacks(issue.token))?;
    let life = reply.life(issue.life).ok_or_else(|| reply.lacks(issue.life))?;
    let token = issue.keep.iter().try_fold(Token::new(value), |token, (name, path)| {
        Ok(token.with_extra(*name, reply.text(path).ok_or_else(|| reply.lacks(path))?))
    });
    Ok((token?, life))
}
