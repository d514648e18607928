//! Quotas through the generated clients, against a platform that keeps to them: whatever way it
//! counts, it never has to refuse, and nobody waits for longer than it takes.

use larkspur::runtime::ErrorCode;
use larkspur::{Error, MemoryQuotas, Quota, QuotaPolicy, Timestamp, feishu, feishu_project};
use larkspur_in_process::{InProcess, Latency};
use larkspur_mock::{Enforce, Misbehaviour, Mock, MockBuilder};
use larkspur_tests::{in_process, mocked};
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::Instant;

const APPROVALS: &str = "feishu.approval.v4.instance.list";
const TASKLISTS: &str = "feishu.task.v2.tasklist.list";
const WORK_ITEMS: &str = "feishu_project.work_item.filter";
const START: Timestamp = Timestamp::from_seconds(1_760_000_000);
const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);

/// However a platform may count.
const COUNTED: [Enforce; 4] = [
    Enforce::Sliding,
    Enforce::Fixed { phase: Duration::ZERO },
    Enforce::Fixed { phase: Duration::from_millis(59_500) },
    Enforce::Fixed { phase: Duration::from_millis(20_123) },
];

fn platform(set: impl FnOnce(MockBuilder) -> MockBuilder) -> Arc<Mock> {
    let mock = set(Mock::builder().any_id().records(1)).build();
    Arc::new(mock.expect("the specs can be served"))
}

/// The way to the platform and back, in which calls overtake each other.
fn network(mock: &Arc<Mock>) -> Arc<InProcess> {
    let latency = Latency::between(Duration::ZERO, Duration::from_millis(300));
    Arc::new(InProcess::new(Arc::clone(mock), latency, 7))
}

fn app(
    mock: &Arc<Mock>,
    set: impl FnOnce(larkspur::Builder<feishu::Client>) -> larkspur::Builder<feishu::Client>,
) -> feishu::Client {
    let builder = in_process::over(in_process::feishu(mock), mock, &network(mock), 1);
    // However long it takes: what is waited for is the subject.
    set(builder.deadline(100 * MINUTE)).build().expect("a complete client")
}

/// Makes so many calls at once; how long all of them took. Each has to succeed.
async fn at_once<T, C, F>(calls: usize, call: impl Fn(usize) -> F) -> Duration
where
    T: Send + 'static,
    C: ErrorCode,
    F: Future<Output = Result<T, Error<C>>> + Send + 'static,
{
    let (began, mut all) = (Instant::now(), JoinSet::new());
    for index in 0..calls {
        let call = call(index);
        all.spawn(async move { call.await.map(drop).map_err(|error| error.to_string()) });
    }
    while let Some(outcome) = all.join_next().await {
        outcome.expect("no call panics").expect("every call succeeds");
    }
    began.elapsed()
}

fn approvals(client: &feishu::Client, code: &str) -> feishu_approvals::Request {
    client.approval().v4().instance().list().approval_code(code).between(START, START)
}

/// The request whose required parameters are all given.
mod feishu_approvals {
    use larkspur::feishu::approval::v4::instance::list;
    use larkspur::runtime::Set;

    pub(super) type Request = list::Request<(Set, Set, Set)>;
}

fn approval_code(mock: &Mock) -> String {
    mocked::id(mock, APPROVALS, "approval_code")
}

#[tokio::test(start_paused = true)]
async fn a_burst_uses_the_whole_quota_and_then_waits_for_it() {
    for enforced in COUNTED {
        let mock = platform(|mock| mock.quota(enforced));
        let (client, code) = (app(&mock, |client| client), approval_code(&mock));
        let took = at_once(250, |_| approvals(&client, &code).send()).await;
        assert_eq!((mock.calls(APPROVALS), mock.throttled()), (250, 0), "{enforced:?}");
        // 100 at once, 100 a minute later, and 50 after another.
        assert!(took >= 2 * MINUTE && took < 2 * MINUTE + 3 * SECOND, "{enforced:?}: {took:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn all_windows_of_a_quota_hold_at_once() {
    for enforced in COUNTED {
        let mock = platform(|mock| mock.quota(enforced));
        let client = app(&mock, |client| client);
        // 50 in a second and 1000 in a minute.
        let took = at_once(1200, |_| client.task().v2().tasklist().list().send()).await;
        assert_eq!((mock.calls(TASKLISTS), mock.throttled()), (1200, 0), "{enforced:?}");
        assert!(took >= MINUTE && took < MINUTE + 36 * SECOND, "{enforced:?}: {took:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn clones_draw_on_one_quota_and_operations_on_their_own() {
    let mock = platform(|mock| mock.quota(Enforce::Sliding));
    let (client, code) = (app(&mock, |client| client), approval_code(&mock));
    let began = Instant::now();
    at_once(100, |_| approvals(&client.clone(), &code).send()).await;
    at_once(50, |_| client.task().v2().tasklist().list().send()).await;
    assert!(began.elapsed() < 3 * SECOND, "another operation need not wait");
    at_once(1, |_| approvals(&client.clone(), &code).send()).await;
    assert!(began.elapsed() >= MINUTE, "the clones share what is used up");
    assert_eq!(mock.throttled(), 0);
}

#[tokio::test(start_paused = true)]
async fn clients_with_one_store_draw_on_one_quota() {
    let mock = platform(|mock| mock.quota(Enforce::Sliding));
    let (store, code) = (Arc::new(MemoryQuotas::new()), approval_code(&mock));
    let clients = [(); 4].map(|()| {
        let store: Arc<MemoryQuotas> = Arc::clone(&store);
        app(&mock, |client| client.quota_store(store))
    });
    let took = at_once(250, |index| approvals(&clients[index % 4], &code).send()).await;
    assert_eq!((mock.calls(APPROVALS), mock.throttled_of(APPROVALS)), (250, 0));
    assert!(took >= 2 * MINUTE && took < 2 * MINUTE + 10 * SECOND, "{took:?}");
}

/// Without one they do not know of each other. The platform then refuses, and its answer says for
/// how long; nothing is lost by it.
#[tokio::test(start_paused = true)]
async fn clients_that_do_not_know_of_each_other_heed_what_the_platform_says() {
    let mock = platform(|mock| mock.quota(Enforce::Sliding));
    let (clients, code) = ([(); 2].map(|()| app(&mock, |client| client)), approval_code(&mock));
    let took = at_once(200, |index| approvals(&clients[index % 2], &code).send()).await;
    assert_eq!(mock.calls(APPROVALS), 200 + mock.throttled());
    assert!(mock.throttled() > 0, "each believed that it had the whole quota");
    assert!(took >= MINUTE && took < 2 * MINUTE, "{took:?}");
}

#[tokio::test(start_paused = true)]
async fn what_others_used_up_is_waited_for_by_all_clones_together() {
    let mock = platform(|mock| mock.quota(Enforce::Sliding).quota_used(APPROVALS, 100));
    let (client, code) = (app(&mock, |client| client), approval_code(&mock));
    at_once(1, |_| approvals(&client, &code).send()).await;
    assert_eq!(mock.throttled(), 1);
    mock.use_up(APPROVALS, 100).expect("it is served");
    at_once(1, |_| approvals(&client, &code).send()).await;
    let before = mock.throttled();
    // The first one to hear of it holds the others back.
    mock.use_up(APPROVALS, 100).expect("it is served");
    let took = at_once(20, |_| approvals(&client, &code).send()).await;
    assert!(took >= 50 * SECOND, "{took:?}");
    assert!(mock.throttled() - before <= 20, "each is refused once at the most");
}

#[tokio::test(start_paused = true)]
async fn switched_off_nothing_waits_before_it_is_sent() {
    let mock = platform(|mock| mock);
    let (client, code) = (app(&mock, |client| client), approval_code(&mock));
    let own = |_| approvals(&client, &code).with_quota(QuotaPolicy::Off).send();
    assert!(at_once(250, own).await < 3 * SECOND, "a call can switch it off");
    let client = app(&mock, |client| client.quota(QuotaPolicy::Off));
    let took = at_once(250, |_| approvals(&client, &code).send()).await;
    assert!(took < 3 * SECOND, "a client can");

    let mock = platform(|mock| mock.quota(Enforce::Sliding));
    let client = app(&mock, |client| client.quota(QuotaPolicy::Off));
    at_once(150, |_| approvals(&client, &code).send()).await;
    assert!(mock.throttled() > 0, "what the platform answers is heeded all the same");
}

#[tokio::test(start_paused = true)]
async fn an_app_with_a_quota_of_its_own_says_so() {
    let mock = platform(|mock| mock);
    let windows = [Quota { calls: 10, per: SECOND }];
    let client = app(&mock, |client| client.quota(QuotaPolicy::windows(windows)));
    let code = approval_code(&mock);
    let took = at_once(100, |_| approvals(&client, &code).send()).await;
    assert!(took >= 9 * SECOND && took < 16 * SECOND, "{took:?}");
}

/// Feishu Project counts by token: people do not stand in each other's way.
#[tokio::test(start_paused = true)]
async fn where_the_platform_counts_by_token_each_token_has_its_own() {
    let mock = platform(|mock| mock.quota(Enforce::Sliding));
    let network = network(&mock);
    let plugin = in_process::over(in_process::project(&mock), &mock, &network, 1);
    let plugin = plugin.build().expect("a complete client");
    let known = mocked::credentials(&mock, "feishu_project");
    let token = known.token("user").expect("the mock knows a person").to_owned();
    let id = |name| mocked::id(&mock, WORK_ITEMS, name);
    let (space, kind) = (id("project_key"), id("work_item_type_keys"));
    let filter = |client: &feishu_project::Client| {
        client.work_item().filter().project_key(&space).work_item_type_keys([&kind])
    };
    let took = at_once(30, |index| match index % 2 {
        0 => filter(&plugin).send(),
        _ => filter(&plugin).with_user_token(&token).send(),
    });
    // 15 in a second for each of the two.
    assert!(took.await < SECOND, "they waited for each other");
    assert_eq!((mock.calls(WORK_ITEMS), mock.throttled()), (30, 0));
}

/// A wait that cannot end in time is no wait at all.
#[tokio::test(start_paused = true)]
async fn a_call_that_would_wait_beyond_its_deadline_is_told_at_once() {
    let mock = platform(|mock| mock.quota(Enforce::Sliding));
    let (client, code) = (app(&mock, |client| client), approval_code(&mock));
    at_once(100, |_| approvals(&client, &code).send()).await;
    let began = Instant::now();
    let late = approvals(&client, &code).with_deadline(10 * SECOND).send().await;
    let error = late.expect_err("there is no place within ten seconds");
    assert_eq!((error.attempts(), mock.calls(APPROVALS)), (0, 100), "{error}");
    assert!(began.elapsed() < SECOND, "{error}");
    assert!(error.to_string().contains("quota"), "{error}");
}

/// A platform whose clock is off says the wrong second; then it says so again.
#[tokio::test(start_paused = true)]
async fn a_reset_that_is_too_short_costs_another_answer_and_no_call() {
    let mock =
        platform(|mock| mock.quota(Enforce::Sliding).quota_used(APPROVALS, 100).clock_off(-5));
    let (client, code) = (app(&mock, |client| client), approval_code(&mock));
    let took = at_once(3, |_| approvals(&client, &code).send()).await;
    assert!(took >= MINUTE - SECOND && took < 2 * MINUTE, "{took:?}");
    let answer = Misbehaviour::QuotaAnswer { status: Some(400), reset: Some(2) };
    mock.inject(APPROVALS, answer).expect("the platform has quotas");
    assert!(at_once(1, |_| approvals(&client, &code).send()).await >= 2 * SECOND);
}
