//! The program: it says what it takes and serves, and what is said holds.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use larkspur_mock::Mock;
use std::io::{BufRead as _, BufReader};
use std::net::TcpStream;
use std::process::{Command, Stdio};
use std::time::Duration;

const PROGRAM: &str = env!("CARGO_BIN_EXE_larkspur-mock");

#[test]
fn it_prints_its_address_and_serves_there() {
    let mut child = Command::new(PROGRAM)
        .args(["--records", "3", "--edges", "both-out", "--quota", "fixed", "--chaos", "7:0.5"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let first = lines.next().unwrap().unwrap();
    let address = first.strip_prefix("listening on http://").unwrap().to_owned();
    let connected = TcpStream::connect(&address).is_ok();
    child.kill().unwrap();
    child.wait().unwrap();
    let rest: Vec<_> = lines.map(Result::unwrap).collect();
    let rest = rest.join("\n");
    assert!(connected);
    for part in ["app_secret = ", "token (user) = ", "/work_item/filter", "approval_code: "] {
        assert!(rest.contains(part), "{part} is not in\n{rest}");
    }
}

#[test]
fn wrong_options_are_refused() {
    for args in [
        &["--edges", "sideways"][..],
        &["--addr"],
        &["--what"],
        &["--records", "many"],
        &["--quota", "rolling"],
        &["--chaos", "x"],
        &["--chaos", "1:2"],
    ] {
        let output = Command::new(PROGRAM).args(args).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{args:?}");
    }
    let output = Command::new(PROGRAM).arg("--help").output().unwrap();
    assert!(
        output.status.success() && String::from_utf8(output.stdout).unwrap().contains("--specs")
    );
}

#[tokio::test]
async fn a_dropped_mock_stops() {
    let mock = Mock::builder().start().await.unwrap();
    let address = mock.address().unwrap();
    drop(mock);
    for _ in 0..100 {
        if tokio::net::TcpStream::connect(address).await.is_err() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("it still listens");
}
