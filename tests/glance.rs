//! What a layer believes at a glance is what it believes when it looks at everything.
#![cfg(all(feature = "axum", feature = "macros"))]

mod common;

use common::app::App;
use common::{APPID, ENV, OPENID, SHARED, USER, again_with, request, with};
use wxctx::Trust;

const ENVIRONMENTS: [&[(&str, &str)]; 8] = [
    &[],
    &[("x-wx-env", ENV)],
    &[("x-wx-env", " prod-1a2b3c ")],
    &[("x-wx-env", "test-9z8y7x")],
    &[("x-wx-env", "prod.eu")],
    &[("x-wx-env", "")],
    &[("x-wx-env", ENV), ("x-wx-env", ENV)],
    &[("x-wx-env", ENV), ("x-wx-env", "test-9z8y7x")],
];

const OTHERS: [&[(&str, &str)]; 6] = [
    &[],
    &[("x-wx-local-debug", "1")],
    &[("x-wx-exclude-credentials", "openid")],
    &[("x-wx-source", "wx_client")],
    &[("x-wx-openid", OPENID)],
    // {"wechatContext":{"openId":"o"}}
    &[("x-cloudbase-context", "eyJ3ZWNoYXRDb250ZXh0Ijp7Im9wZW5JZCI6Im8ifX0=")],
];

/// A host that nobody asks for, so that nothing is believed at a glance.
fn looking(trust: Trust) -> Trust {
    trust.refuse_hosts(["none.invalid"])
}

async fn compare() {
    let pinned = || Trust::closed_ingress().env(ENV.parse().unwrap());
    let apps: Vec<[App; 2]> = [Trust::closed_ingress, pinned].map(|trust| [App::new(trust()), App::new(looking(trust()))]).into();
    let without_source: Vec<_> = USER.iter().copied().filter(|(name, _)| *name != "x-wx-source").collect();
    let mut answers = std::collections::BTreeSet::new();
    for base in [USER, SHARED, &without_source, &[("x-wx-source", "a b"), ("x-wx-appid", APPID)]] {
        for environment in ENVIRONMENTS {
            for other in OTHERS {
                let base = with(base, &[("x-wx-env", "")]);
                let base = base.iter().filter(|(name, _)| *name != "x-wx-env").copied();
                let headers: Vec<_> = base.chain(environment.iter().copied()).chain(other.iter().copied()).collect();
                for path in ["/openid", "/optional", "/caller", "/context", "/direct"] {
                    for [glancing, looking] in &apps {
                        let [glance, look] =
                            [glancing.call(request(path, &headers)).await, looking.call(request(path, &headers)).await];
                        assert_eq!(glance.short(), look.short(), "{path} {headers:?}");
                        answers.insert(glance.status);
                    }
                }
            }
        }
    }
    assert_eq!(answers.into_iter().collect::<Vec<_>>(), [200, 400, 403]);
}

#[tokio::test]
async fn a_glance_believes_no_more_than_a_look() {
    compare().await;
}

#[tokio::test]
async fn nor_where_the_process_has_an_environment() {
    for own in [ENV, "test-9z8y7x", "prod.eu"] {
        if again_with("nor_where_the_process_has_an_environment", &[("CBR_ENV_ID", own)]) {
            return compare().await;
        }
    }
}
