//! What goes out, and what is refused before anything does.

use crate::platform::{Apps, Get, Open, Users};
use crate::world::*;
use larkspur_runtime::*;

#[tokio::test]
async fn path_values_cannot_change_the_route() {
    let world = World::with_tokens(|_| good());
    let client = world.client();
    for (id, segment) in [
        ("../x?y=1", "..%2Fx%3Fy%3D1"),
        ("a b", "a%20b"),
        ("审批", "%E5%AE%A1%E6%89%B9"),
        ("%2e%2e", "%252e%252e"),
        ("a#b&c=d;e", "a%23b%26c%3Dd%3Be"),
        ("...", "..."),
        ("\r\nX: y", "%0D%0AX%3A%20y"),
    ] {
        call(&client, Get::of(id)).await.unwrap();
        let sent = world.sent().pop().unwrap();
        assert_eq!(sent.path(), format!("/things/{segment}/parts"));
    }
}

#[tokio::test]
async fn what_cannot_be_a_path_is_refused_even_unchecked() {
    let world = World::with_tokens(|_| good());
    for id in [Some(""), Some("."), Some(".."), None] {
        for draft in [Draft::new(&world.client()), Draft::new(&world.client()).unchecked()] {
            let get = Get { id: id.map(ToOwned::to_owned), ..Get::default() };
            let error = Send::new(draft, get).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Invalid, "{id:?}");
            assert!(!error.violations().is_empty());
        }
    }
    assert!(world.sent().is_empty());
}

#[tokio::test]
async fn every_violation_is_reported_at_once_and_unchecked_sends_anyway() {
    let world = World::with_tokens(|_| good());
    let client = world.client();
    let draft = Draft::new(&client).with_header("host", "x").with_header("X-Mine", "a\r\nb");
    let get = Get { size: Some(500), hint: Some("a\nb".to_owned()), ..Get::default() };
    let error = Send::new(draft, get).await.unwrap_err();
    let parameters: Vec<_> = error.violations().iter().map(|v| v.parameter.as_str()).collect();
    assert_eq!(parameters, ["id", "size", "x-hint", "header \"host\"", "header \"X-Mine\""]);
    assert!(world.sent().is_empty());
    let get = Get { size: Some(500), ..Get::of("1") };
    Send::new(Draft::new(&client).unchecked(), get).await.unwrap();
    assert!(world.sent()[1].uri.contains("size=500"));
}

#[tokio::test]
async fn headers_that_steer_or_prove_are_refused() {
    let world = World::with_tokens(|_| good());
    let client = world.client();
    for name in
        ["Authorization", "X-Ea", "x-user", "Host", "content-length", "Transfer-Encoding", "a b"]
    {
        let error = Send::new(Draft::new(&client).with_header(name, "v"), Get::of("1")).await;
        assert_eq!(error.unwrap_err().kind(), ErrorKind::Invalid, "{name}");
    }
    let hint = Get { hint: Some("a\r\nauthorization: x".to_owned()), ..Get::of("1") };
    let error = Send::new(Draft::new(&client).unchecked(), hint).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Invalid);
    assert!(world.sent().is_empty());
    let draft = Draft::new(&client).with_header("X-Idem", "7");
    Send::new(draft, Get { hint: Some("h".to_owned()), ..Get::of("1") }).await.unwrap();
    let sent = world.sent().pop().unwrap();
    assert_eq!((sent.header("x-idem"), sent.header("x-hint")), (Some("7"), Some("h")));
}

#[tokio::test]
async fn every_request_has_a_trace_and_an_agent() {
    let world = World::with_tokens(|_| good());
    let client = app(world.builder()).user_agent("mine/1").header("X-All", "a").build().unwrap();
    let get = Get { name: Some("a&b=c 审".to_owned()), ..Get::of("1") };
    call(&client, get.clone()).await.unwrap();
    call(&client, get).await.unwrap();
    let traces: Vec<_> = world
        .sent()
        .iter()
        .map(|sent| {
            assert_eq!(
                (sent.header("user-agent"), sent.header("x-all")),
                (Some("mine/1"), Some("a"))
            );
            sent.uri.split_once("trace=").unwrap().1.to_owned()
        })
        .collect();
    assert_eq!(traces.len(), 3);
    assert!(traces.iter().all(|trace| trace.len() == 36));
    assert!(traces[0] != traces[1] && traces[1] != traces[2]);
    assert!(world.sent()[1].uri.contains("/parts?name=a%26b%3Dc%20%E5%AE%A1&trace="));
}

#[tokio::test]
async fn hosts_are_those_of_the_spec_unless_the_user_gives_an_address() {
    let world = World::with_tokens(|_| good());
    let hosts = async |client: Client| {
        call(&client, Get::of("1")).await.unwrap();
        call(&client, Open::default()).await.unwrap();
        let sent = world.sent();
        sent[sent.len() - 3..]
            .iter()
            .map(|sent| sent.uri.parse::<http::Uri>().unwrap().host().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let main = "open.nowhere.example";
    assert_eq!(hosts(world.client()).await, [main, main, "elsewhere.example"]);
    let abroad = "abroad.nowhere.example";
    let client = app(world.builder()).host("abroad").build().unwrap();
    assert_eq!(hosts(client).await, [abroad, abroad, "elsewhere.example"]);
    let client = app(world.builder()).base_url("http://gate.example:81/a/").build().unwrap();
    assert_eq!(hosts(client).await, ["gate.example"; 3]);
    assert!(world.sent().pop().unwrap().uri.starts_with("http://gate.example:81/a/open?"));
}

#[tokio::test]
async fn a_call_without_a_fitting_credential_is_not_sent() {
    let world = World::with_tokens(|_| good());
    let none = world.builder().build().unwrap();
    let error = call(&none, Get::of("1")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NoCredential);
    assert_eq!(error.message(), "it takes `app` or `user`, and the client has no credentials");
    let error = call(&world.client(), Users).await.unwrap_err();
    assert_eq!(error.message(), "it takes `user`, and the client has `app`");
    let draft = Draft::new(&world.client()).with_user_token("u-1");
    let error = Send::new(draft, Apps).await.unwrap_err();
    assert_eq!(error.message(), "it takes `app`, and the call was given a user token");
    assert!(world.sent().is_empty());
    call(&none, Open::default()).await.unwrap();
    assert_eq!(world.sent()[0].header("authorization"), None);
}

#[tokio::test]
async fn an_empty_user_token_is_refused() {
    let world = World::with_tokens(|_| good());
    let draft = Draft::new(&world.client()).with_user_token("");
    let error = Send::new(draft, Get::of("1")).await.unwrap_err();
    assert_eq!(error.violations()[0].to_string(), "user token: must not be empty");
    assert!(world.sent().is_empty());
}

#[tokio::test]
async fn the_first_scheme_that_the_client_has_is_taken() {
    let world = World::with_tokens(|_| good());
    let both = app(world.builder()).token("user", "u-1").build().unwrap();
    let proof = async |draft: Draft| {
        Send::new(draft, Get::of("1")).await.unwrap();
        world.sent().pop().unwrap().header("authorization").unwrap().to_owned()
    };
    assert_eq!(proof(Draft::new(&both)).await, "Bearer t-1");
    assert_eq!(proof(Draft::new(&both).with_user_token("u-2")).await, "Bearer u-2");
    assert_eq!(world.sent().pop().unwrap().header("x-ea"), None);
    let user = world.builder().token("user", "u-1").build().unwrap();
    assert_eq!(proof(Draft::new(&user)).await, "Bearer u-1");
}

#[tokio::test]
async fn bodies_are_json_of_the_platforms_type() {
    let world = World::with_tokens(|_| good());
    call(&world.client(), Open { secret: Some("s".to_owned()) }).await.unwrap();
    let sent = &world.sent()[0];
    assert_eq!(sent.method, "POST");
    assert_eq!(sent.body.as_deref(), Ok(r#"{"client_secret":"s"}"#));
    assert_eq!(sent.header("content-type"), Some("application/json; charset=utf-8"));
}
