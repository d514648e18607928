//! What is tried again, how often, after how long, and what an error says of it.

use crate::platform::{Act, Apps, File, Get, Upload};
use crate::world::*;
use larkspur_runtime::*;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::time::{Instant, sleep};

fn cut() -> Answer {
    let body = Chunks([Ok(r#"{"code":0,"#.into()), Err(std::io::Error::other("reset"))].into());
    answer(200, &[], Box::pin(body))
}

/// How long a call takes on the way.
const WAY: Duration = Duration::from_millis(2);

#[tokio::test(start_paused = true)]
async fn trouble_is_tried_again_until_it_is_over() {
    use TransportErrorKind as Kind;
    for trouble in [
        || coded(500, 9),
        || coded(200, 500),
        || json(502, "<html>bad gateway</html>"),
        || json(200, ""),
        || json(200, r#"{"code":0,"data":{"items":["#),
        || cut(),
        || broken(Kind::Connect),
        || broken(Kind::Sent),
        || broken(Kind::Timeout),
    ] {
        let world = first(vec![trouble(), trouble(), trouble()]);
        let client = world.client();
        call(&client, Get::of("1")).await.unwrap();
        assert_eq!(world.sent().len(), 5, "a token and four attempts");
        let world = always(trouble);
        let error = call(&world.client(), Get::of("1")).await.unwrap_err();
        assert_eq!((error.attempts(), world.sent().len()), (4, 5), "{error}");
    }
}

/// The rule that nothing is executed twice: what follows each answer to a call that acts.
#[tokio::test(start_paused = true)]
async fn what_may_have_been_executed_is_not_repeated() {
    use TransportErrorKind as Kind;
    type Case = (&'static str, fn() -> Answer, bool);
    let cases: [Case; 11] = [
        ("never connected", || broken(Kind::Connect), true),
        ("a quota's code", || coded(200, 429), true),
        ("a quota's status", || json(429, "slow down"), true),
        ("a token's code", || coded(200, 401), true),
        ("broken on the way", || broken(Kind::Sent), false),
        ("no answer in time", || broken(Kind::Timeout), false),
        ("a code of trouble", || coded(200, 500), false),
        ("a status of trouble", || json(503, "<html>"), false),
        ("a cut answer", cut, false),
        ("half a reply", || json(200, r#"{"code":0,"#), false),
        ("a refusal", || coded(400, 1001), false),
    ];
    for (name, answer, repeated) in cases {
        let world = first(vec![answer()]);
        let outcome = call(&world.client(), Act).await;
        assert_eq!(
            (outcome.is_ok(), world.count("/act")),
            (repeated, 1 + usize::from(repeated)),
            "{name}"
        );
        let Err(error) = outcome else { continue };
        assert_eq!((error.attempts(), error.waited()), (1, Duration::ZERO), "{name}");
        let unknown = error.retry() == Retry::Backoff;
        assert_eq!(
            error.to_string().contains("may have been executed"),
            unknown,
            "{name}: {error}"
        );
    }
}

/// A documented code says what may be done, whatever the HTTP status beside it.
#[tokio::test(start_paused = true)]
async fn codes_decide_at_any_status() {
    for status in [200, 400, 401, 403, 404, 429, 500, 503] {
        for (code, again, acts_again) in
            [(429, true, true), (500, true, false), (401, true, true), (402, false, false)]
        {
            let world = first(vec![coded(status, code)]);
            let outcome = call(&world.client(), Get::of("1")).await;
            assert_eq!(outcome.is_ok(), again, "{status} {code}");
            let world = first(vec![coded(status, code)]);
            assert_eq!(call(&world.client(), Act).await.is_ok(), acts_again, "{status} {code}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn the_platform_is_not_asked_before_the_instant_that_it_named() {
    for (headers, earliest, latest) in [
        (vec![("x-reset", "30")], 30_000, 30_250),
        (vec![("x-reset", "1")], 1_000, 1_050),
        (vec![("x-reset", "0")], 50, 50),
        (vec![("retry-after", "7")], 7_000, 7_250),
        (vec![("x-reset", "30"), ("retry-after", "7")], 30_000, 30_250),
        (vec![("x-reset", "soon"), ("retry-after", "7")], 7_000, 7_250),
        (vec![("retry-after", "Wed, 21 Oct 2026 07:28:00 GMT")], 50, 250),
        (vec![("x-reset", "-1")], 50, 250),
        (vec![], 50, 250),
    ] {
        let (world, waits) = (first(vec![throttled(&headers)]), Waits::default());
        let start = Instant::now();
        with(Draft::new(&world.client()).on_event(waits.listener()), Apps).await.unwrap();
        let [(WaitCause::Throttled, pause)] = waits.all()[..] else { panic!("{:?}", waits.all()) };
        let allowed = Duration::from_millis(earliest)..=Duration::from_millis(latest);
        assert!(allowed.contains(&pause), "{headers:?}: {pause:?}");
        // The clock of a paused runtime goes by milliseconds.
        let rest = start.elapsed() - pause;
        assert!(rest >= WAY * 3 && rest <= WAY * 3 + Duration::from_millis(1), "{rest:?}");
    }
    let date = || answer(503, &[("retry-after", "9")], chunks([b"<html>"]));
    let (world, waits) = (first(vec![date()]), Waits::default());
    with(Draft::new(&world.client()).on_event(waits.listener()), Apps).await.unwrap();
    let [(WaitCause::Backoff, pause)] = waits.all()[..] else { panic!("{:?}", waits.all()) };
    assert!(pause >= seconds(9) && pause <= seconds(10), "{pause:?}");
}

#[tokio::test(start_paused = true)]
async fn an_error_says_how_often_and_how_long_it_was_tried() {
    let world = always(|| coded(500, 9));
    let start = Instant::now();
    let policy = RetryPolicy::default().waits(seconds(10), seconds(60));
    let client = app(world.builder()).random_seed(7).retry(policy).build().unwrap();
    let error = call(&client, Get::of("1")).await.unwrap_err();
    assert_eq!((error.attempts(), error.retry()), (4, Retry::Backoff));
    assert!(error.waited() > seconds(1) && error.waited() <= seconds(70), "{error}");
    assert_eq!(start.elapsed() - error.waited(), WAY * 5);
    let said = format!(
        "nowhere.thing.get: refused by the platform after 4 attempts and {:.1} s of waiting, HTTP \
         500, code 9: so it is",
        error.waited().as_secs_f64()
    );
    assert_eq!(error.to_string(), said);

    let throttling = always(|| throttled(&[("x-reset", "1")]));
    let error = call(&throttling.client(), Act).await.unwrap_err();
    assert_eq!((error.attempts(), error.retry()), (11, Retry::Quota));
    assert_eq!(error.reset_after(), Some(seconds(1)));
    assert!(error.waited() >= seconds(10), "{error}");

    let refusing = always(|| coded(400, 1001));
    let error = call(&refusing.client(), Act).await.unwrap_err();
    assert_eq!((error.attempts(), error.waited()), (1, Duration::ZERO));
    let invalid = Get { size: Some(0), ..Get::of("1") };
    let error = call(&refusing.client(), invalid).await.unwrap_err();
    assert_eq!((error.attempts(), error.waited()), (0, Duration::ZERO));
}

#[tokio::test(start_paused = true)]
async fn clones_share_a_budget_that_successes_fill_again() {
    let bad = Arc::new(Mutex::new(true));
    let state = Arc::clone(&bad);
    let world = always(move || if *state.lock().unwrap() { coded(500, 9) } else { good() });
    let client = app(world.builder()).retry_budget(RetryBudget::new(5, 0.5)).build().unwrap();
    let clone = client.clone();
    let mut errors = Vec::new();
    for client in [&client, &clone, &client] {
        errors.push(call(client, Apps).await.unwrap_err());
    }
    let attempts: Vec<_> = errors.iter().map(Error::attempts).collect();
    assert_eq!(attempts, [4, 3, 1], "three calls and five repetitions");
    assert!(errors[2].to_string().contains("too many calls failed lately"), "{}", errors[2]);
    *bad.lock().unwrap() = false;
    for _ in 0..2 {
        call(&clone, Apps).await.unwrap();
    }
    *bad.lock().unwrap() = true;
    assert_eq!(call(&client, Apps).await.unwrap_err().attempts(), 2);
    // What is throttled waits all the same: the platform itself asks for it.
    let patient = app(first(vec![throttled(&[])]).builder());
    let patient = patient.retry_budget(RetryBudget::new(0, 0.0)).build().unwrap();
    call(&patient, Apps).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_call_has_its_own_policy_and_listener_or_else_those_of_the_client() {
    let (of_client, of_call) = (Waits::default(), Waits::default());
    let world = always(|| coded(500, 9));
    let builder = app(world.builder()).on_event(of_client.listener());
    let client = builder.retry(RetryPolicy::default().attempts(2)).build().unwrap();
    assert_eq!(call(&client, Apps).await.unwrap_err().attempts(), 2);
    assert_eq!((of_client.all().len(), of_call.all().len()), (1, 0));
    let draft = Draft::new(&client).with_retry(RetryPolicy::default().attempts(6));
    let error = with(draft.on_event(of_call.listener()), Apps).await.unwrap_err();
    assert_eq!(error.attempts(), 6);
    assert_eq!((of_client.all().len(), of_call.all().len()), (1, 5));
    let told: Duration = of_call.all().iter().map(|(_, pause)| *pause).sum();
    assert!(error.waited() >= told, "{:?} {told:?}", error.waited());
    for (index, (cause, pause)) in of_call.all().into_iter().enumerate() {
        assert_eq!(cause, WaitCause::Backoff);
        assert!(pause <= Duration::from_millis(250 << index), "{index}: {pause:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_token_call_in_trouble_is_repeated_with_the_call_that_needs_it() {
    for trouble in [
        || json(502, "<html>"),
        || throttled(&[]),
        || json(200, ""),
        || broken(TransportErrorKind::Sent),
    ] {
        let count = Mutex::new(0);
        let world = World::new(move |sent: Sent| {
            let mut count = count.lock().unwrap();
            *count += usize::from(sent.path() == "/token");
            let reply = match (sent.path().as_str(), *count) {
                ("/token", 3) => token("t-1", 7200),
                ("/token", _) => trouble(),
                _ => good(),
            };
            async move { reply }
        });
        call(&world.client(), Act).await.unwrap();
        assert_eq!((world.count("/token"), world.count("/act")), (3, 1));
        let error = call(&always_in_trouble(trouble).client(), Act).await.unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Token, 0));
        assert!(error.waited() > Duration::ZERO);
        assert!(error.to_string().contains("could be got after"), "{error}");
    }
}

fn always_in_trouble(answer: fn() -> Answer) -> World {
    World::new(move |_| std::future::ready(answer()))
}

#[tokio::test(start_paused = true)]
async fn trouble_while_a_rejected_token_is_replaced_is_waited_out() {
    let count = Mutex::new(0);
    let world = World::new(move |sent: Sent| {
        let mut count = count.lock().unwrap();
        *count += usize::from(sent.path() == "/token");
        let reply = match (sent.path().as_str(), *count, sent.header("authorization")) {
            ("/token", 2 | 3, _) => json(502, "<html>"),
            ("/token", count, _) => token(&format!("t-{count}"), 7200),
            (_, _, Some("Bearer t-1")) => coded(400, 401),
            _ => good(),
        };
        async move { reply }
    });
    call(&world.client(), Act).await.unwrap();
    assert_eq!((world.count("/token"), world.count("/act")), (4, 2));
}

#[tokio::test(start_paused = true)]
async fn a_token_is_renewed_once_and_trouble_around_it_is_counted_apart() {
    let world = first(vec![coded(500, 9), coded(200, 401), coded(500, 9), coded(500, 9)]);
    call(&world.client(), Apps).await.unwrap();
    assert_eq!((world.count("/token"), world.count("/apps")), (2, 5));
    let twice = first(vec![coded(500, 9), coded(200, 401), coded(500, 9), coded(200, 401)]);
    let error = call(&twice.client(), Apps).await.unwrap_err();
    assert_eq!((error.name(), error.attempts()), (Some("token_invalid"), 4));
}

fn upload(file: FilePart) -> Upload {
    Upload { file: Some(file) }
}

#[tokio::test(start_paused = true)]
async fn a_stream_is_sent_once_and_bytes_as_often_as_needed() {
    let world = first(vec![broken(TransportErrorKind::Connect)]);
    call(&world.client(), upload(FilePart::from_bytes("a", &b"abc"[..]))).await.unwrap();
    assert_eq!(world.count("/upload"), 2);
    let world = first(vec![broken(TransportErrorKind::Connect)]);
    let stream = || upload(FilePart::from_stream("a", 3, chunks([b"abc"])));
    let error = call(&world.client(), stream()).await.unwrap_err();
    assert_eq!((error.attempts(), world.count("/upload")), (1, 1));
    assert!(error.to_string().contains("its file is a stream, now used up"), "{error}");
    // As long as nothing was read of it, it can wait for a token.
    let count = Mutex::new(0);
    let world = World::new(move |sent: Sent| {
        let mut count = count.lock().unwrap();
        *count += 1;
        let reply = match sent.path().as_str() {
            "/token" if *count < 3 => json(502, "<html>"),
            "/token" => token("t-1", 7200),
            _ => good(),
        };
        async move { reply }
    });
    call(&world.client(), stream()).await.unwrap();
    assert!(world.sent().pop().unwrap().body.unwrap().contains("abc"));
}

#[tokio::test(start_paused = true)]
async fn downloads_are_repeated_until_their_answer_has_begun() {
    let body = || answer(200, &[("content-type", "image/png")], chunks([b"png"]));
    let world = first(vec![json(502, "<html>"), throttled(&[("x-reset", "3")]), body()]);
    let file = Fetch::new(Draft::new(&world.client()), File::default()).await.unwrap();
    assert_eq!(file.into_inner().bytes(10).await.unwrap(), &b"png"[..]);
    assert_eq!(world.sent().len(), 4);
    let world = always(|| json(502, "<html>"));
    let error = Fetch::new(Draft::new(&world.client()), File::default()).await.unwrap_err();
    assert_eq!(error.attempts(), 4);
}

#[tokio::test(start_paused = true)]
async fn a_seed_repeats_waits_and_ids() {
    async fn run(seed: u64) -> (Vec<(WaitCause, Duration)>, Vec<String>) {
        let (world, waits) = (always(|| coded(500, 9)), Waits::default());
        let builder = app(world.builder()).random_seed(seed).on_event(waits.listener());
        let client = builder.build().unwrap();
        call(&client, Apps).await.unwrap_err();
        call(&client, upload(FilePart::from_bytes("a", &b"abc"[..]))).await.unwrap_err();
        let sent = world.sent().into_iter().map(|sent| sent.uri + &sent.body.unwrap());
        (waits.all(), sent.collect())
    }
    assert_eq!(run(1).await, run(1).await);
    assert_ne!(run(1).await.0, run(2).await.0);
    assert_ne!(run(1).await.1, run(2).await.1);
}

/// Dropped at any point, a call leaves nothing behind that holds up another one.
#[tokio::test(start_paused = true)]
async fn a_call_can_be_dropped_anywhere() {
    for polls in 0..40 {
        let world = first(vec![coded(500, 9), throttled(&[("x-reset", "1")]), coded(200, 401)]);
        let client = world.client();
        let mut calling = Box::pin(call(&client, Apps));
        let mut ended = false;
        for _ in 0..polls {
            ended = ended || ends_now(calling.as_mut()).await;
            sleep(Duration::from_millis(1)).await;
        }
        drop(calling);
        let again = with(Draft::new(&client).with_deadline(seconds(60)), Apps).await;
        assert!(again.is_ok(), "after {polls} polls: {again:?}");
    }
}

#[tokio::test]
async fn the_options_of_a_call_are_shown_without_secrets() {
    let world = always(good);
    let draft = Draft::new(&world.client())
        .with_user_token("private")
        .with_retry(RetryPolicy::none())
        .with_quota(QuotaPolicy::Off)
        .on_event(|_| {});
    let shown = format!("{draft:?}");
    assert!(shown.contains("throttled: 0") && shown.contains("Off"), "{shown}");
    assert!(!shown.contains("private"), "{shown}");
}
