//! What the fields are: the table, ids, chains, tokens, and what `Debug` shows of them.

mod common;

use std::fmt::Debug;
use std::str::FromStr;

use common::{APPID, OPENID, TOKEN};
use serde_json::json;
use wxctx::{AccessToken, AppId, CallId, EnvId, Field, InvalidValue, OpenDataInfo, OpenId, Source, SourceChain, UnionId};

#[test]
fn the_table_is_the_one_of_the_contract() {
    let written = [
        "openid OPENID WX_OPENID x-wx-openid wechatContext.openId",
        "appid APPID WX_APPID x-wx-appid wechatContext.appId",
        "unionid UNIONID WX_UNIONID x-wx-unionid wechatContext.unionId",
        "from_openid FROM_OPENID WX_FROM_OPENID x-wx-from-openid wechatContext.fromOpenId",
        "from_appid FROM_APPID WX_FROM_APPID x-wx-from-appid wechatContext.fromAppId",
        "from_unionid FROM_UNIONID WX_FROM_UNIONID x-wx-from-unionid wechatContext.fromUnionId",
        "env ENV TCB_ENV,SCF_NAMESPACE x-wx-env envId",
        "source SOURCE TCB_SOURCE x-wx-source wechatContext.source",
        "client_ip CLIENTIP WX_CLIENTIP x-wx-client-ip -",
        "client_ipv6 CLIENTIPV6 WX_CLIENTIPV6 - -",
        "open_data_info OPEN_DATA_INFO WX_OPEN_DATA_INFO - -",
        "call_id - - x-wx-call-id wechatContext.callId",
        "access_token - WX_CLOUDBASE_ACCESSTOKEN x-wx-cloudbase-access-token -",
        "from_access_token - - x-wx-from-cloudbase-access-token -",
    ];
    let rows: Vec<String> = Field::ALL
        .iter()
        .map(|field| {
            let header = field.header().map_or("-", |header| header.as_str());
            let variables = if field.variables().is_empty() { "-".to_owned() } else { field.variables().join(",") };
            let path = field.cloudbase_path().unwrap_or("-");
            format!("{} {} {variables} {header} {path}", field.name(), field.sdk_key().unwrap_or("-"))
        })
        .collect();
    assert_eq!(rows, written);
}

fn refused<T: FromStr<Err = InvalidValue> + Debug>(text: &str) -> Option<InvalidValue> {
    text.parse::<T>().err()
}

/// One text, held against every type of an id.
fn refused_everywhere(text: &str) -> Option<InvalidValue> {
    let all = [refused::<OpenId>(text), refused::<AppId>(text), refused::<UnionId>(text), refused::<EnvId>(text)];
    assert!(all.iter().all(|one| *one == all[0]), "{text:?}: {all:?}");
    all[0]
}

#[test]
fn an_id_is_one_to_128_characters_of_a_small_set() {
    for good in [OPENID, APPID, "o", "-", "_", "A-Z_a-z_0-9", &"x".repeat(30), &"x".repeat(31), &"x".repeat(128)] {
        assert_eq!(refused_everywhere(good), None, "{good:?}");
    }
    assert_eq!(refused_everywhere(""), Some(InvalidValue::Empty));
    assert_eq!(refused_everywhere(&"x".repeat(129)), Some(InvalidValue::TooLong { limit: 128 }));
    for bad in [" ", " o", "o ", "a b", "a,b", "a, b", "a\nb", "a\0b", "a\u{7f}", "é", "ｏ", "a:b", "a.b", "a/b", "a%20", "a\"b"]
    {
        assert_eq!(refused_everywhere(bad), Some(InvalidValue::Character), "{bad:?}");
    }
}

#[test]
fn a_call_id_may_also_hold_dots() {
    for good in ["0.8745134213_1700000000000", "v2-0123456789", "1700000000000-a1b2c3d4"] {
        assert_eq!(good.parse::<CallId>().unwrap().to_string(), good);
    }
    assert_eq!(refused::<CallId>("a b"), Some(InvalidValue::Character));
}

#[test]
fn every_conversion_of_text_makes_the_same_id() {
    let openid: OpenId = OPENID.parse().unwrap();
    assert_eq!(OpenId::try_from(OPENID).unwrap(), openid);
    assert_eq!(OpenId::try_from(OPENID.to_owned()).unwrap(), openid);
    assert_eq!(OpenId::try_from("a b").unwrap_err(), InvalidValue::Character);
    assert_eq!((openid.as_str(), openid.as_ref()), (OPENID, OPENID));
    assert_eq!(serde_json::to_value(&openid).unwrap(), json!(OPENID));
    assert_ne!(openid, OPENID.to_lowercase().as_str(), "an id is case-sensitive");
}

#[test]
fn an_id_of_common_length_lives_without_the_heap() {
    fn inside<T>(value: &T, text: &str) -> bool {
        let start = std::ptr::from_ref(value) as usize;
        (start..start + size_of::<T>()).contains(&(text.as_ptr() as usize))
    }
    let (openid, appid): (OpenId, AppId) = (OPENID.parse().unwrap(), APPID.parse().unwrap());
    assert!(inside(&openid, openid.as_str()) && inside(&appid, appid.as_str()));
    let long: OpenId = "x".repeat(128).parse().unwrap();
    assert!(!inside(&long, long.as_str()));
    assert_eq!(long.as_str().as_ptr(), long.clone().as_str().as_ptr(), "a clone of a long one shares its text");
}

#[test]
fn debug_masks_what_is_personal() {
    let shown = |text: &str| format!("{:?} {}", text.parse::<OpenId>().unwrap(), text.parse::<UnionId>().unwrap().masked());
    assert_eq!(shown(OPENID), "OpenId(oABC…hijk) oABC…hijk");
    assert_eq!(shown("123456789012"), "OpenId(1234…9012) 1234…9012");
    assert_eq!(shown("12345678901"), "OpenId(…) …");
    assert_eq!(format!("{:?}", TOKEN.parse::<AccessToken>().unwrap()), "AccessToken(…)");
    let info = r#"{"keys":["a-secret-key"]}"#;
    assert!(!format!("{:?}", info.parse::<OpenDataInfo>().unwrap()).contains("secret"));
}

#[test]
fn a_token_is_visible_ascii_up_to_4096_bytes() {
    assert_eq!(TOKEN.parse::<AccessToken>().unwrap().expose_secret(), TOKEN);
    assert_eq!(refused::<AccessToken>(&"t".repeat(4096)), None);
    assert_eq!(refused::<AccessToken>(&"t".repeat(4097)), Some(InvalidValue::TooLong { limit: 4096 }));
    for bad in ["a b", "a\r\nb", "é"] {
        assert_eq!(refused::<AccessToken>(bad), Some(InvalidValue::Character), "{bad:?}");
    }
}

#[test]
fn a_chain_is_an_origin_and_hops() {
    let other = |text: &str| Source::Other(text.into());
    let cases = [
        ("wx_client", Source::WxClient, vec![]),
        ("wx_client,scf", Source::WxClient, vec![Source::Scf]),
        ("wx_devtools,scf,cbr", Source::WxDevtools, vec![Source::Scf, Source::Cbr]),
        ("wx_trigger,not_scf", Source::WxTrigger, vec![Source::NotScf]),
        (",scf", Source::Unknown, vec![Source::Scf]),
        ("web_client", other("web_client"), vec![]),
        ("wx_client,wx_http", Source::WxClient, vec![Source::WxHttp]),
        ("WX_CLIENT", other("WX_CLIENT"), vec![]),
    ];
    for (text, origin, hops) in cases {
        let chain: SourceChain = text.parse().unwrap();
        let elements = [vec![origin.clone()], hops.clone()].concat();
        assert_eq!((chain.origin(), chain.hops().collect::<Vec<_>>()), (origin, hops), "{text}");
        assert_eq!(chain.direct_caller(), *elements.last().unwrap(), "{text}");
        assert_eq!(chain.is_direct(), elements.len() == 1, "{text}");
        assert_eq!(chain.iter().collect::<Vec<_>>(), elements, "{text}");
        assert_eq!((chain.as_str(), chain.to_string().as_str()), (text, text));
    }
    for joined in ["wx_client, wx_http", "wx_client\twx_http", " wx_client", "wx_client "] {
        assert_eq!(refused::<SourceChain>(joined), Some(InvalidValue::Character), "{joined:?}");
    }
    assert_eq!(refused::<SourceChain>(""), Some(InvalidValue::Empty));
}

#[test]
fn a_documented_source_has_its_documented_name() {
    let names = |sources: &[Source]| sources.iter().map(Source::to_string).collect::<Vec<_>>().join(" ");
    let documented = "wx_devtools wx_client wx_http wx_trigger wx_paycallback wx_crawler wx_localdebug wx_unknown scf";
    assert_eq!(names(Source::DOCUMENTED), documented);
    assert_eq!(names(Source::HOPS), "scf cbr not_scf sumeru tencentcloud unknown");
    for source in [Source::DOCUMENTED, Source::HOPS].concat() {
        assert_eq!(source.as_str().parse::<SourceChain>().unwrap().origin(), source);
    }
}
