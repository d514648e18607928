//! What comes of a request is what the mock says, at the time that the way there and back takes.

use bytes::Bytes;
use http::Request;
use larkspur_in_process::{InProcess, Latency};
use larkspur_mock::{Misbehaviour, Mock};
use larkspur_runtime::{Transport, TransportBody, TransportError, TransportErrorKind};
use std::future::poll_fn;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, timeout};

const TOKEN: &str = "feishu.auth.tenant";
const WAY: Duration = Duration::from_millis(40);

fn mock() -> Arc<Mock> {
    Arc::new(Mock::builder().build().expect("the specs can be served"))
}

fn request(mock: &Mock) -> Request<TransportBody> {
    let known = mock.credentials("feishu").expect("it is served");
    let [id, secret] = ["app_id", "app_secret"].map(|name| known.get(name).expect("known"));
    let body = format!(r#"{{"app_id":"{id}","app_secret":"{secret}"}}"#);
    let path = "http://mock.invalid/open-apis/auth/v3/tenant_access_token/internal";
    let request = Request::post(path).header("content-type", "application/json");
    request.body(TransportBody::Bytes(body.into())).expect("a request")
}

/// The status, and the pieces of the body.
async fn sent(
    transport: &InProcess,
    mock: &Mock,
) -> Result<(u16, Vec<std::io::Result<Bytes>>), TransportError> {
    let (head, mut body) = transport.send(request(mock)).await?.into_parts();
    let mut pieces = Vec::new();
    while let Some(piece) = poll_fn(|cx| body.as_mut().poll_next(cx)).await {
        pieces.push(piece);
    }
    Ok((head.status.as_u16(), pieces))
}

#[tokio::test(start_paused = true)]
async fn an_answer_takes_the_way_there_and_back() {
    let (mock, began) = (mock(), Instant::now());
    let transport = InProcess::new(Arc::clone(&mock), Latency::fixed(WAY), 1).keeping(1);
    let (status, pieces) = sent(&transport, &mock).await.expect("an answer");
    assert_eq!((status, pieces.len(), began.elapsed()), (200, 1, WAY));
    sent(&transport, &mock).await.expect("an answer");
    let trace = transport.trace();
    assert_eq!((trace.calls(), trace.lines().len()), (2, 1));
    assert!(trace.lines()[0].starts_with("        20 ms  POST /open-apis/auth/"));
}

#[tokio::test(start_paused = true)]
async fn what_goes_wrong_shows_as_a_network_shows_it() {
    let mock = mock();
    let transport = InProcess::new(Arc::clone(&mock), Latency::fixed(WAY), 1);
    for (fault, kind) in [
        (Misbehaviour::Refuse, TransportErrorKind::Connect),
        (Misbehaviour::DropBefore, TransportErrorKind::Sent),
        (Misbehaviour::DropAfter, TransportErrorKind::Sent),
    ] {
        mock.inject(TOKEN, fault.clone()).expect("it fits");
        let error = sent(&transport, &mock).await.expect_err("it goes wrong");
        assert_eq!(error.kind(), kind, "{fault:?}");
    }
    mock.inject(TOKEN, Misbehaviour::CutBody).expect("it fits");
    let (status, pieces) = sent(&transport, &mock).await.expect("the head comes");
    assert_eq!(status, 200);
    assert!(matches!(&pieces[..], [Ok(_), Err(_)]), "{pieces:?}");
}

#[tokio::test(start_paused = true)]
async fn a_request_that_is_given_up_may_arrive_all_the_same() {
    let mock = mock();
    let transport = InProcess::new(Arc::clone(&mock), Latency::fixed(WAY), 1);
    for _ in 0..100 {
        let given_up = timeout(WAY / 4, sent(&transport, &mock)).await;
        assert!(given_up.is_err(), "nobody waits for the answer");
    }
    let arrived = mock.token_calls("feishu");
    assert!((25..75).contains(&arrived), "{arrived} of 100 arrived");
}

#[tokio::test(start_paused = true)]
async fn a_limit_of_requests_ends_what_would_not_end() {
    let mock = mock();
    let transport = InProcess::new(Arc::clone(&mock), Latency::default(), 1).at_most(2);
    for _ in 0..2 {
        sent(&transport, &mock).await.expect("an answer");
    }
    let error = sent(&transport, &mock).await.expect_err("no more");
    assert_eq!(error.kind(), TransportErrorKind::Configuration);
    assert_eq!(mock.token_calls("feishu"), 2);
}
