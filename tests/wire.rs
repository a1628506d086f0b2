//! Attacks that are about bytes on a socket: what a request is made to look like, and what the next one on its connection is.
#![cfg(all(feature = "axum", feature = "macros"))]

mod common;

use common::app::App;
use common::http1::{listen, raw};
use common::{APPID, OPENID, PROOF, SECRET, local, shared_secret};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use wxctx::Trust;

const USER: &str = "X-WX-OPENID: oABCD0123456789_-abcdefghijk\r\nX-WX-APPID: wx0123456789abcdef\r\nX-WX-SOURCE: wx_client\r\n";

/// The answers to what is written on one connection: status and, of a refusal by wxctx, its code.
async fn answers(app: &App, bytes: &[u8]) -> Vec<String> {
    let answer = raw(listen(app.router.clone()).await, bytes).await;
    let answers = answer.split("HTTP/1.1 ").skip(1);
    let short = |answer: &str| {
        let code = answer.split_once(r#""code":"WXCTX_"#).and_then(|(_, rest)| rest.split_once('"')).map(|(code, _)| code);
        let body = answer.split_once("\r\n\r\n").map_or("", |(_, body)| body);
        format!("{} {}", &answer[..3], code.unwrap_or(body))
    };
    answers.map(short).collect()
}

fn get(path: &str, headers: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: service\r\n{headers}\r\n")
}

fn last(path: &str, headers: &str) -> String {
    get(path, &format!("{headers}Connection: close\r\n"))
}

#[tokio::test]
async fn a_name_is_the_same_in_any_case_and_no_other_name_is_it() {
    let app = App::new(Trust::closed_ingress());
    for (headers, answer) in [
        ("x-WX-openID: o\r\nX-wx-SOURCE: wx_client\r\n", "200 o"),
        ("X-WX-OPENID: o\r\nx-wx-openid: o\r\nX-WX-SOURCE: wx_client\r\n", "400 CONFLICT_OPENID"),
        ("X_WX_OPENID: o\r\nX_WX_SOURCE: wx_client\r\n", "403 NOT_FROM_WECHAT"),
        ("X-WX_OPENID: o\r\nX-WX-SOURCE: wx_client\r\n", "403 MISSING_OPENID"),
        ("X.WX.OPENID: o\r\nX-WX-SOURCE: wx_client\r\n", "403 MISSING_OPENID"),
    ] {
        assert_eq!(answers(&app, last("/openid", headers).as_bytes()).await, [answer], "{headers:?}");
    }
}

#[tokio::test]
async fn what_is_no_header_is_refused_before_a_handler() {
    let app = App::new(Trust::closed_ingress());
    for headers in [
        &b"X-WX-OPENID : o\r\nX-WX-SOURCE: wx_client\r\n"[..],
        b"X-WX-SOURCE: wx_client\r\nX-WX-OPENID: o\r\n folded\r\n",
        b"X-WX-SOURCE: wx_client\r\nX-WX-OPENID: o\0o\r\n",
        b"X-WX-SOURCE: wx_client\r\nX-WX-OPENID: o\x01o\r\n",
        b"X-WX-SOURCE: wx_client\r\nX-WX-OPENID: o\x7fo\r\n",
        b"X-WX-SOURCE: wx_client\rX-WX-OPENID: o\r\n",
        b"X-WX-SOURCE: wx_client\r\nX-WX-OPENID\r\n",
    ] {
        let request = [b"GET /openid HTTP/1.1\r\nHost: service\r\nConnection: close\r\n", headers, b"\r\n"].concat();
        let answers = answers(&app, &request).await;
        assert!(answers.len() == 1 && answers[0].starts_with("400"), "{answers:?} to {:?}", String::from_utf8_lossy(headers));
    }
    assert_eq!(app.ran(), 0);
}

#[tokio::test]
async fn a_header_of_any_size_is_refused() {
    let app = App::new(Trust::closed_ingress());
    for (size, answer) in [(129, "400 MALFORMED_OPENID"), (100_000, "400 MALFORMED_OPENID"), (1_000_000, "431 ")] {
        let headers = format!("X-WX-SOURCE: wx_client\r\nX-WX-OPENID: {}\r\n", "o".repeat(size));
        assert_eq!(answers(&app, last("/optional", &headers).as_bytes()).await, [answer], "{size} bytes");
        let headers = format!("X-WX-OPENID: o\r\nX-WX-SOURCE: {}\r\n", "wx_client,".repeat(size / 2));
        let got = answers(&app, last("/optional", &headers).as_bytes()).await;
        assert!(got == ["400 MALFORMED_SOURCE"] || got == ["431 "], "{got:?}");
    }
    assert_eq!(app.ran(), 0);
}

#[tokio::test]
async fn nobody_inherits_the_identity_of_an_earlier_call_on_the_connection() {
    let user = get("/caller", USER);
    let key = format!("200 {APPID}:{OPENID}");
    for (path, headers, refusal) in [
        ("/caller", "", "403 NOT_FROM_WECHAT"),
        ("/caller", "X-WX-SOURCE: wx_client\r\n", "403 MISSING_OPENID"),
        ("/caller", "X-WX-SOURCE: wx_client\r\nX-WX-OPENID: o\r\n", "400 CONFLICT_APPID"),
        ("/optional", "X-WX-APPID: wx0123456789abcdef\r\n", "403 NOT_FROM_WECHAT"),
        ("/optional", "", "200 nobody"),
    ] {
        let app = App::new(Trust::closed_ingress());
        // Written at once: HTTP/1.1 pipelining.
        let pipelined = [&*user, &user, &last(path, headers)].concat();
        assert_eq!(answers(&app, pipelined.as_bytes()).await, [&*key, &key, refusal], "{headers:?}");
        assert_eq!(app.ran(), 2 + usize::from(refusal.starts_with("200")));
    }
}

#[tokio::test]
async fn nobody_inherits_the_proof_of_an_earlier_call_on_the_connection() {
    let app = App::new(shared_secret());
    let proven = get("/openid", &format!("{USER}{PROOF}: {SECRET}\r\n"));
    let got = answers(&app, [proven, last("/openid", USER)].concat().as_bytes()).await;
    assert_eq!(got, [&*format!("200 {OPENID}"), "403 UNPROVEN"]);
}

#[tokio::test]
async fn trailers_after_the_body_are_no_headers() {
    let app = App::new(Trust::closed_ingress());
    let head =
        "POST /openid HTTP/1.1\r\nHost: service\r\nConnection: close\r\nTransfer-Encoding: chunked\r\nTrailer: X-WX-OPENID\r\n";
    let request = format!("{head}X-WX-SOURCE: wx_client\r\n\r\n2\r\n{{}}\r\n0\r\n{USER}\r\n");
    assert_eq!(answers(&app, request.as_bytes()).await, ["403 MISSING_OPENID"]);
}

#[tokio::test]
async fn a_body_smuggles_no_request_with_an_identity() {
    let app = App::new(Trust::closed_ingress());
    let smuggled = get("/openid", USER);
    let head = |lengths: &str| format!("POST /openid HTTP/1.1\r\nHost: service\r\nConnection: close\r\n{lengths}\r\n{smuggled}");
    let (whole, twice) = (format!("Content-Length: {}\r\n", smuggled.len()), "Content-Length: 0\r\nContent-Length: 9\r\n");
    assert_eq!(answers(&app, head(&whole).as_bytes()).await, ["403 NOT_FROM_WECHAT"]);
    for lengths in [twice, "Content-Length: +0\r\n", "Transfer-Encoding: chunked, identity\r\n"] {
        let got = answers(&app, head(lengths).as_bytes()).await;
        assert!(got.len() == 1 && got[0].starts_with("400"), "{got:?} to {lengths:?}");
    }
    assert_eq!(app.ran(), 0);
}

#[tokio::test]
async fn a_laptop_is_asked_under_its_own_name_alone() {
    let app = App::new(local());
    for (request, answer) in [
        ("GET /openid HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n", "200 oLOCAL_0000000000000000_user"),
        (
            "GET http://localhost/openid HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
            "200 oLOCAL_0000000000000000_user",
        ),
        ("GET http://example.org/openid HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", "403 FORBIDDEN"),
        ("GET http://localhost/openid HTTP/1.1\r\nHost: example.org\r\nConnection: close\r\n\r\n", "403 FORBIDDEN"),
        ("GET /openid HTTP/1.1\r\nHost: localhost\r\nHost: example.org\r\nConnection: close\r\n\r\n", "403 FORBIDDEN"),
        ("GET /openid HTTP/1.1\r\nConnection: close\r\n\r\n", "403 FORBIDDEN"),
    ] {
        assert_eq!(answers(&app, request.as_bytes()).await, [answer], "{request}");
    }
}

#[tokio::test]
async fn a_slow_client_gets_nothing_of_those_who_overtake_it() {
    let app = App::new(Trust::closed_ingress());
    let address = listen(app.router.clone()).await;
    let slow = last("/openid", "X-WX-SOURCE: wx_client\r\nX-WX-OPENID: oSLOW\r\n");
    let nobody = last("/openid", "X-WX-SOURCE: wx_client\r\n");
    let mut streams = Vec::new();
    for (request, answer) in [(&slow, "200 "), (&nobody, "403 ")] {
        streams.push((TcpStream::connect(address).await.unwrap(), request.as_bytes(), answer));
    }
    // A piece of each, then whole calls of others, until both have been written.
    for piece in 0..slow.len().div_ceil(10) {
        for (stream, request, _) in &mut streams {
            let rest = request.get(piece * 10..).unwrap_or_default();
            stream.write_all(&rest[..rest.len().min(10)]).await.unwrap();
        }
        assert!(raw(address, last("/openid", USER).as_bytes()).await.contains(OPENID));
    }
    for (mut stream, _, start) in streams {
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with(&format!("HTTP/1.1 {start}")) && !answer.contains(OPENID), "{answer}");
        assert_eq!(answer.contains("oSLOW"), start == "200 ");
    }
}
