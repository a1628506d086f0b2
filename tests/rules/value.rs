use std::fmt::Debug;
use std::net::{IpAddr, Ipv6Addr};

use serde_json::json;
use wxctx::{AccessToken, AppId, CallId, EnvId, Field, InvalidValue, OpenDataInfo, OpenId, Source, SourceChain, UnionId};

/// The most bytes of a field's text.
const fn limit(field: Field) -> usize {
    match field {
        Field::Source => 512,
        Field::OpenDataInfo | Field::AccessToken | Field::FromAccessToken => 4096,
        _ => 128,
    }
}

/// Whether a text is a value of the field.
pub(crate) fn fits(field: Field, text: &str) -> bool {
    let all = |allowed: fn(char) -> bool| (1..=limit(field)).contains(&text.len()) && text.chars().all(allowed);
    match field {
        Field::ClientIp => text.parse::<IpAddr>().is_ok(),
        Field::ClientIpv6 => text.parse::<Ipv6Addr>().is_ok(),
        Field::OpenDataInfo => all(|letter| !letter.is_control()),
        Field::Source | Field::AccessToken | Field::FromAccessToken => all(|letter| letter.is_ascii_graphic()),
        Field::CallId => all(|letter| letter.is_ascii_alphanumeric() || "_-.".contains(letter)),
        _ => all(|letter| letter.is_ascii_alphanumeric() || "_-".contains(letter)),
    }
}

/// The text as the field shows it: addresses have more spellings than one.
pub(crate) fn shown(field: Field, text: &str) -> String {
    match field {
        Field::ClientIp => text.parse::<IpAddr>().unwrap().to_string(),
        Field::ClientIpv6 => text.parse::<Ipv6Addr>().unwrap().to_string(),
        _ => text.to_owned(),
    }
}

/// First 4 and last 4 characters, nothing under 12.
pub(crate) fn masked(id: &str) -> String {
    if id.len() < 12 { "…".to_owned() } else { format!("{}…{}", &id[..4], &id[id.len() - 4..]) }
}

/// Whether the text was accepted as it must be, and refused for the right reason.
fn judged<T: Debug>(field: Field, text: &str, parsed: Result<T, InvalidValue>) -> Option<T> {
    let expected = match text.len() {
        _ if fits(field, text) => None,
        0 => Some(InvalidValue::Empty),
        length if length > limit(field) => Some(InvalidValue::TooLong { limit: limit(field) }),
        _ => Some(InvalidValue::Character),
    };
    assert_eq!(parsed.as_ref().err().copied(), expected, "{field} of {text:?}");
    parsed.ok()
}

macro_rules! id {
    ($field:ident $type:ident $text:expr) => {{
        let text: &str = $text;
        if let Some(id) = judged(Field::$field, text, text.parse::<$type>()) {
            assert_eq!((id.as_str(), id.as_ref()), (text, text));
            assert_eq!(id, text);
            assert_eq!((&$type::try_from(text).unwrap(), &$type::try_from(text.to_owned()).unwrap()), (&id, &id.clone()));
            assert_eq!(id.masked().to_string(), masked(text));
            assert_eq!(format!("{id:?}"), format!(concat!(stringify!($type), "({})"), masked(text)));
            assert_eq!(serde_json::to_value(&id).unwrap(), json!(text));
        }
    }};
}

/// Holds a text against every type that is made of one.
pub(crate) fn check(text: &str) {
    id!(OpenId OpenId text);
    id!(AppId AppId text);
    id!(UnionId UnionId text);
    id!(Env EnvId text);
    id!(CallId CallId text);
    for (display, field) in [
        (text.parse::<AppId>().map(|id| id.to_string()), Field::AppId),
        (text.parse::<EnvId>().map(|id| id.to_string()), Field::Env),
        (text.parse::<CallId>().map(|id| id.to_string()), Field::CallId),
    ] {
        assert_eq!(display.ok().as_deref(), Some(text).filter(|text| fits(field, text)));
    }
    if let Some(info) = judged(Field::OpenDataInfo, text, text.parse::<OpenDataInfo>()) {
        assert_eq!(info.as_str(), text);
        assert_eq!(format!("{info:?}"), format!("OpenDataInfo({} bytes)", text.len()));
        assert_eq!(serde_json::to_value(&info).unwrap(), json!(text));
    }
    if let Some(token) = judged(Field::AccessToken, text, text.parse::<AccessToken>()) {
        assert_eq!(token.expose_secret(), text);
        assert_eq!(format!("{token:?} {token:#?}"), "AccessToken(…) AccessToken(…)");
    }
    if let Some(chain) = judged(Field::Source, text, text.parse::<SourceChain>()) {
        self::chain(&chain, text);
    }
}

/// A chain keeps its text, and all that it says of itself agrees with that text split at the commas.
fn chain(chain: &SourceChain, text: &str) {
    let elements: Vec<Source> = text.split(',').map(source).collect();
    assert_eq!((chain.as_str(), &*chain.to_string()), (text, text));
    assert_eq!(format!("{chain:?}"), format!("SourceChain({text:?})"));
    assert_eq!(serde_json::to_value(chain).unwrap(), json!(text));
    assert_eq!(chain.iter().collect::<Vec<_>>(), elements);
    assert_eq!(chain.origin(), elements[0]);
    assert_eq!(chain.hops().collect::<Vec<_>>(), elements[1..]);
    assert_eq!(chain.direct_caller(), elements[elements.len() - 1]);
    assert_eq!(chain.is_direct(), elements.len() == 1);
    for (element, written) in chain.iter().zip(text.split(',')) {
        let written = if written.is_empty() { "unknown" } else { written };
        assert_eq!((element.as_str(), &*element.to_string()), (written, written));
        assert_eq!(element.is_hop(), ["scf", "cbr", "not_scf", "sumeru", "tencentcloud", "unknown"].contains(&written));
    }
}

fn source(element: &str) -> Source {
    match element {
        "wx_devtools" => Source::WxDevtools,
        "wx_client" => Source::WxClient,
        "wx_http" => Source::WxHttp,
        "wx_trigger" => Source::WxTrigger,
        "wx_paycallback" => Source::WxPaycallback,
        "wx_crawler" => Source::WxCrawler,
        "wx_localdebug" => Source::WxLocaldebug,
        "wx_unknown" => Source::WxUnknown,
        "scf" => Source::Scf,
        "cbr" => Source::Cbr,
        "not_scf" => Source::NotScf,
        "sumeru" => Source::Sumeru,
        "tencentcloud" => Source::Tencentcloud,
        "unknown" | "" => Source::Unknown,
        other => Source::Other(other.into()),
    }
}
