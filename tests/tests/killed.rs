//! Programs that harvest and are killed, over and over, without any warning.
//!
//! Whatever moment they die at, they are started again with the same command, and what they leave
//! in the end must hold each item of the platform once. The platform misbehaves as well.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on must fail")]

use larkspur_mock::{Chaos, Kind, Mock};
use larkspur_tests::mocked;
use rusqlite::Connection;
use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

const APPROVALS: &str = "feishu.approval.v4.instance.list";
const END: i64 = 1_765_000_000_000;
const DAY: i64 = 24 * 3600 * 1000;
/// 36 windows with two pages each: below the quota of a minute, which the programs keep.
const DAYS: i64 = 15;
const ITEMS: usize = 4_500;
/// How often a program is killed, if it lives that long.
const KILLS: u32 = 8;

/// A platform on which one call in five goes wrong.
async fn platform(seed: u64) -> Mock {
    let faults = [
        Kind::Html,
        Kind::CutBody,
        Kind::DropBefore,
        Kind::DropAfter,
        Kind::ServerError,
        Kind::TokenExpired,
    ];
    let chaos = Chaos::seeded(seed).with(faults, 0.2);
    let mock = Mock::builder().chaos(chaos).seed_over(APPROVALS, END - DAYS * DAY, END, ITEMS);
    mock.start().await.unwrap()
}

fn approval_code(mock: &Mock) -> String {
    mocked::id(mock, APPROVALS, "approval_code")
}

fn program(path: &str, mock: &Mock) -> Command {
    let known = mocked::credentials(mock, "feishu");
    let mut command = Command::new(path);
    command
        .env("APP_ID", known.get("app_id").unwrap())
        .env("APP_SECRET", known.get("app_secret").unwrap())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}

fn into_database(mock: &Mock, database: &Path, days: i64) -> Command {
    let mut command = program(env!("CARGO_BIN_EXE_harvest"), mock);
    command.arg(database).args(["--approval-code", &approval_code(mock)]);
    command.args(["--days", &days.to_string(), "--until", &END.to_string()]);
    command.args(["--base-url", &mock.base_url()]);
    command
}

fn into_file(mock: &Mock, file: &Path) -> Command {
    let mut command = program(env!("CARGO_BIN_EXE_harvest_to_file"), mock);
    command.arg(file).args([mock.base_url(), approval_code(mock)]);
    command.args([END - DAYS * DAY, END].map(|millis| millis.to_string()));
    command
}

/// Starts the command and kills it, again and again, and then lets it come to its end. Returns how
/// often it was killed in the middle of its work.
async fn killed_until_done(mut command: Command, seed: u64) -> u32 {
    let (mut killed, mut random) = (0, seed);
    for _ in 0..KILLS {
        let mut child = command.spawn().unwrap();
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        tokio::time::sleep(Duration::from_millis(20 + (random >> 33) % 200)).await;
        if child.try_wait().unwrap().is_none() {
            child.kill().unwrap();
            killed += 1;
        }
        child.wait().unwrap();
    }
    until_done(command).await;
    killed
}

/// Starts the command until it ends well: what goes wrong may stop it, and then it goes on.
async fn until_done(mut command: Command) {
    for _ in 0..100 {
        match ended(command.spawn().unwrap()).await.code() {
            Some(0) => return,
            Some(1) => {}
            other => panic!("it could not begin: {other:?}"),
        }
    }
    panic!("it did not come to an end in a hundred runs");
}

async fn ended(mut child: Child) -> ExitStatus {
    tokio::task::spawn_blocking(move || child.wait().unwrap()).await.unwrap()
}

fn keys(mock: &Mock) -> BTreeSet<String> {
    mock.keys(APPROVALS).unwrap().into_iter().collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_holds_each_item_once_however_often_its_harvest_was_killed() {
    for seed in 1..=3 {
        let mock = platform(seed).await;
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("approvals.db");
        let killed = killed_until_done(into_database(&mock, &database, DAYS), seed).await;

        let connection = Connection::open(&database).unwrap();
        // The column is unique and nothing is skipped, so a set loses nothing.
        let mut rows = connection.prepare("SELECT code FROM instance").unwrap();
        let stored = rows.query_map([], |row| row.get(0)).unwrap();
        let stored: BTreeSet<String> = stored.map(Result::unwrap).collect();
        assert_eq!(stored.len(), ITEMS, "seed {seed}");
        assert_eq!(stored, keys(&mock), "seed {seed}");
        assert!(killed >= 3, "seed {seed}: it was killed only {killed} times");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_holds_each_item_once_however_often_its_harvest_was_killed() {
    let mock = platform(4).await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("approvals.txt");
    let killed = killed_until_done(into_file(&mock, &file), 4).await;

    let text = std::fs::read_to_string(&file).unwrap();
    assert_eq!(text.lines().count(), ITEMS);
    assert_eq!(text.lines().map(str::to_owned).collect::<BTreeSet<_>>(), keys(&mock));
    assert!(killed >= 3, "it was killed only {killed} times");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_harvest_into_one_database_leaves_it_alone() {
    let mock = platform(5).await;
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("approvals.db");
    let first = Connection::open(&database).unwrap();
    first.execute_batch("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE;").unwrap();

    let mut second = into_database(&mock, &database, DAYS);
    let output = second.stderr(Stdio::piped()).output().unwrap();

    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("another process is harvesting into this database"), "{said}");
    assert_eq!(mock.calls(APPROVALS), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_range_of_the_first_start_stays() {
    let mock = platform(6).await;
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("approvals.db");
    let mut first = into_database(&mock, &database, DAYS).spawn().unwrap();
    while mock.calls(APPROVALS) == 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    first.kill().unwrap();
    first.wait().unwrap();

    until_done(into_database(&mock, &database, 3)).await;
    let connection = Connection::open(&database).unwrap();
    let count = "SELECT count(*) FROM instance";
    let stored: i64 = connection.query_row(count, [], |row| row.get(0)).unwrap();
    assert_eq!(usize::try_from(stored), Ok(ITEMS));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_harvest_that_is_complete_asks_for_nothing_when_it_is_started_again() {
    let mock = platform(7).await;
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("approvals.db");
    until_done(into_database(&mock, &database, 1)).await;
    let calls = mock.calls(APPROVALS);

    assert!(ended(into_database(&mock, &database, 1).spawn().unwrap()).await.success());
    assert!(calls > 0);
    assert_eq!(mock.calls(APPROVALS), calls);
}
