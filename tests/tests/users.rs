//! Persons sign in once, and clients work in their name for as long as they let them.
//!
//! What a person consented to hangs on one refresh token at a time, which works once. So every
//! test asks the platform how often it saw each of them, and whether the person would have to be
//! bothered again without need.

#[path = "chaos/log.rs"]
mod log;

use larkspur::{
    Error, ErrorCode as _, ErrorKind, Grant, MemoryStore, Retry, RetryPolicy, TokenStore as _,
    UserTokens, feishu,
};
use larkspur_in_process::{InProcess, Latency};
use larkspur_mock::{Granted, Misbehaviour, Mock};
use larkspur_spec::model;
use larkspur_tests::{mocked, workspace};
use log::Log;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::time::sleep;
use tracing::dispatcher::DefaultGuard;

const REFRESH: &str = "feishu.authen.v2.oauth.refresh_user_access_token";
const PERSON: &str = "ann@example.com";
const MINUTE: Duration = Duration::from_secs(60);
/// What the page says of the refresh token itself; everything else may be mended.
const ENDED: [&str; 5] = ["20024", "20026", "20037", "20064", "20073"];

type Code = feishu::task::v2::tasklist::list::Code;

fn number(error: &Error<Code>) -> Option<i64> {
    error.code().map(|code| code.code())
}

/// A platform, a store, and all that a program printed.
struct Scene {
    mock: Arc<Mock>,
    transport: Arc<InProcess>,
    store: Arc<MemoryStore>,
    seen: Mutex<BTreeSet<String>>,
    log: Log,
    _capturing: DefaultGuard,
}

/// A process that works in the name of the person.
struct Process {
    client: feishu::Client,
    tokens: UserTokens,
}

impl Process {
    async fn call(&self) -> Result<(), Error<Code>> {
        let call = self.client.task().v2().tasklist().list().with_user(&self.tokens);
        call.send().await.map(|_| ())
    }
}

impl Scene {
    fn new() -> Self {
        let log = Log::default();
        let capturing = log.capture();
        let mock = Arc::new(Mock::builder().build().expect("the mock is in order"));
        let latency = Latency::fixed(Duration::from_millis(20));
        let transport = Arc::new(InProcess::new(Arc::clone(&mock), latency, 1));
        let (store, seen) = (Arc::default(), Mutex::default());
        Self { mock, transport, store, seen, log, _capturing: capturing }
    }

    fn process(&self) -> Process {
        self.process_with(&mocked::known(&self.mock, "feishu")("app_secret"))
    }

    fn process_with(&self, secret: &str) -> Process {
        let id = mocked::known(&self.mock, "feishu")("app_id");
        let builder = feishu::Client::builder().app(id, secret).base_url(self.mock.base_url());
        let builder = builder.transport(Arc::<InProcess>::clone(&self.transport));
        let builder = builder.token_store(Arc::<MemoryStore>::clone(&self.store));
        let client = builder.retry(RetryPolicy::none()).build().expect("a client");
        let tokens = client.user_tokens(PERSON).expect("Feishu has refresh tokens");
        Process { client, tokens }
    }

    /// The person signs in; the token has so many seconds left.
    async fn sign_in(&self, process: &Process, seconds: u64) -> Granted {
        let granted = self.mock.grant("feishu", PERSON).expect("Feishu has refresh tokens");
        let grant = Grant::new(granted.token.clone(), Duration::from_secs(seconds));
        let life = Duration::from_secs(granted.refresh_expires_in);
        let grant = grant.with_refresh(granted.refresh_token.clone(), life);
        process.tokens.authorize(grant).await.expect("the store works");
        self.look(process).await;
        granted
    }

    /// Which refresh token the store has, and whether it counts as sent.
    async fn look(&self, process: &Process) -> Option<(String, bool)> {
        let stored = self.store.load(process.tokens.key()).await.expect("the store works");
        let refresh = stored?.refresh?;
        let value = refresh.value.expose().to_owned();
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).insert(value.clone());
        Some((value, refresh.spent))
    }

    /// How often each refresh token came.
    fn presented(&self) -> Vec<usize> {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.iter().map(|token| self.mock.presented(token)).collect()
    }

    fn refresh_calls(&self) -> usize {
        self.mock.refresh_calls("feishu").expect("Feishu has refresh tokens")
    }

    /// The person has to authorize again, and the next call does not ask the platform.
    async fn is_over(&self, process: &Process) {
        let calls = self.refresh_calls();
        let error = process.call().await.expect_err("there is nothing to call with");
        self.log.add(&format!("{error} {error:?}"));
        assert_eq!((error.kind(), error.retry()), (ErrorKind::Token, Retry::Never));
        assert!(error.to_string().contains("authorize the app again"), "{error}");
        assert_eq!(self.refresh_calls(), calls);
        self.sign_in(process, 7200).await;
        process.call().await.expect("the person signed in again");
    }

    /// No secret was printed, and something was.
    fn nothing_shows(&self) {
        let secret = mocked::known(&self.mock, "feishu")("app_secret");
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let mut secrets: Vec<String> = seen.iter().cloned().collect();
        secrets.extend(self.transport.trace().tokens().iter().cloned());
        secrets.extend([secret, PERSON.to_owned()]);
        assert_eq!(self.log.shown(&secrets), Vec::<String>::new());
        assert!(self.log.text().contains("feishu.task.v2.tasklist.list"));
    }
}

#[tokio::test(start_paused = true)]
async fn two_processes_work_for_days_and_send_each_refresh_token_once() {
    let scene = Scene::new();
    let processes = [scene.process(), scene.process()];
    scene.sign_in(&processes[0], 7200).await;
    for _ in 0..150 {
        sleep(20 * MINUTE).await;
        let [one, other] = &processes;
        let (first, second) = tokio::join!(one.call(), other.call());
        assert!(first.is_ok() && second.is_ok(), "{first:?} {second:?}");
        scene.look(one).await;
    }
    let presented = scene.presented();
    assert!(presented.iter().all(|&times| times <= 1), "{presented:?}");
    // Each token lasts for two hours, and fifty have passed.
    assert_eq!(scene.refresh_calls(), presented.iter().sum::<usize>());
    assert!((24..=26).contains(&scene.refresh_calls()), "{presented:?}");
    scene.nothing_shows();
}

#[tokio::test(start_paused = true)]
async fn a_lost_answer_hurts_nobody_while_the_token_holds_and_is_never_asked_for_again() {
    let scene = Scene::new();
    let processes = [scene.process(), scene.process()];
    let granted = scene.sign_in(&processes[0], 200).await;
    scene.mock.inject(REFRESH, Misbehaviour::DropAfter).expect("an operation");
    for _ in 0..19 {
        for process in &processes {
            process.call().await.expect("the token holds");
        }
        sleep(Duration::from_secs(10)).await;
    }
    sleep(MINUTE).await;
    scene.is_over(&processes[1]).await;
    assert_eq!(scene.mock.presented(&granted.refresh_token), 1);
    scene.nothing_shows();
}

#[tokio::test(start_paused = true)]
async fn only_what_is_said_of_the_refresh_token_itself_ends_it() {
    for (code, fact) in codes() {
        let scene = Scene::new();
        let process = scene.process();
        let granted = scene.sign_in(&process, 0).await;
        let refused: i64 = code.parse().expect("a number");
        scene.mock.force_error(REFRESH, refused).expect("a code of the operation");
        let error = process.call().await.expect_err("refused");
        scene.log.add(&format!("{error} {error:?}"));
        assert_eq!((error.kind(), number(&error)), (ErrorKind::Token, Some(refused)), "{error}");
        if ENDED.contains(&code.as_str()) {
            assert_eq!(scene.look(&process).await, None, "{code}");
            scene.is_over(&process).await;
        } else {
            let kept = Some((granted.refresh_token.clone(), false));
            assert_eq!(scene.look(&process).await, kept, "{code}");
            if fact.retry == model::Retry::Never {
                assert_eq!(number(&process.call().await.expect_err("too soon")), Some(refused));
                assert_eq!(scene.mock.presented(&granted.refresh_token), 1, "{code}");
                sleep(MINUTE).await;
            }
            process.call().await.expect("the platform has changed its mind");
            assert_eq!(scene.mock.presented(&granted.refresh_token), 2, "{code}");
        }
        scene.nothing_shows();
    }
}

/// The codes that the operation documents.
fn codes() -> Vec<(String, model::ErrorCode)> {
    let tree = larkspur_spec::load(&workspace::root().join("specs")).tree;
    let codes = tree.platforms["feishu"].operations[REFRESH].operation.errors.clone();
    assert!(ENDED.iter().all(|code| codes.contains_key(*code)), "the page has changed");
    codes.into_iter().collect()
}

#[tokio::test(start_paused = true)]
async fn a_wrong_secret_is_not_sent_with_every_call() {
    let scene = Scene::new();
    let process = scene.process_with("another");
    let granted = scene.sign_in(&process, 0).await;
    for _ in 0..100 {
        assert_eq!(number(&process.call().await.expect_err("refused")), Some(20002));
        sleep(Duration::from_secs(3)).await;
    }
    assert_eq!(scene.mock.presented(&granted.refresh_token), 5);
    scene.nothing_shows();
}

#[tokio::test(start_paused = true)]
async fn a_refresh_token_that_has_expired_is_dropped() {
    let scene = Scene::new();
    let process = scene.process();
    let granted = scene.sign_in(&process, 0).await;
    scene.mock.advance(Duration::from_secs(granted.refresh_expires_in + 1));
    let error = process.call().await.expect_err("it has expired");
    assert_eq!((error.kind(), number(&error)), (ErrorKind::Token, Some(20037)));
    scene.is_over(&process).await;
    assert_eq!(scene.mock.presented(&granted.refresh_token), 1);
    scene.nothing_shows();
}
