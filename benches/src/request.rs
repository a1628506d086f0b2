//! Requests as hyper makes them: every value is a slice of the one buffer that was read, every name is parsed.

use bytes::Bytes;
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, Request};

pub const OPENID: &str = "oABCD0123456789_-abcdefghijk";
pub const APPID: &str = "wx0123456789abcdef";
pub const UNIONID: &str = "o6_bmasdasdsad6_2sgVt7hMZOPx0";
pub const SECRET: &str = "the-new-secret-of-2026";
/// Base64 of `anyservice:the-new-secret-of-2026`.
pub const BASIC: &str = "Basic YW55c2VydmljZTp0aGUtbmV3LXNlY3JldC1vZi0yMDI2";
/// Header names and values.
pub type Pairs = Vec<(&'static str, String)>;

/// What a user's call has: 15 headers, of which 6 are of the platform.
pub fn user() -> Pairs {
    owned(&[
        ("host", "127.0.0.1:8080"),
        ("user-agent", "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) MicroMessenger/8.0.43"),
        ("accept", "*/*"),
        ("accept-encoding", "gzip, deflate, br"),
        ("content-type", "application/json"),
        ("content-length", "17"),
        ("x-request-id", "8d1e5f0c-6a0b-4c9e-9f0e-2b6d1c3a7e55"),
        ("x-forwarded-proto", "https"),
        ("x-wx-openid", OPENID),
        ("x-wx-appid", APPID),
        ("x-wx-unionid", UNIONID),
        ("x-wx-env", "prod-3g8yxq6d2db91adb"),
        ("x-wx-source", "wx_client"),
        ("x-wx-call-id", "0.123_1700000000000"),
        ("x-original-forwarded-for", "203.0.113.7"),
    ])
}

/// The same with all of the eight that hand-written code looks for: 15 headers.
pub fn whole() -> Pairs {
    let mut pairs = user();
    pairs.retain(|(name, _)| !["user-agent", "accept", "accept-encoding"].contains(name));
    pairs.extend(owned(&[
        ("x-wx-from-openid", "oOTHER0123456789_-abcdefghij"),
        ("x-wx-from-appid", "wxfedcba9876543210"),
        ("x-wx-from-unionid", "o6_bmasOTHERsad6_2sgVt7hMZOPx"),
    ]));
    pairs
}

/// 15 headers more, of which nobody asks for any.
pub fn more(mut pairs: Pairs) -> Pairs {
    let added = owned(&[
        ("accept-language", "zh-CN,zh-Hans;q=0.9"),
        ("cache-control", "no-cache"),
        ("cookie", "session=0123456789abcdef0123456789abcdef"),
        ("if-none-match", "\"33a64df551425fcc55e4d42a148795d9f25f89d4\""),
        ("pragma", "no-cache"),
        ("priority", "u=1, i"),
        ("referer", "https://servicewechat.com/wx0123456789abcdef/12/page-frame.html"),
        ("te", "trailers"),
        ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
        ("x-b3-sampled", "0"),
        ("x-b3-spanid", "b7ad6b7169203331"),
        ("x-b3-traceid", "0af7651916cd43dd8448eb211c80319c"),
        ("x-client-version", "3.14.1"),
        ("x-envoy-expected-rq-timeout-ms", "60000"),
        ("x-feature-flags", "new-cart,fast-pay"),
    ]);
    pairs.splice(3..3, added);
    pairs
}

/// `pairs` with one header more.
pub fn with(mut pairs: Pairs, name: &'static str, value: &str) -> Pairs {
    pairs.push((name, value.to_owned()));
    pairs
}

/// `pairs` without a header.
pub fn without(mut pairs: Pairs, name: &str) -> Pairs {
    pairs.retain(|(other, _)| *other != name);
    pairs
}

fn owned(pairs: &[(&'static str, &str)]) -> Pairs {
    pairs.iter().map(|&(name, value)| (name, value.to_owned())).collect()
}

/// The map that hyper hands over.
pub fn headers(pairs: &Pairs) -> HeaderMap {
    let buffer: Bytes = pairs.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect::<String>().into();
    let mut headers = HeaderMap::with_capacity(pairs.len());
    let mut start = 0;
    for (name, value) in pairs {
        let from = start + name.len() + 2;
        let slice = buffer.slice(from..from + value.len());
        let name = HeaderName::from_bytes(&buffer[start..start + name.len()]).expect("a name");
        headers.append(name, HeaderValue::from_maybe_shared(slice).expect("a value"));
        start = from + value.len() + 2;
    }
    headers
}

pub fn request(pairs: &Pairs) -> Request<()> {
    let mut request = Request::new(());
    *request.headers_mut() = headers(pairs);
    // A router has put the matched route there before any layer runs.
    request.extensions_mut().insert("/orders");
    request
}

pub fn parts(pairs: &Pairs) -> Parts {
    request(pairs).into_parts().0
}
