//! Misbehaviour: each kind alone shows what it says, and mixtures follow from their seed.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use larkspur_mock::{Chaos, Enforce, Forced, Kind, Misbehaviour, Mock, MockError, Outcome};
use serde_json::{Value, json};
use std::time::Duration;
use support::{answered, ask_tenant, encode, plugin, tasks, tenant, work_items};

const TASKS: &str = "feishu.task.v2.tasklist.list";
const FILTER: &str = "feishu_project.work_item.filter";
const TENANT: &str = "feishu.auth.tenant";

fn mock() -> Mock {
    Mock::builder().seed(TASKS, 5).build().unwrap()
}

fn keys(page: &Value) -> Vec<&str> {
    let items = page["data"]["items"].as_array().unwrap();
    items.iter().map(|item| item["guid"].as_str().unwrap()).collect()
}

#[test]
fn answers_in_place_of_the_real_one() {
    let mock = mock();
    let token = tenant(&mock);
    let cases = [
        (Misbehaviour::QuotaAnswer { status: None, reset: None }, 429, json!(99991400), None),
        (
            Misbehaviour::QuotaAnswer { status: Some(400), reset: Some(7) },
            400,
            json!(99991400),
            Some("7"),
        ),
        (Misbehaviour::CodeAnswer { code: 1470500, status: None }, 500, json!(1470500), None),
        (Misbehaviour::CodeAnswer { code: 5000, status: Some(200) }, 200, json!(5000), None),
        (Misbehaviour::TokenExpired, 400, json!(99991663), None),
    ];
    for (misbehaviour, status, code, reset) in cases {
        mock.inject(TASKS, misbehaviour.clone()).unwrap();
        let reply = answered(tasks(&mock, &token, ""));
        assert_eq!((reply.status, &reply.json()["code"]), (status, &code), "{misbehaviour:?}");
        assert_eq!(reply.header("x-ogw-ratelimit-reset"), reset);
    }
    assert_ne!(tenant(&mock), token, "the old one has ended");
    let token = tenant(&mock);
    mock.inject(TASKS, Misbehaviour::ServerError(503)).unwrap();
    mock.inject(TASKS, Misbehaviour::Html(502)).unwrap();
    let empty = answered(tasks(&mock, &token, ""));
    assert_eq!((empty.status, empty.body.len()), (503, 0));
    let html = answered(tasks(&mock, &token, ""));
    assert_eq!((html.status, html.header("content-type")), (502, Some("text/html; charset=utf-8")));
    assert_eq!(answered(tasks(&mock, &token, "")).status, 200, "each comes once");
    assert_eq!(mock.misbehaved().len(), 7);
}

#[test]
fn connections_break_before_and_after_the_call_is_executed() {
    let mock = mock();
    let token = tenant(&mock);
    let meets = |misbehaviour| {
        mock.inject(TASKS, misbehaviour).unwrap();
        let delivery = tasks(&mock, &token, "");
        (delivery.outcome, delivery.delay, mock.calls(TASKS))
    };
    assert!(matches!(meets(Misbehaviour::Refuse), (Outcome::Refused, _, 0)));
    let before = meets(Misbehaviour::DropBefore);
    assert!(matches!(before, (Outcome::Dropped { executed: false }, _, 1)), "{before:?}");
    let after = meets(Misbehaviour::DropAfter);
    assert!(matches!(after, (Outcome::Dropped { executed: true }, _, 2)), "{after:?}");
    let (Outcome::Cut(response, kept), _, _) = meets(Misbehaviour::CutBody) else {
        panic!("it is not cut");
    };
    assert!(kept < response.body().len());
    let (outcome, delay, _) = meets(Misbehaviour::Slow(Duration::from_secs(9)));
    assert!(matches!(outcome, Outcome::Answer(_)));
    assert_eq!(delay, Duration::from_secs(9));
}

#[tokio::test(start_paused = true)]
async fn calls_for_tokens_misbehave_as_well() {
    let mock = mock();
    let life = |mock: &Mock| answered(ask_tenant(mock)).json()["expire"].as_i64().unwrap();
    assert_eq!(life(&mock), 7200);
    for (off, told) in [(60, 7260), (-60, 7140), (-9999, 0)] {
        mock.inject(TENANT, Misbehaviour::ClockOff(off)).unwrap();
        assert_eq!(life(&mock), told);
    }
    mock.inject(TENANT, Misbehaviour::QuotaAnswer { status: None, reset: Some(2) }).unwrap();
    let reply = answered(ask_tenant(&mock));
    assert_eq!((reply.status, reply.json()["code"].clone()), (429, json!(99991400)));
    mock.inject(TENANT, Misbehaviour::CutBody).unwrap();
    assert!(matches!(ask_tenant(&mock).outcome, Outcome::Cut(..)));
    mock.inject(TENANT, Misbehaviour::ServerError(500)).unwrap();
    assert_eq!(answered(ask_tenant(&mock)).status, 500);
}

#[test]
fn odd_pages_lead_on_to_everything() {
    let first = mock();
    for odd in [Misbehaviour::EmptyPageWithMore, Misbehaviour::ShortPage] {
        for at in 0..4 {
            let mock = Mock::builder().specs_of(&first).seed(TASKS, 5).build().unwrap();
            let token = tenant(&mock);
            let (mut all, mut seen, mut query) = (Vec::new(), Vec::new(), String::new());
            for page in 0.. {
                if page == at {
                    mock.inject(TASKS, odd.clone()).unwrap();
                }
                let reply = answered(tasks(&mock, &token, &format!("page_size=2{query}"))).json();
                all.extend(keys(&reply).into_iter().map(str::to_owned));
                if reply["data"]["has_more"] != true {
                    break;
                }
                let next = reply["data"]["page_token"].as_str().unwrap().to_owned();
                assert!(!seen.contains(&next), "{odd:?} repeats a token");
                query = format!("&page_token={}", encode(&next));
                seen.push(next);
            }
            assert_eq!(all, mock.keys(TASKS).unwrap(), "{odd:?} at {at}");
            let possible = odd == Misbehaviour::EmptyPageWithMore || at < 2;
            let expected = usize::from(possible && at < 3);
            assert_eq!(mock.misbehaved().len(), expected, "{odd:?} at {at}");
        }
    }
}

#[test]
fn broken_pages_are_right_but_for_what_follows() {
    let mock = mock();
    let token = tenant(&mock);
    let first = answered(tasks(&mock, &token, "page_size=2")).json();
    let next = first["data"]["page_token"].as_str().unwrap();
    let query = format!("page_size=2&page_token={}", encode(next));
    let second = answered(tasks(&mock, &token, &query)).json();
    let cases = [
        (Misbehaviour::MoreWithoutToken, None),
        (Misbehaviour::MoreWithEmptyToken, Some("")),
        (Misbehaviour::RepeatedToken, Some(next)),
    ];
    for (misbehaviour, told) in cases {
        mock.inject(TASKS, misbehaviour).unwrap();
        let reply = answered(tasks(&mock, &token, &query)).json();
        assert_eq!(keys(&reply), keys(&second));
        let told_now = reply["data"].get("page_token").map(|token| token.as_str().unwrap());
        assert_eq!((&reply["data"]["has_more"], told_now), (&json!(true), told));
    }
}

#[test]
fn what_a_call_cannot_show_waits_for_one_that_can() {
    let mock = mock();
    let token = tenant(&mock);
    mock.inject(TASKS, Misbehaviour::RepeatedToken).unwrap();
    mock.force(TASKS, Forced::new(418, "")).unwrap();
    let first = answered(tasks(&mock, &token, "page_size=2")).json();
    assert!(mock.misbehaved().is_empty(), "the first page has no token to repeat");
    let next = first["data"]["page_token"].as_str().unwrap();
    let second = format!("page_size=2&page_token={}", encode(next));
    assert_eq!(answered(tasks(&mock, &token, &second)).json()["data"]["page_token"], next);
    assert_eq!(mock.misbehaved(), [(TASKS.to_owned(), Misbehaviour::RepeatedToken)]);
    assert_eq!(answered(tasks(&mock, &token, "")).status, 418, "and holds its place in line");
}

#[test]
fn what_cannot_happen_is_refused() {
    let mock = mock();
    for (operation, misbehaviour) in [
        (FILTER, Misbehaviour::MoreWithoutToken),
        (FILTER, Misbehaviour::ShortPage),
        (TASKS, Misbehaviour::ClockOff(1)),
        (TENANT, Misbehaviour::TokenExpired),
        (TENANT, Misbehaviour::Changes { appear: 1, vanish: 0 }),
    ] {
        let refused = mock.inject(operation, misbehaviour.clone());
        assert!(matches!(refused, Err(MockError::Unfit { .. })), "{operation} {misbehaviour:?}");
    }
    let unknown = Misbehaviour::CodeAnswer { code: 12, status: None };
    assert!(matches!(mock.inject(TASKS, unknown), Err(MockError::UnknownCode { code: 12, .. })));
}

#[tokio::test(start_paused = true)]
async fn a_call_beyond_the_quota_keeps_its_misbehaviour_for_the_next() {
    let mock = Mock::builder().quota(Enforce::Sliding).quota_used(TASKS, 50).build().unwrap();
    let token = tenant(&mock);
    mock.inject(TASKS, Misbehaviour::Html(502)).unwrap();
    assert_eq!(answered(tasks(&mock, &token, "")).status, 429);
    mock.advance(Duration::from_secs(1));
    assert_eq!(answered(tasks(&mock, &token, "")).status, 502);
    let quota = Misbehaviour::QuotaAnswer { status: None, reset: None };
    for _ in 0..100 {
        mock.inject(TASKS, quota.clone()).unwrap();
        answered(tasks(&mock, &token, ""));
    }
    let taken = (0..60).filter(|_| answered(tasks(&mock, &token, "")).status == 200).count();
    assert_eq!(
        (taken, mock.throttled()),
        (49, 12),
        "what is told so without reason does not count"
    );
}

/// What becomes of some calls, as text.
fn trace(specs: &Mock, seed: u64, rate: f64) -> (Vec<String>, Vec<(String, Misbehaviour)>) {
    let chaos = Chaos::everything(seed, rate);
    let mock = Mock::builder().specs_of(specs).seed(TASKS, 50).chaos(chaos).build().unwrap();
    let user = mock.credentials("feishu").unwrap().token("user").unwrap().to_owned();
    let mut trace = Vec::new();
    for _ in 0..100 {
        trace.push(format!("{:?}", ask_tenant(&mock)));
        trace.push(format!("{:?}", tasks(&mock, &user, "page_size=10")));
        trace.push(format!("{:?}", work_items(&mock, "x", 1, 5, json!({}))));
    }
    (trace, mock.misbehaved())
}

#[tokio::test(start_paused = true)]
async fn a_seed_says_everything() {
    let specs = mock();
    let trace = |seed, rate| trace(&specs, seed, rate);
    let (first, misbehaved) = trace(7, 0.2);
    assert_eq!(trace(7, 0.2), (first.clone(), misbehaved.clone()));
    assert_ne!(trace(8, 0.2).0, first);
    let drawn = misbehaved.len();
    assert!((15..=75).contains(&drawn), "{drawn} of 300 calls, at 0.2 less what does not fit");
    assert!(trace(7, 0.0).1.is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_mixture_has_the_kinds_it_was_given_and_no_others() {
    let quiet = mock();
    let next = answered(tasks(&quiet, &tenant(&quiet), "page_size=2")).json();
    let next = encode(next["data"]["page_token"].as_str().unwrap());
    for kind in Kind::ALL {
        let chaos = Chaos::seeded(3).with(*kind, 1.0);
        let mock = Mock::builder().specs_of(&quiet).seed(TASKS, 5).chaos(chaos).build().unwrap();
        for _ in 0..20 {
            // The keys of a list are the same in every mock, and so are the tokens of its pages.
            let token = match ask_tenant(&mock).outcome {
                Outcome::Answer(response) => serde_json::from_slice::<Value>(response.body())
                    .ok()
                    .and_then(|reply| Some(reply["tenant_access_token"].as_str()?.to_owned())),
                _ => None,
            };
            let user = mock.credentials("feishu").unwrap().token("user").unwrap().to_owned();
            let token = token.unwrap_or(user);
            tasks(&mock, &token, &format!("page_size=2&page_token={next}"));
        }
        let found = mock.misbehaved();
        assert!(!found.is_empty(), "{kind:?} never showed");
        assert!(found.iter().all(|(_, misbehaviour)| misbehaviour.kind() == *kind), "{kind:?}");
    }
}

#[test]
fn a_plugin_token_ends_in_the_middle_and_one_that_a_user_supplied_does_not() {
    let chaos = || Chaos::seeded(1).with(Kind::TokenExpired, 1.0);
    let mock = Mock::builder().chaos(chaos()).build().unwrap();
    let token = plugin(&mock);
    let reply = answered(work_items(&mock, &token, 1, 1, json!({})));
    assert_eq!(reply.json()["err_code"], 10022);
    assert_ne!(plugin(&mock), token);
    let user = mock.credentials("feishu_project").unwrap().token("user").unwrap().to_owned();
    assert_eq!(answered(work_items(&mock, &user, 1, 1, json!({}))).status, 200);
}
