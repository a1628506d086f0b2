//! A server that really listens, and clients that really call: one call's identity never reaches another call, and no id and no
//! secret reaches a log.
#![cfg(all(feature = "axum", feature = "macros"))]

mod common;

use std::collections::HashSet;
use std::io::Write;
use std::sync::{Arc, Mutex};

use axum::routing::get;
use axum::{Json, Router};
use common::app::App;
use common::http1::{Connection, listen};
use common::{
    ANYSERVICE, APPID, BASIC, FROM_OPENID, OLD_SECRET, OPENID, PROOF, SECRET, SHARED, TOKEN, UNIONID, USER, basic, request,
    shared_secret, with,
};
use serde_json::{Value, json};
use tokio::sync::Mutex as AsyncMutex;
use tokio::task::{JoinSet, yield_now};
use wxctx::{AppId, Caller, OpenId, Trust, UnionId, WxContext, entry, layer};

const CONNECTIONS: usize = 6;

/// Everything that the call says, read in several ways; others run before it is answered.
#[entry]
async fn whole(
    #[wx] caller: Caller,
    #[wx(openid, appid, unionid)] (openid, appid, unionid): (Option<OpenId>, AppId, Option<UnionId>),
    #[wx] context: WxContext,
) -> Json<Value> {
    for _ in 0..8 {
        yield_now().await;
    }
    Json(json!({ "caller": caller.key(), "openid": openid, "appid": appid, "unionid": unionid, "context": context }))
}

/// The headers of the user of this number, and what `whole` must answer: every third comes over a shared resource, every second
/// has a unionid.
fn user(number: usize) -> (Vec<(&'static str, String)>, Value) {
    let (openid, appid, unionid) = (format!("oUSER-{number:023}"), format!("wx{:016x}", number % 7), format!("o6_{number:025}"));
    let shared = number % 3 == 0;
    let names = if shared {
        ["x-wx-from-openid", "x-wx-from-appid", "x-wx-from-unionid"]
    } else {
        ["x-wx-openid", "x-wx-appid", "x-wx-unionid"]
    };
    let keys = if shared { ["FROM_OPENID", "FROM_APPID", "FROM_UNIONID"] } else { ["OPENID", "APPID", "UNIONID"] };
    let mut headers = vec![("x-wx-source", "wx_client".to_owned()), (names[0], openid.clone()), (names[1], appid.clone())];
    let mut context = json!({ "SOURCE": "wx_client", keys[0]: openid, keys[1]: appid });
    if number % 2 == 0 {
        headers.push((names[2], unionid.clone()));
        context[keys[2]] = json!(unionid);
    }
    if shared {
        headers.push(("x-wx-appid", APPID.to_owned()));
        context["APPID"] = json!(APPID);
    }
    let answer = json!({
        "caller": format!("{appid}:{openid}"),
        "openid": context.get("OPENID"), "appid": context["APPID"], "unionid": context.get("UNIONID"), "context": context,
    });
    (headers, answer)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_users_at_once_over_a_few_connections_each_get_their_own_identity_back() {
    let address = listen(Router::new().route("/", get(whole)).layer(layer(Trust::closed_ingress()))).await;
    let mut connections = Vec::new();
    for _ in 0..CONNECTIONS {
        connections.push(Arc::new(AsyncMutex::new(Connection::open(address).await)));
    }
    let mut calls = JoinSet::new();
    for number in 0..1000 {
        let connection = Arc::clone(&connections[number % CONNECTIONS]);
        calls.spawn(async move {
            let (headers, expected) = user(number);
            let headers: Vec<_> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let answer = connection.lock().await.call(request("/", &with(&headers, &[("host", "service")]))).await;
            assert_eq!((answer.status, answer.json()), (200, expected));
            answer.json()["caller"].as_str().unwrap().to_owned()
        });
    }
    let callers: HashSet<String> = calls.join_all().await.into_iter().collect();
    assert_eq!(callers.len(), 1000);
    // The connections are warm now; nothing of all these users is left on them.
    for connection in connections {
        let mut connection = connection.lock().await;
        for (headers, refusal) in [
            (&[("host", "service")][..], "403 NOT_FROM_WECHAT"),
            (&[("host", "service"), ("x-wx-source", "wx_client")], "403 MISSING_OPENID"),
            (&[("host", "service"), ("x-wx-source", "wx_client"), ("x-wx-appid", APPID)], "403 MISSING_OPENID"),
        ] {
            assert_eq!(connection.call(request("/", headers)).await.short(), refusal);
        }
    }
}

/// What was logged, at every level and by every crate.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn no_secret_and_no_id_appears_in_a_log_or_a_refusal() {
    let log = Log::default();
    let writer = log.clone();
    tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .with_writer(move || writer.clone())
        .init();

    let rotated = shared_secret().also_accept(OLD_SECRET).unwrap();
    let public = ("host", "svc.sh.run.wxcloudrun.com");
    for trust in [Trust::none(), Trust::closed_ingress(), basic(), rotated, common::local()] {
        let name = trust.name();
        let audited = layer(trust).audit(|decision| println!("{decision:?}"));
        let app = App::layered(audited);
        let mut connection = Connection::open(listen(app.router.clone()).await).await;
        let token = ("x-wx-cloudbase-access-token", TOKEN);
        for headers in [
            with(USER, &[public, token, (PROOF, SECRET), (ANYSERVICE, BASIC)]),
            with(SHARED, &[public, token, (PROOF, OLD_SECRET), (ANYSERVICE, "Basic d3Jvbmc=")]),
            with(USER, &[public, token, ("x-wx-source", ""), (PROOF, "the-old-secret-of-2024")]),
            with(USER, &[public, token, ("x-wx-exclude-credentials", "openid"), (PROOF, SECRET), (ANYSERVICE, BASIC)]),
            [&*with(USER, &[public, token, (PROOF, SECRET)]), &[("x-wx-openid", FROM_OPENID), (ANYSERVICE, SECRET)]].concat(),
        ] {
            for path in ["/openid", "/caller", "/context", "/token", "/client"] {
                let answer = connection.call(request(path, &headers)).await;
                assert!(answer.status == 200 || !leaks(&answer.text), "{name}: {answer:?}");
            }
        }
    }
    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(!leaks(&log), "{log}");
    if cfg!(feature = "tracing") {
        assert!(log.contains("public requests reach this port: closed_ingress is false"), "{log}");
        assert_eq!(log.matches("closed_ingress is false").count(), 1, "at most once a minute: {log}");
    }
}

fn leaks(text: &str) -> bool {
    [OPENID, UNIONID, FROM_OPENID, TOKEN, SECRET, OLD_SECRET, "the-old-secret-of-2024", &BASIC[6..]]
        .iter()
        .any(|secret| text.contains(secret))
}
