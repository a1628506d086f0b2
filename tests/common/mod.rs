//! One application, the ways to call it, and the ids that the tests are about.
#![allow(dead_code, reason = "every test file is a program of its own, and none uses all of it")]

pub(crate) mod app;
pub(crate) mod http1;
#[cfg(feature = "serve")]
pub(crate) mod program;
#[cfg(feature = "serve")]
pub(crate) mod served;

use axum::body::Body;
use http_body_util::BodyExt as _;
use hyper::{HeaderMap, Request, Response};
use wxctx::{Rejection, Trust, WxContext};

pub(crate) const OPENID: &str = "oABCD0123456789_-abcdefghijk";
pub(crate) const APPID: &str = "wx0123456789abcdef";
pub(crate) const UNIONID: &str = "o6_bmasdasdsad6_2sgVt7hMZOPx";
pub(crate) const FROM_OPENID: &str = "oOTHER0123456789_-abcdefghij";
pub(crate) const FROM_APPID: &str = "wxfedcba9876543210";
pub(crate) const FROM_UNIONID: &str = "o6_bmasOTHERsad6_2sgVt7hMZOP";
pub(crate) const ENV: &str = "prod-1a2b3c";
pub(crate) const TOKEN: &str = "a-token-of-the-platform-0123456789";
pub(crate) const SECRET: &str = "the-new-secret-of-2026";
pub(crate) const OLD_SECRET: &str = "the-old-secret-of-2025";
/// The header of `shared_secret`.
pub(crate) const PROOF: &str = "x-gateway-secret";
/// The header of `basic`.
pub(crate) const ANYSERVICE: &str = "x-anyservice-authorization";
/// `Basic`, and Base64 of `anyservice:the-new-secret-of-2026`.
pub(crate) const BASIC: &str = "Basic YW55c2VydmljZTp0aGUtbmV3LXNlY3JldC1vZi0yMDI2";

/// Header names and values.
pub(crate) type Pairs<'a> = &'a [(&'a str, &'a str)];

/// What the platform sends for a user of a mini program.
pub(crate) const USER: Pairs =
    &[("x-wx-openid", OPENID), ("x-wx-appid", APPID), ("x-wx-unionid", UNIONID), ("x-wx-env", ENV), ("x-wx-source", "wx_client")];
/// What it sends when the resource is shared with another mini program.
pub(crate) const SHARED: Pairs = &[
    ("x-wx-appid", APPID),
    ("x-wx-from-openid", FROM_OPENID),
    ("x-wx-from-appid", FROM_APPID),
    ("x-wx-env", ENV),
    ("x-wx-source", "wx_client"),
];
/// How a laptop is called.
pub(crate) const LOOPBACK: (&str, &str) = ("host", "127.0.0.1:8080");

pub(crate) fn basic() -> Trust {
    Trust::basic("anyservice", SECRET).unwrap()
}

pub(crate) fn shared_secret() -> Trust {
    Trust::shared_secret(PROOF, SECRET).unwrap()
}

pub(crate) fn local() -> Trust {
    Trust::local().unwrap()
}

/// `user` with what `more` adds or, by the same name, replaces.
pub(crate) fn with<'a>(user: &[(&'a str, &'a str)], more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let kept = user.iter().filter(|(name, _)| more.iter().all(|(other, _)| other != name));
    kept.chain(more).copied().collect()
}

/// `user` without the headers of these names.
pub(crate) fn without<'a>(user: &[(&'a str, &'a str)], names: &[&str]) -> Vec<(&'a str, &'a str)> {
    user.iter().copied().filter(|(name, _)| !names.contains(name)).collect()
}

pub(crate) fn request(path: &str, headers: Pairs<'_>) -> Request<Body> {
    let request = Request::builder().uri(path);
    headers.iter().fold(request, |request, (name, value)| request.header(*name, *value)).body(Body::empty()).unwrap()
}

/// The context of a request that has these headers.
pub(crate) fn read(trust: &Trust, headers: Pairs<'_>) -> Result<WxContext, Rejection> {
    WxContext::from_parts(&request("/", headers).into_parts().0, trust)
}

/// An answer, whole.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) async fn of<B: hyper::body::Body<Error: std::fmt::Debug>>(response: Response<B>) -> Self {
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        Self { status: parts.status.as_u16(), headers: parts.headers, text: String::from_utf8(bytes.to_vec()).unwrap() }
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The code of a refusal.
    pub(crate) fn code(&self) -> String {
        self.json()["code"].as_str().unwrap().to_owned()
    }

    /// The status of a refusal with its code in short, as `403 UNPROVEN`; of anything else the status and the text.
    pub(crate) fn short(&self) -> String {
        let json: Option<serde_json::Value> = serde_json::from_str(&self.text).ok();
        let code = json.as_ref().and_then(|json| json["code"].as_str()).and_then(|code| code.strip_prefix("WXCTX_"));
        format!("{} {}", self.status, code.unwrap_or(&self.text))
    }
}

/// Runs the test `name` once more, as a process of its own with these variables; `true` is said there.
pub(crate) fn again_with(name: &str, variables: Pairs<'_>) -> bool {
    const MARK: &str = "TESTED_AGAIN";
    if std::env::var_os(MARK).is_some() {
        return true;
    }
    let mut program = std::process::Command::new(std::env::current_exe().unwrap());
    let output = program.args([name, "--exact"]).env(MARK, "1").envs(variables.iter().copied()).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && text.contains("1 passed"), "with {variables:?}: {text}");
    false
}
