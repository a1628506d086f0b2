//! What a carrier may be at the most, and what one that is more costs.

mod rules;

use std::time::Instant;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rules::cloudbase::gzip;
use wxctx::{Carrier, Rejection, WxContext};

const KIB: usize = 1024;

fn is_malformed(context: &Result<WxContext, Rejection>, carrier: Carrier) -> bool {
    context.as_ref().err() == Some(&Rejection::MalformedCarrier(carrier))
}

/// JSON of exactly so many bytes.
fn json(bytes: usize) -> String {
    let json = format!(r#"{{"envId":"prod-1a2b3c","pad":"{}"}}"#, "0".repeat(bytes.saturating_sub(32)));
    assert_eq!(json.len(), bytes);
    json
}

#[test]
fn a_cloudbase_context_has_at_most_16_kib() {
    // 12,288 bytes are 16 KiB of Base64.
    let fits = STANDARD.encode(json(12 * KIB));
    assert_eq!(fits.len(), 16 * KIB);
    assert!(WxContext::from_cloudbase_context(&fits).is_ok());
    let over = STANDARD.encode(json(12 * KIB + 1));
    assert!(is_malformed(&WxContext::from_cloudbase_context(&over), Carrier::CloudbaseContext));
}

#[test]
fn a_cloudbase_context_inflates_to_at_most_256_kib() {
    let fits = STANDARD.encode(gzip(json(256 * KIB).as_bytes()));
    assert!(WxContext::from_cloudbase_context(&fits).is_ok());
    let over = STANDARD.encode(gzip(json(256 * KIB + 1).as_bytes()));
    assert!(over.len() < 16 * KIB);
    assert!(is_malformed(&WxContext::from_cloudbase_context(&over), Carrier::CloudbaseContext));
}

#[test]
fn a_bomb_is_stopped_while_it_inflates() {
    let bomb = STANDARD.encode(gzip(&vec![b' '; 11 * KIB * KIB]));
    assert!(bomb.len() <= 16 * KIB, "{} bytes", bomb.len());
    let cost = allocation_counter::measure(|| {
        assert!(is_malformed(&WxContext::from_cloudbase_context(&bomb), Carrier::CloudbaseContext));
    });
    // The limit, the decoder's window and the bytes of the header: nothing of the 11 MiB.
    assert!(cost.bytes_max < 400 * KIB as u64, "{} bytes", cost.bytes_max);
    assert_eq!(cost.bytes_current, 0);
}

#[test]
fn a_tree_of_small_objects_costs_little_more_than_its_text() {
    let leaves = (0..1000).map(|index| format!(r#""{index}":{{"":0}},"#)).collect::<Vec<_>>().concat();
    let branches = (0..16).map(|index| format!(r#""{index}":{{{leaves}"":0}},"#)).collect::<Vec<_>>().concat();
    for tree in [format!(r#"{{{branches}"":0}}"#), format!(r#"{{"wechatContext":{{{branches}"":0}}}}"#)] {
        let header = STANDARD.encode(gzip(tree.as_bytes()));
        assert!(header.len() <= 16 * KIB && tree.len() <= 256 * KIB, "{} bytes", header.len());
        let cost = allocation_counter::measure(|| assert!(WxContext::from_cloudbase_context(&header).is_ok()));
        assert!(cost.bytes_max < KIB as u64 * KIB as u64, "{} bytes", cost.bytes_max);
    }
}

#[test]
fn a_key_that_is_listed_often_is_looked_for_once() {
    let read = |keys: &str| {
        let text = format!("WX_CONTEXT_KEYS={keys};{}", "a=;".repeat(10_000));
        let times = std::array::from_fn::<_, 3, _>(|_| {
            let start = Instant::now();
            assert!(WxContext::from_environ(&text).is_ok());
            start.elapsed()
        });
        times.into_iter().min().unwrap()
    };
    let (once, often) = (read(&"WX_NOTHING,".repeat(3000)), read(&"WX_OPENID,".repeat(3300)));
    assert!(often < once * 10, "{often:?}, and {once:?} for another key");
}

#[test]
fn a_size_that_the_sender_wrote_is_not_believed() {
    let mut lies = gzip(br#"{"envId":"prod-1a2b3c"}"#);
    let end = lies.len();
    lies[end - 4..].copy_from_slice(&u32::MAX.to_le_bytes());
    let header = STANDARD.encode(&lies);
    let cost = allocation_counter::measure(|| {
        assert!(is_malformed(&WxContext::from_cloudbase_context(&header), Carrier::CloudbaseContext));
    });
    assert!(cost.bytes_max < 400 * KIB as u64, "{} bytes", cost.bytes_max);
}

#[test]
fn environ_and_environment_have_at_most_64_kib() {
    for over in [0, 1] {
        let pad = "0".repeat(64 * KIB - 6 + over);
        let context = WxContext::from_environ(&format!("A={pad};B=1"));
        assert!(if over == 0 { context.is_ok() } else { is_malformed(&context, Carrier::Environ) });
        let pad = "0".repeat(64 * KIB - 8 + over);
        let context = WxContext::from_environment(&format!(r#"{{"A":"{pad}"}}"#));
        assert!(if over == 0 { context.is_ok() } else { is_malformed(&context, Carrier::Environment) });
    }
}
