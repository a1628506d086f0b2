//! What costs no heap allocation: ids of common length, whoever reads them.

use http::{HeaderMap, HeaderName, HeaderValue, Request};
use wxctx::{AppId, CallId, Caller, EnvId, OpenId, SourceChain, Trust, UnionId, WxContext};

const HEADERS: [(&str, &str); 7] = [
    ("host", "localhost"),
    ("x-wx-source", "wx_client"),
    ("x-wx-openid", "oABCD0123456789_-abcdefghijk"),
    ("x-wx-appid", "wx0123456789abcdef"),
    ("x-wx-unionid", "o6_bmasdasdsad6_2sgVt7hMZOPx0"),
    ("x-wx-env", "prod-3g8yxq6d2db91adb"),
    ("x-wx-call-id", "0.123_1700000000000"),
];

fn allocations(work: impl FnOnce()) -> u64 {
    allocation_counter::measure(work).count_total
}

#[test]
fn ids_of_common_length_are_parsed_and_cloned_without_the_heap() {
    let count = allocations(|| {
        let openid: OpenId = HEADERS[2].1.parse().unwrap();
        let appid: AppId = HEADERS[3].1.parse().unwrap();
        let unionid: UnionId = HEADERS[4].1.parse().unwrap();
        let env: EnvId = HEADERS[5].1.parse().unwrap();
        let call: CallId = HEADERS[6].1.parse().unwrap();
        let chain: SourceChain = "wx_client,scf,scf".parse().unwrap();
        let _ = (openid.clone(), appid.clone(), unionid.clone(), env.clone(), call.clone(), chain.clone(), chain.origin());
    });
    assert_eq!(count, 0);
    // The measure measures: an id longer than that is on the heap.
    assert_eq!(allocations(|| drop("o".repeat(100).parse::<OpenId>().unwrap())), 2);
}

#[test]
fn a_whole_context_and_its_caller_are_read_without_the_heap() {
    let headers: HeaderMap =
        HEADERS.iter().map(|&(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value))).collect();
    let secret = Trust::shared_secret("x-gateway-secret", "the-secret-of-a-gateway").unwrap();
    let mut proven = headers.clone();
    proven.insert("x-gateway-secret", HeaderValue::from_static("the-secret-of-a-gateway"));
    let (local, closed) = (Trust::local().unwrap(), Trust::closed_ingress());
    for (trust, headers) in [(&closed, &headers), (&secret, &proven)] {
        let count = allocations(|| {
            let context = WxContext::from_headers(headers, trust).unwrap();
            let caller: Caller = context.extract().unwrap();
            assert_eq!(caller.openid, HEADERS[2].1);
        });
        assert_eq!(count, 0, "{trust:?}");
    }
    // A laptop may cost something, and a refusal costs nothing.
    assert!(WxContext::from_headers(&headers, &local).is_ok());
    let refused = allocations(|| assert!(WxContext::from_headers(&headers, &secret).is_err()));
    assert_eq!(refused, 0);
}

#[test]
fn a_refused_flood_leaves_nothing_behind() {
    let trust = Trust::shared_secret("x-gateway-secret", "the-secret-of-a-gateway").unwrap();
    let flood = allocation_counter::measure(|| {
        for number in 0..1_000 {
            let request = Request::builder().header("x-wx-openid", format!("oUSER-{number}")).body(()).unwrap();
            let (parts, ()) = request.into_parts();
            assert!(WxContext::from_parts(&parts, &trust).is_err());
        }
    });
    assert_eq!(flood.count_current, 0);
}
