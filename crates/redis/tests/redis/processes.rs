//! What several processes do to each other: the tests start this very program as workers.

use crate::server::{Server, clock};
use larkspur_redis::{RedisStore, redis};
use larkspur_runtime::{
    Quota, QuotaKey, QuotaStore, RefreshToken, Secret, StoredToken, Take, Timestamp, Token,
    TokenKey, TokenStore,
};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

const PROCESSES: usize = 4;
const TASKS: usize = 8;
const LEASE: Duration = Duration::from_secs(30);
const SECOND: u64 = 1_000_000;
const QUOTA: [Quota; 1] = [Quota { calls: 100, per: Duration::from_secs(1) }];

fn token_key() -> TokenKey {
    TokenKey::from_text("feishu tenant 0123")
}

fn quota_key() -> QuotaKey {
    QuotaKey::from_text("feishu approvals 0123")
}

fn start(server: &Server, work: &str) -> Child {
    let program = std::env::current_exe().expect("this program");
    Command::new(program)
        .args(["processes::worker", "--exact", "--ignored", "--nocapture"])
        .env("LARKSPUR_TEST_PORT", server.port().to_string())
        .env("LARKSPUR_TEST_WORK", work)
        .stdout(Stdio::piped())
        .spawn()
        .expect("a worker")
}

/// What the workers told, line by line.
fn told(workers: Vec<Child>) -> Vec<u64> {
    let mut lines = Vec::new();
    for worker in workers {
        let output = worker.wait_with_output().expect("an end");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
        let text = String::from_utf8(output.stdout).expect("text");
        lines.extend(
            text.lines().filter_map(|line| line.strip_prefix("told ")?.parse::<u64>().ok()),
        );
    }
    lines
}

/// Runs the work in all processes, all tasks of which begin at once.
fn run(server: &Server, work: &str) -> Vec<u64> {
    let workers: Vec<_> = (0..PROCESSES).map(|_| start(server, work)).collect();
    let ready = (PROCESSES * TASKS).to_string();
    while server.ask::<Option<String>>(&["GET", "ready"]).as_ref() != Some(&ready) {
        std::thread::sleep(Duration::from_millis(5));
    }
    let _: String = server.ask(&["SET", "begin", &clock(server.port()).to_string()]);
    told(workers)
}

#[test]
fn all_processes_together_keep_to_a_quota_and_use_it() {
    let server = Server::start();
    let mut instants = run(&server, "quota");
    instants.sort_unstable();
    for burst in instants.windows(101) {
        let span = burst[100] - burst[0];
        assert!(span > SECOND, "101 calls within {span} microseconds");
    }
    // The workers' time holds three stretches of a second, and the beginning of a fourth.
    assert!((300..=400).contains(&instants.len()), "{} calls", instants.len());
}

#[test]
fn one_process_at_a_time_holds_a_lock() {
    let server = Server::start();
    let inside = run(&server, "lock");
    assert_eq!(inside.len(), PROCESSES * TASKS);
    assert!(inside.iter().all(|&others| others == 1), "{inside:?}");
}

#[test]
fn a_lock_outlives_a_killed_process_by_no_more_than_its_lease() {
    let server = Server::start();
    let mut worker = start(&server, "keep the lock");
    while server.ask::<u64>(&["EXISTS", "larkspur:lock:feishu tenant 0123"]) == 0 {
        std::thread::sleep(Duration::from_millis(5));
    }
    worker.kill().expect("an end");
    worker.wait().expect("an end");
    block_on(async {
        let store = server.store().await;
        let key = token_key();
        let left: i64 = server.ask(&["PTTL", "larkspur:lock:feishu tenant 0123"]);
        assert!((1..=3_000).contains(&left), "{left}");
        assert_eq!(store.lock(&key, LEASE).await.expect("an answer"), None);
        tokio::time::sleep(Duration::from_millis(left.unsigned_abs() + 20)).await;
        assert!(store.lock(&key, LEASE).await.expect("an answer").is_some());
    });
}

#[test]
fn one_process_spends_a_refresh_token() {
    let server = Server::start();
    block_on(async {
        let end = Timestamp::now().plus(Duration::from_secs(3600));
        let token =
            StoredToken::new(Token::new("t"), end).with_refresh(RefreshToken::new("r", end));
        server.store().await.save(&token_key(), token).await.expect("kept");
    });
    let wins = run(&server, "spend");
    assert_eq!(wins.len(), PROCESSES * TASKS);
    assert_eq!(wins.iter().sum::<u64>(), 1, "{wins:?}");
}

fn block_on<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Runtime::new().expect("a runtime").block_on(work)
}

#[test]
#[ignore = "a process of the other tests, which start it"]
fn worker() {
    let port = std::env::var("LARKSPUR_TEST_PORT").expect("started by a test");
    let port: u16 = port.parse().expect("a port");
    let work = std::env::var("LARKSPUR_TEST_WORK").expect("started by a test");
    let told = block_on(async move {
        let url = format!("redis://127.0.0.1:{port}");
        let store = RedisStore::connect(&url).await.expect("a store").timeout(LEASE);
        let tasks = if work == "keep the lock" { 1 } else { TASKS };
        let mut running = Vec::new();
        for _ in 0..tasks {
            running.push(tokio::spawn(task(port, work.clone(), store.clone())));
        }
        let mut told = Vec::new();
        for task in running {
            told.extend(task.await.expect("done"));
        }
        told
    });
    let lines: Vec<_> = told.iter().map(|number| format!("told {number}\n")).collect();
    let mut out = std::io::stdout().lock();
    std::io::Write::write_all(&mut out, format!("\n{}", lines.concat()).as_bytes()).expect("told");
}

async fn task(port: u16, work: String, store: RedisStore) -> Vec<u64> {
    if work == "keep the lock" {
        let lease = Duration::from_secs(3);
        store.lock(&token_key(), lease).await.expect("an answer").expect("the lock");
        std::future::pending::<()>().await;
    }
    let client = redis::Client::open(format!("redis://127.0.0.1:{port}")).expect("a client");
    let connection = client.get_multiplexed_async_connection().await.expect("a connection");
    let redis = Aside(connection);
    redis.number(&["INCR", "ready"]).await;
    while redis.number(&["EXISTS", "begin"]).await == 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    match work.as_str() {
        "quota" => call_for_a_while(&redis, &store).await,
        "lock" => vec![count_who_is_inside(&redis, &store).await],
        "spend" => {
            let won = store.spend(&token_key(), &Secret::from("r")).await.expect("an answer");
            vec![u64::from(won)]
        }
        other => panic!("{other}?"),
    }
}

/// The instants, by the server's clock, at which a platform would have counted calls.
async fn call_for_a_while(redis: &Aside, store: &RedisStore) -> Vec<u64> {
    let end = redis.number(&["GET", "begin"]).await + 3 * SECOND + SECOND / 2;
    let mut instants = Vec::new();
    while redis.clock().await < end {
        match store.take(&quota_key(), &QUOTA, LEASE).await.expect("an answer") {
            Take::Granted(place) => {
                instants.push(redis.clock().await);
                store.settle(&quota_key(), &QUOTA, &place, true).await.expect("an answer");
            }
            Take::Wait(wait) => tokio::time::sleep(wait).await,
            other => panic!("{other:?}?"),
        }
    }
    instants
}

async fn count_who_is_inside(redis: &Aside, store: &RedisStore) -> u64 {
    loop {
        let Some(lock) = store.lock(&token_key(), LEASE).await.expect("an answer") else {
            tokio::time::sleep(Duration::from_millis(2)).await;
            continue;
        };
        let inside = redis.number(&["INCR", "inside"]).await;
        tokio::time::sleep(Duration::from_millis(5)).await;
        redis.number(&["DECR", "inside"]).await;
        store.unlock(&token_key(), &lock).await.expect("an answer");
        return inside;
    }
}

/// Commands beside the store.
struct Aside(redis::aio::MultiplexedConnection);

impl Aside {
    async fn number(&self, command: &[&str]) -> u64 {
        let (name, arguments) = command.split_first().expect("a command");
        let mut connection = self.0.clone();
        redis::cmd(name).arg(arguments).query_async(&mut connection).await.expect("an answer")
    }

    async fn clock(&self) -> u64 {
        let mut connection = self.0.clone();
        let time = redis::cmd("TIME").query_async(&mut connection).await;
        let (seconds, micros): (u64, u64) = time.expect("an answer");
        seconds * SECOND + micros
    }
}
