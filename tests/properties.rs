//! What holds of every input: `tests/rules` says it, and inputs are made here.

mod rules;

use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::routing::get;
use http::{HeaderMap, HeaderValue};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use rules::{cloudbase, context, envelope, request, value, variables};
use tower::ServiceExt as _;
use wxctx::{Caller, Carrier, Envelope, Field, Rejection, Trust, Wx, WxContext};

const NAMES: [&str; 20] = [
    "WX_CONTEXT_KEYS",
    "WX_OPENID",
    "OPENID",
    "WX_APPID",
    "APPID",
    "WX_UNIONID",
    "WX_FROM_OPENID",
    "FROM_OPENID",
    "WX_FROM_APPID",
    "WX_FROM_UNIONID",
    "TCB_ENV",
    "SCF_NAMESPACE",
    "TCB_SOURCE",
    "WX_CLIENTIP",
    "WX_CLIENTIPV6",
    "WX_OPEN_DATA_INFO",
    "WX_CLOUDBASE_ACCESSTOKEN",
    "WX_API_TOKEN",
    " WX_OPENID ",
    "",
];

const HEADERS: [&str; 20] = [
    "host",
    "origin",
    "referer",
    "sec-fetch-site",
    "x-forwarded-for",
    "x-wx-openid",
    "x-wx-appid",
    "x-wx-unionid",
    "x-wx-from-openid",
    "x-wx-from-appid",
    "x-wx-from-unionid",
    "x-wx-env",
    "x-wx-source",
    "x-wx-client-ip",
    "x-original-forwarded-for",
    "x-wx-call-id",
    "x-wx-cloudbase-access-token",
    "x-wx-exclude-credentials",
    "x-wx-local-debug",
    "x-cloudbase-context",
];

/// Text of real shapes, and of none.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[A-Za-z0-9_-]{0,40}",
        1 => "[A-Za-z0-9_.-]{100,140}",
        2 => "(wx_client|wx_http|scf|cbr|unknown|other|)(,(scf|cbr|not_scf|x|)){0,4}",
        2 => "(WX_OPENID|OPENID|WX_APPID| WX_FROM_OPENID|WX_CLIENTIP|X|)(,(WX_UNIONID|WX_FROM_APPID|WX_CLIENTIPV6|WX_OPEN_DATA_INFO|)){0,4}",
        1 => "[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9a-f:]{2,20}|localhost(:[0-9]{1,4})?",
        1 => "\\PC{0,30}",
        1 => any::<String>(),
    ]
}

fn pairs() -> impl Strategy<Value = Vec<(&'static str, String)>> {
    vec((select(&NAMES[..]), text()), 0..12)
}

fn json() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        6 => text().prop_map(serde_json::Value::from),
        1 => any::<i64>().prop_map(serde_json::Value::from),
        1 => Just(serde_json::Value::Null),
        1 => any::<bool>().prop_map(serde_json::Value::from),
    ];
    let keys =
        ["openId", "appId", "unionId", "fromOpenId", "fromAppId", "fromUnionId", "source", "callId", "envId", "wechatContext"];
    leaf.prop_recursive(3, 24, 8, move |inner| {
        prop_oneof![
            5 => vec((select(keys.to_vec()), inner.clone()), 0..8)
                .prop_map(|entries| entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()),
            1 => vec(inner, 0..4).prop_map(serde_json::Value::Array),
        ]
    })
}

/// A field, and as a rule a text that is a value of it.
fn field() -> impl Strategy<Value = (Field, String)> {
    select(Field::ALL).prop_flat_map(|field| {
        let fitting = match field {
            Field::ClientIp => any::<IpAddr>().prop_map(|address| address.to_string()).boxed(),
            Field::ClientIpv6 => any::<Ipv6Addr>().prop_map(|address| address.to_string()).boxed(),
            Field::Source => {
                "(wx_client|wx_http|other|)(,(scf|cbr|x|)){0,4}x?,?".prop_filter("empty", |text| !text.is_empty()).boxed()
            }
            Field::OpenDataInfo => "\\{\"keys\":\\[[\"a-zé,]{0,20}\\]\\}".boxed(),
            _ => "[A-Za-z0-9_-]{1,40}".boxed(),
        };
        (Just(field), prop_oneof![40 => fitting, 1 => text()])
    })
}

/// What a layer's audit is told of one call, as text.
fn audited(ids: &[(&'static str, &str)]) -> (String, Option<String>) {
    let told = Arc::new(Mutex::new(None));
    let layer = wxctx::layer(Trust::closed_ingress()).audit({
        let told = Arc::clone(&told);
        move |decision| *told.lock().unwrap() = Some((format!("{decision:?} {decision:#?}"), decision.caller()))
    });
    let handler = |_: Wx<Caller>| async {};
    let router = Router::new().route("/orders/{id}", get(handler)).layer(layer);
    let request = ids.iter().fold(http::Request::get("/orders/1"), |request, (name, id)| request.header(*name, *id));
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(router.oneshot(request.body(Body::empty()).unwrap())).unwrap();
    told.lock().unwrap().take().unwrap()
}

fn borrowed<'a>(pairs: &'a [(&'static str, String)]) -> Vec<(&'static str, &'a str)> {
    pairs.iter().map(|(name, value)| (*name, value.as_str())).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_text_is_a_value_or_is_refused_for_its_reason(text in text()) {
        value::check(&text);
    }

    #[test]
    fn variables_are_read_as_the_documentation_says(pairs in pairs()) {
        variables::check(&borrowed(&pairs));
    }

    #[test]
    fn environ_is_read_as_the_documentation_says(pairs in pairs(), end in text()) {
        let entries: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}={value}")).chain([end]).collect();
        variables::check_environ(&entries.join(";"));
    }

    #[test]
    fn environment_is_read_as_the_documentation_says(pairs in pairs(), odd in json()) {
        let mut object: serde_json::Map<_, _> = pairs.iter().map(|(name, value)| ((*name).to_owned(), value.as_str().into())).collect();
        variables::check_environment(&serde_json::Value::Object(object.clone()).to_string());
        object.insert("WX_OPENID".to_owned(), odd);
        variables::check_environment(&serde_json::Value::Object(object).to_string());
    }

    #[test]
    fn an_envelope_is_read_as_the_documentation_says(
        pairs in pairs(),
        event in json(),
        request_id in text(),
        wire in select(&["environment", "environ", "openid"][..]),
        at in any::<prop::sample::Index>(),
        bytes in vec(any::<u8>(), 0..4),
    ) {
        let object: serde_json::Map<_, _> = pairs.iter().map(|(name, value)| ((*name).to_owned(), value.as_str().into())).collect();
        let object = serde_json::Value::from(object).to_string();
        let whole = serde_json::json!({ wire: object, "event": event, "requestId": request_id, "deadline": 1_700_000_000_000_u64 });
        let mut whole = whole.to_string().into_bytes();
        prop_assert_eq!(Envelope::from_json(&whole).is_ok(), wire != "openid");
        envelope::check(&whole);
        let at = at.index(whole.len());
        whole.splice(at..at, bytes);
        envelope::check(&whole);
    }

    #[test]
    fn a_cloudbase_context_is_read_as_the_documentation_says_in_each_encoding(json in json()) {
        cloudbase::check(json.to_string().as_bytes());
    }

    #[test]
    fn no_bytes_in_a_cloudbase_context_panic(bytes in vec(any::<u8>(), 0..200)) {
        cloudbase::check(&bytes);
    }

    #[test]
    fn headers_are_read_as_each_trust_says(
        pairs in vec((select(&HEADERS[..]), prop_oneof![4 => text().prop_map(String::into_bytes), 1 => vec(any::<u8>(), 0..40)]), 0..14),
        source in any::<bool>(),
        host in any::<bool>(),
        proof in any::<bool>(),
    ) {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            if let Ok(value) = HeaderValue::from_bytes(&value) {
                headers.append(name, value);
            }
        }
        for (name, value, is_set) in [
            ("x-wx-source", "wx_client", source),
            ("host", "localhost", host),
            ("x-gateway-secret", request::SECRET, proof),
            ("x-anyservice-authorization", request::BASIC, proof),
        ] {
            if is_set {
                headers.insert(name, HeaderValue::from_static(value));
            }
        }
        request::check(&headers);
    }

    #[test]
    fn what_is_built_is_what_was_set(fields in vec(field(), 0..10)) {
        let builder = fields.iter().fold(WxContext::builder(), |builder, (field, text)| context::set(builder, *field, text));
        let text = |field: Field, text: &str| {
            let is_address = matches!(field, Field::ClientIp | Field::ClientIpv6);
            if is_address { text.trim_ascii().to_owned() } else { text.to_owned() }
        };
        let wrong = fields.iter().find(|(field, set)| !value::fits(*field, &text(*field, set)));
        let last = |field: Field| fields.iter().rev().find(|(other, _)| *other == field);
        let expected = wrong.map_or_else(
            || Ok(Field::ALL.iter().filter_map(|field| last(*field)).map(|(field, set)| (*field, value::shown(*field, &text(*field, set)))).collect()),
            |(field, _)| Err(Rejection::Malformed(*field)),
        );
        prop_assert_eq!(rules::read(builder.build()), expected);
    }

    #[test]
    fn a_key_that_comes_twice_is_refused(json in json(), key in "[a-zA-Z_]{0,8}", first in json(), second in json(), is_inside in any::<bool>()) {
        let mut object = json.as_object().cloned().unwrap_or_default();
        object.remove(&key);
        object.remove("wechatContext");
        let entries = object.iter().map(|(key, value)| format!(",{}:{value}", serde_json::Value::from(key.as_str())));
        let rest = entries.collect::<Vec<_>>().concat();
        let twice = format!(r#"{{"{key}":{first}{rest},"{key}":{second}}}"#);
        prop_assert_eq!(
            rules::read(WxContext::from_environment(&twice)),
            Err(Rejection::MalformedCarrier(Carrier::Environment))
        );
        let twice = if is_inside { format!(r#"{{"envId":null,"wechatContext":{twice}}}"#) } else { twice };
        prop_assert_eq!(cloudbase::of_all(twice.as_bytes()), Err(Rejection::MalformedCarrier(Carrier::CloudbaseContext)));
    }

    #[test]
    fn an_audit_is_told_of_no_id_more_than_the_mask(
        ids in vec("[A-Z0-9]{1,40}", 6),
        is_shared in any::<bool>(),
    ) {
        let names = if is_shared { ["x-wx-from-openid", "x-wx-from-appid"] } else { ["x-wx-openid", "x-wx-appid"] };
        let names = [names[0], names[1], "x-wx-unionid", "x-wx-cloudbase-access-token", "x-wx-env", "x-wx-call-id"];
        let mut headers: Vec<(&str, &str)> = names.into_iter().zip(ids.iter().map(String::as_str)).collect();
        headers.push(("x-wx-source", "wx_client"));
        let (debug, caller) = audited(&headers);
        let masked = format!("{}:{}", value::masked(&ids[1]), value::masked(&ids[0]));
        prop_assert_eq!(caller, Some(masked));
        for id in ids.iter().filter(|id| id.len() >= 5) {
            prop_assert!(!id.as_bytes().windows(5).any(|part| debug.contains(std::str::from_utf8(part).unwrap())), "{id} in {debug}");
        }
    }
}
