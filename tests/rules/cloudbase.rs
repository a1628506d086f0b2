use std::io::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;
use wxctx::{Carrier, Field, Rejection, WxContext};

use super::value::{fits, shown};
use super::{Read, read};

const MALFORMED: Rejection = Rejection::MalformedCarrier(Carrier::CloudbaseContext);

pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Every way in which the platform, or a decoder that people wrote for it, has the same JSON in a header.
pub(crate) fn encodings(json: &[u8]) -> [String; 8] {
    let zipped = gzip(json);
    let engines = [STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD];
    std::array::from_fn(|index| engines[index % 4].encode(if index < 4 { json } else { &zipped }))
}

/// Where a field stands.
fn path(field: Field) -> Option<&'static str> {
    Some(match field {
        Field::OpenId => "/wechatContext/openId",
        Field::AppId => "/wechatContext/appId",
        Field::UnionId => "/wechatContext/unionId",
        Field::FromOpenId => "/wechatContext/fromOpenId",
        Field::FromAppId => "/wechatContext/fromAppId",
        Field::FromUnionId => "/wechatContext/fromUnionId",
        Field::Env => "/envId",
        Field::Source => "/wechatContext/source",
        Field::CallId => "/wechatContext/callId",
        _ => return None,
    })
}

/// What is read of JSON in which every key comes once, by the documentation.
fn expected(value: &Value) -> Read {
    let wechat = &value["wechatContext"];
    if !value.is_object() || !wechat.is_null() && !wechat.is_object() {
        return Err(MALFORMED);
    }
    let mut read = Vec::new();
    for &field in Field::ALL {
        match path(field).and_then(|path| value.pointer(path)) {
            None | Some(Value::Null) => {}
            Some(Value::String(text)) if text.trim().is_empty() => {}
            Some(Value::String(text)) if fits(field, text.trim()) => read.push((field, shown(field, text.trim()))),
            Some(_) => return Err(Rejection::Malformed(field)),
        }
    }
    Ok(read)
}

/// Holds a text against what must be read of it as a header, and of a header that holds it.
pub(crate) fn check(text: &[u8]) {
    if let Ok(header) = std::str::from_utf8(text) {
        let got = read(WxContext::from_cloudbase_context(header));
        assert!(header.trim_ascii().len() <= 16 * 1024 || got == Err(MALFORMED), "{header:?}");
    }
    // Longer ones do not fit without gzip; what begins like gzip is read as that.
    if text.len() > 8 * 1024 || text.starts_with(&[0x1f, 0x8b]) {
        return;
    }
    let got = of_all(text);
    if let Ok(value) = serde_json::from_slice::<Value>(text) {
        let of_once = of_all(value.to_string().as_bytes());
        assert_eq!(of_once, expected(&value), "{value}");
        assert!(got == of_once || got == Err(MALFORMED), "{value} is {of_once:?}, and as it was written {got:?}");
    }
}

/// What is read of JSON, the same in each of its encodings.
pub(crate) fn of_all(json: &[u8]) -> Read {
    let encodings = encodings(json);
    let [first, others @ ..] = encodings.each_ref().map(|header| (header, read(WxContext::from_cloudbase_context(header))));
    for (header, other) in others {
        assert_eq!(other, first.1, "{:?} in {header}", String::from_utf8_lossy(json));
    }
    first.1
}
