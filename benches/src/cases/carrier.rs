//! What is no header a field: `x-cloudbase-context`, and what the event runtimes hand over.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::hint::black_box;
use std::io::{Read as _, Write as _};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use serde::Deserialize;
use wxctx::WxContext;

use crate::case::{Measure, pair};
use crate::request::{APPID, OPENID, UNIONID};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct CloudbaseContext {
    env_id: Option<String>,
    wechat_context: Option<WechatContext>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WechatContext {
    open_id: Option<String>,
    app_id: Option<String>,
    union_id: Option<String>,
    source: Option<String>,
    call_id: Option<String>,
}

/// The fields of one decoded value of a real call.
fn cloudbase_context() -> String {
    let json = format!(
        r#"{{"envId":"prod-3g8yxq6d2db91adb","uin":"100012345678","userId":"{OPENID}","serviceName":"orders","serviceVersion":"orders-003","source":"wx_client","wechatContext":{{"callId":"v2-0123456789abcdef0123456789a","source":"wx_client","openId":"{OPENID}","appId":"{APPID}","unionId":"{UNIONID}"}}}}"#
    );
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(json.as_bytes()).expect("it is in memory");
    STANDARD.encode(encoder.finish().expect("it is in memory"))
}

fn cloudbase_by_hand(header: &str) -> CloudbaseContext {
    let bytes = STANDARD.decode(header).expect("Base64");
    let mut json = Vec::new();
    GzDecoder::new(&bytes[..]).read_to_end(&mut json).expect("gzip");
    serde_json::from_slice(&json).expect("JSON")
}

/// The variables of one call, with as many bytes of others as fill up to `size` bytes of `environ`.
fn variables(size: usize) -> Vec<(String, String)> {
    let mut pairs: Vec<(String, String)> = [
        ("WX_CONTEXT_KEYS", "WX_OPENID,WX_APPID,WX_UNIONID,WX_CLIENTIP"),
        ("WX_CLIENTIP", "203.0.113.7"),
        ("WX_OPENID", OPENID),
        ("WX_APPID", APPID),
        ("WX_UNIONID", UNIONID),
        ("TCB_ENV", "prod-3g8yxq6d2db91adb"),
        ("TCB_SOURCE", "wx_client"),
        ("SCF_NAMESPACE", "prod-3g8yxq6d2db91adb"),
        ("TENCENTCLOUD_RUNENV", "SCF"),
        ("TENCENTCLOUD_REGION", "ap-shanghai"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .to_vec();
    // 19 variables in all; the last ones are as long as it takes.
    let rest = size.saturating_sub(environ(&pairs).len()) / 9;
    for number in 0..9 {
        let name = format!("TENCENTCLOUD_VARIABLE_{number}");
        let value = "v".repeat(rest.saturating_sub(name.len() + 2));
        pairs.push((name, value));
    }
    pairs
}

fn environ(pairs: &[(String, String)]) -> String {
    pairs.iter().fold(String::new(), |mut text, (name, value)| {
        let _ = write!(text, "{name}={value};");
        text
    })
}

fn json(pairs: &[(String, String)]) -> String {
    let object: serde_json::Map<String, serde_json::Value> =
        pairs.iter().map(|(name, value)| (name.clone(), value.clone().into())).collect();
    serde_json::Value::Object(object).to_string()
}

/// The six values that [`WxContext`] finds in there.
fn six(get: impl Fn(&str) -> Option<String>) -> [Option<String>; 6] {
    ["WX_OPENID", "WX_APPID", "WX_UNIONID", "WX_CLIENTIP", "TCB_ENV", "TCB_SOURCE"].map(get)
}

pub(super) fn cases(measure: &mut impl Measure) {
    pair(
        measure,
        "cloudbase_context",
        (cloudbase_context, |text: &mut String| {
            let context = WxContext::from_cloudbase_context(black_box(text)).expect("it is one");
            assert!(context.openid().is_some());
            drop(black_box(context));
        }),
        (cloudbase_context, |text: &mut String| {
            let context = cloudbase_by_hand(black_box(text));
            let wechat = context.wechat_context.as_ref().expect("it is there");
            black_box((&wechat.app_id, &wechat.union_id, &wechat.source, &wechat.call_id, &context.env_id));
            assert!(wechat.open_id.is_some());
            drop(black_box(context));
        }),
    );
    for (name, size) in [("1300_bytes", 1300), ("4096_bytes", 4096)] {
        pair(
            measure,
            &format!("environ_of_{name}"),
            (
                move || environ(&variables(size)),
                |text: &mut String| {
                    let context = WxContext::from_environ(black_box(text)).expect("it is one");
                    assert!(context.openid().is_some());
                    drop(black_box(context));
                },
            ),
            (
                move || environ(&variables(size)),
                |text: &mut String| {
                    let text = black_box(text);
                    let pairs: HashMap<&str, &str> = text.split(';').filter_map(|entry| entry.split_once('=')).collect();
                    let values = six(|name| pairs.get(name).map(|&value| value.to_owned()));
                    assert!(values[0].is_some());
                    drop(black_box(values));
                },
            ),
        );
        pair(
            measure,
            &format!("environment_of_{name}"),
            (
                move || json(&variables(size)),
                |text: &mut String| {
                    let context = WxContext::from_environment(black_box(text)).expect("it is one");
                    assert!(context.openid().is_some());
                    drop(black_box(context));
                },
            ),
            (
                move || json(&variables(size)),
                |text: &mut String| {
                    let mut pairs: HashMap<String, String> = serde_json::from_str(black_box(text)).expect("JSON");
                    let values = ["WX_OPENID", "WX_APPID", "WX_UNIONID", "WX_CLIENTIP", "TCB_ENV", "TCB_SOURCE"]
                        .map(|name| pairs.remove(name));
                    assert!(values[0].is_some());
                    drop(black_box(values));
                },
            ),
        );
    }
}
