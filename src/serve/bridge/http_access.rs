use axum::body::Body;
use axum::extract::Request;
use axum::http::header::CONTENT_LENGTH;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::event::{PATH, Parts, malformed};
use crate::serve::refusal::Refusal;
use crate::serve::request_id::REQUEST_ID;

/// The most bytes of the headers of one request, or of its query: what is in them is small, and a tree of it is not.
const LIMIT: usize = 64 * 1024;
/// The event has the query apart.
const WHOLE_PATH: &AsciiSet = &PATH.add(b'?');
/// What names and values of a query hold as it is.
const QUERY: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
/// What is about one connection, or about the envelope, and not about the request inside (RFC 9110, 7.6.1).
pub(super) const CONNECTION: [&str; 11] = [
    "connection",
    "content-length",
    "expect",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

impl Parts<'_> {
    /// The request that HTTP access made the event of.
    pub(super) fn http_request(&self) -> Result<Request, Refusal> {
        let text = |part: Option<&RawValue>| part.and_then(|part| serde_json::from_str::<String>(part.get()).ok());
        let method = text(self.method).and_then(|method| Method::from_bytes(method.as_bytes()).ok()).ok_or_else(malformed)?;
        let path = text(self.path).ok_or_else(malformed)?;
        let mut target = format!("/{}", utf8_percent_encode(path.trim_start_matches('/'), WHOLE_PATH));
        let mut separator = '?';
        for (name, value) in pairs(object(self.parameters.or(self.query))?) {
            target.push(separator);
            separator = '&';
            target.extend(utf8_percent_encode(&name, QUERY));
            target.push('=');
            target.extend(utf8_percent_encode(&value, QUERY));
        }
        let body = match (text(self.body), self.is_base64.is_some_and(|is| is.get() == "true")) {
            (Some(body), true) => STANDARD.decode(body).map_err(|_| malformed())?,
            (Some(body), false) => body.into_bytes(),
            // A body that somebody parsed is sent on as it is.
            (None, _) => self.body.map(RawValue::get).filter(|body| *body != "null").unwrap_or_default().into(),
        };
        let length = body.len().into();
        let mut request = Request::new(Body::from(body));
        *request.method_mut() = method;
        *request.uri_mut() = target.parse().map_err(|_| malformed())?;
        *request.headers_mut() = headers(object(self.headers)?)?;
        request.headers_mut().insert(CONTENT_LENGTH, length);
        Ok(request)
    }
}

/// The headers that reach the router: a client wrote them, so none that anybody could take for the platform's or the bridge's word.
fn headers(headers: Map<String, Value>) -> Result<HeaderMap, Refusal> {
    let mut kept = HeaderMap::new();
    let pairs: Vec<_> = pairs(headers).collect();
    let connection = pairs.iter().filter(|(name, _)| name.eq_ignore_ascii_case("connection"));
    let listed: Vec<_> = connection.flat_map(|(_, names)| names.split(',').map(spelled)).collect();
    for (name, value) in &pairs {
        let spelled = spelled(name);
        if CONNECTION.contains(&&*spelled) || speaks_for_others(&spelled) || listed.contains(&spelled) {
            continue;
        }
        let name: HeaderName = name.trim().parse().map_err(|_| malformed())?;
        kept.append(name, HeaderValue::from_bytes(value.trim().as_bytes()).map_err(|_| malformed())?);
    }
    Ok(kept)
}

/// A header's name however it is written: some servers read an underscore as a hyphen.
fn spelled(name: &str) -> String {
    name.trim().to_ascii_lowercase().replace('_', "-")
}

fn speaks_for_others(name: &str) -> bool {
    ["x-wx-", "x-cloudbase-", "x-wxctx-"].iter().any(|start| name.starts_with(start)) || name == REQUEST_ID.as_str()
}

fn object(part: Option<&RawValue>) -> Result<Map<String, Value>, Refusal> {
    match part {
        None => Ok(Map::new()),
        Some(part) if part.get() == "null" => Ok(Map::new()),
        Some(part) if part.get().len() > LIMIT => Err(Refusal::new(
            StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            "WXCTX_EVENT_TOO_LARGE",
            "the headers or the query of the event are too large",
        )),
        Some(part) => serde_json::from_str(part.get()).map_err(|_| malformed()),
    }
}

/// A name with several values has them in an array; a parameter without a value is `true` (official page "API 网关触发器").
fn pairs(object: Map<String, Value>) -> impl Iterator<Item = (String, String)> {
    object.into_iter().flat_map(|(name, value)| {
        let values = match value {
            Value::Array(values) => values,
            value => vec![value],
        };
        values.into_iter().filter_map(move |value| match value {
            Value::String(text) => Some((name.clone(), text)),
            Value::Bool(true) => Some((name.clone(), String::new())),
            Value::Number(number) => Some((name.clone(), number.to_string())),
            _ => None,
        })
    })
}
