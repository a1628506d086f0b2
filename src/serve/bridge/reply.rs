use std::borrow::Cow;

use axum::body::{Body, Bytes};
use axum::http::header::CONTENT_TYPE;
use axum::http::response::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};

use super::http_access::CONNECTION;
use crate::serve::refusal::Refusal;
use crate::serve::request_id::REQUEST_ID;

/// The most bytes of a reply, which is what the platform lets through (official page "配额限制").
pub(super) const LIMIT: usize = 6 * 1024 * 1024;
/// The most bytes of an error's own body that are read, or repeated.
const ERROR_LIMIT: usize = 64 * 1024;

pub(super) const UNREADABLE: Refusal =
    Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, "WXCTX_REPLY_UNREADABLE", "the reply broke off, or is larger than 6 MiB");
const BINARY: Refusal = Refusal::new(
    StatusCode::INTERNAL_SERVER_ERROR,
    "WXCTX_REPLY_BINARY",
    "the reply is neither JSON nor text, which is all that callFunction can return",
);

/// What a call's reply looks like to its caller.
#[derive(Clone, Copy)]
pub(super) enum Form {
    /// To `callFunction`: the value itself, or `{code, message, requestId, status}`.
    Function,
    /// To HTTP access: `{statusCode, headers, body, isBase64Encoded}`.
    Http,
}

impl Form {
    /// The body of a response as its caller gets it.
    pub(super) fn body(self, parts: &Parts, body: Bytes) -> Result<Bytes, Refusal> {
        match self {
            Self::Function if parts.status.is_success() => value(&parts.headers, body).ok_or(BINARY),
            Self::Function | Self::Http => Ok(body),
        }
    }

    /// The reply, as JSON, that a response with such a body becomes.
    pub(super) fn reply(self, parts: &Parts, body: Bytes) -> Bytes {
        match self {
            Self::Function if parts.status.is_success() => body,
            Self::Function => error(parts.status, &parts.headers, &body).to_string().into(),
            Self::Http => http(parts.status, &parts.headers, &body).to_string().into(),
        }
    }
}

/// The reply to what cannot be read, so that nobody knows whose call it is; the bridge logs it.
pub(super) fn refused(refusal: Refusal) -> Bytes {
    object(refusal, "", Map::new()).to_string().into()
}

/// The body of a success as the value that a function returns: JSON as it is, text as text, nothing as null.
fn value(headers: &HeaderMap, body: Bytes) -> Option<Bytes> {
    if body.is_empty() {
        return Some(Bytes::from_static(b"null"));
    }
    if is_json(headers) && serde_json::from_slice::<&RawValue>(&body).is_ok() {
        return Some(body);
    }
    let text = std::str::from_utf8(&body).ok()?;
    Some(Value::from(text).to_string().into())
}

/// An answer that is no success; what its own body says comes first.
fn error(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Value {
    let request_id = headers.get(REQUEST_ID).and_then(|id| id.to_str().ok()).unwrap_or_default();
    let body = if body.len() > ERROR_LIMIT { &[] } else { body };
    let own = if is_json(headers) { serde_json::from_slice(body).unwrap_or_default() } else { Map::new() };
    let text = std::str::from_utf8(body).unwrap_or_default().trim();
    let message = if own.is_empty() && !text.is_empty() { text } else { status.canonical_reason().unwrap_or("error") };
    let code = format!("WXCTX_HTTP_{}", status.as_u16());
    object(Refusal { status, code: code.into(), message: message.to_owned().into() }, request_id, own)
}

/// A refusal, with the fields that an error's own body has.
fn object(refusal: Refusal, request_id: &str, mut fields: Map<String, Value>) -> Value {
    fields.entry("code").or_insert_with(|| refusal.code.into());
    fields.entry("message").or_insert_with(|| refusal.message.into());
    fields.insert("requestId".to_owned(), request_id.into());
    fields.insert("status".to_owned(), refusal.status.as_u16().into());
    Value::Object(fields)
}

/// A response as HTTP access takes it (official page "通过 HTTP 访问云函数").
fn http(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Value {
    let mut fields = Map::new();
    for name in headers.keys().filter(|name| !CONNECTION.contains(&name.as_str())) {
        let values: Vec<_> = headers.get_all(name).iter().map(|value| String::from_utf8_lossy(value.as_bytes())).collect();
        let value = match &*values {
            [value] => value.clone().into(),
            values => values.iter().map(|value| Value::from(value.as_ref())).collect(),
        };
        fields.insert(name.to_string(), value);
    }
    let (body, is_base64) = match std::str::from_utf8(body) {
        Ok(text) => (Cow::Borrowed(text), false),
        Err(_) => (STANDARD.encode(body).into(), true),
    };
    json!({ "statusCode": status.as_u16(), "headers": fields, "body": body, "isBase64Encoded": is_base64 })
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    kind == "application/json" || kind.ends_with("+json")
}

/// The response that brings a reply to the bridge.
pub(super) fn response(reply: Bytes) -> Response {
    let mut response = Response::new(Body::from(reply));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}
