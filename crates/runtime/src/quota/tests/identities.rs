//! Which calls draw together.

use super::*;
use crate::auth::TokenKey;
use crate::quota::{Drawer, Identities, Proofs};
use crate::{Envelope, Issue, QuotaScope, Scheme, Secret, SendValue};
use std::collections::{BTreeMap, BTreeSet};

static ENVELOPE: Envelope = Envelope {
    name: "standard",
    code: &["code"],
    message: &["msg"],
    success: 0,
    data: Some("data"),
    log_id: &[],
    violations: &[],
    root_keys: &[],
};

static SCHEMES: [Scheme; 2] = [
    Scheme {
        name: "tenant",
        headers: &[("x-acting", "{acting}")],
        issue: Some(Issue {
            path: "/token",
            send: &[
                ("app_id", SendValue::Credential("app_id")),
                ("app_secret", SendValue::Credential("app_secret")),
            ],
            envelope: &ENVELOPE,
            token: &["token"],
            life: &["expire"],
            keep: &[],
            renew_within: Duration::ZERO,
            quota: &[],
        }),
        refresh: None,
    },
    Scheme { name: "user", headers: &[], issue: None, refresh: None },
];

fn identities(
    scope: QuotaScope,
    credentials: &[(&str, &str)],
    tokens: &[(&str, &str)],
) -> Identities {
    let credentials: BTreeMap<_, _> = credentials
        .iter()
        .map(|(name, value)| ((*name).to_owned(), Secret::from(*value)))
        .collect();
    let tokens: Vec<_> =
        tokens.iter().map(|(name, value)| ((*name).to_owned(), Secret::from(*value))).collect();
    Identities::new(
        scope,
        &Proofs { schemes: &SCHEMES, credentials: &credentials, tokens: &tokens },
    )
}

fn person(name: &str) -> TokenKey {
    let name = Secret::from(name);
    TokenKey::new("platform", "http://host.example", "user", std::iter::once(("person", &name)))
}

#[test]
fn all_calls_of_an_app_draw_together_where_the_platform_counts_by_app() {
    let app = [("app_id", "a"), ("app_secret", "s")];
    let client = identities(QuotaScope::App, &app, &[]);
    let (token, key) = (Secret::from("u-1"), person("p"));
    let drawers =
        [Drawer::Anybody, Drawer::Client("tenant"), Drawer::Token(&token), Drawer::Person(&key)];
    let all: BTreeSet<_> = drawers.iter().map(|drawer| client.of(drawer)).collect();
    assert_eq!(all.len(), 1);
    // Neither fixed tokens nor what else goes into headers make another app of it.
    let acting = [app[0], app[1], ("acting", "somebody")];
    let same = identities(QuotaScope::App, &acting, &[("user", "u-2")]);
    assert!(all.contains(&same.of(&Drawer::Anybody)));
}

#[test]
fn different_apps_never_draw_together() {
    let clients = [
        identities(QuotaScope::App, &[("app_id", "a"), ("app_secret", "s")], &[]),
        identities(QuotaScope::App, &[("app_id", "as"), ("app_secret", "")], &[]),
        identities(QuotaScope::App, &[("app_id", "b"), ("app_secret", "s")], &[]),
        identities(QuotaScope::App, &[], &[("tenant", "t-1")]),
        identities(QuotaScope::App, &[], &[("tenant", "t-2")]),
        identities(QuotaScope::App, &[], &[("user", "t-1")]),
        identities(QuotaScope::App, &[], &[]),
    ];
    let all: BTreeSet<_> = clients.iter().map(|client| client.of(&Drawer::Anybody)).collect();
    assert_eq!(all.len(), clients.len());
}

#[test]
fn tokens_draw_by_themselves_where_the_platform_counts_by_token() {
    let app = [("app_id", "a"), ("app_secret", "s")];
    let client = identities(QuotaScope::Token, &app, &[("user", "u-1")]);
    let (one, other) = (Secret::from("u-1"), Secret::from("u-2"));
    let (person, another) = (person("p"), person("q"));
    let drawers = [
        Drawer::Client("tenant"),
        Drawer::Client("user"),
        Drawer::Token(&other),
        Drawer::Person(&person),
        Drawer::Person(&another),
        Drawer::Anybody,
    ];
    let all: BTreeSet<_> = drawers.iter().map(|drawer| client.of(drawer)).collect();
    assert_eq!(all.len(), drawers.len());
    // The same token is the same whether the client or the call brings it.
    assert_eq!(client.of(&Drawer::Token(&one)), client.of(&Drawer::Client("user")));
}

#[test]
fn an_identity_tells_nothing_of_what_it_stands_for() {
    let client = identities(QuotaScope::Token, &[("app_id", "cli_a"), ("app_secret", "s-e")], &[]);
    let token = Secret::from("u-secret");
    for drawer in [Drawer::Anybody, Drawer::Client("tenant"), Drawer::Token(&token)] {
        let identity = client.of(&drawer);
        assert!(identity.len() == 64 && identity.bytes().all(|byte| byte.is_ascii_hexdigit()));
    }
}
