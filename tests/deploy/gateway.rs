//! The gateways of `deploy/nginx` and `deploy/envoy`: whatever a client sends, who calls is what the session says.

use std::net::SocketAddr;
use std::process::Command;
use std::sync::OnceLock;

use axum::body::{Body, Bytes};
use axum::routing::{get, post};
use axum::{Json, Router};
use hyper::{HeaderMap, Method};
use serde_json::{Value, json};
use wxctx::{Server, WxContext, entry};

use crate::common::http1::{Connection, listen, raw};
use crate::common::program::Program;
use crate::common::{APPID, Answer, FROM_APPID, FROM_OPENID, OPENID, PROOF, Pairs, SECRET, UNIONID, USER, request, with};
use crate::identity;
use crate::machine::{Running, folder, free_address, read, replace};
use crate::nginx;

#[entry]
async fn whoami(#[wx] context: WxContext) -> Json<WxContext> {
    Json(context)
}

async fn length(headers: HeaderMap, body: Bytes) -> String {
    format!("{} bytes of {:?}", body.len(), headers["content-type"])
}

#[test]
#[ignore = "it is the program behind the gateways"]
fn the_program() {
    Server::new(Router::new().route("/", get(whoami)).route("/length", post(length))).run().unwrap();
}

/// Everything that arrives.
async fn arrived(headers: HeaderMap) -> Json<Vec<(String, String)>> {
    let text = |value: &hyper::header::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    Json(headers.iter().map(|(name, value)| (name.as_str().to_owned(), text(value))).collect())
}

/// Envoy with the real file but for addresses and the secret's file.
fn envoy(name: &str, program: SocketAddr, identity: SocketAddr) -> (Running, SocketAddr) {
    let address = free_address();
    let folder = folder(name);
    let secret = folder.join("secret");
    std::fs::write(&secret, SECRET).unwrap();
    let file = read("envoy/envoy.yaml");
    let file = replace(&file, "/etc/envoy/gateway/secret", &secret.display().to_string());
    let file = replace(
        &file,
        "{ address: 0.0.0.0, port_value: 8080 }",
        &format!("{{ address: 127.0.0.1, port_value: {} }}", address.port()),
    );
    let at = |upstream: SocketAddr| format!("{{ address: 127.0.0.1, port_value: {} }}", upstream.port());
    let file = replace(&file, "{ address: hello, port_value: 80 }", &at(program));
    let file = replace(&file, "{ address: identity, port_value: 80 }", &at(identity));
    let config = folder.join("envoy.yaml");
    std::fs::write(&config, file).unwrap();
    let mut command = Command::new("envoy");
    command.arg("-c").arg(config).args(["--concurrency", "1", "--disable-hot-restart", "-l", "warn"]);
    (Running::start(&mut command, address, &folder.join("output")), address)
}

/// Both gateways in front of one upstream.
fn gateways(name: &str, program: SocketAddr, identity: SocketAddr) -> [(&'static str, Running, SocketAddr); 2] {
    let (nginx, to_nginx) = nginx::start(&format!("{name}-nginx"), &[program], identity, SECRET);
    let (envoy, to_envoy) = envoy(&format!("{name}-envoy"), program, identity);
    [("nginx", nginx, to_nginx), ("Envoy", envoy, to_envoy)]
}

fn program() -> (Program, SocketAddr) {
    // Written once, as the tests run at the same time.
    static FILE: OnceLock<String> = OnceLock::new();
    let secret = FILE.get_or_init(|| {
        let file = folder("program").join("secret");
        std::fs::write(&file, format!("the-old-secret-of-2025\n{SECRET}\n")).unwrap();
        file.display().to_string()
    });
    let variables = [("WXCTX_TRUST", "shared-secret"), ("WXCTX_SECRET_FILE", secret), ("KUBERNETES_SERVICE_HOST", "10.0.0.1")];
    let program = Program::of_test("gateway::the_program", &variables);
    let address = program.address();
    (program, address)
}

async fn call(address: SocketAddr, headers: Pairs<'_>) -> Answer {
    Connection::open(address).await.call(request("/", &with(&[("host", "service")], headers))).await
}

/// What a client may send in the hope to be somebody else. Ben's ids are in `FORGED`.
const FORGED: &[&str] = &[FROM_OPENID, FROM_APPID, UNIONID, "a-guess-at-the-secret"];

fn forgeries() -> Vec<Vec<(&'static str, &'static str)>> {
    let context = "eyJ3ZWNoYXRDb250ZXh0Ijp7Im9wZW5JZCI6Im9PVEhFUiIsImFwcElkIjoid3hvdGhlciJ9fQ==";
    vec![
        vec![("x-wx-openid", FROM_OPENID)],
        vec![("X-WX-OPENID", FROM_OPENID), ("X-WX-APPID", FROM_APPID), ("X-WX-SOURCE", "wx_client")],
        vec![("x-wx-openid", FROM_OPENID), ("x-wx-openid", FROM_OPENID)],
        vec![("x-wx-unionid", UNIONID)],
        vec![("x-wx-from-openid", FROM_OPENID), ("x-wx-from-appid", FROM_APPID)],
        vec![("x-wx-env", "prod-1a2b3c")],
        vec![("x-wx-client-ip", "203.0.113.7")],
        vec![("x-original-forwarded-for", "203.0.113.7")],
        vec![("x-wx-call-id", "0.1_2"), ("x-wx-of-tomorrow", FROM_OPENID)],
        vec![("x-wx-exclude-credentials", "openid, from-openid")],
        vec![("x-wx-local-debug", "1")],
        vec![("x-wx-cloudbase-access-token", "a-guess-at-the-secret")],
        vec![("x-cloudbase-context", context), ("x-cloudbase-authorization", "a-guess-at-the-secret")],
        vec![("x-gateway-secret", "a-guess-at-the-secret")],
        vec![("x-gateway-secret", "a-guess-at-the-secret"), ("x-gateway-secret", "")],
        vec![("x-anyservice-authorization", "a-guess-at-the-secret")],
        vec![("x_wx_openid", FROM_OPENID), ("x_gateway_secret", "a-guess-at-the-secret")],
        vec![("connection", "close, x-gateway-secret, x-wx-openid, x-wx-appid"), ("x-wx-openid", FROM_OPENID)],
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forged_header_through_a_gateway_is_nobodys_identity() {
    let (_program, address) = program();
    assert_eq!(call(address, USER).await.short(), "403 UNPROVEN", "past the gateway");
    assert_eq!(call(address, &with(USER, &[(PROOF, "a-guess-at-the-secret")])).await.short(), "403 UNPROVEN");

    let identity = identity::start().await;
    for (name, _running, gateway) in gateways("forged", address, identity) {
        let session = ("authorization", "Bearer ann");
        let ann = json!({ "OPENID": OPENID, "APPID": APPID, "SOURCE": "wx_client", "CLIENTIP": "127.0.0.1" });
        assert_eq!(call(gateway, &[session]).await.json(), ann, "{name}");
        for forged in forgeries() {
            assert_eq!(call(gateway, &with(&[session], &forged)).await.json(), ann, "{name}: {forged:?}");
            assert_eq!(call(gateway, &forged).await.status, 401, "{name} without a session: {forged:?}");
            let other = with(&[("authorization", "Bearer nobody")], &forged);
            assert_eq!(call(gateway, &other).await.status, 401, "{name} with a session that is none: {forged:?}");
        }
        assert_eq!(Connection::open(gateway).await.call(request("/_healthz", &[("host", "x"), session])).await.status, 404);
    }
}

/// Bytes that no client library would write. A gateway may refuse them; it may not pass them on.
#[tokio::test(flavor = "multi_thread")]
async fn bytes_that_are_no_header_are_nobodys_identity() {
    let (_program, address) = program();
    let identity = identity::start().await;
    for (name, _running, gateway) in gateways("bytes", address, identity) {
        for line in [
            &b"X-WX-OPENID : oOTHER0123456789_-abcdefghij"[..],
            b"X-WX-OPENID\t: oOTHER0123456789_-abcdefghij",
            b"Accept: */*\r\n X-WX-OPENID: oOTHER0123456789_-abcdefghij",
            b"Accept: */*\nX-WX-OPENID: oOTHER0123456789_-abcdefghij",
            b"Accept: */*\rX-WX-OPENID: oOTHER0123456789_-abcdefghij",
            b"Accept: a\0X-WX-OPENID: oOTHER0123456789_-abcdefghij",
            b"X-WX-OPENID:oOTHER0123456789_-abcdefghij\r\nx-Wx-oPeNiD:oOTHER0123456789_-abcdefghij",
            b"X_WX_OPENID: oOTHER0123456789_-abcdefghij",
            b"X.WX.OPENID: oOTHER0123456789_-abcdefghij",
            b"Content-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\nX-WX-OPENID: oOTHER",
        ] {
            let head = b"GET / HTTP/1.1\r\nHost: service\r\nConnection: close\r\nAuthorization: Bearer ann\r\n";
            let answer = raw(gateway, &[head, line, b"\r\n\r\n"].concat()).await;
            let said = String::from_utf8_lossy(line);
            let status = answer.split(' ').nth(1).unwrap_or_default();
            assert!(status == "200" && answer.contains(OPENID) || status == "400", "{name}: {said:?}: {answer}");
            assert!(!answer.contains("oOTHER") && answer.matches("HTTP/1.1").count() == 1, "{name}: {said:?}: {answer}");
        }
    }
}

/// What is not believed is not passed on either, for a program that reads headers itself.
#[tokio::test(flavor = "multi_thread")]
async fn of_a_forged_header_nothing_arrives() {
    let upstream = listen(Router::new().fallback(arrived)).await;
    let identity = identity::start().await;
    for (name, _running, gateway) in gateways("arrived", upstream, identity) {
        for forged in forgeries() {
            let answer = call(gateway, &with(&[("authorization", "Bearer ann")], &forged)).await;
            let headers: Vec<(String, String)> = serde_json::from_value(answer.json()).unwrap();
            let named =
                |name: &str| headers.iter().filter(|(other, _)| other == name).map(|(_, value)| value).collect::<Vec<_>>();
            for (header, value) in [("x-wx-openid", OPENID), ("x-wx-appid", APPID), (PROOF, SECRET), ("x-wx-source", "wx_client")]
            {
                assert_eq!(named(header), [value], "{name}: {forged:?}: {headers:?}");
            }
            let own = ["x-wx-openid", "x-wx-appid", "x-wx-source", "x-wx-client-ip", PROOF];
            for (header, value) in &headers {
                let says_who = ["x-wx", "x_wx", "x-cloudbase", "x-anyservice", "x_gateway", "x-gateway", "x-original"];
                let foreign = says_who.iter().any(|start| header.starts_with(start)) && !own.contains(&header.as_str());
                assert!(!foreign && !FORGED.contains(&value.as_str()), "{name}: {header}: {value} after {forged:?}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn where_nobody_knows_the_sessions_nobody_gets_through() {
    let (_program, address) = program();
    for (name, _running, gateway) in gateways("closed", address, free_address()) {
        let answer = call(gateway, &with(USER, &[("authorization", "Bearer ann")])).await;
        assert!(matches!(answer.status, 403 | 500), "{name}: {answer:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_arrives_whole_and_a_refusal_of_the_program_is_its_own() {
    let (_program, address) = program();
    let identity = identity::start().await;
    for (name, _running, gateway) in gateways("body", address, identity) {
        let headers = [("host", "service"), ("authorization", "Bearer ann"), ("content-type", "application/x-own")];
        let post = |path: &str, length: usize| {
            let mut request = request(path, &headers);
            *request.method_mut() = Method::POST;
            *request.body_mut() = Body::from(vec![b'x'; length]);
            request
        };
        let mut connection = Connection::open(gateway).await;
        let answer = connection.call(post("/length", 2_000_000)).await;
        assert_eq!(answer.short(), "200 2000000 bytes of \"application/x-own\"", "{name}");
        assert_eq!(connection.call(post("/nowhere", 0)).await.status, 404, "{name}");
        let id = connection.call(post("/nowhere", 0)).await.headers["x-request-id"].clone();
        assert!(!id.is_empty(), "{name}");
        let _: Value = call(gateway, &headers[1..]).await.json();
    }
}
