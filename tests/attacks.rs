//! What somebody who can reach the port tries, to be somebody else: under each trust, with the refusal it ends in. No handler's
//! body runs in any of them. What is tried on a socket stands in `wire.rs`.
#![cfg(all(feature = "axum", feature = "macros"))]

mod common;

use std::net::SocketAddr;

use axum::body::Body;
use axum::extract::ConnectInfo;
use common::app::App;
use common::{
    ANYSERVICE, APPID, BASIC, ENV, FROM_APPID, FROM_OPENID, LOOPBACK, OLD_SECRET, OPENID, PROOF, Pairs, SECRET, USER, basic,
    local, request, shared_secret, with, without,
};
use wxctx::Trust;

/// Every way in which a handler can ask who calls.
const EVERYWHERE: &[&str] = &[
    "/openid",
    "/optional",
    "/result",
    "/caller",
    "/optional-caller",
    "/result-caller",
    "/context",
    "/client",
    "/direct",
    "/token",
];
/// The ways that take no "nobody" for an answer.
const REQUIRED: &[&str] = &["/openid", "/caller", "/context"];
const CALLER: &[&str] = &["/caller", "/optional-caller"];
const OPENID_READERS: &[&str] = &["/openid", "/optional", "/caller", "/optional-caller", "/context", "/client"];

/// What is tried, on which paths, with which headers, and what it ends in.
type Attempt<'a> = (&'a str, &'a [&'a str], Pairs<'a>, &'a str);

async fn refused(trust: Trust, attempts: &[Attempt<'_>]) {
    let app = App::new(trust);
    for (attempt, paths, headers, refusal) in attempts {
        for path in *paths {
            let answer = app.get(path, headers).await;
            assert_eq!(answer.short(), *refusal, "{attempt}, at {path}");
            assert!(!headers.iter().any(|(_, value)| value.len() > 8 && answer.text.contains(value)), "{attempt}: {answer:?}");
        }
    }
    assert_eq!(app.ran(), 0);
}

const SOURCE: (&str, &str) = ("x-wx-source", "wx_client");
const VICTIM: (&str, &str) = ("x-wx-openid", OPENID);
const APP: (&str, &str) = ("x-wx-appid", APPID);

#[tokio::test]
async fn as_a_user_where_nobody_is_believed() {
    let attempts: &[Attempt<'_>] = &[
        ("forged headers", REQUIRED, USER, "403 NOT_FROM_WECHAT"),
        ("forged headers without SOURCE", REQUIRED, &[VICTIM, APP], "403 NOT_FROM_WECHAT"),
        ("the headers of a shared resource", REQUIRED, common::SHARED, "403 NOT_FROM_WECHAT"),
        ("proofs of other trusts", REQUIRED, &with(USER, &[(PROOF, SECRET), (ANYSERVICE, BASIC)]), "403 NOT_FROM_WECHAT"),
        ("the marker of local debugging", EVERYWHERE, &with(USER, &[("x-wx-local-debug", "1")]), "403 FORBIDDEN"),
    ];
    refused(Trust::none(), attempts).await;
}

#[tokio::test]
async fn as_a_user_past_a_closed_ingress_without_a_source() {
    let none = "403 NOT_FROM_WECHAT";
    let attempts: &[Attempt<'_>] = &[
        ("an openid", EVERYWHERE, &[VICTIM], none),
        ("a whole user", EVERYWHERE, &without(USER, &["x-wx-source"]), none),
        ("an empty SOURCE", EVERYWHERE, &with(USER, &[("x-wx-source", "")]), none),
        ("a blank SOURCE", EVERYWHERE, &with(USER, &[("x-wx-source", " \t ")]), none),
        ("SOURCE with underscores", EVERYWHERE, &[VICTIM, ("x_wx_source", "wx_client")], none),
        ("another name for SOURCE", EVERYWHERE, &[VICTIM, ("x-tcb-source", "wx_client")], none),
        ("a shared user", EVERYWHERE, &[("x-wx-from-openid", FROM_OPENID), ("x-wx-from-appid", FROM_APPID)], none),
        ("a token", EVERYWHERE, &[("x-wx-cloudbase-access-token", "t")], none),
        ("the empty header twice", EVERYWHERE, &[("x-wx-openid", ""), ("x-wx-openid", "")], none),
        (
            "names with underscores",
            REQUIRED,
            &[("x_wx_openid", OPENID), ("x_wx_appid", APPID), ("x_wx_source", "wx_client")],
            none,
        ),
        ("names of CGI", REQUIRED, &[("http_x_wx_openid", OPENID), ("http_x_wx_source", "wx_client")], none),
        ("names without hyphens", REQUIRED, &[("openid", OPENID), ("wx-openid", OPENID), ("x-wx-open-id", OPENID)], none),
        ("the headers of people's own mocks", REQUIRED, &[("x-mock-openid", OPENID), ("x-dev-openid", OPENID)], none),
        ("the platform's variables as headers", REQUIRED, &[("WX_OPENID", OPENID), ("TCB_SOURCE", "wx_client")], none),
        (
            "a context of another carrier",
            REQUIRED,
            &[("x-cloudbase-context", "eyJ3ZWNoYXRDb250ZXh0Ijp7Im9wZW5JZCI6Im8ifX0=")],
            none,
        ),
    ];
    refused(Trust::closed_ingress(), attempts).await;
}

#[tokio::test]
async fn as_another_user_than_the_gateway_says() {
    let second = |name: &'static str, value: &'static str| [USER, &[(name, value)]].concat();
    let exclude = |names: &'static str| with(USER, &[("x-wx-exclude-credentials", names)]);
    let from = |headers: &[(&'static str, &'static str)]| with(USER, headers);
    let attempts: &[Attempt<'_>] = &[
        ("an openid beside the true one", OPENID_READERS, &second("x-wx-openid", "oATTACKER"), "400 CONFLICT_OPENID"),
        ("the same in mixed case", OPENID_READERS, &second("X-Wx-OpenId", OPENID), "400 CONFLICT_OPENID"),
        ("an appid beside the true one", CALLER, &second("x-wx-appid", "wxattacker"), "400 CONFLICT_APPID"),
        (
            "two openids joined by a proxy",
            OPENID_READERS,
            &with(USER, &[("x-wx-openid", "oATTACKER, oABCD0123456789")]),
            "400 MALFORMED_OPENID",
        ),
        (
            "two openids joined by another",
            OPENID_READERS,
            &with(USER, &[("x-wx-openid", "oATTACKER,oABCD0123456789")]),
            "400 MALFORMED_OPENID",
        ),
        ("a SOURCE beside the true one", EVERYWHERE, &second("x-wx-source", "wx_client"), "400 CONFLICT_SOURCE"),
        (
            "a SOURCE joined with the true one",
            EVERYWHERE,
            &with(USER, &[("x-wx-source", "wx_client, wx_http")]),
            "400 MALFORMED_SOURCE",
        ),
        ("a chain that starts with a lie", &["/client"], &with(USER, &[("x-wx-source", "wx_client,wx_http")]), "403 FORBIDDEN"),
        ("a chain with an unknown hop", &["/client"], &with(USER, &[("x-wx-source", "wx_client,web_client")]), "403 FORBIDDEN"),
        ("an openid that the gateway was told to leave out", OPENID_READERS, &exclude("openid"), "400 CONFLICT_OPENID"),
        ("the same, among others", OPENID_READERS, &exclude("cloudbase-access-token , OpenID"), "400 CONFLICT_OPENID"),
        ("a shared user as an own one", CALLER, &exclude("from-openid"), "400 CONFLICT_FROM_OPENID"),
        ("the same by the appid", CALLER, &exclude("from-appid"), "400 CONFLICT_FROM_OPENID"),
        ("half a shared user: the openid", CALLER, &from(&[("x-wx-from-openid", FROM_OPENID)]), "400 CONFLICT_FROM_APPID"),
        ("half a shared user: the appid", CALLER, &from(&[("x-wx-from-appid", FROM_APPID)]), "400 CONFLICT_FROM_OPENID"),
        ("half a shared user: the unionid", CALLER, &from(&[("x-wx-from-unionid", "u")]), "400 CONFLICT_FROM_OPENID"),
        ("an openid without its app", CALLER, &[VICTIM, SOURCE], "400 CONFLICT_APPID"),
        ("the marker of local debugging", EVERYWHERE, &with(USER, &[("x-wx-local-debug", "1")]), "403 FORBIDDEN"),
        ("the same, empty", EVERYWHERE, &with(USER, &[("x-wx-local-debug", "")]), "403 FORBIDDEN"),
    ];
    refused(Trust::closed_ingress(), attempts).await;
}

#[tokio::test]
async fn under_a_public_name_that_is_refused() {
    let trust = Trust::closed_ingress().refuse_hosts([".run.wxcloudrun.com", "tcloudbase.com"]);
    let host = |name: &'static str| with(USER, &[("host", name)]);
    let twice = [USER, &[("host", "internal"), ("host", "svc.sh.run.wxcloudrun.com")]].concat();
    let attempts: &[Attempt<'_>] = &[
        ("the public name", EVERYWHERE, &host("svc.sh.run.wxcloudrun.com"), "403 FORBIDDEN"),
        ("with a port", EVERYWHERE, &host("svc.sh.run.wxcloudrun.com:443"), "403 FORBIDDEN"),
        ("in capitals", EVERYWHERE, &host("SVC.SH.RUN.WXCLOUDRUN.COM"), "403 FORBIDDEN"),
        ("with a dot at its end", EVERYWHERE, &host("svc.sh.run.wxcloudrun.com."), "403 FORBIDDEN"),
        ("the domain itself", EVERYWHERE, &host("tcloudbase.com"), "403 FORBIDDEN"),
        ("behind another name", EVERYWHERE, &twice, "403 FORBIDDEN"),
        ("with a user", EVERYWHERE, &host("internal@svc.sh.run.wxcloudrun.com"), "403 FORBIDDEN"),
    ];
    refused(trust, attempts).await;
}

#[tokio::test]
async fn as_the_proxy_that_proves_itself() {
    let pinned = || shared_secret().env(ENV.parse().unwrap()).appids([APPID.parse().unwrap()]);
    let proof = |value: &'static str| with(USER, &[(PROOF, value)]);
    let twice = |values: [&'static str; 2]| [USER, &values.map(|value| (PROOF, value))].concat();
    let unproven = "403 UNPROVEN";
    let attempts: &[Attempt<'_>] = &[
        ("the right env and appid, and no proof", EVERYWHERE, USER, unproven),
        ("no proof and no identity", EVERYWHERE, &[], unproven),
        ("an empty proof", EVERYWHERE, &proof(""), unproven),
        ("another secret", EVERYWHERE, &proof("the-own-secret-of-2026"), unproven),
        ("the start of the secret", EVERYWHERE, &proof(&SECRET[..21]), unproven),
        ("more than the secret", EVERYWHERE, &proof("the-new-secret-of-2026x"), unproven),
        ("the secret in capitals", EVERYWHERE, &proof("THE-NEW-SECRET-OF-2026"), unproven),
        ("an old secret after rotation", EVERYWHERE, &proof(OLD_SECRET), unproven),
        ("a guess beside the secret", EVERYWHERE, &twice(["a-guess-of-some-length", SECRET]), unproven),
        ("the secret twice", EVERYWHERE, &twice([SECRET, SECRET]), unproven),
        ("the secret twice, joined", EVERYWHERE, &proof("the-new-secret-of-2026, the-new-secret-of-2026"), unproven),
        ("the secret in another header", EVERYWHERE, &with(USER, &[("authorization", SECRET), (ANYSERVICE, SECRET)]), unproven),
        ("the secret under a name with underscores", EVERYWHERE, &with(USER, &[("x_gateway_secret", SECRET)]), unproven),
        ("the secret as a bearer", EVERYWHERE, &proof("Bearer the-new-secret-of-2026"), unproven),
        ("AnyService's proof", EVERYWHERE, &with(USER, &[(ANYSERVICE, BASIC), (PROOF, BASIC)]), unproven),
        ("the secret in a cookie", EVERYWHERE, &with(USER, &[("cookie", "x-gateway-secret=the-new-secret-of-2026")]), unproven),
    ];
    refused(pinned(), attempts).await;
}

#[tokio::test]
async fn as_anyservice() {
    let proof = |value: &'static str| with(USER, &[(ANYSERVICE, value)]);
    let twice = [USER, &[(ANYSERVICE, BASIC), (ANYSERVICE, BASIC)]].concat();
    let unproven = "403 UNPROVEN";
    let attempts: &[Attempt<'_>] = &[
        ("no proof", EVERYWHERE, USER, unproven),
        ("an empty proof", EVERYWHERE, &proof(""), unproven),
        ("the scheme alone", EVERYWHERE, &proof("Basic "), unproven),
        ("another scheme", EVERYWHERE, &proof("Bearer YW55c2VydmljZTp0aGUtbmV3LXNlY3JldC1vZi0yMDI2"), unproven),
        ("no scheme", EVERYWHERE, &proof(&BASIC[6..]), unproven),
        ("the credentials unencoded", EVERYWHERE, &proof("Basic anyservice:the-new-secret-of-2026"), unproven),
        ("the password alone", EVERYWHERE, &proof(SECRET), unproven),
        // `root:the-new-secret-of-2026`.
        ("another user", EVERYWHERE, &proof("Basic cm9vdDp0aGUtbmV3LXNlY3JldC1vZi0yMDI2"), unproven),
        // `anyservice:`, what an unset password would be.
        ("no password", EVERYWHERE, &proof("Basic YW55c2VydmljZTo="), unproven),
        ("the proof twice", EVERYWHERE, &twice, unproven),
        ("the proof under the usual name", EVERYWHERE, &with(USER, &[("authorization", BASIC)]), unproven),
        ("the secret of a proxy", EVERYWHERE, &with(USER, &[(PROOF, SECRET)]), unproven),
    ];
    refused(basic(), attempts).await;
}

#[tokio::test]
async fn through_a_proxy_that_proves_itself_and_forwards_too_much() {
    let proven = |headers: Pairs<'static>| with(headers, &[(PROOF, SECRET)]);
    let pinned = shared_secret().env(ENV.parse().unwrap()).appids([APPID.parse().unwrap()]);
    let attempts: &[Attempt<'_>] = &[
        ("from another env", EVERYWHERE, &with(&proven(USER), &[("x-wx-env", "test-9z8y7x")]), "403 FORBIDDEN"),
        ("from no env", EVERYWHERE, &without(&proven(USER), &["x-wx-env"]), "403 FORBIDDEN"),
        ("from another app", EVERYWHERE, &with(&proven(USER), &[("x-wx-appid", "wxattacker")]), "403 FORBIDDEN"),
        ("from another app that shares", EVERYWHERE, &proven(common::SHARED), "403 FORBIDDEN"),
        ("with the marker of local debugging", EVERYWHERE, &with(&proven(USER), &[("x-wx-local-debug", "1")]), "403 FORBIDDEN"),
        (
            "with an excluded openid",
            OPENID_READERS,
            &with(&proven(USER), &[("x-wx-exclude-credentials", "openid")]),
            "400 CONFLICT_OPENID",
        ),
        (
            "from nowhere, to a function for mini programs",
            &["/client"],
            &without(&proven(USER), &["x-wx-source"]),
            "403 FORBIDDEN",
        ),
    ];
    refused(pinned, attempts).await;
}

#[tokio::test]
async fn as_the_owner_of_a_laptop() {
    let on = |headers: &[(&'static str, &'static str)]| with(&[LOOPBACK, VICTIM, APP, SOURCE], headers);
    let forbidden = "403 FORBIDDEN";
    let attempts: &[Attempt<'_>] = &[
        ("a page in the browser", EVERYWHERE, &on(&[("origin", "https://example.org")]), forbidden),
        ("a page that sends no Origin", EVERYWHERE, &on(&[("sec-fetch-site", "cross-site")]), forbidden),
        ("a sandboxed frame", EVERYWHERE, &on(&[("origin", "null")]), forbidden),
        (
            "a page whose name looks like WeChat's",
            EVERYWHERE,
            &on(&[("origin", "https://servicewechat.com.example.org")]),
            forbidden,
        ),
        ("a DNS name rebound to loopback", EVERYWHERE, &on(&[("host", "rebound.example.org:8080")]), forbidden),
        ("a name that a service resolves to loopback", EVERYWHERE, &on(&[("host", "127.0.0.1.nip.io:8080")]), forbidden),
        ("a tunnel", EVERYWHERE, &on(&[("host", "abc.tunnel.example"), ("x-forwarded-for", "203.0.113.7")]), forbidden),
        ("a reverse proxy that says so", EVERYWHERE, &on(&[("x-forwarded-for", "203.0.113.7")]), forbidden),
        ("a reverse proxy by the standard", EVERYWHERE, &on(&[("forwarded", "for=203.0.113.7")]), forbidden),
        ("a cache", EVERYWHERE, &on(&[("via", "1.1 cache")]), forbidden),
        (
            "a proxy that passes on the marker",
            EVERYWHERE,
            &on(&[("x-wx-local-debug", "1"), ("x-forwarded-host", "example.org")]),
            forbidden,
        ),
    ];
    refused(local(), attempts).await;
    let app = App::new(local());
    for path in EVERYWHERE {
        let mut neighbour = request(path, &on(&[]));
        neighbour.extensions_mut().insert(ConnectInfo(SocketAddr::from(([192, 168, 1, 9], 50000))));
        assert_eq!(app.call(neighbour).await.short(), forbidden, "somebody in the same network, at {path}");
    }
    assert_eq!(app.ran(), 0);
}

#[tokio::test]
async fn by_what_the_client_writes_into_the_body_the_query_or_a_cookie() {
    let body = format!(r#"{{"openid":"{OPENID}","OPENID":"{OPENID}","userInfo":{{"openId":"{OPENID}","appId":"{APPID}"}}}}"#);
    let query = format!("openid={OPENID}&X-WX-OPENID={OPENID}&x-wx-source=wx_client");
    for (trust, more, refusal) in [
        (Trust::none(), &[][..], "403 NOT_FROM_WECHAT"),
        (Trust::closed_ingress(), &[], "403 NOT_FROM_WECHAT"),
        (Trust::closed_ingress(), &[APP, SOURCE], "403 MISSING_OPENID"),
        (shared_secret(), &[(PROOF, SECRET)], "403 MISSING_OPENID"),
        (basic(), &[(ANYSERVICE, BASIC)], "403 MISSING_OPENID"),
    ] {
        let app = App::new(trust);
        for path in ["/openid", "/caller"] {
            let cookie = format!("x-wx-openid={OPENID}");
            let mut request =
                request(&format!("{path}?{query}"), &with(more, &[("cookie", &cookie), ("content-type", "application/json")]));
            *request.method_mut() = hyper::Method::POST;
            *request.body_mut() = Body::from(body.clone());
            assert_eq!(app.call(request).await.short(), refusal, "{path}");
        }
        assert_eq!(app.ran(), 0);
    }
}
