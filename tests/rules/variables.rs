use std::collections::BTreeSet;

use serde_json::Value;
use wxctx::{Carrier, Field, Rejection, WxContext};

use super::value::{fits, shown};
use super::{Read, read};

/// What wx-server-sdk's names for a field's value are; for the others but three `WX_CONTEXT_KEYS` says which of them counts.
fn names(field: Field) -> &'static [&'static str] {
    match field {
        Field::OpenId => &["WX_OPENID", "OPENID"],
        Field::AppId => &["WX_APPID", "APPID"],
        Field::UnionId => &["WX_UNIONID", "UNIONID"],
        Field::FromOpenId => &["WX_FROM_OPENID", "FROM_OPENID"],
        Field::FromAppId => &["WX_FROM_APPID", "FROM_APPID"],
        Field::FromUnionId => &["WX_FROM_UNIONID", "FROM_UNIONID"],
        Field::Env => &["TCB_ENV", "SCF_NAMESPACE"],
        Field::Source => &["TCB_SOURCE"],
        Field::ClientIp => &["WX_CLIENTIP", "CLIENTIP"],
        Field::ClientIpv6 => &["WX_CLIENTIPV6", "CLIENTIPV6"],
        Field::OpenDataInfo => &["WX_OPEN_DATA_INFO", "OPEN_DATA_INFO"],
        Field::AccessToken => &["WX_CLOUDBASE_ACCESSTOKEN"],
        _ => &[],
    }
}

/// What is read of pairs, by the documentation.
fn expected(pairs: &[(&str, &str)], carrier: Carrier) -> Read {
    let values = |name: &str| -> BTreeSet<&str> {
        let of_name = pairs.iter().filter(|(other, _)| other.trim() == name);
        of_name.map(|(_, value)| value.trim()).filter(|value| !value.is_empty()).collect()
    };
    let keys = values("WX_CONTEXT_KEYS");
    if keys.len() > 1 {
        return Err(Rejection::MalformedCarrier(carrier));
    }
    let listed: BTreeSet<&str> = keys.iter().flat_map(|keys| keys.split(',')).map(str::trim).collect();
    let mut read = Vec::new();
    for &field in Field::ALL {
        let found: BTreeSet<&str> = if matches!(field, Field::Env | Field::Source | Field::AccessToken) {
            names(field).iter().map(|name| values(name)).find(|values| !values.is_empty()).unwrap_or_default()
        } else {
            names(field).iter().filter(|name| listed.contains(**name)).flat_map(|name| values(name)).collect()
        };
        match found.iter().collect::<Vec<_>>().as_slice() {
            [] => {}
            [text] if fits(field, text) => read.push((field, shown(field, text))),
            [_] => return Err(Rejection::Malformed(field)),
            _ => return Err(Rejection::Conflict(field)),
        }
    }
    Ok(read)
}

/// Holds pairs against what must be read of them.
pub(crate) fn check(pairs: &[(&str, &str)]) {
    let got = read(WxContext::from_variables(pairs.iter().copied()));
    assert_eq!(got, expected(pairs, Carrier::Variables), "{pairs:?}");
}

/// Holds a text against what must be read of it as `environ`.
pub(crate) fn check_environ(text: &str) {
    let got = read(WxContext::from_environ(text));
    let pairs: Vec<(&str, &str)> = text.split(';').filter_map(|entry| entry.split_once('=')).collect();
    if text.len() > 64 * 1024 {
        assert_eq!(got, Err(Rejection::MalformedCarrier(Carrier::Environ)));
    } else {
        assert_eq!(got, expected(&pairs, Carrier::Environ), "{text:?}");
    }
    check(&pairs);
}

/// Holds a text against what must be read of it as `environment`.
pub(crate) fn check_environment(text: &str) {
    const MALFORMED: Rejection = Rejection::MalformedCarrier(Carrier::Environment);

    let got = read(WxContext::from_environment(text));
    let Ok(value) = serde_json::from_str::<Value>(text) else { return };
    // What a `Value` kept of the text has every key once.
    let once = value.to_string();
    if text.len() > 64 * 1024 || once.len() > 64 * 1024 {
        assert!(text.len() <= 64 * 1024 || got == Err(MALFORMED));
        return;
    }
    let of_once = read(WxContext::from_environment(&once));
    assert!(got == of_once || got == Err(MALFORMED), "{text:?} is {got:?}, and {once:?} is {of_once:?}");
    let Value::Object(object) = &value else { return assert_eq!(got, Err(MALFORMED), "{text:?}") };
    let is_odd = |name: &str| match name.trim() {
        "WX_CONTEXT_KEYS" => Some(MALFORMED),
        name => Field::ALL.iter().find(|field| names(**field).contains(&name)).map(|&field| Rejection::Malformed(field)),
    };
    let odd: Vec<Rejection> =
        object.iter().filter(|(_, value)| !value.is_string() && !value.is_null()).filter_map(|(name, _)| is_odd(name)).collect();
    if odd.is_empty() {
        let pairs: Vec<(&str, &str)> = object.iter().filter_map(|(name, value)| Some((name.as_str(), value.as_str()?))).collect();
        assert_eq!(of_once, expected(&pairs, Carrier::Environment), "{once:?}");
    } else {
        assert!(of_once.as_ref().is_err_and(|rejection| odd.contains(rejection)), "{once:?} is {of_once:?}");
    }
}
