//! One source file of entry functions behaves the same in every framework, call by call, over real sockets.

mod apps;
mod handlers;

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::mpsc;

use wxctx::{Trust, WxLayer, layer};

const OPENID: &str = "X-WX-OPENID: oABCD0123456789_-abcdefghijk";
const APPID: &str = "X-WX-APPID: wx0123456789abcdef";
const UNIONID: &str = "X-WX-UNIONID: o6_bmasdasdsad6_2sgVt7hMZOPx";
const CLIENT: &str = "X-WX-SOURCE: wx_client";
const CHAIN: &str = "X-WX-SOURCE: wx_client,scf";
const SECRET: &str = "X-Gateway-Secret: the-secret-of-a-gateway";

/// A path, the headers of a call, and the status and start of the body that every framework answers with.
type Case = (&'static str, &'static [&'static str], u16, &'static str);

const ASSERTED: &[Case] = &[
    ("/user", &[OPENID, CLIENT], 200, "oABCD0123456789_-abcdefghijk"),
    ("/user", &[CLIENT], 403, r#"{"code":"WXCTX_MISSING_OPENID""#),
    ("/user", &[], 403, r#"{"code":"WXCTX_NOT_FROM_WECHAT""#),
    ("/user", &[OPENID], 403, r#"{"code":"WXCTX_NOT_FROM_WECHAT""#),
    ("/user", &[OPENID, OPENID, CLIENT], 400, r#"{"code":"WXCTX_CONFLICT_OPENID""#),
    ("/user", &["X-WX-OPENID: a,b", CLIENT], 400, r#"{"code":"WXCTX_MALFORMED_OPENID""#),
    ("/user", &["X-WX-OPENID: \u{e9}", CLIENT], 400, r#"{"code":"WXCTX_MALFORMED_OPENID""#),
    ("/user", &["x-wx-local-debug: 1", OPENID, CLIENT], 403, r#"{"code":"WXCTX_FORBIDDEN""#),
    ("/user", &["x-wx-exclude-credentials: openid", OPENID, CLIENT], 400, r#"{"code":"WXCTX_CONFLICT_OPENID""#),
    ("/several", &[OPENID, APPID, CLIENT], 200, "oABCD0123456789_-abcdefghijk wx0123456789abcdef false"),
    ("/several", &[OPENID, APPID, UNIONID, CLIENT], 200, "oABCD0123456789_-abcdefghijk wx0123456789abcdef true"),
    ("/several", &[OPENID, CLIENT], 403, r#"{"code":"WXCTX_MISSING_APPID""#),
    ("/caller", &[OPENID, APPID, CLIENT], 200, "wx0123456789abcdef:oABCD0123456789_-abcdefghijk Own true"),
    ("/caller", &["X-WX-FROM-OPENID: oOTHER", "X-WX-FROM-APPID: wxother", APPID, CLIENT], 200, "wxother:oOTHER Shared true"),
    ("/caller", &["X-WX-FROM-OPENID: oOTHER", OPENID, APPID, CLIENT], 400, r#"{"code":"WXCTX_CONFLICT_FROM_APPID""#),
    ("/guarded", &[APPID, CLIENT], 200, "wx0123456789abcdef"),
    ("/guarded", &[APPID, CHAIN], 403, r#"{"code":"WXCTX_FORBIDDEN""#),
    ("/guarded", &[APPID, "X-WX-SOURCE: wx_http"], 403, r#"{"code":"WXCTX_FORBIDDEN""#),
    ("/told", &[CLIENT], 200, "WXCTX_MISSING_UNIONID"),
    ("/told", &["X-WX-UNIONID: a b", CLIENT], 200, "WXCTX_MALFORMED_UNIONID"),
    ("/told", &[UNIONID], 403, r#"{"code":"WXCTX_NOT_FROM_WECHAT""#),
];

const PROVEN: &[Case] = &[
    ("/user", &[OPENID, CLIENT, SECRET], 200, "oABCD0123456789_-abcdefghijk"),
    ("/user", &[OPENID, SECRET], 200, "oABCD0123456789_-abcdefghijk"),
    ("/user", &[OPENID, CLIENT], 403, "wxctx_unproven"),
    ("/user", &[OPENID, CLIENT, SECRET, SECRET], 403, "wxctx_unproven"),
    ("/told", &[UNIONID, CLIENT, "X-Gateway-Secret: another-secret-of-some-length"], 403, "wxctx_unproven"),
    ("/guarded", &[APPID, SECRET], 403, "wxctx_forbidden"),
];

/// What arrives is written byte by byte, so that a header can be what no client library would send.
fn call(address: SocketAddr, path: &str, headers: &[&str]) -> (u16, String) {
    let mut stream = TcpStream::connect(address).expect("it listens");
    let mut request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nX-Request-Id: request-1\r\n");
    for header in headers {
        request.push_str(header);
        request.push_str("\r\n");
    }
    request.push_str("\r\n");
    stream.write_all(request.as_bytes()).expect("it takes the request");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("it answers");
    let answer = String::from_utf8(answer).expect("text");
    let (head, body) = answer.split_once("\r\n\r\n").expect("a head and a body");
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
    (status, body.to_owned())
}

fn check(layer: &WxLayer, cases: &[Case]) {
    let apps = apps::all(layer);
    for &(path, headers, status, start) in cases {
        let mut bodies = Vec::new();
        for app in &apps {
            let (got, body) = call(app.address, path, headers);
            assert!(got == status && body.starts_with(start), "{} {path} {headers:?}: {got} {body}", app.framework);
            bodies.push(body);
        }
        assert!(bodies.windows(2).all(|pair| pair[0] == pair[1]), "{path} {headers:?}: {bodies:?}");
        assert!(!start.starts_with('{') || bodies[0].ends_with(r#""requestId":"request-1"}"#), "{bodies:?}");
    }
}

#[test]
fn frameworks_answer_the_same_where_trust_is_asserted() {
    check(&layer(Trust::closed_ingress()), ASSERTED);
}

#[test]
fn frameworks_answer_the_same_where_a_secret_proves_and_the_application_shapes_refusals() {
    let trust = Trust::shared_secret("x-gateway-secret", "the-secret-of-a-gateway").expect("a secret");
    let layer = layer(trust).render(|rejection| {
        let mut response = wxctx::http::Response::new(rejection.code().to_lowercase());
        *response.status_mut() = rejection.status();
        response
    });
    check(&layer, PROVEN);
}

#[test]
fn no_framework_believes_a_forwarded_request_on_a_laptop() {
    let trust = Trust::local().expect("a laptop");
    let cases: &[Case] = &[
        ("/user", &[], 200, "oLOCAL_0000000000000000_user"),
        ("/user", &["X-Forwarded-For: 203.0.113.7"], 403, r#"{"code":"WXCTX_FORBIDDEN""#),
        ("/user", &["Origin: null"], 403, r#"{"code":"WXCTX_FORBIDDEN""#),
        ("/user", &["Origin: https://example.com"], 403, r#"{"code":"WXCTX_FORBIDDEN""#),
    ];
    check(&layer(trust), cases);
}

#[test]
fn an_audit_is_told_the_same_route_by_every_framework() {
    let (tell, told) = mpsc::channel();
    let layer = layer(Trust::closed_ingress()).audit(move |decision| {
        tell.send(decision.route().map(str::to_owned)).expect("a test listens");
    });
    for app in apps::all(&layer) {
        for path in ["/", "/user"] {
            assert_eq!(call(app.address, path, &[OPENID, CLIENT]).0, 200);
            assert_eq!(told.recv().expect("it is audited").as_deref(), Some(path), "{}", app.framework);
        }
    }
}

/// A hoop of salvo's service runs where no route matched, too.
#[test]
fn a_call_without_a_route_names_none() {
    use salvo::test::TestClient;
    use salvo::{Router, Service, Writer, handler};

    #[wxctx::entry]
    #[handler]
    async fn look(#[wx(openid)] _user: Option<wxctx::OpenId>) {}

    let (tell, told) = mpsc::channel();
    let layer = layer(Trust::closed_ingress()).audit(move |decision| {
        tell.send(decision.route().map(str::to_owned)).expect("a test listens");
    });
    let service = Service::new(Router::new()).hoop(layer).hoop(look);
    let answer = apps::runtime().block_on(TestClient::get("http://127.0.0.1/nothing").send(&service));
    assert_eq!(answer.status_code, Some(salvo::http::StatusCode::NOT_FOUND));
    assert_eq!(told.recv().expect("it is audited"), None);
}
