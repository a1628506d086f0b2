//! The context of a call in one piece: callers, the builder, what is serialized, and what types it becomes.

mod common;

use std::collections::HashSet;
use std::net::{IpAddr, Ipv6Addr};

use common::{APPID, ENV, FROM_APPID, FROM_OPENID, FROM_UNIONID, OPENID, TOKEN, UNIONID};
use serde_json::json;
use wxctx::{
    AccessToken, AppId, Caller, Field, FromWxContext, Incoming, OpenId, Proof, Rejection, SourceChain, UnionId, Via, WxContext,
    WxContextBuilder, field,
};

/// The context with these fields, written `name=value`.
fn context(fields: &str) -> WxContext {
    let set = |builder: WxContextBuilder, field: &str| match field.split_once('=').unwrap() {
        ("openid", value) => builder.openid(value),
        ("appid", value) => builder.appid(value),
        ("unionid", value) => builder.unionid(value),
        ("from_openid", value) => builder.from_openid(value),
        ("from_appid", value) => builder.from_appid(value),
        ("from_unionid", value) => builder.from_unionid(value),
        (name, _) => panic!("no field {name}"),
    };
    fields.split_whitespace().fold(WxContext::builder(), set).build().unwrap()
}

fn full() -> WxContext {
    WxContext::builder()
        .openid(OPENID)
        .appid(APPID)
        .unionid(UNIONID)
        .from_openid(FROM_OPENID)
        .from_appid(FROM_APPID)
        .from_unionid(FROM_UNIONID)
        .env(ENV)
        .source("wx_client,scf")
        .client_ip("203.0.113.7")
        .client_ipv6("2001:db8::7")
        .open_data_info(r#"{"keys":["a"]}"#)
        .call_id("0.123_1700000000000")
        .access_token(TOKEN)
        .from_access_token(TOKEN)
        .build()
        .unwrap()
}

#[test]
fn a_caller_is_one_whole_pair() {
    let nobody = Rejection::Missing(Field::OpenId);
    let cases = [
        ("openid=u appid=a", Ok(("a:u", None, Via::Own))),
        ("openid=u appid=a unionid=x", Ok(("a:u", Some("x"), Via::Own))),
        ("from_openid=f from_appid=b", Ok(("b:f", None, Via::Shared))),
        ("openid=u appid=a unionid=x from_openid=f from_appid=b", Ok(("b:f", None, Via::Shared))),
        ("appid=a from_openid=f from_appid=b from_unionid=y", Ok(("b:f", Some("y"), Via::Shared))),
        ("openid=u appid=a from_openid=f", Err(Rejection::Conflict(Field::FromAppId))),
        ("openid=u appid=a from_appid=b", Err(Rejection::Conflict(Field::FromOpenId))),
        ("openid=u appid=a from_unionid=y", Err(Rejection::Conflict(Field::FromOpenId))),
        ("openid=u", Err(Rejection::Conflict(Field::AppId))),
        ("appid=a", Err(nobody)),
        ("", Err(nobody)),
    ];
    for (fields, expected) in cases {
        let got = context(fields).extract::<Caller>();
        let optional = context(fields).extract::<Option<Caller>>();
        // Half a pair is refused under `Option` too.
        assert_eq!(optional, if got == Err(nobody) { Ok(None) } else { got.clone().map(Some) }, "{fields}");
        let shown = got.map(|caller| (caller.key(), caller.unionid.map(|id| id.as_str().to_owned()), caller.via));
        let expected = expected.map(|(key, unionid, via)| (key.to_owned(), unionid.map(str::to_owned), via));
        assert_eq!(shown, expected, "{fields}");
    }
}

#[test]
fn a_caller_is_the_same_with_and_without_unionid() {
    let caller = |fields| context(fields).extract::<Caller>().unwrap();
    let known = HashSet::from([caller("openid=u appid=a")]);
    assert!(known.contains(&caller("openid=u appid=a unionid=x")));
    assert!(known.contains(&caller("from_openid=u from_appid=a")), "over whichever app the user came");
    assert!(!known.contains(&caller("openid=u appid=b")), "an openid is one of its app");
    assert!(!known.contains(&caller("openid=v appid=a unionid=x")));
}

#[test]
fn a_caller_shows_no_id_in_a_log() {
    let caller = full().extract::<Caller>().unwrap();
    assert_eq!(caller.masked().to_string(), "wxfe…3210:oOTH…ghij");
    let debug = format!("{caller:?}");
    assert!([FROM_OPENID, FROM_APPID, FROM_UNIONID].iter().all(|id| !debug.contains(id)), "{debug}");
}

#[test]
fn every_field_has_an_accessor() {
    let context = full();
    assert_eq!(context.openid().map(OpenId::as_str), Some(OPENID));
    assert_eq!(context.appid().map(AppId::as_str), Some(APPID));
    assert_eq!(context.unionid().map(UnionId::as_str), Some(UNIONID));
    assert_eq!(context.from_openid().map(OpenId::as_str), Some(FROM_OPENID));
    assert_eq!(context.from_appid().map(AppId::as_str), Some(FROM_APPID));
    assert_eq!(context.from_unionid().map(UnionId::as_str), Some(FROM_UNIONID));
    assert_eq!(context.env().unwrap(), ENV);
    assert_eq!(context.source().map(SourceChain::as_str), Some("wx_client,scf"));
    assert_eq!(context.client_ip(), Some(IpAddr::from([203, 0, 113, 7])));
    assert_eq!(context.client_ipv6(), Some("2001:db8::7".parse::<Ipv6Addr>().unwrap()));
    assert_eq!(context.open_data_info().unwrap().as_str(), r#"{"keys":["a"]}"#);
    assert_eq!(context.call_id().unwrap(), "0.123_1700000000000");
    assert_eq!(context.access_token().map(AccessToken::expose_secret), Some(TOKEN));
    assert_eq!(context.from_access_token().map(AccessToken::expose_secret), Some(TOKEN));
    assert_eq!(context.proof(), Proof::Supplied);
    assert!(WxContext::builder().build().unwrap().openid().is_none());
}

#[test]
fn the_builder_takes_text_and_values_and_keeps_its_first_error() {
    let openid: OpenId = OPENID.parse().unwrap();
    let typed = WxContext::builder().openid(openid).appid(APPID.to_owned()).client_ip(IpAddr::from([127, 0, 0, 1])).build();
    assert_eq!(typed.unwrap().openid().map(OpenId::as_str), Some(OPENID));
    let wrong = WxContext::builder().openid(OPENID).source("a, b").appid("a b").unionid(UNIONID).build();
    assert_eq!(wrong.unwrap_err(), Rejection::Malformed(Field::Source));
    assert_eq!(WxContext::builder().client_ip("300.0.0.1").build().unwrap_err(), Rejection::Malformed(Field::ClientIp));
    assert_eq!(WxContext::builder().access_token("").build().unwrap_err(), Rejection::Malformed(Field::AccessToken));
}

#[test]
fn a_context_serializes_to_the_keys_of_wx_server_sdk() {
    let whole = json!({
        "OPENID": OPENID, "APPID": APPID, "UNIONID": UNIONID,
        "FROM_OPENID": FROM_OPENID, "FROM_APPID": FROM_APPID, "FROM_UNIONID": FROM_UNIONID,
        "ENV": ENV, "SOURCE": "wx_client,scf", "CLIENTIP": "203.0.113.7", "CLIENTIPV6": "2001:db8::7",
        "OPEN_DATA_INFO": r#"{"keys":["a"]}"#,
    });
    assert_eq!(serde_json::to_value(full()).unwrap(), whole, "neither a call id, which the SDK lacks, nor a secret");
    assert_eq!(serde_json::to_string(&context("openid=u appid=a")).unwrap(), r#"{"OPENID":"u","APPID":"a"}"#);
    assert_eq!(serde_json::to_string(&context("")).unwrap(), "{}");
}

#[test]
fn debug_of_a_context_shows_no_id_and_no_secret() {
    for debug in [format!("{:?}", full()), format!("{:?}", Incoming::from(&full()))] {
        for personal in [OPENID, APPID, UNIONID, FROM_OPENID, FROM_APPID, FROM_UNIONID, TOKEN] {
            assert!(!debug.contains(personal), "{debug}");
        }
    }
    assert!(format!("{:?}", full()).contains("OpenId(oABC…hijk)"), "what can be told from it is");
}

macro_rules! reads {
    ($context:expr, $field:ident as $type:ty) => {
        Incoming::from(&$context).get::<field::$field, $type>()
    };
}

#[test]
fn the_type_says_what_must_be_there() {
    let (full, empty) = (full(), context(""));
    assert_eq!(reads!(full, openid as OpenId).unwrap(), OPENID);
    assert_eq!(reads!(full, source as String).unwrap(), "wx_client,scf");
    assert_eq!(&*reads!(full, open_data_info as Box<str>).unwrap(), r#"{"keys":["a"]}"#);
    assert_eq!(reads!(full, appid as Option<AppId>).unwrap().unwrap(), APPID);
    assert_eq!(reads!(empty, unionid as UnionId), Err(Rejection::Missing(Field::UnionId)));
    assert_eq!(reads!(empty, env as Option<String>), Ok(None));
    assert_eq!(reads!(empty, from_openid as Result<OpenId, Rejection>), Ok(Err(Rejection::Missing(Field::FromOpenId))));
    assert_eq!(reads!(empty, client_ip as IpAddr), Err(Rejection::Missing(Field::ClientIp)));
}

#[test]
fn a_type_of_ones_own_joins_by_derive() {
    #[derive(FromWxContext)]
    struct Member {
        openid: OpenId,
        #[wx(unionid)]
        union: Option<UnionId>,
        #[wx(flatten)]
        caller: Caller,
    }
    let member: Member = full().extract().unwrap();
    assert_eq!((member.openid.as_str(), member.union.unwrap().as_str()), (OPENID, UNIONID));
    assert_eq!(member.caller.via, Via::Shared);
    assert_eq!(context("appid=a").extract::<Member>().err(), Some(Rejection::Missing(Field::OpenId)));
}

#[cfg(feature = "test")]
#[test]
fn the_headers_of_a_test_are_read_back() {
    use wxctx::Trust;

    let headers = wxctx::test::headers(&full());
    let again = WxContext::from_headers(&headers, &Trust::closed_ingress()).unwrap();
    let with_header = |field: &&str| !["CLIENTIPV6", "OPEN_DATA_INFO"].contains(field);
    let (sent, got) = (serde_json::to_value(full()).unwrap(), serde_json::to_value(&again).unwrap());
    let sent: Vec<_> = sent.as_object().unwrap().iter().filter(|(key, _)| with_header(&key.as_str())).collect();
    assert_eq!(got.as_object().unwrap().iter().collect::<Vec<_>>(), sent);
    assert!(again.access_token().is_none() && again.from_access_token().is_none(), "a secret is no test's to send");
}
