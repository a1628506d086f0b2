//! `deploy/cloud-run/check-ingress.sh` against servers that believe a forged call, that refuse it, and that are not there.

use std::net::SocketAddr;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::http::header::LOCATION;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::Value;
use tokio::net::TcpListener;
use wxctx::{Caller, OpenId, Rejection, Server, Trust, entry, layer};

use crate::common::http1::listen;
use crate::common::program::Program;
use crate::common::{Pairs, SECRET};
use crate::machine::{Running, deploy, folder, free_address};

#[entry]
async fn user(#[wx] openid: OpenId) -> String {
    openid.as_str().to_owned()
}

#[entry]
async fn masked(#[wx] openid: OpenId) -> String {
    format!("hello, {}", openid.masked())
}

#[entry]
async fn order(#[wx] _openid: OpenId, Json(order): Json<Value>) -> Result<String, StatusCode> {
    order["item"].as_str().map(str::to_owned).ok_or(StatusCode::UNPROCESSABLE_ENTITY)
}

fn routes() -> Router {
    Router::new()
        .route("/", get(user))
        .route("/masked", get(masked))
        .route("/orders", post(order))
        .route("/open", get(|| async { "everybody may read this" }))
}

#[test]
#[ignore = "it is the program that is asked"]
fn the_program() {
    Server::new(routes()).run().unwrap();
}

fn program(variables: Pairs<'_>) -> (Program, SocketAddr) {
    let program = Program::of_test("ingress::the_program", variables);
    let address = program.address();
    (program, address)
}

/// The exit code of the script, and what it says.
fn check(arguments: &[&str]) -> (i32, String) {
    let output = Command::new("sh").arg(deploy("cloud-run/check-ingress.sh")).args(arguments).output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.code().unwrap(), String::from_utf8(said).unwrap())
}

/// The script's options, then the path; the exit code and a part of what it says.
type Case = (&'static [&'static str], &'static str, i32, &'static str);

fn table(address: SocketAddr, cases: &[Case]) {
    for (options, path, code, text) in cases {
        let base = format!("http://{address}");
        let (ended, said) = check(&[options, &[base.as_str(), path][..]].concat());
        assert!(ended == *code && said.contains(text), "{options:?} {path}: {ended} {said}");
    }
}

#[test]
fn a_program_that_believes_a_stranger_is_found_out() {
    let (_program, address) = program(&[("WXCTX_TRUST", "closed-ingress")]);
    table(
        address,
        &[
            (&[], "/", 1, "ANSWERED (200)"),
            (&[], "", 1, "ANSWERED (200)"),
            // It answers without the openid.
            (&[], "/masked", 1, "ANSWERED (200)"),
            (&[], "masked?x=1", 1, "ANSWERED (200)"),
            (&["-d", r#"{"item":"tea"}"#], "/orders", 1, "ANSWERED (200)"),
            // The body is wrong and the caller was believed.
            (&["-d", "{}"], "/orders", 1, "ANSWERED (422)"),
            (&[], "/orders", 5, "UNCLEAR (405)"),
            (&[], "/open", 5, "everybody gets this answer"),
            (&[], "/nowhere", 5, "the public reaches the program"),
        ],
    );
}

#[test]
fn a_pin_is_no_proof() {
    let (_program, address) = program(&[("WXCTX_TRUST", "closed-ingress"), ("WXCTX_APPIDS", "wxfedcba9876543210")]);
    table(
        address,
        &[
            (&[], "/", 5, "WXCTX_FORBIDDEN"),
            (&["-a", "wxfedcba9876543210"], "/", 1, "ANSWERED"),
            (&["-a", "wx 1"], "/", 5, "UNCLEAR"),
        ],
    );
    let (_program, address) = program(&[("WXCTX_TRUST", "closed-ingress"), ("CBR_ENV_ID", "prod-1a2b3c")]);
    table(address, &[(&["-e", "prod-other"], "/", 5, "WXCTX_FORBIDDEN"), (&["-e", "prod-1a2b3c"], "/", 1, "ANSWERED")]);
}

#[test]
fn a_program_that_believes_nobody_refuses() {
    let (_program, address) = program(&[("WXCTX_TRUST", "none")]);
    table(address, &[(&[], "/", 0, "REFUSED (403 WXCTX_NOT_FROM_WECHAT)"), (&[], "/open", 5, "everybody gets this answer")]);
    let (_program, address) = program(&[("WXCTX_TRUST", "shared-secret"), ("WXCTX_SECRET", SECRET)]);
    table(address, &[(&[], "/", 0, "REFUSED (403 WXCTX_UNPROVEN)"), (&[], "/masked", 0, "UNPROVEN")]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_with_a_server_of_its_own_is_found_out_too() {
    let address = listen(routes().layer(layer(Trust::closed_ingress()))).await;
    table(address, &[(&[], "/", 1, "ANSWERED"), (&[], "/masked", 1, "ANSWERED"), (&[], "/open", 5, "everybody")]);
    let address = listen(routes()).await;
    table(address, &[(&[], "/", 0, "WXCTX_UNDECLARED")]);
}

/// The forged user does not exist, so what a program says of it looks like a refusal.
#[tokio::test(flavor = "multi_thread")]
async fn a_program_that_does_not_know_the_stranger_believes_it_all_the_same() {
    #[entry]
    async fn member(#[wx] caller: Option<Caller>) -> (StatusCode, &'static str) {
        match caller {
            None => (StatusCode::UNAUTHORIZED, "who are you?"),
            Some(_) => (StatusCode::NOT_FOUND, "no such member"),
        }
    }
    #[entry]
    async fn same_status(#[wx] caller: Option<Caller>) -> (StatusCode, String) {
        let time = std::time::UNIX_EPOCH.elapsed().unwrap().as_nanos();
        (StatusCode::FORBIDDEN, format!("{}, at {time}", if caller.is_some() { "no such member" } else { "who are you?" }))
    }
    #[entry]
    async fn numbered(#[wx] caller: Option<Caller>) -> (StatusCode, &'static str) {
        (StatusCode::FORBIDDEN, if caller.is_some() { "error 40004" } else { "error 40003" })
    }
    #[entry]
    async fn unprocessable(#[wx] caller: Option<Caller>) -> (StatusCode, &'static str) {
        (StatusCode::UNPROCESSABLE_ENTITY, if caller.is_some() { "error 40004" } else { "error 40003" })
    }
    #[entry]
    async fn shaped(#[wx] _caller: Caller) -> (StatusCode, &'static str) {
        (StatusCode::NOT_FOUND, "no such member")
    }
    #[entry]
    async fn closed(#[wx] _caller: Option<Caller>) -> StatusCode {
        StatusCode::FORBIDDEN
    }
    let routes = Router::new()
        .route("/member", get(member))
        .route("/same-status", get(same_status))
        .route("/numbered", get(numbered))
        .route("/shaped", get(shaped))
        .route("/unprocessable", get(unprocessable))
        .route("/closed", get(closed));
    let render = |_: &Rejection| Response::builder().status(403).body(r#"{"error":"nobody"}"#.to_owned()).unwrap();
    let layer = layer(Trust::closed_ingress()).render(render);
    for routes in [routes.clone(), routes.route("/_healthz", get(|| async { "ok" }))] {
        table(
            listen(routes.layer(layer.clone())).await,
            &[
                (&[], "/member", 1, "ANSWERED (404)"),
                (&[], "/unprocessable", 1, "ANSWERED (422)"),
                // So does a gateway that refuses X-WX-* headers.
                (&[], "/same-status", 5, "either the program took the forged user for somebody"),
                (&[], "/numbered", 5, "either the program took the forged user for somebody"),
                (&[], "/shaped", 1, "ANSWERED (404)"),
                // Nobody and the stranger are told the same; but who tells it is the program.
                (&[], "/closed", 5, "the public reaches the program"),
            ],
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gateway_that_refuses_is_not_the_program() {
    // Its words are the same each time, and its numbers are not.
    static COUNT: AtomicU64 = AtomicU64::new(7);
    let refuse = || async {
        let id = COUNT.fetch_add(48_271, Ordering::Relaxed);
        (StatusCode::FORBIDDEN, format!(r#"{{"code":"NO_ACCESS","requestId":"{id}-b{id:x}"}}"#))
    };
    table(listen(Router::new().fallback(refuse)).await, &[(&[], "/", 0, "REFUSED (403): not by wxctx")]);
    // Each call gets a word of its own, the fourth is one too many, or the service has only just started.
    for (number, status, code, text) in [
        (None, 403, 5, "/_healthz gets another answer"),
        (None, 200, 5, "everybody gets this answer"),
        (Some(3), 429, 5, "UNCLEAR (429): nobody gets another answer"),
        (Some(3), 503, 5, "UNCLEAR (503): nobody gets another answer"),
        (Some(2), 503, 5, "everybody gets this answer"),
    ] {
        let count = Arc::new(AtomicU64::new(0));
        let answer = move || async move {
            let now = count.fetch_add(1, Ordering::Relaxed) + 1;
            let word = ["red", "green", "blue", "black"][(now % 4) as usize];
            match number {
                None => (StatusCode::from_u16(status).unwrap(), word),
                Some(number) if number == now => (StatusCode::from_u16(status).unwrap(), "not now"),
                Some(_) => (StatusCode::OK, "hello"),
            }
        };
        table(listen(Router::new().fallback(answer)).await, &[(&[], "/", code, text)]);
    }
    // A gateway in front of a program, that refuses what only WeChat may send.
    let gateway = |headers: HeaderMap| async move {
        let status = if headers.contains_key("x-wx-openid") { StatusCode::BAD_REQUEST } else { StatusCode::OK };
        (status, status.as_str().to_owned())
    };
    table(listen(Router::new().fallback(gateway)).await, &[(&[], "/", 5, "something in front of it refuses X-WX-* headers")]);
    for (status, code, text) in [
        // So says a program of a path that it does not have.
        (404, 5, "there is nothing at /"),
        (403, 0, "REFUSED (403): not by wxctx"),
        (401, 0, "REFUSED (401): not by wxctx"),
        (301, 5, "UNCLEAR (301)"),
        (502, 5, "UNCLEAR (502)"),
        (503, 5, "UNCLEAR (503)"),
    ] {
        let status = StatusCode::from_u16(status).unwrap();
        let answer =
            move || async move { (status, [(LOCATION, "https://example.org/")], "<html>no service</html>").into_response() };
        table(listen(Router::new().fallback(answer)).await, &[(&[], "/", code, text)]);
    }
    // What calls itself healthy and hands every header back.
    let echo = |headers: HeaderMap| async move { format!("{headers:?}") };
    table(listen(Router::new().fallback(echo)).await, &[(&[], "/", 1, "ANSWERED")]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_there_is_unreachable() {
    table(free_address(), &[(&[], "/", 3, "UNREACHABLE (curl 7)")]);
    let (code, said) = check(&["nothing.invalid"]);
    assert!(code == 3 && said.contains("UNREACHABLE"), "{code} {said}");

    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((connection, _)) = listener.accept().await {
            drop(connection);
        }
    });
    table(address, &[(&[], "/", 3, "UNREACHABLE (curl 5")]);
}

#[test]
fn a_connection_that_is_not_to_be_trusted_is_not_asked() {
    // Without a scheme it is https, and this port does not speak it.
    let (_program, plain) = program(&[("WXCTX_TRUST", "closed-ingress")]);
    let (code, said) = check(&[&plain.to_string()]);
    assert!(code == 4 && said.contains("TLS ERROR"), "{code} {said}");

    let (_nginx, address) = with_a_certificate_of_its_own();
    let (code, said) = check(&[&format!("https://{address}/"), "/"]);
    assert!(code == 4 && said.contains("TLS ERROR (curl 60)"), "{code} {said}");
}

fn with_a_certificate_of_its_own() -> (Running, SocketAddr) {
    let (folder, address) = (folder("certificate"), free_address());
    let file = |name: &str| folder.join(name).display().to_string();
    let subject = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=127.0.0.1"];
    let mut command = Command::new("openssl");
    let made = command.args(subject).args(["-keyout", &file("key.pem"), "-out", &file("certificate.pem")]).output().unwrap();
    assert!(made.status.success(), "{made:?}");
    let config = format!(
        "daemon off;\nmaster_process off;\npid {};\nevents {{}}\nhttp {{\naccess_log off;\nserver {{\nlisten {address} ssl;\n\
         ssl_certificate {};\nssl_certificate_key {};\nreturn 200;\n}}\n}}\n",
        file("nginx.pid"),
        file("certificate.pem"),
        file("key.pem"),
    );
    std::fs::write(folder.join("nginx.conf"), config).unwrap();
    let mut command = Command::new("nginx");
    command.args(["-c", &file("nginx.conf"), "-e", &file("error.log"), "-p", &folder.display().to_string()]);
    (Running::start(&mut command, address, &folder.join("output")), address)
}

#[test]
fn a_wrong_call_of_the_script_is_said() {
    for arguments in [&[][..], &["-x", "domain"], &["domain", "/", "/"], &["-a"], &["-a", "wx"]] {
        let (code, said) = check(arguments);
        assert!(code == 2 && said.contains("DOMAIN [PATH]"), "{arguments:?}: {code} {said}");
    }
    assert_eq!(check(&["-h"]).0, 0);
}
