//! `extendedContext` of @cloudbase/functions-framework 1.18.0, and `WxContext::from_cloudbase_context`.

use std::io::Read;

use base64::Engine;
use base64::alphabet::{STANDARD, URL_SAFE};
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use flate2::bufread::GzDecoder;
use serde_json::{Map, Value, json};
use wxctx::{Carrier, Field, Rejection, WxContext};

use crate::cases::Case;
use crate::difference::{Difference, Expected, is_valid};
use crate::text::{holds_a_key_twice, holds_what_json_here_cannot, padded};

pub(crate) static DIFFERENCES: &[Difference<Header>] = &[
    Difference {
        name: "Base64 of plain JSON is read",
        reason: "CloudBase sends both forms; who reads gzip alone takes the other for a call without identity.",
        apply: |header, expected| {
            if let Some(plain) = header.bytes.as_ref().filter(|bytes| !is_gzip(bytes)).and_then(|bytes| parse(bytes)) {
                expected.answer = plain;
            }
        },
    },
    Difference {
        name: "What cannot be decoded is refused",
        reason: "A caller of whom nobody knows who it is must not look like a call without identity.",
        apply: |header, expected| {
            if expected.answer == json!({}) && header.json.as_ref().is_none_or(|json| parse(json).is_none()) {
                expected.refuse(MALFORMED);
            }
        },
    },
    Difference {
        name: "More than 16 KiB, or 256 KiB inflated, are refused",
        reason: "16 KiB of gzip inflate to 12 MiB, before anybody has looked at a byte of it.",
        apply: |header, expected| {
            if header.text.len() > 16 * 1024 || header.json.as_ref().is_some_and(|json| json.len() > 256 * 1024) {
                expected.refuse(MALFORMED);
            }
        },
    },
    Difference {
        name: "Base64 has one form",
        reason: "Letters of both alphabets, letters of none and wrong padding are passed over in Node; two programs that read one \
                 header in two ways are how a forged one gets past the first.",
        apply: |header, expected| {
            if header.bytes.is_none() {
                expected.refuse(MALFORMED);
            }
        },
    },
    Difference {
        name: "Nothing follows the gzip member",
        reason: "A second member adds to the JSON of the first.",
        apply: |header, expected| {
            if header.has_more {
                expected.refuse(MALFORMED);
            }
        },
    },
    Difference {
        name: "The JSON is an object",
        reason: "Nothing else holds a caller; `null` or an array instead of one is a fault, and not a call without identity.",
        apply: |_, expected| {
            if !expected.answer.is_object() {
                expected.refuse(MALFORMED);
            }
        },
    },
    Difference {
        name: "The JSON is UTF-8",
        reason: "Two ids that differ in such bytes would become one.",
        apply: |header, expected| {
            if header.json.as_ref().is_some_and(|json| std::str::from_utf8(json).is_err()) {
                expected.refuse(MALFORMED);
            }
        },
    },
    Difference {
        name: "The JSON is one that every language reads",
        reason: "Half of a surrogate pair is text in JavaScript alone, `1e999` is no number, and nobody sends objects nested by the hundred.",
        apply: |header, expected| {
            if header.json_text().is_some_and(|json| holds_what_json_here_cannot(json, &expected.answer)) {
                expected.refuse(MALFORMED);
            }
        },
    },
    Difference {
        name: "A key that comes twice is refused",
        reason: "Nothing says which of two callers is the true one.",
        apply: |header, expected| {
            if header.json_text().is_some_and(|json| holds_a_key_twice(json, &expected.answer)) {
                expected.refuse(MALFORMED);
            }
        },
    },
    Difference {
        name: "`wechatContext` is an object",
        reason: "`null` is a call without identity; anything else instead of one is a fault.",
        apply: |_, expected| {
            if expected.answer.get("wechatContext").is_some_and(|wechat| !wechat.is_object() && !wechat.is_null()) {
                expected.refuse(MALFORMED);
            }
        },
    },
    Difference {
        name: "The value of a field is text",
        reason: "An id of digits has lost its zeros by the time that it is a number.",
        apply: |_, expected| {
            for (field, value) in values(expected) {
                if !value.is_string() && !value.is_null() {
                    expected.refuse(Rejection::Malformed(field));
                }
            }
        },
    },
    Difference {
        name: "Values are trimmed, and an empty one is absent",
        reason: "An openid of nothing is nobody; `unionId` is empty where there is none.",
        apply: |_, expected| {
            for (field, value) in values(expected) {
                if let (Some(text), Some(place)) = (value.as_str(), expected.answer.pointer_mut(&pointer(field))) {
                    *place = Some(text.trim()).filter(|text| !text.is_empty()).into();
                }
            }
        },
    },
    Difference {
        name: "Values are checked",
        reason: "What is no id or source is refused, and never kept as if it were one.",
        apply: |_, expected| {
            for (field, value) in values(expected) {
                if value.as_str().is_some_and(|text| !is_valid(field, text)) {
                    expected.refuse(Rejection::Malformed(field));
                }
            }
        },
    },
];

const MALFORMED: Rejection = Rejection::MalformedCarrier(Carrier::CloudbaseContext);

/// The header, and as much of it as can be decoded.
pub(crate) struct Header {
    text: String,
    bytes: Option<Vec<u8>>,
    /// Inflated where it has to be.
    json: Option<Vec<u8>>,
    /// Something follows the gzip member.
    has_more: bool,
}

impl Header {
    pub(crate) fn of(case: &Case) -> Self {
        let text = padded(case, case.json["headers"]["x-cloudbase-context"].as_str().expect("a header"));
        let config = GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
        let decode = |alphabet| GeneralPurpose::new(alphabet, config).decode(text.trim()).ok();
        let bytes = decode(&STANDARD).or_else(|| decode(&URL_SAFE));
        let (mut json, mut has_more) = (bytes.clone(), false);
        if let Some(gzip) = bytes.as_deref().filter(|bytes| is_gzip(bytes)) {
            let (mut inflated, mut decoder) = (Vec::new(), GzDecoder::new(gzip));
            json = decoder.read_to_end(&mut inflated).is_ok().then_some(inflated);
            has_more = json.is_some() && !decoder.into_inner().is_empty();
        }
        Self { text, bytes, json, has_more }
    }

    fn json_text(&self) -> Option<&str> {
        std::str::from_utf8(self.json.as_ref()?).ok()
    }

    /// Our answer. The id of the call is no part of what a context is serialized to.
    pub(crate) fn read(&self) -> Result<Value, Rejection> {
        let context = WxContext::from_cloudbase_context(&self.text)?;
        let mut answer = serde_json::to_value(&context).expect("a context is JSON");
        if let Some(call_id) = context.call_id() {
            answer["CALL_ID"] = call_id.as_str().into();
        }
        Ok(answer)
    }

    /// What the fields are of what the framework hands over.
    pub(crate) fn expect(mut expected: Expected) -> Result<Value, Rejection> {
        let texts = values(&expected).into_iter().filter(|(_, value)| value.is_string());
        let texts = texts.map(|(field, value)| (field.sdk_key().unwrap_or("CALL_ID").to_owned(), value));
        expected.answer = texts.collect::<Map<_, _>>().into();
        expected.outcome()
    }
}

/// The fields that the header carries, and where: the last column of the table of fields.
const PATHS: &[(Field, &str)] = &[
    (Field::OpenId, "wechatContext.openId"),
    (Field::AppId, "wechatContext.appId"),
    (Field::UnionId, "wechatContext.unionId"),
    (Field::FromOpenId, "wechatContext.fromOpenId"),
    (Field::FromAppId, "wechatContext.fromAppId"),
    (Field::FromUnionId, "wechatContext.fromUnionId"),
    (Field::Env, "envId"),
    (Field::Source, "wechatContext.source"),
    (Field::CallId, "wechatContext.callId"),
];

fn pointer(field: Field) -> String {
    let path = PATHS.iter().find(|(other, _)| *other == field).map(|(_, path)| path.replace('.', "/"));
    format!("/{}", path.expect("the header carries this field"))
}

/// What there is of the fields.
fn values(expected: &Expected) -> Vec<(Field, Value)> {
    PATHS.iter().filter_map(|(field, _)| Some((*field, expected.answer.pointer(&pointer(*field))?.clone()))).collect()
}

fn is_gzip(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0x1f, 0x8b])
}

fn parse(json: &[u8]) -> Option<Value> {
    serde_json::from_slice(json).ok()
}
