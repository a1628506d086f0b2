use std::collections::BTreeMap;
use std::pin::Pin;
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::header::{CONTENT_TYPE, SET_COOKIE};
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{AppendHeaders, IntoResponse};
use axum::routing::{any, post};
use axum::{Json, Router};
use hyper::body::Frame;
use serde_json::{Value, json};
use wxctx::{Caller, OpenId, Server, WxContext, entry};

/// Handlers that wait, and how many of them were dropped.
static WAITING: AtomicUsize = AtomicUsize::new(0);
static DROPPED: AtomicUsize = AtomicUsize::new(0);

pub(crate) fn main() -> ExitCode {
    let router = Router::new()
        .route("/", post(whoami))
        .route("/openid", any(openid))
        .route("/optional", any(optional))
        .route("/caller", any(caller))
        .route("/client", any(client))
        .route("/direct", any(direct))
        .route("/length", post(length))
        .route("/later", post(later))
        .route("/http/{*rest}", any(http))
        .route("/wait", post(wait))
        .route("/block", post(block))
        .route("/counts", post(counts))
        .route("/panic", post(panic))
        .route("/conflict", post(conflict))
        .route("/teapot", post(|| async { (StatusCode::IM_A_TEAPOT, "short and stout") }))
        .route("/text", post(|| async { "plain" }))
        .route("/empty", post(|| async { StatusCode::NO_CONTENT }))
        .route("/binary", any(|| async { ([(CONTENT_TYPE, "image/png")], [0x89, 0x50, 0xff]) }))
        .route("/large", post(|| async { "x".repeat(7 * 1024 * 1024) }))
        .route("/breaks", any(|| async { Body::new(Begun { breaks: true, is_said: false }) }))
        .route("/trickles", any(|| async { Body::new(Begun { breaks: false, is_said: false }) }))
        .route("/abort", post(abort))
        .route("/exit", post(exit))
        .route("/process", post(process));
    match Server::new(router).run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

#[entry]
async fn whoami(#[wx] context: WxContext, Json(event): Json<Value>) -> Json<Value> {
    Json(json!({ "context": context, "proof": context.proof().as_str(), "event": event }))
}

#[entry]
async fn openid(#[wx] openid: OpenId) -> Json<Value> {
    Json(json!({ "openid": openid }))
}

#[entry]
async fn optional(#[wx] openid: Option<OpenId>) -> Json<Value> {
    Json(json!({ "openid": openid }))
}

#[entry]
async fn caller(#[wx] caller: Caller) -> Json<Value> {
    Json(json!({ "key": caller.key() }))
}

#[entry(allow(wx_client))]
async fn client(#[wx] openid: OpenId) -> Json<Value> {
    Json(json!({ "openid": openid }))
}

#[entry(direct)]
async fn direct(#[wx] openid: OpenId) -> Json<Value> {
    Json(json!({ "openid": openid }))
}

async fn length(body: Bytes) -> Json<Value> {
    Json(json!({ "length": body.len() }))
}

/// Says who called after the calls of others have come and gone.
#[entry]
async fn later(#[wx] openid: OpenId, Json(event): Json<Value>) -> Json<Value> {
    tokio::time::sleep(Duration::from_millis(event["milliseconds"].as_u64().unwrap_or_default())).await;
    Json(json!({ "openid": openid, "event": event }))
}

/// What a request of HTTP access has become.
#[entry]
async fn http(method: Method, uri: Uri, headers: HeaderMap, #[wx] openid: Option<OpenId>, body: Bytes) -> impl IntoResponse {
    let headers: BTreeMap<_, _> =
        headers.iter().map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned())).collect();
    let body = String::from_utf8_lossy(&body).into_owned();
    let cookies = AppendHeaders([(SET_COOKIE, "a=1"), (SET_COOKIE, "b=2")]);
    let json = json!({ "method": method.as_str(), "uri": uri.to_string(), "headers": headers, "openid": openid, "body": body });
    (StatusCode::CREATED, cookies, Json(json))
}

struct Waiting;

impl Drop for Waiting {
    fn drop(&mut self) {
        DROPPED.fetch_add(1, SeqCst);
    }
}

async fn wait() {
    WAITING.fetch_add(1, SeqCst);
    let _waiting = Waiting;
    std::future::pending::<()>().await;
}

/// A handler that no runtime can drop.
async fn block(_: Request) {
    std::thread::sleep(Duration::from_secs(600));
}

async fn counts() -> Json<Value> {
    Json(json!({ "waiting": WAITING.load(SeqCst), "dropped": DROPPED.load(SeqCst) }))
}

async fn panic() {
    panic!("the handler's own words");
}

async fn conflict() -> impl IntoResponse {
    (StatusCode::CONFLICT, Json(json!({ "code": "ORDER_EXISTS", "message": "there is one", "order": 7 })))
}

/// A reply that begins, and then breaks off or does not end.
struct Begun {
    breaks: bool,
    is_said: bool,
}

impl hyper::body::Body for Begun {
    type Data = Bytes;
    type Error = &'static str;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        if !std::mem::replace(&mut self.is_said, true) {
            return Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(b"a")))));
        }
        if self.breaks { Poll::Ready(Some(Err("it broke"))) } else { Poll::Pending }
    }
}

async fn abort() {
    std::process::abort();
}

async fn exit() {
    eprintln!("the last words");
    std::process::exit(3);
}

async fn process() -> Json<Value> {
    let variables: BTreeMap<_, _> = std::env::vars().collect();
    Json(json!({ "id": std::process::id(), "variables": variables }))
}
