//! What an operator is told of a refused call: why, where the code does not say it all. The caller is not told.
#![cfg(all(feature = "axum", feature = "macros"))]

mod common;

use std::sync::{Arc, Mutex};

use axum::http::{HeaderValue, Request};
use common::app::App;
use common::{
    ANYSERVICE, APPID, OPENID, PROOF, Pairs, SECRET, SHARED, TOKEN, USER, basic, request, shared_secret, with, without,
};
use wxctx::{Rejection, Trust, layer};

/// The code of a refusal in short, and its reason.
async fn told(trust: Trust, request: Request<axum::body::Body>) -> String {
    let told = Arc::new(Mutex::new(Vec::new()));
    let list = Arc::clone(&told);
    let layer = layer(trust).audit(move |decision| list.lock().unwrap().push((decision.rejection(), decision.reason())));
    let values: Vec<_> = request.headers().values().map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned()).collect();
    let answer = App::layered(layer).call(request).await;
    let told = told.lock().unwrap();
    let [(Some(rejection), Some(reason))] = told[..] else { panic!("{told:?}, {answer:?}") };
    assert_eq!(answer.json()["message"], rejection.to_string(), "the reason is for the operator alone");
    assert!(!values.iter().any(|value| value.len() > 3 && reason.contains(value)), "{reason}");
    format!("{}: {reason}", rejection.code().strip_prefix("WXCTX_").unwrap())
}

async fn table(trust: Trust, cases: &[(&str, Pairs<'_>, &str)]) {
    for (path, headers, expected) in cases {
        assert_eq!(told(trust.clone(), request(path, headers)).await, *expected, "{path} of {headers:?}");
    }
}

#[tokio::test]
async fn a_proof() {
    table(
        shared_secret(),
        &[
            ("/openid", &[], "UNPROVEN: there is no proof"),
            ("/openid", &[(PROOF, "another-secret-of-2026")], "UNPROVEN: the proof is wrong"),
            ("/openid", &[(PROOF, SECRET), (PROOF, SECRET)], "UNPROVEN: the proof came more than once"),
        ],
    )
    .await;
    table(basic(), &[("/openid", &[(ANYSERVICE, "Bearer abc")], "UNPROVEN: the proof is wrong")]).await;
}

/// Somebody who writes identity headers is not somebody who opens the page.
#[tokio::test]
async fn a_stranger() {
    const FORGED: &str = "NOT_FROM_WECHAT: identity headers came without X-WX-SOURCE: somebody reaches this port past WeChat";
    const NONE: &str = "NOT_FROM_WECHAT: the trust is `none`: nobody has an identity here";
    const NOTHING: &str = "NOT_FROM_WECHAT: nothing of WeChat came with the call";
    let sourceless = without(USER, &["x-wx-source"]);
    table(
        Trust::closed_ingress(),
        &[
            ("/openid", &[], NOTHING),
            ("/openid", &[("x-wx-env", "prod-1a2b3c")], NOTHING),
            ("/client", &[], NOTHING),
            ("/openid", &sourceless, FORGED),
            ("/optional", &sourceless, FORGED),
            ("/optional", &[("x-wx-openid", OPENID), ("x-wx-source", "")], FORGED),
            ("/optional", &[("x-wx-from-appid", APPID)], FORGED),
            ("/optional", &[("x-wx-cloudbase-access-token", TOKEN)], FORGED),
        ],
    )
    .await;
    table(Trust::none(), &[("/openid", &[], NONE), ("/openid", USER, NONE)]).await;
}

#[tokio::test]
async fn nobody() {
    const EXCLUDED: &str = "X-WX-EXCLUDE-CREDENTIALS left it out";
    table(
        Trust::closed_ingress(),
        &[
            ("/openid", SHARED, "MISSING_OPENID: the resource is shared: the caller is in from_openid and from_appid"),
            ("/openid", &[("x-wx-source", "wx_trigger")], "MISSING_OPENID: no user started this call"),
            (
                "/openid",
                &[("x-wx-source", "wx_client")],
                "MISSING_OPENID: it did not come: the user is not logged in, or what says who calls left it out",
            ),
            (
                "/openid",
                &[("x-wx-source", "wx_client"), ("x-wx-exclude-credentials", "openid")],
                &format!("MISSING_OPENID: {EXCLUDED}"),
            ),
            (
                "/token",
                &[("x-wx-source", "wx_client"), ("x-wx-exclude-credentials", "openid, cloudbase-access-token")],
                &format!("MISSING_ACCESS_TOKEN: {EXCLUDED}"),
            ),
        ],
    )
    .await;
}

#[tokio::test]
async fn a_malformed_header() {
    let long = "o".repeat(129);
    let told_of = |name, value| with(USER, &[(name, value)]);
    table(
        Trust::closed_ingress(),
        &[
            ("/openid", &told_of("x-wx-openid", &long), "MALFORMED_OPENID: x-wx-openid is longer than it may be"),
            (
                "/openid",
                &told_of("x-wx-openid", "oABCD0123, oOTHER"),
                "MALFORMED_OPENID: x-wx-openid holds white space or a comma, as two headers that were joined do",
            ),
            (
                "/openid",
                &told_of("x-wx-openid", "oABCD.0123"),
                "MALFORMED_OPENID: x-wx-openid holds a character that it may not have",
            ),
            // The trust reads it, before anybody asks.
            (
                "/optional",
                &told_of("x-wx-source", "wx_client, wx_client"),
                "MALFORMED_SOURCE: x-wx-source holds white space or a comma, as two headers that were joined do",
            ),
            (
                "/context",
                &told_of("x-wx-client-ip", "unknown"),
                "MALFORMED_CLIENT_IP: x-wx-client-ip holds no address where one is expected",
            ),
            (
                "/context",
                &told_of("x-original-forwarded-for", "unknown, 203.0.113.7"),
                "MALFORMED_CLIENT_IP: x-original-forwarded-for holds no address where one is expected",
            ),
        ],
    )
    .await;
    let mut request = request("/openid", &without(USER, &["x-wx-openid"]));
    request.headers_mut().insert("x-wx-openid", HeaderValue::from_bytes("oABCD\u{e9}0123".as_bytes()).unwrap());
    let expected = "MALFORMED_OPENID: x-wx-openid holds a byte that is not ASCII";
    assert_eq!(told(Trust::closed_ingress(), request).await, expected);
}

#[tokio::test]
async fn a_conflict() {
    const OWN: Pairs<'_> = &[("x-wx-source", "wx_client"), ("x-wx-openid", OPENID)];
    table(
        Trust::closed_ingress(),
        &[
            ("/openid", &[USER, &[("x-wx-openid", OPENID)]].concat(), "CONFLICT_OPENID: x-wx-openid came more than once"),
            ("/caller", &[USER, &[("x-wx-appid", APPID)]].concat(), "CONFLICT_APPID: x-wx-appid came more than once"),
            ("/optional", &[USER, &[("x-wx-source", "wx_http")]].concat(), "CONFLICT_SOURCE: x-wx-source came more than once"),
            (
                "/context",
                &[USER, &[("x-original-forwarded-for", "203.0.113.7"), ("x-original-forwarded-for", "203.0.113.8")]].concat(),
                "CONFLICT_CLIENT_IP: x-original-forwarded-for came more than once",
            ),
            ("/caller", OWN, "CONFLICT_APPID: openid came without appid"),
            ("/caller", &with(OWN, &[("x-wx-from-openid", OPENID)]), "CONFLICT_FROM_APPID: from_openid came without from_appid"),
            (
                "/caller",
                &with(OWN, &[("x-wx-from-appid", APPID)]),
                "CONFLICT_FROM_OPENID: a part of who calls over a shared resource came without from_openid",
            ),
            (
                "/caller",
                &with(USER, &[("x-wx-exclude-credentials", "from-openid")]),
                "CONFLICT_FROM_OPENID: X-WX-EXCLUDE-CREDENTIALS names a part of who calls",
            ),
            (
                "/openid",
                &with(USER, &[("x-wx-exclude-credentials", "openid")]),
                "CONFLICT_OPENID: it came, and X-WX-EXCLUDE-CREDENTIALS says to leave it out",
            ),
            (
                "/optional",
                &with(USER, &[("x-wx-exclude-credentials", "source")]),
                "CONFLICT_SOURCE: it came, and X-WX-EXCLUDE-CREDENTIALS says to leave it out",
            ),
        ],
    )
    .await;
}

#[tokio::test]
async fn what_a_function_allows() {
    let proven = |more| with(&[(PROOF, SECRET)], more);
    table(
        shared_secret(),
        &[
            ("/client", &proven(&[]), "FORBIDDEN: there is no SOURCE, and the function has `allow` or `direct`"),
            ("/client", &proven(&[("x-wx-source", "wx_trigger")]), "FORBIDDEN: the origin is not in `allow`"),
            ("/client", &proven(&[("x-wx-source", ",scf")]), "FORBIDDEN: the origin is not in `allow`"),
            (
                "/client",
                &proven(&[("x-wx-source", "wx_client,proxy")]),
                "FORBIDDEN: the function has `allow`, and a hop in SOURCE is none that the SDKs append",
            ),
            ("/direct", &proven(&[]), "FORBIDDEN: there is no SOURCE, and the function has `allow` or `direct`"),
            (
                "/direct",
                &proven(&[("x-wx-source", "wx_client,scf")]),
                "FORBIDDEN: the function is `direct`, and the call came over a hop",
            ),
        ],
    )
    .await;
}

#[cfg(feature = "cloudbase")]
#[tokio::test]
async fn another_carrier() {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;

    let (long, damaged, twice, none, text) = (
        "a".repeat(16 * 1024 + 1),
        STANDARD.encode(b"\x1f\x8bdamaged"),
        STANDARD.encode(r#"{"envId":"prod-1a2b3c","envId":"prod-1a2b3c"}"#),
        STANDARD.encode(r#"{"wechatContext":["wx_client"]}"#),
        STANDARD.encode(r#"{"wechatContext":{"source":"wx_client","openId":"o a"}}"#),
    );
    let other = STANDARD.encode(r#"{"wechatContext":{"source":"wx_client","openId":"oOTHER"}}"#);
    let sourceless = STANDARD.encode(r#"{"wechatContext":{"openId":"oOTHER"}}"#);
    let cases = [
        (&long, "MALFORMED_CLOUDBASE_CONTEXT: x-cloudbase-context is longer than 16 KiB"),
        (&"no base64!".to_owned(), "MALFORMED_CLOUDBASE_CONTEXT: x-cloudbase-context is no Base64"),
        (
            &damaged,
            "MALFORMED_CLOUDBASE_CONTEXT: x-cloudbase-context is damaged gzip, not one member of it, or inflates to more than \
             256 KiB",
        ),
        (&twice, "MALFORMED_CLOUDBASE_CONTEXT: x-cloudbase-context holds no JSON object, or one with a key twice"),
        (&none, "MALFORMED_CLOUDBASE_CONTEXT: wechatContext in x-cloudbase-context is no object"),
        (&text, "MALFORMED_OPENID: x-cloudbase-context holds what the field may not have"),
        (&other, "CONFLICT_OPENID: X-WX-* and x-cloudbase-context contradict each other"),
    ];
    for (context, expected) in cases {
        let headers = with(USER, &[("x-cloudbase-context", context)]);
        for trust in [Trust::closed_ingress(), Trust::closed_ingress().carrier(wxctx::CloudbaseContext)] {
            assert_eq!(told(trust, request("/openid", &headers)).await, expected);
        }
    }
    table(
        Trust::closed_ingress().carrier(wxctx::CloudbaseContext),
        &[
            (
                "/optional",
                &[("x-cloudbase-context", &sourceless)],
                "NOT_FROM_WECHAT: x-cloudbase-context names who calls, and no source: somebody reaches this port past WeChat",
            ),
            ("/openid", &[], "NOT_FROM_WECHAT: nothing of WeChat came with the call"),
            (
                "/openid",
                &[("x-cloudbase-context", &other), ("x-cloudbase-context", &other)],
                "MALFORMED_CLOUDBASE_CONTEXT: x-cloudbase-context came more than once",
            ),
        ],
    )
    .await;
}

/// A type of the program's own may refuse as it likes; no reason is made up for it.
#[tokio::test]
async fn a_refusal_of_the_programs_own() {
    use wxctx::{Field, FromWxContext, Incoming};

    struct Picky;

    impl FromWxContext for Picky {
        fn from_wx_context(incoming: &Incoming<'_>) -> Result<Self, Rejection> {
            let field = incoming.get::<wxctx::field::appid, Option<String>>()?.map_or(Field::AppId, |_| Field::OpenId);
            Err(if incoming.proof()? == wxctx::Proof::Asserted { Rejection::Malformed(field) } else { Rejection::NotFromWeChat })
        }
    }

    #[wxctx::entry]
    async fn picky(#[wx] _picky: Picky) {}

    for (trust, expected) in
        [(Trust::closed_ingress(), Rejection::Malformed(Field::OpenId)), (shared_secret(), Rejection::NotFromWeChat)]
    {
        let told = Arc::new(Mutex::new(Vec::new()));
        let list = Arc::clone(&told);
        let layer = layer(trust).audit(move |decision| list.lock().unwrap().push((decision.rejection(), decision.reason())));
        let mut app = App::undeclared();
        app.router = axum::Router::new().route("/", axum::routing::any(picky)).layer(layer);
        let _answer = app.get("/", &with(USER, &[(PROOF, SECRET)])).await;
        assert_eq!(*told.lock().unwrap(), [(Some(expected), None)]);
    }
}
