//! What comes back, in all the ways it can go wrong.

use crate::platform::{Code, Get};
use crate::world::*;
use larkspur_runtime::*;
use std::sync::Mutex;

async fn answered(answer: Answer) -> Result<Response<crate::platform::Thing>, Error<Code>> {
    let answer = Mutex::new(Some(answer));
    let world = World::with_tokens(move |_| answer.lock().unwrap().take().unwrap());
    call(&world.once(), Get::of("1")).await
}

#[tokio::test]
async fn a_reply_is_decoded_and_keeps_what_came_with_it() {
    let body = r#"{"code":"0","msg":null,"data":{"name":7,"count":"2","items":["x"],"new":1}}"#;
    let headers = [("x-log-id", "log-1"), ("x-request-id", "log-2"), ("set-cookie", "c=private")];
    let halves = [&body.as_bytes()[..20], &body.as_bytes()[20..]];
    let reply = answered(answer(200, &headers, chunks(halves))).await.unwrap();
    assert_eq!(reply.name.as_deref(), Some("7"));
    assert_eq!((reply.count, reply.items.len()), (Some(2), 1));
    assert_eq!((reply.log_id(), reply.bytes().as_ref()), (Some("log-1"), body.as_bytes()));
    assert!(!format!("{reply:?}").contains("private"));
}

#[tokio::test]
async fn refusals_are_read_in_any_envelope_at_any_status() {
    for (status, body, code, message, retry) in [
        (200, r#"{"code":1001,"msg":"no"}"#, Code::Own, "no", Retry::Never),
        (400, r#"{"code":"1001","msg":null,"data":[]}"#, Code::Own, "", Retry::Never),
        (200, r#"{"data":"","msg":{"a":1},"code":500}"#, Code::Other(500), "", Retry::Backoff),
        (429, r#"{"code":429,"msg":"slow"}"#, Code::Other(429), "slow", Retry::Quota),
        (200, r#"{"fault":{"number":9,"text":"odd"}}"#, Code::Other(9), "odd", Retry::Never),
        (503, r#"{"code":9,"msg":3}"#, Code::Other(9), "3", Retry::Backoff),
        (429, r#"{"code":9,"msg":3}"#, Code::Other(9), "3", Retry::Quota),
    ] {
        let error = answered(json(status, body)).await.unwrap_err();
        assert_eq!((error.kind(), error.code()), (ErrorKind::Api, Some(&code)), "{body}");
        assert_eq!((error.message(), error.retry()), (message, retry), "{body}");
        assert_eq!(error.status().unwrap().as_u16(), status);
    }
}

#[tokio::test]
async fn a_refusal_says_all_that_is_known_in_one_line() {
    let body = r#"{"code":1001,"msg":"field\nwrong","error":{"logid":"in-body","field_violations":[
        {"field":"name","value":1,"description":"too long"},{"field":"x"},"odd"]}}"#;
    let error = answered(json(400, body)).await.unwrap_err();
    assert_eq!(error.log_id(), Some("in-body"));
    assert_eq!(error.field_violations().len(), 2);
    assert_eq!(
        error.to_string(),
        "nowhere.thing.get: refused by the platform, HTTP 400, code 1001 (own): field wrong; \
         name: too long; x:  [log id in-body]"
    );
}

#[tokio::test]
async fn what_is_no_reply_is_never_an_empty_page() {
    for (status, body, retry) in [
        (200, "", Retry::Backoff),
        (200, "  \n", Retry::Backoff),
        (200, "<html><title>hello</title>", Retry::Never),
        (502, "<html>bad gateway</html>", Retry::Backoff),
        (502, "", Retry::Backoff),
        (200, r#"{"code":0,"msg":"ok","data":{"items":["a""#, Retry::Backoff),
        (200, r#"{"code":1001,"msg":"n"#, Retry::Backoff),
        (404, r#"{"code":1001,"msg":"n"#, Retry::Never),
        (200, r#"{"code":0,"msg":"ok","data":{"items":[]}} trailing"#, Retry::Never),
        (200, r#"{"data":{"items":[]}}"#, Retry::Never),
        (200, r#"{"code":0,"data":{"name":"no list"}}"#, Retry::Never),
        (200, r#"{"code":0}"#, Retry::Never),
        (200, r#"{"code":0,"data":[]}"#, Retry::Never),
        (200, r#"{"code":0,"data":{"items":{}}}"#, Retry::Never),
        (200, r#"["code",0]"#, Retry::Never),
        (200, "null", Retry::Never),
        (500, r#"{"code":0,"msg":"ok"}"#, Retry::Backoff),
        (429, "slow down", Retry::Quota),
        (404, "404 page not found", Retry::Never),
    ] {
        let error = answered(json(status, body)).await.unwrap_err();
        assert_eq!((error.kind(), error.retry()), (ErrorKind::UnexpectedReply, retry), "{body}");
        assert_eq!((error.code(), error.status().unwrap().as_u16()), (None, status), "{body}");
        assert!(!error.message().is_empty());
        assert_eq!(error.excerpt().is_some(), !body.trim().is_empty(), "{body}");
    }
}

#[tokio::test]
async fn deep_json_does_not_overflow() {
    let deep = "[".repeat(100_000) + &"]".repeat(100_000);
    for body in [
        format!(r#"{{"code":0,"data":{deep}}}"#),
        format!(r#"{{"code":0,"data":{{"items":{deep}}}}}"#),
        format!(r#"{{"code":0,"msg":{deep}}}"#),
        deep.clone(),
        "[".repeat(100_000),
        "{\"a\":".repeat(100_000),
    ] {
        let error = answered(json(200, &body)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::UnexpectedReply);
    }
    // Depth where nobody looks hurts nobody, also in a refusal.
    let body = format!(r#"{{"code":0,"other":{deep},"data":{{"items":[],"new":{deep}}}}}"#);
    assert!(answered(json(200, &body)).await.is_ok());
    let body = format!(r#"{{"data":{deep},"code":1001,"msg":"no"}}"#);
    assert_eq!(answered(json(200, &body)).await.unwrap_err().kind(), ErrorKind::Api);
}

#[tokio::test]
async fn an_undecodable_reply_says_where_and_shows_it() {
    let filler = "审批".repeat(3000);
    let body = format!(
        "{{\"code\":0,\n\"data\":{{\"name\":\"{filler}\",\"count\":\"many错\",\"more\":\"{filler}\"}}}}"
    );
    let error = answered(json(200, &body)).await.unwrap_err();
    assert!(error.message().contains("line 2 column"), "{error}");
    let excerpt = error.excerpt().unwrap();
    assert!(excerpt.chars().count() <= 200 && excerpt.contains("many错"), "{excerpt}");
    assert!(!excerpt.contains('\u{fffd}'), "{excerpt}");
}

#[tokio::test]
async fn a_reply_that_is_no_text_says_where_it_stops_being_it() {
    let body = [&br#"{"code":0,"data":{"items":["a","#[..], b"\"\xff\xfe\"", b"]}}"].concat();
    let headers = [("content-type", "application/json")];
    let error = answered(answer(200, &headers, chunks([&body[..]]))).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnexpectedReply);
    assert!(error.message().contains("column 33"), "{}", error.message());
}

#[tokio::test]
async fn redirects_are_not_followed_and_tell_only_the_host() {
    for status in [301, 302, 303, 307, 308] {
        let location =
            [("location", "https://login.example/x?ticket=private#y"), ("x-log-id", "l")];
        let error = answered(answer(status, &location, chunks([]))).await.unwrap_err();
        assert_eq!((error.kind(), error.log_id()), (ErrorKind::Redirect, Some("l")));
        assert!(error.to_string().contains("login.example"), "{error}");
        assert!(!format!("{error:?}").contains("private"));
    }
    assert_eq!(
        answered(answer(302, &[], chunks([]))).await.unwrap_err().kind(),
        ErrorKind::Redirect
    );
}

#[tokio::test]
async fn a_reply_beyond_the_limit_is_refused() {
    for (headers, body) in [
        (vec![("content-length", "101")], vec![b'x'; 0]),
        (vec![], vec![b'x'; 101]),
        (vec![("content-length", "5")], vec![b' '; 101]),
    ] {
        let body = Mutex::new(Some((headers, body)));
        let world = World::with_tokens(move |_| {
            let (headers, body) = body.lock().unwrap().take().unwrap();
            answer(200, &headers, chunks([&body]))
        });
        let client = app(world.builder()).body_limit(100).build().unwrap();
        let error = call(&client, Get::of("1")).await.unwrap_err();
        assert_eq!((error.kind(), error.retry()), (ErrorKind::TooLarge, Retry::Never));
    }
    let world = World::with_tokens(|_| good());
    let exact = app(world.builder()).body_limit(67).build().unwrap();
    assert!(call(&exact, Get::of("1")).await.is_ok());
}

#[tokio::test]
async fn broken_connections_are_told_apart() {
    use TransportErrorKind as Kind;
    for (kind, expected, retry) in [
        (Kind::Connect, ErrorKind::Transport, Retry::Backoff),
        (Kind::Sent, ErrorKind::Transport, Retry::Backoff),
        (Kind::Timeout, ErrorKind::Timeout, Retry::Backoff),
        (Kind::Body, ErrorKind::Transport, Retry::Never),
        (Kind::Configuration, ErrorKind::Configuration, Retry::Never),
    ] {
        let error = answered(Err(TransportError::new(kind, "it broke"))).await.unwrap_err();
        assert_eq!((error.kind(), error.retry()), (expected, retry));
        assert!(error.to_string().contains("it broke"));
    }
    let cut = Chunks([Ok("{".into()), Err(std::io::Error::other("reset"))].into());
    let error = answered(answer(200, &[("x-log-id", "l")], Box::pin(cut))).await.unwrap_err();
    assert_eq!((error.kind(), error.retry()), (ErrorKind::Transport, Retry::Backoff));
    assert_eq!(error.log_id(), Some("l"));
}
