//! `wxctx::layer`: what it keeps from handlers, the shape of refusals, and what an audit is told.
#![cfg(all(feature = "axum", feature = "macros"))]

mod common;

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::map_request;
use axum::routing::any;
use common::app::App;
use common::{
    ANYSERVICE, APPID, BASIC, LOOPBACK, OLD_SECRET, OPENID, PROOF, Pairs, SECRET, SHARED, TOKEN, UNIONID, USER, basic, local,
    request, shared_secret, with,
};
use wxctx::{Field, Forbidden, Proof, Proven, Rejection, Source, Trust, WxContext, WxLayer, layer};

#[tokio::test]
async fn a_refusal_is_json_that_names_the_code_and_no_value() {
    let app = App::new(Trust::closed_ingress());
    let answer = app.get("/openid", &with(SHARED, &[("x-request-id", "req-1.2_3")])).await;
    assert_eq!(answer.status, 403);
    assert_eq!(
        (answer.headers["content-type"].to_str().unwrap(), answer.headers["cache-control"].to_str().unwrap()),
        ("application/json", "no-store")
    );
    let json = answer.json();
    assert_eq!(json.as_object().unwrap().keys().collect::<Vec<_>>(), ["code", "message", "requestId"]);
    assert_eq!((json["code"].as_str(), json["requestId"].as_str()), (Some("WXCTX_MISSING_OPENID"), Some("req-1.2_3")));
    let message = json["message"].as_str().unwrap();
    for reason in ["openid", "shared", "X-WX-EXCLUDE-CREDENTIALS", "push", "logged in"] {
        assert!(message.contains(reason), "{message}");
    }
    assert_eq!(Rejection::Missing(Field::OpenId).to_string(), message, "the text of a code is constant");
}

#[tokio::test]
async fn a_request_id_is_repeated_only_when_it_is_one() {
    let app = App::new(Trust::closed_ingress());
    let long = "x".repeat(129);
    for (headers, id) in [
        (&[("x-cloudbase-request-id", "a-b_c.1")][..], "a-b_c.1"),
        (&[("x-request-id", "first"), ("x-cloudbase-request-id", "second")], "first"),
        (&[], ""),
        (&[("x-request-id", r#"a","code":"OK"#)], ""),
        (&[("x-request-id", "a b")], ""),
        (&[("x-request-id", "a b"), ("x-cloudbase-request-id", "second")], "second"),
        (&[("x-request-id", "a"), ("x-request-id", "b"), ("x-cloudbase-request-id", "second")], "second"),
        (&[("x-request-id", &long)], ""),
        (&[("x-request-id", "a"), ("x-request-id", "a")], ""),
    ] {
        assert_eq!(app.get("/openid", headers).await.json()["requestId"], id, "{headers:?}");
    }
}

#[tokio::test]
async fn what_was_forbidden_is_said_on_a_laptop_alone() {
    let pinned = Trust::closed_ingress().env("prod-other".parse().unwrap());
    let cloud = App::new(pinned).get("/openid", USER).await.json();
    assert_eq!(cloud["message"], "this call is not allowed here");
    let laptop = App::new(local()).get("/openid", &[("host", "example.org")]).await.json();
    assert_eq!(laptop["message"], "this call is not allowed here: there is no Host header, or it is not a loopback name");
}

#[tokio::test]
async fn an_application_shapes_its_refusals() {
    let render = |rejection: &Rejection| {
        let answer = hyper::Response::builder().status(418).header("x-shape", rejection.code());
        answer.body("teapot".to_owned()).unwrap()
    };
    let app = App::layered(layer(Trust::closed_ingress()).render(render));
    let answer = app.get("/openid", &[]).await;
    assert_eq!((answer.short(), answer.headers["x-shape"].to_str().unwrap()), ("418 teapot".to_owned(), "WXCTX_NOT_FROM_WECHAT"));
    assert_eq!(app.get("/openid", USER).await.short(), format!("200 {OPENID}"), "and no other answer");
}

#[tokio::test]
async fn an_inner_layer_shapes_its_own_refusals() {
    let render = |text: &'static str| move |_: &Rejection| hyper::Response::new(text.to_owned());
    for (inner, answer) in
        [(layer(Trust::none()), "403 NOT_FROM_WECHAT"), (layer(Trust::none()).render(render("inner")), "200 inner")]
    {
        let mut app = App::layered(inner);
        app.router = app.router.layer(layer(Trust::closed_ingress()).render(render("outer")));
        assert_eq!(app.get("/openid", USER).await.short(), answer);
    }
}

#[tokio::test]
async fn a_handler_that_holds_a_rejection_answers_as_it_likes() {
    async fn own() -> (StatusCode, Rejection) {
        (StatusCode::NOT_FOUND, Rejection::Missing(Field::OpenId))
    }
    async fn passed_on() -> Rejection {
        Rejection::Missing(Field::UnionId)
    }
    let render = |_: &Rejection| hyper::Response::new("rendered".to_owned());
    let router = Router::new().route("/own", any(own)).route("/passed-on", any(passed_on));
    let mut app = App::undeclared();
    app.router = router.layer(layer(Trust::none()).render(render));
    assert_eq!(app.get("/own", &[]).await.short(), "404 MISSING_OPENID");
    assert_eq!(app.get("/passed-on", &[]).await.short(), "200 rendered");
}

#[tokio::test]
async fn no_handler_sees_what_proves_a_request() {
    let secret = [(PROOF, SECRET), (PROOF, OLD_SECRET), (ANYSERVICE, BASIC), ("x-cloudbase-context", "H4sIaGlkZGVu")];
    for (trust, hidden) in [(shared_secret(), PROOF), (basic(), ANYSERVICE)] {
        let seen = App::new(trust).get("/headers", &secret).await.text;
        assert!(!seen.contains(hidden) && !seen.contains("x-cloudbase-context"), "{seen}");
    }
}

#[tokio::test]
async fn no_debug_of_the_headers_shows_a_credential() {
    let credentials = [
        ("x-wx-cloudbase-access-token", TOKEN),
        ("x-wx-from-cloudbase-access-token", TOKEN),
        ("x-cloudbase-authorization", TOKEN),
        ("x-cloudbase-sessiontoken", TOKEN),
        ("x-scf-secret-id", TOKEN),
        ("x-scf-secret-key", TOKEN),
        ("x-scf-session-token", TOKEN),
    ];
    let seen = App::new(Trust::none()).get("/headers", &with(USER, &credentials)).await.text;
    assert!(![TOKEN, OPENID, UNIONID].iter().any(|secret| seen.contains(secret)), "{seen}");
    assert!(
        seen.contains("x-cloudbase-sessiontoken") && seen.contains("wx_client"),
        "they are there, and what is no secret is shown: {seen}"
    );
}

/// A layer that writes down, in short, what its audit is told.
fn audited(trust: Trust) -> (WxLayer, Arc<Mutex<Vec<String>>>) {
    let told = Arc::new(Mutex::new(Vec::new()));
    let list = Arc::clone(&told);
    let layer = layer(trust).audit(move |decision| {
        let debug = format!("{decision:?}");
        assert!(![OPENID, UNIONID, SECRET, OLD_SECRET, TOKEN].iter().any(|secret| debug.contains(secret)), "{debug}");
        let proof = decision.proof().map_or("-", Proof::as_str);
        let origin = decision.origin().map_or_else(|| "-".to_owned(), |origin| origin.to_string());
        let caller = decision.caller().unwrap_or_else(|| "-".to_owned());
        let secret = decision.secret().map_or_else(|| "-".to_owned(), |index| index.to_string());
        let (field, route, id) =
            (decision.field().map_or("-", Field::name), decision.route().unwrap_or("-"), decision.request_id().unwrap_or("-"));
        let line = [&decision.code()[6..], field, decision.carrier(), proof, &secret, &origin, &caller, route, id].join(" ");
        list.lock().unwrap().push(line);
    });
    (layer, told)
}

#[tokio::test]
async fn an_audit_is_told_every_accept_and_every_refusal() {
    let rotated = || shared_secret().also_accept(OLD_SECRET).unwrap();
    let user = "wx01…cdef:oABC…hijk";
    let cases: [(Trust, &str, Pairs<'_>, String); 9] = [
        (Trust::closed_ingress(), "/context", USER, format!("ACCEPTED - headers asserted - wx_client {user} /context req-1")),
        (rotated(), "/openid", &[(PROOF, SECRET)], "MISSING_OPENID openid headers secret 0 - - /openid req-1".to_owned()),
        (
            rotated(),
            "/openid",
            &with(USER, &[(PROOF, OLD_SECRET)]),
            format!("ACCEPTED - headers secret 1 wx_client {user} /openid req-1"),
        ),
        (rotated(), "/openid", USER, "UNPROVEN - headers - - - - /openid req-1".to_owned()),
        (
            basic(),
            "/client",
            &with(USER, &[(ANYSERVICE, BASIC), ("x-wx-source", "wx_http")]),
            format!("FORBIDDEN - headers basic 0 wx_http {user} /client req-1"),
        ),
        (Trust::none(), "/openid", USER, "NOT_FROM_WECHAT - headers - - - - /openid req-1".to_owned()),
        // What a parameter holds ends no call.
        (Trust::none(), "/result", USER, "ACCEPTED - headers - - - - /result req-1".to_owned()),
        (local(), "/openid", &[LOOPBACK], "ACCEPTED - headers local - wx_client wx00…0000:oLOC…user /openid req-1".to_owned()),
        (
            Trust::closed_ingress(),
            "/optional",
            &[("x-wx-openid", OPENID)],
            "NOT_FROM_WECHAT - headers - - - - /optional req-1".to_owned(),
        ),
    ];
    for (trust, path, headers, line) in cases {
        let (layer, told) = audited(trust);
        let _answer = App::layered(layer).get(path, &with(headers, &[("x-request-id", "req-1")])).await;
        assert_eq!(*told.lock().unwrap(), [line]);
    }
}

#[tokio::test]
async fn an_audit_is_told_of_what_middleware_proved() {
    let context = WxContext::builder().openid(OPENID).appid(APPID).source("wx_client").build().unwrap();
    for (path, code) in [("/openid", "ACCEPTED -"), ("/token", "MISSING_ACCESS_TOKEN access_token")] {
        let (layer, told) = audited(Trust::none());
        let mut request = request(path, &[]);
        request.extensions_mut().insert(Proven(context.clone()));
        let _answer = App::layered(layer).call(request).await;
        let line = format!("{code} proven supplied - wx_client wx01…cdef:oABC…hijk {path} -");
        assert_eq!(*told.lock().unwrap(), [line], "{path}");
    }
}

#[tokio::test]
async fn a_decision_says_why_and_its_call() {
    let told = Arc::new(Mutex::new(Vec::new()));
    let list = Arc::clone(&told);
    let layer = layer(Trust::closed_ingress().env("prod-other".parse().unwrap())).audit(move |decision| {
        list.lock().unwrap().push((decision.rejection(), decision.reason(), decision.origin(), decision.call_id()));
    });
    let _answer = App::layered(layer).get("/openid", &with(USER, &[("x-wx-call-id", "v2-0123456789")])).await;
    let reason = Some(Forbidden::Env.reason());
    assert_eq!(*told.lock().unwrap(), [(Some(Rejection::Forbidden(Forbidden::Env)), reason, None::<Source>, None)]);
}

#[tokio::test]
async fn an_outer_audit_is_told_of_an_inner_layers_calls() {
    let (outer, told) = audited(Trust::closed_ingress());
    let mut app = App::new(Trust::none());
    app.router = app.router.layer(layer(Trust::local().unwrap())).layer(outer);
    let _answer = app.get("/openid", USER).await;
    assert_eq!(*told.lock().unwrap(), ["NOT_FROM_WECHAT - headers - - - - /openid -"]);

    let (outer, told) = audited(Trust::closed_ingress());
    let (inner, own) = audited(Trust::none());
    let mut app = App::layered(inner);
    app.router = app.router.layer(outer);
    let _answer = app.get("/openid", USER).await;
    assert_eq!((told.lock().unwrap().len(), own.lock().unwrap().len()), (0, 1), "an inner one has its own");
}

#[tokio::test]
async fn the_inner_of_two_layers_counts() {
    for (inner, outer, answer) in [
        (Trust::none(), Trust::closed_ingress(), "403 NOT_FROM_WECHAT".to_owned()),
        (Trust::closed_ingress(), shared_secret(), format!("200 {OPENID}")),
        (shared_secret(), shared_secret(), "403 UNPROVEN".to_owned()),
    ] {
        let mut app = App::new(inner);
        app.router = app.router.layer(layer(outer));
        assert_eq!(app.get("/openid", USER).await.short(), answer);
    }
}

/// What the outer layer took away still proves, and still contradicts.
#[tokio::test]
async fn an_inner_layer_sees_what_the_outer_one_took_away() {
    let within = |inner: Trust, outer: Trust| {
        let mut app = App::new(inner);
        app.router = app.router.layer(layer(outer));
        app
    };
    let proven = with(USER, &[(PROOF, SECRET)]);
    assert_eq!(within(shared_secret(), shared_secret()).get("/openid", &proven).await.short(), format!("200 {OPENID}"));
    let twice = [&proven[..], &[(PROOF, SECRET)]].concat();
    assert_eq!(within(shared_secret(), shared_secret()).get("/openid", &twice).await.short(), "403 UNPROVEN");
    #[cfg(feature = "cloudbase")]
    for outer in [Trust::none(), Trust::closed_ingress(), shared_secret()] {
        // {"wechatContext":{"openId":"o"}}
        let other = with(USER, &[("x-cloudbase-context", "eyJ3ZWNoYXRDb250ZXh0Ijp7Im9wZW5JZCI6Im8ifX0=")]);
        assert_eq!(within(Trust::closed_ingress(), outer).get("/openid", &other).await.short(), "400 CONFLICT_OPENID");
    }
}

#[tokio::test]
async fn what_middleware_behind_the_layer_changes() {
    type Change = fn(&mut HeaderMap);
    const NAME: &str = "x-wx-openid";
    let cases: [(Pairs<'_>, Change, &str); 6] = [
        // Fields are read where a function asks for them, with every check.
        (USER, |headers| assert!(headers.append(NAME, HeaderValue::from_static("oOTHER"))), "400 CONFLICT_OPENID"),
        (USER, |headers| drop(headers.insert(NAME, HeaderValue::from_static("a b"))), "400 MALFORMED_OPENID"),
        (USER, |headers| drop(headers.remove(NAME)), "403 MISSING_OPENID"),
        // A call that did not come with SOURCE, and has one now.
        (&USER[..4], |headers| drop(headers.insert("x-wx-source", HeaderValue::from_static("wx_client"))), "200 "),
        (&USER[..4], |_| {}, "403 NOT_FROM_WECHAT"),
        // One that came with it stays one that did.
        (USER, |headers| drop(headers.remove("x-wx-source")), "200 "),
    ];
    for (number, (headers, change, expected)) in cases.into_iter().enumerate() {
        let changed = move |mut request: Request| async move {
            change(request.headers_mut());
            request
        };
        let mut app = App::undeclared();
        app.router = app.router.layer(map_request(changed)).layer(layer(Trust::closed_ingress()));
        let answer = app.get("/openid", headers).await.short();
        assert!(answer.starts_with(expected), "{number}: {answer}");
    }
}
