//! Nothing that can hold a secret shows it.

use crate::platform::{Get, Open, PLATFORM};
use crate::world::*;
use larkspur_runtime::*;
use std::error::Error as _;
use std::sync::Arc;
use std::time::Duration;

#[tokio::test]
async fn no_debug_shows_a_secret() {
    let world = World::with_tokens(|_| good());
    let builder = app(world.builder()).token("user", "private-1").header("x-key", "private-2");
    let shown = format!("{builder:?}");
    let client = builder.build().unwrap();
    let draft = Draft::new(&client).with_user_token("private-3").with_header("x-own", "private-4");
    let token = Token::new("private-5").with_extra("ea", "private-6");
    let stored = StoredToken::new(token.clone(), Timestamp::now())
        .with_refresh(RefreshToken::new("private-10", Timestamp::now()));
    let open = Open { secret: Some("private-7".to_owned()) };
    let mut parts = RequestParts::default();
    open.write(&mut parts);
    let send = Send::new(draft.clone(), open);
    let secret = Secret::from("private-8");
    let body = TransportBody::Bytes("private-9".into());
    let all = format!(
        "{shown} {client:?} {draft:?} {token:?} {stored:?} {parts:?} {send:?} {secret:?} {body:?}"
    );
    assert!(!all.contains("private") && !all.contains(SECRET), "{all}");
    assert!(all.contains("Secret(..)"));
}

#[tokio::test]
async fn echoed_tokens_are_masked_everywhere() {
    for body in [
        r#"{"code":1001,"msg":"bad TOKEN","error":{"log_id":"TOKEN","field_violations":[
            {"field":"h","value":"TOKEN","description":"Bearer TOKEN"}]}}"#,
        r#"{"code":0,"data":{"name":"x","items":"TOKEN"}}"#,
        r#"{"code":0,"data":"TOKEN"}"#,
        "<html>Bearer TOKEN</html>",
        r#"{"code":0,"data":{"access_token":"private","items":7}}"#,
    ] {
        let world = World::with_tokens(move |sent| {
            let token = sent.header("authorization").unwrap().replace("Bearer ", "");
            json(400 - 200 * u16::from(!body.starts_with('<')), &body.replace("TOKEN", &token))
        });
        for draft in [
            Draft::new(&world.client()),
            Draft::new(&world.client()).with_user_token("private-user-token"),
        ] {
            let error = Send::new(draft, Get::of("1")).await.unwrap_err();
            let mut shown = format!("{error} {error:?}");
            let mut source = error.source();
            while let Some(error) = source {
                shown += &format!("{error} {error:?}");
                source = error.source();
            }
            assert!(!shown.contains("t-1") && !shown.contains("private"), "{shown}");
        }
    }
}

#[tokio::test]
async fn headers_that_prove_are_marked_sensitive() {
    let world = World::with_tokens(|_| good());
    call(&world.client(), Get::of("1")).await.unwrap();
    let sent = world.sent().pop().unwrap();
    for name in ["authorization", "x-ea", "x-user"] {
        assert!(sent.headers[name].is_sensitive(), "{name}");
    }
}

#[tokio::test]
async fn a_token_with_a_line_break_is_refused_without_showing_it() {
    let world = World::with_tokens(|_| good());
    let draft = Draft::new(&world.client()).with_user_token("private\r\nx: y");
    let error = Send::new(draft, Get::of("1")).await.unwrap_err();
    assert!(!format!("{error} {error:?}").contains("private"));
    assert!(world.sent().is_empty());
    let issuing = World::new(async |_| token("private\\nx", 7200));
    let error = call(&issuing.client(), Get::of("1")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Token);
    assert!(!format!("{error} {error:?}").contains("private"));
}

/// A store that is down and keeps the keys that it was asked for.
struct Keys(std::sync::Mutex<Vec<String>>);

type Stored<'a, T> = BoxFuture<'a, Result<T, StoreError>>;

fn down<T: std::marker::Send + 'static>() -> Stored<'static, T> {
    Box::pin(async { Err("the store is down".into()) })
}

impl TokenStore for Keys {
    fn load<'a>(&'a self, key: &'a TokenKey) -> Stored<'a, Option<StoredToken>> {
        self.0.lock().unwrap().push(key.to_string());
        down()
    }

    fn save<'a>(&'a self, _: &'a TokenKey, _: StoredToken) -> Stored<'a, ()> {
        down()
    }

    fn remove_if<'a>(&'a self, _: &'a TokenKey, _: &'a Token) -> Stored<'a, ()> {
        down()
    }

    fn lock<'a>(&'a self, _: &'a TokenKey, _: Duration) -> Stored<'a, Option<TokenLock>> {
        down()
    }

    fn unlock<'a>(&'a self, _: &'a TokenKey, _: &'a TokenLock) -> Stored<'a, ()> {
        down()
    }

    fn spend<'a>(&'a self, _: &'a TokenKey, _: &'a Secret) -> Stored<'a, bool> {
        down()
    }

    fn unspend<'a>(&'a self, _: &'a TokenKey, _: &'a Secret) -> Stored<'a, ()> {
        down()
    }
}

#[test]
fn keys_of_a_store_tell_apps_apart_without_naming_them() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let keys = Arc::new(Keys(Default::default()));
    let world = World::with_tokens(|_| good());
    for (id, secret) in [("a", "bc"), ("ab", "c"), ("a", "bd"), ("a", "bc")] {
        let client = Client::builder(&PLATFORM)
            .transport(Arc::new(world.clone()))
            .credential("app_id", id)
            .credential("app_secret", secret)
            .credential("actor", "1")
            .token_store(Arc::clone(&keys) as Arc<dyn TokenStore>)
            .build()
            .unwrap();
        // A store that is down holds nobody up.
        runtime.block_on(call(&client, Get::of("1"))).unwrap();
    }
    let keys = keys.0.lock().unwrap();
    assert_eq!(keys[0], keys[3]);
    assert!(keys[0] != keys[1] && keys[0] != keys[2] && keys[1] != keys[2]);
    assert!(keys[0].starts_with("nowhere https://open.nowhere.example app "));
}
