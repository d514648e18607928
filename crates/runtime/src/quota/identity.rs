//! Which calls draw on the same quota.
//!
//! Where a platform counts by app, all calls of a client draw together, with whatever token. The
//! app is told by the credentials that its token call sends, or else by its fixed tokens. A client
//! whose tokens come from a source of the user's should be given the app's credentials too, if it
//! shares a store with other apps: nothing else tells them apart.
//!
//! Identities are digests: they tell nothing, and stay the same over processes and releases.

use crate::auth::{TokenKey, sha256};
use crate::{QuotaScope, Scheme, Secret};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

/// In whose name a call draws on its quota.
pub(crate) enum Drawer<'a> {
    /// It needs no proof.
    Anybody,
    /// The client, by that scheme.
    Client(&'static str),
    /// Whoever has this token.
    Token(&'a Secret),
    /// A person, whose tokens follow one another.
    Person(&'a TokenKey),
}

/// The identities of a client, computed once.
pub(crate) enum Identities {
    App(Arc<str>),
    Token { anybody: Arc<str>, schemes: BTreeMap<&'static str, Arc<str>> },
}

/// What a client was built with.
pub(crate) struct Proofs<'a> {
    pub(crate) schemes: &'static [Scheme],
    pub(crate) credentials: &'a BTreeMap<String, Secret>,
    /// Fixed tokens by scheme.
    pub(crate) tokens: &'a [(String, Secret)],
}

impl Identities {
    pub(crate) fn new(scope: QuotaScope, proofs: &Proofs<'_>) -> Self {
        if scope == QuotaScope::App {
            return Self::App(digest(proofs.app()).into());
        }
        let names = proofs.schemes.iter().map(|scheme| scheme.name);
        let schemes = names.map(|name| (name, digest(proofs.scheme(name)).into())).collect();
        Self::Token { anybody: digest(proofs.app()).into(), schemes }
    }

    /// Whose quota a call draws on.
    pub(crate) fn of(&self, drawer: &Drawer<'_>) -> Cow<'_, str> {
        match (self, drawer) {
            (Self::App(app), _) => Cow::Borrowed(app),
            (Self::Token { anybody, .. }, Drawer::Anybody) => Cow::Borrowed(anybody),
            (Self::Token { anybody, schemes }, Drawer::Client(scheme)) => {
                Cow::Borrowed(schemes.get(scheme).unwrap_or(anybody))
            }
            (_, Drawer::Token(token)) => Cow::Owned(digest(vec![("token", token.expose())])),
            (_, Drawer::Person(key)) => Cow::Owned(digest(vec![("person", key.as_str())])),
        }
    }
}

type Pairs<'a> = Vec<(&'a str, &'a str)>;

impl<'a> Proofs<'a> {
    fn app(&self) -> Pairs<'a> {
        let sent =
            |name: &str| self.schemes.iter().any(|scheme| scheme.sent().any(|of| of == name));
        let given = self.credentials.iter().filter(|(name, _)| sent(name));
        let app: Pairs<'a> = given.map(|(name, value)| (name.as_str(), value.expose())).collect();
        if !app.is_empty() {
            return app;
        }
        let mut tokens: Pairs<'a> =
            self.tokens.iter().map(|(scheme, token)| (scheme.as_str(), token.expose())).collect();
        tokens.sort_unstable();
        tokens
    }

    /// A fixed token is the same whoever brings it.
    fn scheme(&self, name: &'static str) -> Pairs<'a> {
        match self.tokens.iter().rfind(|(scheme, _)| scheme == name) {
            Some((_, token)) => vec![("token", token.expose())],
            None => std::iter::once(("scheme", name)).chain(self.app()).collect(),
        }
    }
}

fn digest(pairs: Pairs<'_>) -> String {
    let mut message = Vec::new();
    for text in pairs.into_iter().flat_map(|(name, value)| [name, value]) {
        // With their lengths, so that no two lists read alike.
        message.extend((text.len() as u64).to_be_bytes());
        message.extend(text.as_bytes());
    }
    sha256(&message)
}
