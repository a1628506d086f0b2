//! The console's page in Chromium, driven by Node.js: `tests/console/*.test.mjs`, against the examples and the program below.
//!
//! It needs Node.js, Chromium and `npm ci --prefix tests/console`, so it runs only when it is named: `cargo test --test browser`.
//! With `SCREENSHOTS` set to a folder it leaves pictures of the page there.

#[path = "../common/mod.rs"]
mod common;

use std::path::Path;
use std::process::Command;

use axum::body::Bytes;
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use axum::response::{Html, Redirect};
use axum::routing::{get, post};
use axum::{Json, Router};
use common::program::Program;
use wxctx::{Caller, Server, SourceChain, WxContext, entry};

#[entry]
async fn context(#[wx] context: WxContext) -> Json<WxContext> {
    Json(context)
}

#[entry]
async fn caller(#[wx] caller: Caller) -> String {
    caller.key()
}

#[entry(allow(wx_client))]
async fn client(#[wx] context: WxContext) -> Json<WxContext> {
    Json(context)
}

#[entry(direct)]
async fn direct(#[wx(source)] source: SourceChain) -> String {
    source.to_string()
}

async fn echo(headers: HeaderMap, body: Bytes) -> ([(&'static str, String); 1], Bytes) {
    let content_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("text/plain");
    ([("content-type", content_type.to_owned())], body)
}

async fn panics() {
    panic!("a detail");
}

const ACTING: &str = "<h1>hello</h1><script>window.acted = 1</script><img src=x onerror='window.acted = 1'>\
    <style>body { display: none }</style><a href='javascript:window.acted = 1'>here</a>";
const NUMBERS: &str = r#"{"id":12345678901234567890,"e":{},"l":[ ],"t":"a, \"b\": {c}","n":[1,{"x":null}]}"#;

#[test]
#[ignore = "it is the program that the browser calls"]
fn the_program() {
    let router = Router::new()
        .route("/context", get(context).post(context))
        .route("/caller", get(caller))
        .route("/client", get(client).post(client))
        .route("/direct", get(direct))
        .route("/echo", post(echo).put(echo))
        .route("/html", get(async || Html(ACTING)))
        .route("/numbers", get(async || NUMBERS))
        .route("/long", get(async || "x".repeat(3 * 1024 * 1024)))
        .route("/away", get(async || Redirect::to("/context")))
        .route("/nothing", post(async || ()))
        .route("/panics", get(panics));
    Server::new(router).run().unwrap();
}

#[test]
fn the_page_in_a_browser() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/console");
    let mut files: Vec<_> = folder.read_dir().unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.to_string_lossy().ends_with(".test.mjs"));
    files.sort();
    assert!(!files.is_empty() && folder.join("node_modules/playwright-core").exists(), "run `npm ci --prefix tests/console`");

    // Each file has programs of its own, so that no list of calls has those of another.
    let run = |file: &Path| {
        let local = [("WXCTX_TRUST", "local")];
        let programs = [Program::whoami(&local), Program::of_test("the_program", &local)];
        let address = |program: &Program| format!("http://{}", program.listens());
        let mut node = Command::new("node");
        node.args(["--test", "--test-reporter=spec"]).arg(file);
        node.env("WHOAMI", address(&programs[0])).env("PROGRAM", address(&programs[1])).env("ORDERS", Program::example("orders"));
        let status = node.status().expect("node does not start: install Node.js");
        assert!(status.success(), "{}: {status}", file.display());
    };
    std::thread::scope(|scope| {
        let runs: Vec<_> = files.iter().map(|file| scope.spawn(|| run(file))).collect();
        assert!(runs.into_iter().map(std::thread::ScopedJoinHandle::join).filter(Result::is_err).count() == 0);
    });
}
