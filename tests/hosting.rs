//! What every served program gets without asking: limits, a timeout, answers to panics, health, the push probe, request ids, a log
//! line a call, and an orderly end.
#![cfg(all(feature = "serve", feature = "macros"))]

mod common;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::routing::{get, post};
use common::http1::{Chunks, Connection};
use common::program::Program;
use common::served::Served;
use common::{OPENID, USER, request, with};
use tokio::net::TcpStream;
use tokio::time::sleep;
use wxctx::{OpenId, Server, entry};

/// Says on standard error that it was dropped.
struct Dropped;

impl Drop for Dropped {
    fn drop(&mut self) {
        eprintln!("the slow handler was dropped");
    }
}

async fn panics() {
    panic!("a detail that nobody else may read");
}

/// What a handler captures, which can no longer be cloned once a call was answered: a panic outside of any future.
#[derive(Default)]
struct Captured(Arc<AtomicBool>);

impl Captured {
    fn used(&self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

impl Clone for Captured {
    fn clone(&self) -> Self {
        assert!(!self.0.load(Ordering::SeqCst), "a detail that nobody else may read");
        Self(Arc::clone(&self.0))
    }
}

struct PanicsWhenDropped;

impl Drop for PanicsWhenDropped {
    fn drop(&mut self) {
        panic!("a detail that nobody else may read");
    }
}

async fn never() {
    let _panics = PanicsWhenDropped;
    std::future::pending::<()>().await;
}

async fn slow() {
    let _dropped = Dropped;
    sleep(Duration::from_secs(60)).await;
}

async fn late() -> &'static str {
    sleep(Duration::from_millis(500)).await;
    "late"
}

async fn length(body: Bytes) -> String {
    format!("{} bytes", body.len())
}

#[entry]
async fn user(#[wx] openid: OpenId) -> String {
    openid.as_str().to_owned()
}

#[test]
#[ignore = "it is the program that the other tests start"]
fn the_program() {
    let captured = Captured::default();
    let once = || async move { captured.used() };
    let router = Router::new()
        .route("/once", get(once))
        .route("/never", get(never))
        .route("/panics", get(panics))
        .route("/slow", get(slow))
        .route("/late", get(late))
        .route("/length", post(length))
        .route("/push", post(length).get(length))
        .route("/users/{name}", get(user));
    let server =
        Server::new(router).body_limit(1000).timeout(Duration::from_secs(2)).grace(Duration::from_secs(1)).push_path("/push");
    server.run().unwrap();
}

fn served() -> Served {
    Served::trusting("closed-ingress", &[])
}

#[tokio::test]
async fn a_panic_is_answered_without_its_detail_and_the_server_goes_on() {
    let served = served();
    let mut connection = Connection::open(served.address).await;
    for _ in 0..2 {
        let answer = connection.call(request("/panics", &[("host", "service")])).await;
        assert_eq!(answer.short(), "500 PANIC");
        assert!(!answer.text.contains("detail") && answer.headers["cache-control"] == "no-store", "{answer:?}");
    }
    assert_eq!(served.get("/users/me", USER).await.short(), format!("200 {OPENID}"));
    assert!(served.terminated().text.contains("a detail that nobody else may read"), "the operator reads it");
}

#[tokio::test]
async fn a_panic_before_or_after_the_handler_runs_is_answered_too() {
    let served = served();
    let mut connection = Connection::open(served.address).await;
    for (path, expected) in [("/once", "200 "), ("/once", "500 PANIC"), ("/never", "504 TIMED_OUT"), ("/push", "200 0 bytes")] {
        let answer = connection.call(request(path, &[("host", "service")])).await;
        assert_eq!(answer.short(), expected, "{path}");
    }
    let text = served.terminated().text;
    assert_eq!(text.matches("\"answered\"").count(), 4, "each is a line: {text}");
}

#[tokio::test]
async fn a_handler_that_takes_too_long_is_dropped() {
    let served = served();
    let start = Instant::now();
    assert_eq!(served.get("/slow", &[]).await.status, 504);
    assert!((Duration::from_secs(2)..Duration::from_secs(20)).contains(&start.elapsed()), "{:?}", start.elapsed());
    assert_eq!(served.get("/late", &[]).await.short(), "200 late", "one that does not, is not");
    assert!(served.terminated().text.contains("the slow handler was dropped"));
}

#[tokio::test]
async fn a_body_has_a_limit_whether_it_says_its_length_or_not() {
    let served = served();
    assert_eq!(served.post("/length", "x".repeat(1000)).await.short(), "200 1000 bytes");
    assert_eq!(served.post("/length", "x".repeat(1001)).await.status, 413);
    assert_eq!(served.post("/length", Body::new(Chunks { bytes: 1000, each: 100 })).await.short(), "200 1000 bytes");
    assert_eq!(served.post("/length", Body::new(Chunks { bytes: 1100, each: 100 })).await.status, 413);
    served.terminated();
}

#[tokio::test]
async fn a_variable_is_taken_in_the_place_of_an_option() {
    let variables = [
        ("WXCTX_TRUST", "closed-ingress"),
        ("WXCTX_BODY_LIMIT", "100"),
        ("WXCTX_TIMEOUT", "0.1"),
        ("WXCTX_PUSH_PATH", "/length"),
        ("WXCTX_GRACE", "1e9"),
        ("WXCTX_IDLE_TIMEOUT", " 31536000 "),
        ("WXCTX_CONNECTIONS", ""),
    ];
    let served = Served::new(&variables);
    assert_eq!(served.post("/length", "x".repeat(100)).await.short(), "200 100 bytes");
    assert_eq!(served.post("/length", "x".repeat(101)).await.short(), "413 BODY_TOO_LARGE");
    assert_eq!(served.get("/late", &[]).await.short(), "504 TIMED_OUT");
    let probe = r#"{"action":"CheckContainerPath"}"#;
    assert_eq!(served.post("/length", probe).await.short(), "200 success");
    assert_eq!(served.post("/push", probe).await.short(), format!("200 {} bytes", probe.len()));
    served.terminated();
}

#[tokio::test]
async fn the_push_probe_is_answered_on_its_path_and_nothing_else_is() {
    let served = served();
    for probe in [
        r#"{"action":"CheckContainerPath"}"#,
        r#"{ "action": "CheckContainerPath" }"#,
        "<xml><action>CheckContainerPath</action></xml>",
        "<xml>\n  <action><![CDATA[CheckContainerPath]]></action>\n</xml>",
    ] {
        assert_eq!(served.post("/push", probe).await.short(), "200 success", "{probe}");
        assert_eq!(
            served.post("/length", probe).await.short(),
            format!("200 {} bytes", probe.len()),
            "only on its path: {probe}"
        );
    }
    for push in [
        r#"{"ToUserName":"gh_0","FromUserName":"o","CreateTime":1,"MsgType":"text","Content":"CheckContainerPath","MsgId":1}"#,
        r#"{"action":"Other"}"#,
        "<xml><Content>CheckContainerPath</Content></xml>",
        "",
    ] {
        assert_eq!(served.post("/push", push).await.short(), format!("200 {} bytes", push.len()), "{push}");
    }
    let padded = format!(r#"{{"action":"CheckContainerPath","padding":"{}"}}"#, "x".repeat(600));
    assert_eq!(served.post("/push", padded.clone()).await.short(), format!("200 {} bytes", padded.len()));
    assert_eq!(served.get("/push", &[]).await.short(), "200 0 bytes");
    served.terminated();
}

#[tokio::test]
async fn health_is_said_to_everybody_and_not_logged() {
    let served = served();
    assert_eq!(served.get("/_healthz", &[]).await.short(), "200 ok");
    assert_eq!(served.get("/_healthz?x", &[("x-wx-local-debug", "1")]).await.short(), "200 ok");
    assert_eq!(served.post("/_healthz", "").await.status, 404);
    assert_eq!(served.terminated().text.matches("\"answered\"").count(), 1);
}

#[tokio::test]
async fn a_call_has_one_request_id_in_its_answer_and_its_refusal() {
    let served = served();
    for (headers, id) in [
        (&[("x-request-id", "mine-1")][..], Some("mine-1")),
        (&[("x-cloudbase-request-id", "platform-1")], Some("platform-1")),
        (&[("x-request-id", "mine-1"), ("x-cloudbase-request-id", "platform-1")], Some("mine-1")),
        (&[("x-request-id", "mine-1"), ("x-request-id", "mine-2")], None),
        (&[("x-request-id", "not an id\"")], None),
        (&[("x-request-id", "not an id"), ("x-cloudbase-request-id", "platform-1")], Some("platform-1")),
        (&[("x-request-id", "not an id"), ("x-cloudbase-request-id", "nor this")], None),
        (&[], None),
    ] {
        let answer = served.get("/users/me", headers).await;
        let said = answer.headers["x-request-id"].to_str().unwrap();
        assert_eq!(answer.json()["requestId"], said, "{headers:?}");
        match id {
            Some(id) => assert_eq!(said, id),
            None => assert!(said.len() == 32 && !said.contains(' '), "a new one is made: {said}"),
        }
    }
    assert!(!served.terminated().text.contains("not an id"));
}

#[tokio::test]
async fn a_call_is_one_line_with_its_route_and_its_caller_masked() {
    let served = served();
    let headers =
        with(USER, &[("x-request-id", "mine-1"), ("x-original-forwarded-for", "203.0.113.7"), ("x-wx-call-id", "0.1_2")]);
    let _answer = served.get("/users/a-name?a-query", &headers).await;
    let text = served.terminated().text;
    let line = text.lines().find(|line| line.contains("\"answered\"")).unwrap();
    let json: serde_json::Value = serde_json::from_str(line).unwrap();
    let said = |name: &str| if json[name].is_null() { json["span"][name].to_string() } else { json[name].to_string() };
    for (name, value) in [
        ("status", "200"),
        ("method", "\"GET\""),
        ("route", "\"/users/{name}\""),
        ("request_id", "\"mine-1\""),
        ("code", "\"WXCTX_ACCEPTED\""),
        ("proof", "\"asserted\""),
        ("origin", "\"wx_client\""),
        ("caller", "\"wx01…cdef:oABC…hijk\""),
        ("call_id", "\"0.1_2\""),
    ] {
        assert_eq!(said(name), value, "{name} in {line}");
    }
    for hidden in [OPENID, "a-name", "a-query", "203.0.113.7", "127.0.0.1"] {
        assert!(!text.contains(hidden), "{hidden} in {text}");
    }
}

/// How a server ends stands in `tests/stopping.rs`, where a variable says the time; here the program does.
#[tokio::test]
async fn a_terminated_server_does_not_wait_for_ever() {
    let served = served();
    let call = TcpStream::connect(served.address).await.unwrap();
    call.writable().await.unwrap();
    call.try_write(b"GET /slow HTTP/1.1\r\nhost: service\r\n\r\n").unwrap();
    sleep(Duration::from_millis(300)).await;
    let start = Instant::now();
    assert!(served.terminated().text.contains("stopped with calls in flight"));
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
}

#[test]
#[ignore = "it is the program that the other tests start"]
fn the_program_that_renders() {
    let router = Router::new().route("/users/{name}", get(user)).route("/panics", get(panics));
    let server = Server::new(router).render(|rejection| {
        let answer = hyper::Response::builder().status(418).header("x-shape", rejection.code());
        answer.body("请在小程序中打开".to_owned()).unwrap()
    });
    server.run().unwrap();
}

#[tokio::test]
async fn a_program_shapes_its_refusals() {
    let served = Served::of(Program::of_test("the_program_that_renders", &[("WXCTX_TRUST", "closed-ingress")]));
    let refused = served.get("/users/a-name", &[]).await;
    assert_eq!((refused.status, &refused.headers["x-shape"]), (418, &"WXCTX_NOT_FROM_WECHAT".parse().unwrap()));
    assert_eq!(refused.text, "请在小程序中打开");
    assert!(refused.headers.contains_key("x-request-id"));
    assert_eq!(served.get("/users/a-name", USER).await.status, 200);
    assert_eq!(served.get("/panics", &[]).await.short(), "500 PANIC", "what the server answers keeps its shape");
    assert!(served.program.terminated().text.contains("\"code\":\"WXCTX_NOT_FROM_WECHAT\""), "the log has it all the same");
}
