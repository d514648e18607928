//! A call of either kind: of an operation, or for a token. What both have lies here, so that
//! quotas and misbehaviour need not know which it is.

use crate::authorise;
use crate::catalogue::{Served, TokenCall};
use crate::envelope::{self, Failure};
use crate::misbehaviour::{Kind, Misbehaviour};
use crate::quota::Window;
use crate::received::Received;
use larkspur_spec::model::{Envelope, ErrorCode, Map, Paging, Retry};
use larkspur_spec::tree::PlatformTree;

/// What is called.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Call<'a> {
    Operation(&'a Served),
    Token(&'a TokenCall),
}

impl<'a> Call<'a> {
    pub(crate) fn id(self) -> &'a str {
        match self {
            Call::Operation(served) => &served.id,
            Call::Token(call) => &call.id,
        }
    }

    pub(crate) fn platform(self) -> &'a PlatformTree {
        match self {
            Call::Operation(served) => &served.platform,
            Call::Token(call) => &call.platform,
        }
    }

    pub(crate) fn windows(self) -> &'a [Window] {
        match self {
            Call::Operation(served) => &served.quota,
            Call::Token(call) => &call.quota,
        }
    }

    /// Whose quota a call draws on.
    pub(crate) fn whose(self, received: &Received) -> &str {
        match self {
            Call::Operation(served) if served.quota_per_token => {
                authorise::presented(served, received).unwrap_or_default()
            }
            _ => "",
        }
    }

    /// The envelope of its answers.
    pub(crate) fn envelope(self) -> Option<&'a Envelope> {
        let name = match self {
            Call::Operation(served) => served.operation.response.envelope.as_deref(),
            Call::Token(call) => call.issue.envelope.as_deref(),
        };
        envelope::named(self.platform(), name)
    }

    fn own_errors(self) -> Option<&'a Map<ErrorCode>> {
        match self {
            Call::Operation(served) => Some(&served.operation.errors),
            Call::Token(call) => {
                let described = call.described.as_ref()?;
                Some(&call.platform.operations.get(described)?.operation.errors)
            }
        }
    }

    /// The codes it may answer. Where it gives a code of the platform a meaning of its own, that
    /// one holds.
    pub(crate) fn errors(self) -> impl Iterator<Item = (&'a String, &'a ErrorCode)> {
        let own = self.own_errors();
        let common = self.platform().platform.errors.iter();
        let common =
            common.filter(move |(code, _)| !own.is_some_and(|own| own.contains_key(*code)));
        own.into_iter().flatten().chain(common)
    }

    /// Whether it or its platform documents a code.
    pub(crate) fn documents(self, code: i64) -> bool {
        let word = code.to_string();
        self.errors().any(|(known, _)| *known == word)
    }

    /// The failure of a code, as far as it is documented.
    pub(crate) fn failure(self, code: i64) -> Failure {
        let none = Map::new();
        let own = self.own_errors().unwrap_or(&none);
        Failure::documented(own, self.platform(), code, 400)
            .unwrap_or_else(|| Failure::bare(400, code))
    }

    /// The failure of a call beyond the quota: the platform's own code for that, since the
    /// platform counts and not the operation.
    pub(crate) fn beyond_quota(self) -> Failure {
        let is_quota = |(_, entry): &(&String, &ErrorCode)| entry.retry == Retry::Quota;
        let common = self.platform().platform.errors.iter().find(is_quota);
        let code = common.or_else(|| self.errors().find(is_quota));
        let code = code.and_then(|(code, _)| code.parse().ok());
        code.map_or_else(|| Failure::bare(429, 429), |code| self.failure(code))
    }

    fn paging(self) -> Option<&'a Paging> {
        match self {
            Call::Operation(served) => served.operation.paging.as_ref(),
            Call::Token(_) => None,
        }
    }

    pub(crate) fn is_paged_by_token(self) -> bool {
        self.paging().is_some_and(|paging| paging.token.is_some() && paging.more.is_some())
    }

    /// Whether something can happen to calls of this kind at all.
    pub(crate) fn can(self, misbehaviour: &Misbehaviour) -> bool {
        match (misbehaviour.kind(), self) {
            (
                Kind::MoreWithoutToken
                | Kind::MoreWithEmptyToken
                | Kind::RepeatedToken
                | Kind::EmptyPageWithMore
                | Kind::ShortPage,
                _,
            ) => self.is_paged_by_token(),
            (Kind::Changes, Call::Operation(served)) => served.list.is_some(),
            (Kind::TokenExpired, Call::Operation(served)) => !served.operation.auth.is_empty(),
            (Kind::ClockOff, Call::Token(_)) => true,
            (Kind::Changes | Kind::TokenExpired, Call::Token(_)) => false,
            (Kind::ClockOff, Call::Operation(_)) => false,
            _ => match misbehaviour {
                Misbehaviour::CodeAnswer { code, .. } => self.documents(*code),
                _ => true,
            },
        }
    }
}
