use std::fmt;

use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::request::Parts as Head;
use axum::http::uri::PathAndQuery;
use axum::http::{HeaderValue, Method, StatusCode};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::reply::Form;
use crate::Envelope;
use crate::serve::refusal::Refusal;

/// What no path of a request holds as it is.
pub(super) const PATH: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'<').add(b'>').add(b'\\').add(b'^').add(b'`').add(b'{').add(b'|').add(b'}');

/// The event of a call as a request, and the form that its reply takes.
pub(super) struct Event {
    pub(super) form: Form,
    pub(super) request: Result<Request, Refusal>,
}

impl Event {
    /// Reads the event in `envelope`, which was read of `json`.
    ///
    /// Whoever may call the function writes its event, so that an event that looks like one of HTTP access can come of anybody. It
    /// is taken for one only where the call's own variables name no user, as those of `callFunction` do; and all that it decides is
    /// which route is asked how: who calls is in the variables, in either form.
    pub(super) fn read(envelope: &Envelope<'_>, json: &Bytes) -> Self {
        // What is no object has no parts.
        let parts: Parts<'_> = serde_json::from_str(envelope.event()).unwrap_or_default();
        let names_nobody = || envelope.context().is_ok_and(|call| call.openid().is_none() && call.from_openid().is_none());
        if parts.is_http() && names_nobody() {
            return Self { form: Form::Http, request: parts.http_request() };
        }
        let event = json.slice_ref(envelope.event().as_bytes());
        Self { form: Form::Function, request: parts.function_request(event) }
    }
}

/// What of an event says how it becomes a request, each as it came.
#[derive(Default)]
pub(super) struct Parts<'a> {
    url: Option<&'a RawValue>,
    context: Option<&'a RawValue>,
    pub(super) method: Option<&'a RawValue>,
    pub(super) path: Option<&'a RawValue>,
    pub(super) headers: Option<&'a RawValue>,
    pub(super) parameters: Option<&'a RawValue>,
    pub(super) query: Option<&'a RawValue>,
    pub(super) body: Option<&'a RawValue>,
    pub(super) is_base64: Option<&'a RawValue>,
}

impl Parts<'_> {
    /// Whether it has the shape of HTTP access (official page "通过 HTTP 访问云函数").
    fn is_http(&self) -> bool {
        let starts = |part: Option<&RawValue>, start| part.is_some_and(|part| part.get().starts_with(start));
        starts(self.method, '"') && starts(self.path, '"') && starts(self.headers, '{') && starts(self.context, '{')
    }

    /// `POST` of the whole event to `/`, or to the path in `$url`, by which tcb-router names routes.
    fn function_request(&self, event: Bytes) -> Result<Request, Refusal> {
        let length = event.len().into();
        let mut request = Request::new(Body::from(event));
        *request.method_mut() = Method::POST;
        *request.uri_mut() = match self.url {
            None => PathAndQuery::from_static("/").into(),
            Some(url) => target(url).ok_or_else(malformed)?.into(),
        };
        request.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        request.headers_mut().insert(CONTENT_LENGTH, length);
        Ok(request)
    }
}

fn target(url: &RawValue) -> Option<PathAndQuery> {
    let url: String = serde_json::from_str(url.get()).ok()?;
    format!("/{}", utf8_percent_encode(url.trim_start_matches('/'), PATH)).parse().ok()
}

/// The head of what could not be made a request.
pub(super) fn no_request() -> Head {
    let mut request = Request::new(());
    *request.method_mut() = Method::POST;
    request.into_parts().0
}

pub(super) fn malformed() -> Refusal {
    Refusal::new(StatusCode::BAD_REQUEST, "WXCTX_MALFORMED_EVENT", "the event cannot be made a request")
}

impl<'de> Deserialize<'de> for Parts<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(PartsVisitor)
    }
}

struct PartsVisitor;

impl<'de> Visitor<'de> for PartsVisitor {
    type Value = Parts<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Parts<'de>, A::Error> {
        let mut parts = Parts::default();
        while let Some(key) = entries.next_key::<String>()? {
            let part = match key.as_str() {
                "$url" => &mut parts.url,
                "requestContext" => &mut parts.context,
                "httpMethod" => &mut parts.method,
                "path" => &mut parts.path,
                "headers" => &mut parts.headers,
                "queryStringParameters" => &mut parts.parameters,
                "queryString" => &mut parts.query,
                "body" => &mut parts.body,
                "isBase64Encoded" => &mut parts.is_base64,
                _ => {
                    entries.next_value::<IgnoredAny>()?;
                    continue;
                }
            };
            *part = Some(entries.next_value()?);
        }
        Ok(parts)
    }
}
