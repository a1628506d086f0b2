//! How a server ends: what a platform's SIGTERM does to calls, to connections and to the process.
#![cfg(all(feature = "serve", unix))]

mod common;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use axum::Router;
use axum::routing::get;
use common::http1::Connection;
use common::served::Served;
use common::{Answer, Pairs, request};
use tokio::net::TcpStream;
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::{sleep, timeout};
use wxctx::Server;

static RUNNING: AtomicUsize = AtomicUsize::new(0);

async fn late() -> &'static str {
    RUNNING.fetch_add(1, Ordering::SeqCst);
    sleep(Duration::from_millis(500)).await;
    "late"
}

async fn slow() {
    RUNNING.fetch_add(1, Ordering::SeqCst);
    sleep(Duration::from_secs(60)).await;
}

/// Holds its thread, so that nobody can make it end. Other work goes on, as in any server that is used: a runtime whose other
/// threads all sleep may not be told of a signal by then.
async fn blocks() {
    let runtime = tokio::runtime::Handle::current();
    std::thread::spawn(move || {
        loop {
            runtime.spawn(async {});
            std::thread::sleep(Duration::from_millis(50));
        }
    });
    std::thread::sleep(Duration::from_secs(60));
}

async fn short() -> &'static str {
    sleep(Duration::from_millis(5)).await;
    "short"
}

#[test]
#[ignore = "it is the program that the other tests start"]
fn the_program() {
    let router = Router::new()
        .route("/late", get(late))
        .route("/slow", get(slow))
        .route("/blocks", get(blocks))
        .route("/short", get(short))
        .route("/running", get(|| async { RUNNING.load(Ordering::SeqCst).to_string() }));
    Server::new(router).run().unwrap();
}

impl Served {
    /// Starts a call, and waits until its handler runs.
    async fn in_flight(&self, path: &'static str) -> JoinHandle<Answer> {
        let mut connection = Connection::open(self.address).await;
        let running = connection.call(request("/running", HOST)).await.text;
        let mut other = Connection::open(self.address).await;
        let call = tokio::spawn(async move { connection.call(request(path, HOST)).await });
        let started = async {
            while other.call(request("/running", HOST)).await.text == running {
                sleep(Duration::from_millis(5)).await;
            }
        };
        timeout(Duration::from_secs(10), started).await.expect("the handler runs");
        call
    }
}

const HOST: Pairs = &[("host", "service")];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn under_load_no_call_is_lost_and_every_kept_connection_is_told_to_end() {
    let served = Served::trusting("none", &[]);
    let address = served.address;
    let answered = Arc::new(AtomicUsize::new(0));
    let mut clients = JoinSet::new();
    for _ in 0..20 {
        let answered = Arc::clone(&answered);
        clients.spawn(async move {
            let mut connection = Connection::open(address).await;
            loop {
                let answer = connection.call(request("/short", HOST)).await;
                assert_eq!(answer.short(), "200 short");
                answered.fetch_add(1, Ordering::SeqCst);
                if answer.headers.get("connection").is_some_and(|connection| connection == "close") {
                    return;
                }
            }
        });
    }
    while answered.load(Ordering::SeqCst) < 200 {
        sleep(Duration::from_millis(1)).await;
    }
    let late = served.in_flight("/late").await;
    let start = Instant::now();
    served.program.terminate();
    timeout(Duration::from_secs(10), clients.join_all()).await.expect("every connection is told to end");
    let answer = late.await.unwrap();
    assert_eq!((answer.short(), &answer.headers["connection"]), ("200 late".to_owned(), &"close".parse().unwrap()));
    assert!(TcpStream::connect(address).await.is_err(), "new connections are refused");
    let ended = served.program.ended();
    assert!(ended.status.code() == Some(0) && start.elapsed() < Duration::from_secs(5), "{:?} {ended:?}", start.elapsed());
    assert!(ended.text.contains("stopping") && !ended.text.contains("stopped with"), "{ended:?}");
}

#[tokio::test]
async fn idle_connections_and_half_a_request_do_not_hold_a_server_up() {
    let served = Served::trusting("none", &[("WXCTX_HEADER_TIMEOUT", "1")]);
    let mut idle = Connection::open(served.address).await;
    let _answer = idle.call(request("/short", HOST)).await;
    let silent = TcpStream::connect(served.address).await.unwrap();
    let half = TcpStream::connect(served.address).await.unwrap();
    half.writable().await.unwrap();
    half.try_write(b"GET / HTTP/1.1\r\n").unwrap();
    sleep(Duration::from_millis(50)).await;
    let start = Instant::now();
    let ended = served.program.terminated();
    assert!(ended.status.code() == Some(0) && start.elapsed() < Duration::from_secs(5), "{:?} {ended:?}", start.elapsed());
    assert!(!ended.text.contains("stopped with"), "{ended:?}");
    drop((idle, silent, half));
}

#[tokio::test]
async fn a_call_that_is_longer_than_the_grace_is_left_and_that_is_said() {
    for path in ["/slow", "/blocks"] {
        let served = Served::trusting("none", &[("WXCTX_GRACE", "0.5")]);
        let call = TcpStream::connect(served.address).await.unwrap();
        call.writable().await.unwrap();
        call.try_write(format!("GET {path} HTTP/1.1\r\nhost: service\r\n\r\n").as_bytes()).unwrap();
        // A thread that is held answers nobody, so it cannot be asked whether it is.
        sleep(Duration::from_millis(300)).await;
        let start = Instant::now();
        let ended = served.program.terminated();
        assert!((Duration::from_millis(450)..Duration::from_secs(5)).contains(&start.elapsed()), "{:?}", start.elapsed());
        assert!(ended.status.code() == Some(0) && ended.text.contains("stopped with calls in flight"), "{path}: {ended:?}");
        assert!(ended.text.contains("\"connections\":1"), "{path}: {ended:?}");
    }
}

#[tokio::test]
async fn a_second_signal_ends_the_wait() {
    let served = Served::trusting("none", &[]);
    let _call = served.in_flight("/slow").await;
    served.program.terminate();
    while TcpStream::connect(served.address).await.is_ok() {
        sleep(Duration::from_millis(5)).await;
    }
    let start = Instant::now();
    let ended = served.program.terminated();
    assert!(ended.status.code() == Some(0) && ended.text.contains("stopped with calls in flight"), "{ended:?}");
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
}
