//! The console of a laptop: that it is there and nowhere else, that no page of another origin reads it or makes it act, and what
//! its list says of the last calls. Its page is tried in a browser by `cargo test --test browser`.
#![cfg(all(feature = "serve", feature = "macros"))]

mod common;

use std::time::Duration;

use axum::Router;
use axum::routing::{get, post};
use common::http1::Connection;
use common::program::{Program, wait_until_free};
use common::served::Served;
use common::{APPID, Answer, BASIC, FROM_APPID, FROM_OPENID, OPENID, PROOF, Pairs, SECRET, SHARED, UNIONID, USER, request, with};
use hyper::Method;
use serde_json::{Value, json};
use tokio::time::sleep;
use wxctx::{Caller, Field, OpenId, Rejection, Server, Source, entry};

const FILES: [&str; 8] = [
    "/_wxctx",
    "/_wxctx/",
    "/_wxctx/page.css",
    "/_wxctx/page.mjs",
    "/_wxctx/call.mjs",
    "/_wxctx/json.mjs",
    "/_wxctx/words.mjs",
    "/_wxctx/icon.svg",
];

async fn panics() {
    panic!("a detail");
}

#[entry]
async fn user(#[wx] openid: OpenId) -> String {
    openid.as_str().to_owned()
}

#[entry(allow(wx_client))]
async fn client(#[wx] caller: Caller) -> String {
    sleep(Duration::from_millis(20)).await;
    caller.key()
}

#[entry]
async fn held(#[wx] caller: Result<Caller, Rejection>) -> String {
    caller.map_or_else(|rejection| rejection.code().to_owned(), |caller| caller.key())
}

#[test]
#[ignore = "it is the program that the other tests start"]
fn the_program() {
    let router = Router::new()
        .route("/users/{name}", get(user))
        .route("/client", post(client).get(client))
        .route("/held", get(held))
        .route("/plain", get(async || "plain"))
        .route("/panics", get(panics))
        .fallback(async || "the router's own");
    Server::new(router).run().unwrap();
}

impl Served {
    fn laptop() -> Self {
        Self::trusting("local", &[]).by_address()
    }

    /// Called by its address, as on a laptop.
    fn by_address(mut self) -> Self {
        self.host = self.address.to_string();
        self
    }

    async fn token(&self) -> String {
        let page = self.get("/_wxctx", &[]).await;
        let (_, rest) = page.text.split_once("name=\"wxctx-token\" content=\"").unwrap();
        rest.split_once('"').unwrap().0.to_owned()
    }

    async fn calls(&self) -> Vec<Value> {
        let answer = self.get("/_wxctx/calls", &[("x-wxctx-console", &self.token().await)]).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.json()["calls"].as_array().unwrap().clone()
    }
}

#[tokio::test]
async fn it_is_on_a_laptop_alone() {
    let secret = ("WXCTX_SECRET", SECRET);
    let user = format!("anyservice:{SECRET}");
    let homes: [Pairs<'_>; 8] = [
        &[("WXCTX_TRUST", "none")],
        &[("WXCTX_TRUST", "closed-ingress")],
        &[("WXCTX_TRUST", "closed-ingress"), ("CBR_ENV_ID", "prod-1a2b3c")],
        &[("WXCTX_TRUST", "none"), ("KUBERNETES_SERVICE_HOST", "10.0.0.1")],
        &[("WXCTX_TRUST", "shared-secret"), secret],
        &[("WXCTX_TRUST", "basic"), ("WXCTX_SECRET", &user)],
        &[("WXCTX_TRUST", "none"), ("TENCENTCLOUD_RUNENV", "SCF")],
        &[("WXCTX_TRUST", "closed-ingress"), ("SCF_NAMESPACE", "prod-1a2b3c")],
    ];
    for variables in homes {
        if variables.iter().any(|(name, _)| name.starts_with("SCF_") || name.starts_with("TENCENT")) {
            wait_until_free(9000);
        }
        let (own, whoami) =
            (Served::new(variables).by_address(), variables[1..].iter().all(|(name, _)| name.starts_with("WXCTX")));
        let proof = [(PROOF, SECRET), (common::ANYSERVICE, BASIC), ("x-wx-source", "wx_client")];
        for path in FILES.iter().chain(&["/_wxctx/calls", "/_wxctx/x"]) {
            for headers in [&[][..], &proof, &[("sec-fetch-site", "same-origin"), ("x-wxctx-console", "0")]] {
                let answer = own.get(path, headers).await;
                assert_eq!(answer.short(), "200 the router's own", "{path} in {variables:?}");
                assert!(!answer.headers.contains_key("content-security-policy"), "{answer:?}");
            }
        }
        let ended = own.terminated();
        assert!(!ended.text.contains("/_wxctx") && !ended.text.contains("console"), "{ended:?}");
        if whoami {
            let whoami = Served::of(Program::whoami(variables));
            for path in FILES.iter().chain(&["/_wxctx/calls"]) {
                let answer = whoami.get(path, &[("host", "localhost")]).await;
                assert_eq!(answer.status, 404, "{path} in {variables:?}");
            }
        }
    }
}

#[tokio::test]
async fn the_page_and_its_files_say_how_little_they_may() {
    let served = Served::laptop();
    for path in FILES {
        let answer = served.get(path, &[]).await;
        assert_eq!(answer.status, 200, "{path}");
        for (name, value) in [
            ("cache-control", "no-store"),
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("x-frame-options", "DENY"),
            ("cross-origin-resource-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
        ] {
            assert_eq!(answer.headers[name], value, "{path}");
        }
        let policy = answer.headers["content-security-policy"].to_str().unwrap();
        for directive in ["default-src 'none'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"] {
            assert!(policy.contains(directive), "{path}: {policy}");
        }
        assert!(!policy.contains("unsafe") && !policy.contains('*') && !policy.contains("http"), "{path}: {policy}");
        assert!(!answer.text.contains("{token}") && !answer.text.contains("{nonce}"), "{path}");
        // Nothing of another origin, but for the name that SVG has.
        let text = answer.text.replace("xmlns=\"http://www.w3.org/2000/svg\"", "");
        assert!(!text.contains("http:") && !text.contains("https:") && !text.contains("innerHTML"), "{path}");
    }
    let nonce = |answer: &Answer| {
        let policy = answer.headers["content-security-policy"].to_str().unwrap();
        policy.split_once("script-src 'nonce-").unwrap().1.split_once('\'').unwrap().0.to_owned()
    };
    let pages = [served.get("/_wxctx", &[]).await, served.get("/_wxctx", &[]).await];
    for page in &pages {
        assert_eq!(page.headers["content-type"], "text/html; charset=utf-8");
        let marked = page.text.matches(&format!("nonce=\"{}\"", nonce(page))).count();
        assert_eq!((marked, nonce(page).len()), (2, 32), "the style and the script");
        let opened = page.text.matches("<script").count() + page.text.matches("<style").count();
        assert!(opened == 1 && !page.text.contains("style=") && !page.text.contains(" on"), "nothing is inline");
    }
    assert_ne!(nonce(&pages[0]), nonce(&pages[1]));
    for (path, content_type) in [
        ("/_wxctx/page.css", "text/css; charset=utf-8"),
        ("/_wxctx/page.mjs", "text/javascript; charset=utf-8"),
        ("/_wxctx/icon.svg", "image/svg+xml"),
    ] {
        assert_eq!(served.get(path, &[]).await.headers["content-type"], content_type);
    }
}

#[tokio::test]
async fn it_is_read_and_nothing_else() {
    let served = Served::laptop();
    let token = served.token().await;
    for method in [Method::POST, Method::PUT, Method::DELETE, Method::OPTIONS] {
        for path in ["/_wxctx", "/_wxctx/calls"] {
            let mut request = request(path, &[("host", &served.host), ("x-wxctx-console", &token)]);
            *request.method_mut() = method.clone();
            let answer = served.call(request).await;
            assert_eq!((answer.status, &answer.headers["allow"]), (405, &"GET, HEAD".parse().unwrap()), "{method} {path}");
            assert!(answer.headers.keys().all(|name| !name.as_str().starts_with("access-control-")), "{answer:?}");
        }
    }
    let mut head = request("/_wxctx", &[("host", &served.host)]);
    *head.method_mut() = Method::HEAD;
    let answer = served.call(head).await;
    assert_eq!((answer.status, &*answer.text), (200, ""));
    for path in ["/_wxctx/x", "/_wxctx/calls/", "/_wxctx/page.html", "/_wxctx/../_wxctx", "/_wxctx//calls"] {
        assert_eq!(served.get(path, &[("x-wxctx-console", &token)]).await.status, 404, "{path}");
    }
    for path in ["/_wxctxs", "/_WXCTX", "/x/_wxctx", "//_wxctx"] {
        assert_eq!(served.get(path, &[]).await.short(), "200 the router's own", "{path}");
    }
    assert!(served.calls().await.iter().all(|call| call["route"].is_null()), "its own requests are no calls");
    let text = served.terminated().text;
    assert_eq!(text.matches("answered").count(), 4, "nor are they logged: {text}");
}

#[tokio::test]
async fn no_page_of_another_origin_and_no_rebound_name_reaches_it() {
    let served = Served::laptop();
    let (host, token, port) = (served.host.clone(), served.token().await, served.address.port());
    let localhost = format!("localhost:{port}");
    let good: [Vec<(&str, String)>; 8] = [
        vec![],
        vec![("host", localhost.clone())],
        vec![("host", "localhost".to_owned())],
        vec![("origin", format!("http://{host}"))],
        vec![("host", localhost.clone()), ("origin", format!("http://{localhost}"))],
        vec![("sec-fetch-site", "none".to_owned())],
        vec![("sec-fetch-site", "same-origin".to_owned()), ("origin", format!("http://{host}"))],
        vec![("x-wx-local-debug", "1".to_owned())],
    ];
    let bad: [Vec<(&str, String)>; 29] = [
        // A name that was rebound to this machine, or is another machine's.
        vec![("host", format!("evil.example:{port}"))],
        vec![("host", format!("evil.localhost:{port}"))],
        vec![("host", format!("localhost.evil.example:{port}"))],
        vec![("host", format!("127.0.0.1.nip.io:{port}"))],
        vec![("host", format!("0.0.0.0:{port}"))],
        vec![("host", format!("192.168.1.7:{port}"))],
        vec![("host", format!("evil.example:{port}")), ("origin", format!("http://evil.example:{port}"))],
        vec![("host", String::new())],
        // Another origin, also on this machine, also under another name of it.
        vec![("origin", "null".to_owned())],
        vec![("origin", String::new())],
        vec![("origin", "https://evil.example".to_owned())],
        vec![("origin", "https://servicewechat.com".to_owned())],
        vec![("origin", "http://127.0.0.1".to_owned())],
        vec![("origin", "http://127.0.0.1:3000".to_owned())],
        vec![("origin", format!("http://{localhost}"))],
        vec![("origin", format!("https://{host}"))],
        vec![("origin", format!("http://evil.localhost:{port}"))],
        vec![("origin", format!("http://{host}.evil.example"))],
        vec![("origin", format!("http://{host}@evil.example"))],
        // Another site, be it one of this machine or one that the developer tools may lead from.
        vec![("sec-fetch-site", "cross-site".to_owned())],
        vec![("sec-fetch-site", "same-site".to_owned())],
        vec![("sec-fetch-site", String::new())],
        vec![
            ("sec-fetch-site", "cross-site".to_owned()),
            ("referer", "https://servicewechat.com/wx0123456789abcdef/x".to_owned()),
        ],
        vec![("sec-fetch-site", "same-site".to_owned()), ("origin", format!("http://{host}"))],
        // A proxy.
        vec![("forwarded", "for=203.0.113.7".to_owned())],
        vec![("via", "1.1 proxy".to_owned())],
        vec![("x-forwarded-for", "127.0.0.1".to_owned())],
        vec![("x-forwarded-host", "evil.example".to_owned())],
        vec![("x-forwarded-proto", "https".to_owned())],
    ];
    for (cases, status) in [(&good[..], 200), (&bad[..], 403)] {
        for headers in cases {
            let headers: Vec<_> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
            for path in FILES.iter().chain(&["/_wxctx/calls"]) {
                let answer = served.get(path, &with(&headers, &[("x-wxctx-console", &token)])).await;
                assert_eq!(answer.status, status, "{path} with {headers:?}");
                assert!(status == 200 || !answer.text.contains(&token), "{answer:?}");
                assert!(!answer.headers.contains_key("access-control-allow-origin"), "{answer:?}");
            }
        }
    }
    let hostless = served.call(request("/_wxctx", &[])).await;
    assert_eq!(hostless.status, 403);
    let twice = served.call(request("/_wxctx", &[("host", &host), ("host", &host)])).await;
    assert_eq!(twice.status, 403);
}

#[tokio::test]
async fn the_calls_are_for_who_has_read_the_page_of_this_start() {
    let (served, other) = (Served::laptop(), Served::laptop());
    let token = served.token().await;
    assert_eq!(token.len(), 32);
    let others = other.token().await;
    assert_ne!(token, others);
    assert_eq!(served.token().await, token, "it is one a start");
    for headers in [&[][..], &[("x-wxctx-console", "")], &[("x-wxctx-console", "1")], &[("x-wxctx-console", &others)]] {
        let answer = served.get("/_wxctx/calls", headers).await;
        assert_eq!((answer.status, answer.text.contains("calls\"")), (403, false), "{headers:?}");
    }
    assert_eq!(served.get("/_wxctx/calls", &[("x-wxctx-console", &token)]).await.json(), json!({ "calls": [] }));
    let ended = served.terminated();
    assert!(!ended.text.contains(&token), "{ended:?}");
}

#[tokio::test]
async fn the_list_says_of_a_call_what_the_log_says() {
    let served = Served::laptop();
    assert_eq!(served.get("/_healthz", &[]).await.status, 200);
    assert_eq!(served.get("/users/a-name?a-query", USER).await.status, 200);
    assert_eq!(served.get("/client", SHARED).await.status, 200);
    assert_eq!(served.get("/users/me", &[("x-wx-source", "wx_trigger")]).await.status, 403);
    assert_eq!(served.get("/client", &with(USER, &[("x-wx-source", "wx_http,scf")])).await.status, 403);
    assert_eq!(served.get("/users/me", &[("x-wx-openid", "no id")]).await.status, 400);
    assert_eq!(served.get("/held", &[("x-wx-source", "wx_trigger")]).await.status, 200);
    assert_eq!(served.get("/users/me", &[("host", "evil.example")]).await.status, 403);
    assert_eq!(served.get("/plain", USER).await.status, 200);
    assert_eq!(served.get("/panics", USER).await.status, 500);
    assert_eq!(served.get("/not/there", USER).await.status, 200);
    let mut made_up = request("/client", &with(USER, &[("host", &served.host)]));
    *made_up.method_mut() = "X".repeat(1000).parse().unwrap();
    assert_eq!(served.call(made_up).await.status, 405);

    let mut calls = served.calls().await;
    let list = json!(calls).to_string();
    for hidden in [OPENID, APPID, UNIONID, FROM_OPENID, FROM_APPID, "a-name", "a-query", "no id", "evil.example", "127.0.0.1"] {
        assert!(!list.contains(hidden), "{hidden} in {list}");
    }
    calls.reverse();
    let mut earlier = 0;
    let calls: Vec<_> = calls
        .iter()
        .map(|call| {
            let time = call["time_ms"].as_u64().unwrap();
            assert!(time >= earlier && time > 1_600_000_000_000 && call["duration_us"].is_u64(), "{call}");
            earlier = time;
            json!([call["method"], call["route"], call["status"], call["caller"], call["origin"], call["code"]])
        })
        .collect();
    let (own, shared) = ("wx01…cdef:oABC…hijk", "wxfe…3210:oOTH…ghij");
    let users = "/users/{name}";
    let expected = [
        json!(["GET", users, 200, own, "wx_client", null]),
        json!(["GET", "/client", 200, shared, "wx_client", null]),
        json!(["GET", users, 403, null, "wx_trigger", "WXCTX_MISSING_OPENID"]),
        json!(["GET", "/client", 403, own, "wx_http", "WXCTX_FORBIDDEN"]),
        json!(["GET", users, 400, null, "wx_client", "WXCTX_MALFORMED_OPENID"]),
        json!(["GET", "/held", 200, null, "wx_trigger", null]),
        json!(["GET", users, 403, null, null, "WXCTX_FORBIDDEN"]),
        json!(["GET", "/plain", 200, null, null, null]),
        json!(["GET", "/panics", 500, null, null, "WXCTX_PANIC"]),
        json!(["GET", null, 200, null, null, null]),
        json!(["other", "/client", 405, null, null, null]),
    ];
    for (call, expected) in calls.iter().zip(&expected) {
        assert_eq!(call, expected);
    }
    assert_eq!(calls.len(), expected.len());
    for (text, reason) in [
        ("WXCTX_FORBIDDEN", "the origin is not in `allow`"),
        ("WXCTX_FORBIDDEN", "there is no Host header, or it is not a loopback name"),
        ("WXCTX_MISSING_OPENID", "no user started this call"),
    ] {
        assert!(list.contains(text) && list.contains(reason), "{reason} in {list}");
    }
    let ended = served.terminated();
    assert!(ended.text.contains(own) && ended.text.contains("the origin is not in `allow`"), "{ended:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_is_bounded_and_calls_at_once_do_not_mix() {
    let served = Served::laptop();
    let calls = (0..200).map(|number| {
        let (host, address) = (served.host.clone(), served.address);
        tokio::spawn(async move {
            let user = format!("o{number:03}0123456789_-abcdefghijk");
            let path = if number % 2 == 0 { "/client" } else { "/held" };
            let headers = [("host", &*host), ("x-wx-openid", &user), ("x-wx-appid", APPID), ("x-wx-source", "wx_client")];
            let answer = Connection::open(address).await.call(request(path, &headers)).await;
            assert_eq!(answer.short(), format!("200 {APPID}:{user}"));
        })
    });
    for call in calls.collect::<Vec<_>>() {
        call.await.unwrap();
    }
    let calls = served.calls().await;
    assert_eq!(calls.len(), 50);
    let mut callers = std::collections::HashSet::new();
    for call in &calls {
        let caller = call["caller"].as_str().unwrap();
        let number: usize = caller.split_once(":o").unwrap().1[..3].parse().unwrap();
        assert_eq!(call["route"], if number % 2 == 0 { "/client" } else { "/held" }, "{call}");
        callers.insert(number);
    }
    assert_eq!(callers.len(), 50);
}

#[tokio::test]
async fn the_log_says_where_it_is() {
    for trust in ["local", "local-container"] {
        let served = Served::trusting(trust, &[]).by_address();
        let line = format!("console: http://{}/_wxctx", served.host);
        assert_eq!(served.get("/_wxctx", &[]).await.status, 200, "{trust}");
        assert_eq!(served.get("/_wxctx", &[("host", "localhost:3000"), ("origin", "http://localhost:3000")]).await.status, 200);
        assert_eq!(served.get("/_wxctx", &[("host", "evil.example")]).await.status, 403, "{trust}");
        let ended = served.terminated();
        assert_eq!(ended.text.matches(&line).count(), 1, "{ended:?}");
    }
}

#[tokio::test]
async fn the_page_knows_every_header_and_every_source() {
    let served = Served::laptop();
    let (script, page) = (served.get("/_wxctx/page.mjs", &[]).await.text, served.get("/_wxctx", &[]).await.text);
    for header in Field::ALL.iter().filter_map(|field| field.header()) {
        assert!(script.contains(&format!("'{}'", header.as_str().to_uppercase())), "{header}");
    }
    for source in Source::DOCUMENTED {
        assert!(page.contains(&format!("<option value=\"{source}\">")), "{source}");
    }
}
