//! A wire to Redis that can be cut after a command was executed and before its answer came, or
//! lose answers in silence.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, copy};
use tokio::net::{TcpListener, TcpStream};

pub(crate) struct Proxy {
    address: SocketAddr,
    state: Arc<State>,
}

#[derive(Default)]
struct State {
    cut: AtomicBool,
    /// How many connections there were.
    opened: AtomicUsize,
    /// So many of them, the first, get no answer.
    silent: AtomicUsize,
}

impl Proxy {
    pub(crate) async fn to(port: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let state = Arc::<State>::default();
        let seen = state.clone();
        tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                let far = TcpStream::connect(("127.0.0.1", port)).await.expect("Redis");
                tokio::spawn(carry(near, far, seen.clone()));
            }
        });
        Self { address, state }
    }

    pub(crate) fn url(&self) -> String {
        format!("redis://{}", self.address)
    }

    /// The next answer is lost, and its connection with it.
    pub(crate) fn cut_next_answer(&self) {
        self.state.cut.store(true, Ordering::SeqCst);
    }

    /// Connections that are open now carry no answer any more; new ones do.
    pub(crate) fn swallow_answers_on_open_connections(&self) {
        self.state.silent.store(self.state.opened.load(Ordering::SeqCst), Ordering::SeqCst);
    }

    pub(crate) fn was_cut(&self) -> bool {
        !self.state.cut.load(Ordering::SeqCst)
    }
}

async fn carry(near: TcpStream, far: TcpStream, state: Arc<State>) {
    let number = state.opened.fetch_add(1, Ordering::SeqCst);
    let (mut near_in, mut near_out) = near.into_split();
    let (mut far_in, mut far_out) = far.into_split();
    let there = tokio::spawn(async move { copy(&mut near_in, &mut far_out).await });
    let mut answer = vec![0; 65_536];
    while let Ok(length @ 1..) = far_in.read(&mut answer).await {
        if state.cut.swap(false, Ordering::SeqCst) {
            break;
        }
        if number < state.silent.load(Ordering::SeqCst) {
            continue;
        }
        if near_out.write_all(&answer[..length]).await.is_err() {
            break;
        }
    }
    there.abort();
}
