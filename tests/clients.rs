//! Clients that a server has to put up with: slow ones, ones that vanish, ones that send too much, and too many of them.
#![cfg(all(feature = "serve", target_os = "linux"))]

mod common;

use std::future::pending;
use std::io::ErrorKind;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::routing::{get, post};
use common::http1::Chunks;
use common::program::Program;
use common::served::Served;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use wxctx::Server;

const LIMIT: usize = 20 * 1024 * 1024;
const CALL: &[u8] = b"GET / HTTP/1.1\r\nhost: service\r\n\r\n";

async fn length(body: Bytes) -> String {
    format!("{} bytes", body.len())
}

async fn late() -> &'static str {
    sleep(Duration::from_millis(300)).await;
    println!("the late handler has ended");
    "late"
}

/// More than any system buffers for a client that does not read.
async fn long() -> Vec<u8> {
    vec![b'x'; 64 * 1024 * 1024]
}

#[test]
#[ignore = "it is the program that the other tests start"]
fn the_program() {
    let router = Router::new()
        .route("/", get(|| async { "here" }))
        .route("/late", get(late))
        .route("/long", get(long))
        .route("/never", get(pending::<()>))
        .route("/length", post(length));
    Server::new(router).run().unwrap();
}

impl Served {
    /// How many files and connections the process has open.
    fn open_files(&self) -> usize {
        std::fs::read_dir(format!("/proc/{}/fd", self.program.id())).unwrap().count()
    }

    /// Waits until no more than these are open.
    async fn until_open_files(&self, before: usize) {
        let deadline = Instant::now() + Duration::from_secs(15);
        while self.open_files() > before {
            assert!(Instant::now() < deadline, "{} files, and {before} before", self.open_files());
            sleep(Duration::from_millis(50)).await;
        }
    }

    /// The most KiB of memory that it had.
    fn most_kib(&self) -> usize {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.program.id())).unwrap();
        let most = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        most.trim().trim_end_matches(" kB").parse().unwrap()
    }
}

/// How long it takes until the server closes, within `patience` seconds; what it says until then.
async fn closed_within(stream: &mut TcpStream, patience: u64) -> (Duration, String) {
    let start = Instant::now();
    let mut answer = Vec::new();
    let read = timeout(Duration::from_secs(patience), stream.read_to_end(&mut answer)).await.expect("the server closes");
    assert!(read.is_ok() || read.is_err_and(|error| error.kind() == ErrorKind::ConnectionReset));
    (start.elapsed(), String::from_utf8_lossy(&answer).into_owned())
}

/// Writes byte after byte, ten a second, until all is written or the server has closed.
async fn trickle(stream: &mut TcpStream, bytes: &[u8]) -> (Duration, String) {
    let start = Instant::now();
    let (mut reader, mut writer) = stream.split();
    let write = async {
        for byte in bytes {
            if writer.write_all(&[*byte]).await.is_err() {
                break;
            }
            sleep(Duration::from_millis(100)).await;
        }
        pending::<()>().await;
    };
    let mut answer = Vec::new();
    let read = timeout(Duration::from_secs(20), reader.read_to_end(&mut answer));
    tokio::select! {
        () = write => {}
        read = read => {
            let _end = read.expect("the server closes");
        }
    }
    (start.elapsed(), String::from_utf8_lossy(&answer).into_owned())
}

async fn read_answer(stream: &mut TcpStream) -> String {
    let mut answer = Vec::new();
    while !answer.ends_with(b"here") {
        let mut chunk = [0; 512];
        let read = timeout(Duration::from_secs(10), stream.read(&mut chunk)).await.expect("there is an answer").unwrap();
        assert_ne!(read, 0, "{}", String::from_utf8_lossy(&answer));
        answer.extend_from_slice(&chunk[..read]);
    }
    String::from_utf8(answer).unwrap()
}

fn about(seconds: u64) -> std::ops::Range<Duration> {
    Duration::from_millis(seconds * 1000 - 50)..Duration::from_secs(seconds + 4)
}

#[tokio::test]
async fn a_client_that_is_slow_with_the_head_of_a_request_is_not_waited_for() {
    let served = Served::trusting("none", &[("WXCTX_HEADER_TIMEOUT", "1")]);
    let (mut silent, mut slow) =
        (TcpStream::connect(served.address).await.unwrap(), TcpStream::connect(served.address).await.unwrap());
    let head = [CALL, &[b'x'; 200]].concat();
    let (silent, slow) = tokio::join!(closed_within(&mut silent, 20), trickle(&mut slow, &head[1..]));
    assert!(about(1).contains(&silent.0) && silent.1.is_empty(), "{silent:?}");
    assert!(about(1).contains(&slow.0) && slow.1.is_empty(), "{slow:?}");
    assert_eq!(served.get("/", &[]).await.short(), "200 here");
}

#[tokio::test]
async fn a_kept_connection_may_be_idle_for_longer_than_a_head_may_take() {
    let served = Served::trusting("none", &[("WXCTX_HEADER_TIMEOUT", "0.5"), ("WXCTX_IDLE_TIMEOUT", "4")]);
    let mut idle = TcpStream::connect(served.address).await.unwrap();
    for _ in 0..3 {
        idle.write_all(CALL).await.unwrap();
        assert!(read_answer(&mut idle).await.starts_with("HTTP/1.1 200"));
        sleep(Duration::from_secs(1)).await;
    }
    let (time, answer) = closed_within(&mut idle, 20).await;
    assert!((Duration::from_millis(2900)..Duration::from_secs(9)).contains(&time) && answer.is_empty(), "{time:?} {answer}");
    // Once a second head has begun, it has no more time than the first.
    let mut slow = TcpStream::connect(served.address).await.unwrap();
    slow.write_all(CALL).await.unwrap();
    assert!(read_answer(&mut slow).await.starts_with("HTTP/1.1 200"));
    let (time, answer) = trickle(&mut slow, &[&CALL[..CALL.len() - 2], &[b'x'; 200]].concat()).await;
    assert!((Duration::from_millis(450)..Duration::from_millis(3800)).contains(&time) && answer.is_empty(), "{time:?} {answer}");
}

#[tokio::test]
async fn a_client_that_is_slow_with_a_body_gets_504() {
    let served = Served::trusting("none", &[("WXCTX_TIMEOUT", "1")]);
    let mut stream = TcpStream::connect(served.address).await.unwrap();
    stream.write_all(b"POST /length HTTP/1.1\r\nhost: service\r\ncontent-length: 1000\r\n\r\n").await.unwrap();
    let (time, answer) = trickle(&mut stream, &[b'x'; 1000]).await;
    assert!(about(1).contains(&time) && answer.starts_with("HTTP/1.1 504") && answer.contains("WXCTX_TIMED_OUT"), "{answer}");
}

#[tokio::test]
async fn a_handler_that_never_returns_gets_504_and_its_request_id() {
    let served = Served::trusting("none", &[("WXCTX_TIMEOUT", "0.3")]);
    let answer = served.get("/never", &[]).await;
    assert_eq!(answer.short(), "504 TIMED_OUT");
    assert_eq!(answer.json()["requestId"], answer.headers["x-request-id"].to_str().unwrap());
    assert_eq!(served.get("/", &[]).await.short(), "200 here");
}

#[tokio::test]
async fn a_client_that_does_not_read_its_answer_is_not_waited_for() {
    let served = Served::trusting("none", &[("WXCTX_TIMEOUT", "1")]);
    assert_eq!(served.get("/", &[]).await.short(), "200 here");
    sleep(Duration::from_millis(100)).await;
    let before = served.open_files();
    let mut stream = TcpStream::connect(served.address).await.unwrap();
    stream.write_all(b"GET /long HTTP/1.1\r\nhost: service\r\n\r\n").await.unwrap();
    sleep(Duration::from_millis(500)).await;
    assert_eq!(served.open_files(), before + 1);
    served.until_open_files(before).await;
    let mut answer = Vec::new();
    let _end = timeout(Duration::from_secs(10), stream.read_to_end(&mut answer)).await.expect("the server has closed");
    assert!(!answer.is_empty() && answer.len() < 64 * 1024 * 1024, "{} bytes", answer.len());
}

#[tokio::test]
async fn a_client_that_closes_its_side_gets_its_answer() {
    let served = Served::trusting("none", &[]);
    let mut stream = TcpStream::connect(served.address).await.unwrap();
    stream.write_all(b"GET /late HTTP/1.1\r\nhost: service\r\n\r\n").await.unwrap();
    stream.shutdown().await.unwrap();
    let (time, answer) = closed_within(&mut stream, 10).await;
    assert!(time > Duration::from_millis(250) && answer.starts_with("HTTP/1.1 200") && answer.ends_with("late"), "{answer}");
}

#[tokio::test]
async fn clients_that_vanish_leave_nothing_behind() {
    let served = Served::trusting("none", &[("WXCTX_HEADER_TIMEOUT", "1")]);
    assert_eq!(served.get("/", &[]).await.short(), "200 here");
    let before = served.open_files();
    let mut streams = Vec::new();
    for bytes in [
        &b""[..],
        b"GET / HT",
        b"GET /late HTTP/1.1\r\nhost: service\r\n\r\n",
        b"GET /long HTTP/1.1\r\nhost: service\r\n\r\n",
        b"POST /length HTTP/1.1\r\nhost: service\r\ncontent-length: 1000\r\n\r\nhalf",
        b"POST /length HTTP/1.1\r\nhost: service\r\ntransfer-encoding: chunked\r\n\r\n3\r\nab",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    ] {
        for reset in [false, true] {
            for _ in 0..5 {
                let mut stream = TcpStream::connect(served.address).await.unwrap();
                stream.write_all(bytes).await.unwrap();
                if reset {
                    stream.set_zero_linger().unwrap();
                }
                streams.push(stream);
            }
        }
    }
    sleep(Duration::from_millis(100)).await;
    drop(streams);
    served.until_open_files(before).await;
    assert_eq!(served.get("/", &[]).await.short(), "200 here");
    let text = served.program.terminated().text;
    assert_eq!(
        text.matches("the late handler has ended").count(),
        10,
        "a handler is not ended because its client is gone: {text}"
    );
}

/// A body that does not say its length.
fn chunks(bytes: usize) -> Body {
    Body::new(Chunks { bytes, each: 64 * 1024 })
}

#[tokio::test]
async fn a_body_of_20_mib_is_taken_and_one_byte_more_is_not_and_costs_no_more() {
    for body in [|length| Body::from(vec![b'x'; length]), chunks] {
        assert_eq!(Served::trusting("none", &[]).post("/length", body(LIMIT)).await.short(), format!("200 {LIMIT} bytes"));
    }
    // One that says its length is refused before any of it is read.
    let served = Served::trusting("none", &[]);
    let before = served.most_kib();
    for _ in 0..5 {
        assert_eq!(served.post("/length", Body::from(vec![b'x'; LIMIT + 1])).await.short(), "413 BODY_TOO_LARGE");
    }
    assert!(served.most_kib() < before + 4 * 1024, "{} KiB, and {before} before", served.most_kib());
    // Of one that does not, the limit is read.
    for _ in 0..8 {
        assert_eq!(served.post("/length", chunks(LIMIT + 1)).await.status, 413);
    }
    assert_eq!(served.post("/length", chunks(usize::MAX)).await.status, 413, "it would go on for ever");
    // Less than a few of the nine at once: each thread's allocator may keep what its last one took.
    let most = before + 3 * (LIMIT / 1024);
    assert!(served.most_kib() < most, "{} KiB, and {before} before", served.most_kib());
    assert_eq!(served.get("/", &[]).await.short(), "200 here");
}

#[tokio::test]
async fn a_client_that_says_a_length_and_waits_is_refused_at_once() {
    let served = Served::trusting("none", &[("WXCTX_BODY_LIMIT", "1000")]);
    for (length, status) in [("1001", "413"), ("18446744073709551615", "4"), ("99999999999999999999999", "400")] {
        let mut stream = TcpStream::connect(served.address).await.unwrap();
        let head = format!("POST /length HTTP/1.1\r\nhost: service\r\nexpect: 100-continue\r\ncontent-length: {length}\r\n\r\n");
        stream.write_all(head.as_bytes()).await.unwrap();
        let (time, answer) = closed_within(&mut stream, 10).await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {status}")) && time < Duration::from_secs(5), "{time:?} {answer}");
    }
}

#[tokio::test]
async fn more_connections_than_may_be_wait_for_a_place() {
    let served = Served::trusting("none", &[("WXCTX_CONNECTIONS", "4"), ("WXCTX_IDLE_TIMEOUT", "1")]);
    let mut streams = Vec::new();
    for number in 1..=4 {
        let mut stream = TcpStream::connect(served.address).await.unwrap();
        sleep(Duration::from_millis(100)).await;
        stream.write_all(CALL).await.unwrap();
        let answer = read_answer(&mut stream).await;
        assert_eq!(answer.contains("connection: close"), number == 4, "the last place is not kept: {answer}");
        streams.push(stream);
    }
    drop(streams.pop());
    let start = Instant::now();
    // One place is left now, and then none until the idle ones end.
    let mut last = TcpStream::connect(served.address).await.unwrap();
    let mut calls = JoinSet::new();
    let address = served.address;
    for _ in 0..200 {
        calls.spawn(async move {
            let mut stream = TcpStream::connect(address).await.unwrap();
            stream.write_all(CALL).await.unwrap();
            read_answer(&mut stream).await
        });
    }
    last.write_all(CALL).await.unwrap();
    assert!(read_answer(&mut last).await.starts_with("HTTP/1.1 200"));
    for answer in timeout(Duration::from_secs(20), calls.join_all()).await.expect("all are answered") {
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    }
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
    assert_eq!(served.program.terminated().text.matches("all places are taken").count(), 1, "that is said once a minute");
}

#[tokio::test]
async fn clients_that_say_nothing_give_their_places_to_those_that_wait() {
    for (variables, files) in [(&[("WXCTX_CONNECTIONS", "4")][..], 1024), (&[], 24)] {
        let variables: Vec<_> = variables.iter().chain(&[("WXCTX_TRUST", "none")]).copied().collect();
        let served = Served::of(Program::of_test_with_files("the_program", files, &variables));
        let mut streams = Vec::new();
        for _ in 0..3 {
            let mut idle = TcpStream::connect(served.address).await.unwrap();
            idle.write_all(CALL).await.unwrap();
            assert!(read_answer(&mut idle).await.starts_with("HTTP/1.1 200"));
            streams.push(idle);
        }
        for _ in 0..30 {
            streams.push(TcpStream::connect(served.address).await.unwrap());
        }
        sleep(Duration::from_millis(100)).await;
        let start = Instant::now();
        let answer = timeout(Duration::from_secs(12), served.get("/", &[])).await.expect("it is served before a head times out");
        assert_eq!(answer.short(), "200 here", "{:?}", start.elapsed());
        drop(streams);
    }
}

#[tokio::test]
async fn the_head_of_a_request_has_a_limit() {
    let served = Served::new(&[]);
    for (bytes, status) in [(60 * 1024, "200"), (400 * 1024, "431")] {
        let mut stream = TcpStream::connect(served.address).await.unwrap();
        let fields = format!("x-field: {}\r\n", "x".repeat(4085)).repeat(bytes / 4096);
        let head = format!("GET / HTTP/1.1\r\nhost: service\r\n{fields}\r\n");
        // The server may have answered, and closed, before all of it is written.
        let _ = stream.write_all(head.as_bytes()).await;
        let mut answer = [0; 12];
        stream.read_exact(&mut answer).await.unwrap();
        assert_eq!(String::from_utf8_lossy(&answer), format!("HTTP/1.1 {status}"), "{bytes} bytes");
    }
}

#[tokio::test]
async fn a_server_without_file_descriptors_goes_on_when_there_are_some_again() {
    let served = Served::of(Program::of_test_with_files("the_program", 24, &[("WXCTX_TRUST", "none")]));
    let mut streams = Vec::new();
    for _ in 0..60 {
        streams.push(TcpStream::connect(served.address).await.unwrap());
    }
    sleep(Duration::from_secs(1)).await;
    drop(streams);
    assert_eq!(timeout(Duration::from_secs(10), served.get("/", &[])).await.expect("it answers").short(), "200 here");
    let text = served.program.terminated().text;
    let said = text.matches("cannot take a connection").count();
    assert_eq!(said, 1, "it is said, and not again and again");
}
