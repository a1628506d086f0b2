//! What arrives in the headers, and what happens to bad input: each with its own answer, and nothing printed of it.
#![cfg(all(feature = "axum", feature = "macros"))]

mod common;

use std::net::IpAddr;

use common::app::App;
use common::{
    APPID, ENV, FROM_OPENID, LOOPBACK, OPENID, Pairs, SHARED, TOKEN, USER, again_with, local, read, request, with, without,
};
use hyper::header::HeaderValue;
use wxctx::{Field, Forbidden, Rejection, Trust, WxContext};

/// What each path answers under `closed_ingress` to these headers.
async fn answers(headers: Pairs<'_>, expected: &[(&str, &str)]) {
    let app = App::new(Trust::closed_ingress());
    for (path, answer) in expected {
        assert_eq!(app.get(path, headers).await.short(), *answer, "{path} of {headers:?}");
    }
}

#[tokio::test]
async fn a_user_of_a_mini_program() {
    let key = format!("200 {APPID}:{OPENID}");
    let same = format!("200 {OPENID}");
    let expected = [
        ("/openid", &*same),
        ("/optional", &same),
        ("/result", &same),
        ("/caller", &key),
        ("/client", &same),
        ("/direct", "200 wx_client"),
    ];
    answers(USER, &expected).await;
}

#[tokio::test]
async fn a_user_of_another_mini_program() {
    let key = format!("200 {}:{FROM_OPENID}", common::FROM_APPID);
    let expected = [
        ("/openid", "403 MISSING_OPENID"),
        ("/optional", "200 nobody"),
        ("/result", "200 held WXCTX_MISSING_OPENID"),
        ("/caller", &*key),
    ];
    answers(SHARED, &expected).await;
}

#[tokio::test]
async fn a_timer_or_a_push_has_an_appid_and_no_user() {
    let headers = [("x-wx-appid", APPID), ("x-wx-source", "wx_trigger")];
    let expected = [
        ("/openid", "403 MISSING_OPENID"),
        ("/optional", "200 nobody"),
        ("/caller", "403 MISSING_OPENID"),
        ("/optional-caller", "200 nobody"),
        ("/result-caller", "200 held WXCTX_MISSING_OPENID"),
        ("/context", r#"200 {"APPID":"wx0123456789abcdef","SOURCE":"wx_trigger"}"#),
    ];
    answers(&headers, &expected).await;
}

#[tokio::test]
async fn a_value_that_is_none() {
    let long = "x".repeat(129);
    for (bad, code) in [
        (OPENID.to_owned() + "," + OPENID, "MALFORMED_OPENID"),
        (OPENID.to_owned() + ", " + OPENID, "MALFORMED_OPENID"),
        (long, "MALFORMED_OPENID"),
        ("o ABCD".to_owned(), "MALFORMED_OPENID"),
        ("o\tABCD".to_owned(), "MALFORMED_OPENID"),
        ("undefined!".to_owned(), "MALFORMED_OPENID"),
    ] {
        let app = App::new(Trust::closed_ingress());
        for path in ["/openid", "/optional", "/caller", "/optional-caller", "/context"] {
            let answer = app.get(path, &with(USER, &[("x-wx-openid", &bad)])).await;
            assert_eq!(answer.short(), format!("400 {code}"), "{path} of {bad:?}");
            assert!(!answer.text.contains(&bad), "{answer:?}");
        }
        assert_eq!(app.ran(), 0, "{bad:?}");
        let held = app.get("/result", &with(USER, &[("x-wx-openid", &bad)])).await;
        assert_eq!(held.short(), format!("200 held WXCTX_{code}"), "{bad:?}");
    }
}

#[tokio::test]
async fn bytes_that_are_not_ascii() {
    let app = App::new(Trust::closed_ingress());
    for bytes in [&b"o\xffABCD"[..], "oABCDé".as_bytes(), "ｏABCD".as_bytes()] {
        let mut request = request("/optional", USER);
        request.headers_mut().insert("x-wx-openid", HeaderValue::from_bytes(bytes).unwrap());
        assert_eq!(app.call(request).await.short(), "400 MALFORMED_OPENID", "{bytes:?}");
    }
    assert_eq!(app.ran(), 0);
}

#[test]
fn every_byte_at_every_place_of_ids_of_many_lengths() {
    let trust = Trust::closed_ingress();
    let mut headers = request("/", USER).into_parts().0.headers;
    for length in [1, 2, 3, 7, 15, 16, 17, 28, 29, 30, 31, 32, 33, 64, 127, 128] {
        for place in 0..length {
            for byte in (b'!'..=u8::MAX).filter(|&byte| byte != 0x7f) {
                let mut id = vec![b'o'; length];
                id[place] = byte;
                headers.insert("x-wx-openid", HeaderValue::from_bytes(&id).unwrap());
                let read = WxContext::from_headers(&headers, &trust);
                let is_good = byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
                let kept = read.map(|context| context.openid().unwrap().as_str().as_bytes() == id);
                let expected = if is_good { Ok(true) } else { Err(Rejection::Malformed(Field::OpenId)) };
                assert_eq!(kept, expected, "{byte:#x} at {place} of {length}");
            }
        }
    }
}

#[tokio::test]
async fn empty_is_absent_and_white_space_around_a_value_is_none_of_it() {
    for empty in ["", " ", "\t ", "  "] {
        let expected = [("/openid", "403 MISSING_OPENID"), ("/optional", "200 nobody")];
        answers(&with(USER, &[("x-wx-openid", empty)]), &expected).await;
        answers(&with(USER, &[("x-wx-source", empty)]), &[("/optional", "403 NOT_FROM_WECHAT")]).await;
    }
    let spaced = format!(" {OPENID}\t");
    answers(&with(USER, &[("x-wx-openid", &spaced)]), &[("/openid", &format!("200 {OPENID}"))]).await;
}

#[tokio::test]
async fn the_same_header_twice_even_when_equal() {
    let app = App::new(Trust::closed_ingress());
    for (name, code) in [
        ("x-wx-openid", "CONFLICT_OPENID"),
        ("x-wx-appid", "CONFLICT_APPID"),
        ("x-wx-from-openid", "CONFLICT_FROM_OPENID"),
        ("x-wx-from-appid", "CONFLICT_FROM_APPID"),
        ("x-wx-source", "CONFLICT_SOURCE"),
    ] {
        for second in [name, "other", ""] {
            let twice = [&*without(USER, &[name]), &[(name, name), (name, second)]].concat();
            assert_eq!(app.get("/optional-caller", &twice).await.short(), format!("400 {code}"), "{twice:?}");
        }
    }
    assert_eq!(app.ran(), 0);
}

#[tokio::test]
async fn nothing_is_looked_at_that_no_function_asks_for() {
    let broken = with(USER, &[("x-wx-unionid", "not a unionid"), ("x-wx-client-ip", "nowhere"), ("x-wx-call-id", "a b")]);
    answers(
        &broken,
        &[("/openid", &format!("200 {OPENID}")), ("/caller", "400 MALFORMED_UNIONID"), ("/context", "400 MALFORMED_UNIONID")],
    )
    .await;
}

#[tokio::test]
async fn a_source_is_kept_as_it_is_or_refused() {
    for kept in ["wx_client", "web_client", ",cbr", "something-new"] {
        let context = read(&Trust::closed_ingress(), &with(USER, &[("x-wx-source", kept)])).unwrap();
        assert_eq!(context.source().unwrap().as_str(), kept);
    }
    let joined = with(USER, &[("x-wx-source", "wx_client, wx_http")]);
    answers(
        &joined,
        &[("/optional", "400 MALFORMED_SOURCE"), ("/client", "400 MALFORMED_SOURCE"), ("/direct", "400 MALFORMED_SOURCE")],
    )
    .await;
}

#[test]
fn an_address_comes_from_the_gateway_or_from_the_first_of_the_list() {
    let address = |headers| read(&Trust::closed_ingress(), &with(USER, headers)).map(|context| context.client_ip());
    let one = |text: &str| Ok(Some(text.parse::<IpAddr>().unwrap()));
    let (ip, list) = ("x-wx-client-ip", "x-original-forwarded-for");
    let malformed = Err(Rejection::Malformed(Field::ClientIp));
    for (headers, expected) in [
        (&[][..], Ok(None)),
        (&[(ip, "203.0.113.7")], one("203.0.113.7")),
        (&[(ip, "2001:db8::7")], one("2001:db8::7")),
        (&[(list, "203.0.113.7, 10.0.0.1")], one("203.0.113.7")),
        (&[(ip, "203.0.113.7"), (list, "198.51.100.1")], one("203.0.113.7")),
        (&[(ip, ""), (list, "198.51.100.1")], one("198.51.100.1")),
        (&[("x-forwarded-for", "203.0.113.7"), ("x-real-ip", "203.0.113.7")], Ok(None)),
        (&[(ip, "203.0.113.7, 10.0.0.1")], malformed),
        (&[(list, "unknown")], malformed),
        (&[(list, "203.0.113.7"), (list, "203.0.113.7")], Err(Rejection::Conflict(Field::ClientIp))),
    ] {
        assert_eq!(address(headers), expected, "{headers:?}");
    }
}

#[tokio::test]
async fn a_token_reaches_who_asks_for_it_and_no_json() {
    let headers = with(USER, &[("x-wx-cloudbase-access-token", TOKEN), ("x-wx-from-cloudbase-access-token", TOKEN)]);
    answers(&headers, &[("/token", &format!("200 {} bytes", TOKEN.len()))]).await;
    let app = App::new(Trust::closed_ingress());
    assert!(!app.get("/context", &headers).await.text.contains(TOKEN));
    let context = read(&Trust::closed_ingress(), &headers).unwrap();
    assert_eq!(context.from_access_token().unwrap().expose_secret(), TOKEN);
    assert_eq!(
        app.get("/token", &with(&headers, &[("x-wx-cloudbase-access-token", "a b")])).await.short(),
        "400 MALFORMED_ACCESS_TOKEN"
    );
}

#[test]
fn the_environment_of_the_container_refuses_another_one() {
    if again_with("the_environment_of_the_container_refuses_another_one", &[("CBR_ENV_ID", ENV)]) {
        let trust = Trust::closed_ingress();
        assert!(read(&trust, USER).is_ok());
        assert!(read(&trust, &without(USER, &["x-wx-env"])).is_ok(), "only a different value is refused");
        let other = with(USER, &[("x-wx-env", "test-9z8y7x")]);
        assert_eq!(read(&trust, &other).unwrap_err(), Rejection::Forbidden(Forbidden::Env));
    }
}

#[tokio::test]
async fn bad_input_is_bad_on_a_laptop_too() {
    let app = App::new(local());
    for (bad, code) in [
        (("x-wx-openid", "a b"), "400 MALFORMED_OPENID"),
        (("x-wx-source", "wx_client, wx_http"), "400 MALFORMED_SOURCE"),
        (("x-wx-env", "a,b"), "400 MALFORMED_ENV"),
    ] {
        assert_eq!(app.get("/context", &[LOOPBACK, bad]).await.short(), code, "{bad:?}");
    }
    let twice = request("/openid", &[LOOPBACK, ("x-wx-openid", OPENID), ("x-wx-openid", OPENID)]);
    assert_eq!(app.call(twice).await.short(), "400 CONFLICT_OPENID");
    assert_eq!(app.ran(), 0);
}
