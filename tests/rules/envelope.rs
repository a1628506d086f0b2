use serde_json::Value;
use wxctx::{Envelope, WxContext};

const KEYS: [&str; 5] = ["environment", "environ", "event", "requestId", "deadline"];

/// An envelope that is read is what another reader of JSON reads, and nothing of it gets out.
pub(crate) fn check(bytes: &[u8]) {
    let Ok(envelope) = Envelope::from_json(bytes) else { return };
    // An event stays text: it may hold numbers, and depths, that the other reader does not take.
    let Ok(event) = serde_json::from_str::<Value>(envelope.event()) else { return };
    let whole: Value = serde_json::from_slice(bytes).unwrap();
    let object = whole.as_object().unwrap();
    assert!(object.keys().all(|key| KEYS.contains(&key.as_str())), "{object:?}");
    assert_eq!(event, object["event"]);
    let text = |key| object.get(key).and_then(Value::as_str).filter(|text| !text.trim().is_empty());
    let context = match (text("environment"), text("environ")) {
        (Some(json), None) => WxContext::from_environment(json),
        (None, Some(text)) => WxContext::from_environ(text),
        (None, None) => WxContext::builder().build(),
        both @ (Some(_), Some(_)) => panic!("{both:?}"),
    };
    match (envelope.context(), context) {
        (Ok(read), Ok(expected)) => {
            assert_eq!(serde_json::to_string(&read).unwrap(), serde_json::to_string(&expected).unwrap());
        }
        (read, expected) => assert_eq!(read.unwrap_err(), expected.unwrap_err()),
    }
    let is_id = |id: &&str| id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte)) && id.len() <= 128;
    assert_eq!(envelope.request_id(), text("requestId").filter(is_id));
    let debug = format!("{envelope:?}");
    let hidden = [Some(envelope.event()), text("environment"), text("environ")];
    let said = envelope.request_id().unwrap_or_default();
    for hidden in hidden.into_iter().flatten().filter(|hidden| hidden.len() > 20 && !said.contains(hidden)) {
        assert!(!debug.contains(hidden), "{debug}");
    }
}
