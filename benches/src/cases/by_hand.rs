//! What a careful user writes without wxctx: extractors that own `String`s, by constant header names. Nothing is checked but that
//! a value is there and is text.

#![allow(dead_code, reason = "what is made is dropped")]

use axum_core::extract::FromRequestParts;
use http::request::Parts;
use http::{HeaderMap, HeaderName, StatusCode};

pub(super) static OPENID: HeaderName = HeaderName::from_static("x-wx-openid");
pub(super) static APPID: HeaderName = HeaderName::from_static("x-wx-appid");
pub(super) static UNIONID: HeaderName = HeaderName::from_static("x-wx-unionid");
static FROM_OPENID: HeaderName = HeaderName::from_static("x-wx-from-openid");
static FROM_APPID: HeaderName = HeaderName::from_static("x-wx-from-appid");
static FROM_UNIONID: HeaderName = HeaderName::from_static("x-wx-from-unionid");
static ENV: HeaderName = HeaderName::from_static("x-wx-env");
static SOURCE: HeaderName = HeaderName::from_static("x-wx-source");

pub(super) fn borrowed<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

pub(super) fn text(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    borrowed(headers, name).map(str::to_owned)
}

pub(super) fn required(headers: &HeaderMap, name: &HeaderName) -> Result<String, StatusCode> {
    text(headers, name).ok_or(StatusCode::UNAUTHORIZED)
}

/// One field.
pub(super) struct OpenId(pub(super) String);

impl<S: Sync> FromRequestParts<S> for OpenId {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, StatusCode> {
        required(&parts.headers, &OPENID).map(Self)
    }
}

/// Three fields.
pub(super) struct Member {
    pub(super) openid: String,
    pub(super) appid: String,
    pub(super) unionid: Option<String>,
}

impl Member {
    pub(super) fn read(headers: &HeaderMap) -> Result<Self, StatusCode> {
        Ok(Self { openid: required(headers, &OPENID)?, appid: required(headers, &APPID)?, unionid: text(headers, &UNIONID) })
    }
}

impl<S: Sync> FromRequestParts<S> for Member {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, StatusCode> {
        Self::read(&parts.headers)
    }
}

/// Which user calls, as people write it: the shared pair, or else the own one.
pub(super) struct Caller {
    pub(super) openid: String,
    pub(super) appid: String,
    pub(super) unionid: Option<String>,
}

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, StatusCode> {
        let headers = &parts.headers;
        if let Some(openid) = text(headers, &FROM_OPENID) {
            return Ok(Self { openid, appid: required(headers, &FROM_APPID)?, unionid: text(headers, &FROM_UNIONID) });
        }
        Ok(Self { openid: required(headers, &OPENID)?, appid: required(headers, &APPID)?, unionid: text(headers, &UNIONID) })
    }
}

/// Eight fields, by eight lookups.
pub(super) struct Context(pub(super) [Option<String>; 8]);

const CONTEXT: [&HeaderName; 8] = [&OPENID, &APPID, &UNIONID, &FROM_OPENID, &FROM_APPID, &FROM_UNIONID, &ENV, &SOURCE];

impl<S: Sync> FromRequestParts<S> for Context {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, StatusCode> {
        Ok(Self(CONTEXT.map(|name| text(&parts.headers, name))))
    }
}

/// Eight lookups that keep nothing: the least that hand-written code can do.
pub(super) fn eight(headers: &HeaderMap) -> [Option<&str>; 8] {
    CONTEXT.map(|name| borrowed(headers, name))
}
