//! A real Redis on a free port, without persistence, gone with the test.

use larkspur_redis::RedisStore;
use larkspur_redis::redis::{self, FromRedisValue};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

pub(crate) struct Server {
    port: u16,
    options: Vec<&'static str>,
    directory: TempDir,
    process: Child,
}

impl Server {
    pub(crate) fn start() -> Self {
        Self::start_with(&[])
    }

    pub(crate) fn start_with(options: &[&'static str]) -> Self {
        let free = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = free.local_addr().expect("an address").port();
        drop(free);
        let directory = TempDir::new().expect("a directory");
        let process = launch(port, &directory, options);
        Self { port, options: options.to_vec(), directory, process }
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    pub(crate) fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    pub(crate) async fn store(&self) -> RedisStore {
        let store = RedisStore::connect(&self.url()).await.expect("a store");
        // A machine that is busy with other tests is no fault of the store.
        store.timeout(Duration::from_secs(10))
    }

    /// Ends the server like a machine that lost its power.
    pub(crate) fn kill(&mut self) {
        self.process.kill().expect("an end");
        self.process.wait().expect("an end");
    }

    /// Starts it again, empty.
    pub(crate) fn restart(&mut self) {
        self.process = launch(self.port, &self.directory, &self.options);
    }

    /// Lets it hang: it takes connections and commands, and answers nothing.
    pub(crate) fn hang(&self) {
        self.signal("-STOP");
    }

    pub(crate) fn go_on(&self) {
        self.signal("-CONT");
    }

    fn signal(&self, signal: &str) {
        let id = self.process.id().to_string();
        let sent = Command::new("kill").args([signal, &id]).status().expect("kill");
        assert!(sent.success());
    }

    /// Runs a command beside the store.
    pub(crate) fn ask<T: FromRedisValue>(&self, command: &[&str]) -> T {
        ask(self.port, command)
    }
}

/// Runs a command on the server at that port.
pub(crate) fn ask<T: FromRedisValue>(port: u16, command: &[&str]) -> T {
    let client = redis::Client::open(format!("redis://127.0.0.1:{port}")).expect("a client");
    let mut connection = client.get_connection().expect("a connection");
    let (name, arguments) = command.split_first().expect("a command");
    redis::cmd(name).arg(arguments).query(&mut connection).expect("an answer")
}

/// The server's clock, in microseconds.
pub(crate) fn clock(port: u16) -> u64 {
    let (seconds, micros): (u64, u64) = ask(port, &["TIME"]);
    seconds * 1_000_000 + micros
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn launch(port: u16, directory: &TempDir, options: &[&str]) -> Child {
    let process = Command::new("redis-server")
        .args(["--bind", "127.0.0.1", "--port", &port.to_string()])
        .args(["--save", "", "--appendonly", "no", "--dir"])
        .arg(directory.path())
        .args(options)
        .stdout(Stdio::null())
        .spawn()
        .expect("redis-server is missing; on Debian: apt-get install redis-server");
    let begin = Instant::now();
    while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert!(begin.elapsed() < Duration::from_secs(20), "redis-server does not listen");
        std::thread::sleep(Duration::from_millis(5));
    }
    process
}
