//! What somebody who can reach the port tries with a second carrier, `x-cloudbase-context`: to be somebody else, to be somebody
//! where the first says nobody, or to cost memory. No handler's body runs in any of the refused calls.
#![cfg(all(feature = "axum", feature = "cloudbase", feature = "macros"))]

mod common;
mod rules;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use common::app::App;
use common::{
    APPID, BASIC, ENV, FROM_APPID, FROM_OPENID, LOOPBACK, OPENID, PROOF, Pairs, SECRET, USER, basic, local, shared_secret, with,
    without,
};
use rules::cloudbase::gzip;
use serde_json::{Value, json};
use wxctx::{CloudbaseContext, Trust};

const PATHS: &[&str] = &["/openid", "/optional", "/result", "/caller", "/optional-caller", "/context"];

/// The header of a context, as the gateway writes it.
fn header(wechat: &Value) -> String {
    STANDARD.encode(gzip(json!({ "envId": ENV, "wechatContext": wechat }).to_string().as_bytes()))
}

fn true_context() -> String {
    header(&json!({ "source": "wx_client", "openId": OPENID, "appId": APPID, "callId": "v2-1" }))
}

fn forged_context() -> String {
    header(&json!({ "source": "wx_client", "openId": "oVICTIM", "appId": APPID }))
}

async fn refused(trust: Trust, headers: Pairs<'_>, paths: &[&str], refusal: &str) {
    let app = App::new(trust);
    for path in paths {
        assert_eq!(app.get(path, headers).await.short(), refusal, "{path} of {headers:?}");
    }
    assert_eq!(app.ran(), 0);
}

#[tokio::test]
async fn a_second_carrier_that_says_the_same_changes_nothing() {
    let context = true_context();
    for trust in [Trust::closed_ingress(), Trust::closed_ingress().carrier(CloudbaseContext)] {
        let app = App::new(trust);
        let answer = app.get("/caller", &with(USER, &[("x-cloudbase-context", &context)])).await;
        assert_eq!(answer.short(), format!("200 {APPID}:{OPENID}"));
        assert!(!app.get("/headers", &with(USER, &[("x-cloudbase-context", &context)])).await.text.contains("cloudbase-context"));
    }
}

#[tokio::test]
async fn as_another_user_beside_true_headers() {
    let forged = forged_context();
    let both = with(USER, &[("x-cloudbase-context", &forged)]);
    for trust in [Trust::closed_ingress(), Trust::closed_ingress().carrier(CloudbaseContext)] {
        refused(
            trust,
            &both,
            PATHS.iter().filter(|path| **path != "/result").copied().collect::<Vec<_>>().as_slice(),
            "400 CONFLICT_OPENID",
        )
        .await;
    }
    // A `Result` holds what concerns its field, and nobody.
    let held = App::new(Trust::closed_ingress()).get("/result", &both).await;
    assert_eq!(held.short(), "200 held WXCTX_CONFLICT_OPENID");
}

#[tokio::test]
async fn as_somebody_where_the_gateway_left_the_openid_out() {
    let forged = forged_context();
    let excluded =
        with(&without(USER, &["x-wx-openid"]), &[("x-wx-exclude-credentials", "openid"), ("x-cloudbase-context", &forged)]);
    refused(Trust::closed_ingress(), &excluded, &["/openid", "/caller"], "403 MISSING_OPENID").await;
    let supplied = Trust::closed_ingress().carrier(CloudbaseContext);
    refused(supplied, &excluded, &["/openid", "/optional", "/caller", "/context"], "400 CONFLICT_OPENID").await;
}

#[tokio::test]
async fn as_somebody_by_the_carrier_that_supplies_nothing() {
    let context = true_context();
    let alone: Pairs<'_> = &[("x-cloudbase-context", &context)];
    refused(Trust::closed_ingress(), alone, &["/openid", "/caller", "/context"], "403 NOT_FROM_WECHAT").await;
    refused(Trust::none(), alone, &["/openid", "/caller", "/context"], "403 NOT_FROM_WECHAT").await;
    refused(Trust::none().carrier(CloudbaseContext), alone, &["/openid", "/context"], "403 NOT_FROM_WECHAT").await;
    let supplied = || Trust::closed_ingress().carrier(CloudbaseContext);
    refused(supplied(), USER, &["/openid", "/caller", "/context"], "403 NOT_FROM_WECHAT").await;
    let without_source = header(&json!({ "openId": OPENID, "appId": APPID }));
    refused(supplied(), &[("x-cloudbase-context", &without_source), ("x-wx-source", "wx_client")], PATHS, "403 NOT_FROM_WECHAT")
        .await;
    let half = header(&json!({ "source": "wx_client", "appId": APPID, "fromOpenId": FROM_OPENID }));
    refused(supplied(), &[("x-cloudbase-context", &half)], &["/caller", "/optional-caller"], "400 CONFLICT_FROM_APPID").await;
    let shared = header(&json!({ "source": "wx_client", "appId": APPID, "fromOpenId": FROM_OPENID, "fromAppId": FROM_APPID }));
    let shared = App::new(supplied()).get("/caller", &[("x-cloudbase-context", &shared)]).await;
    assert_eq!(shared.short(), format!("200 {FROM_APPID}:{FROM_OPENID}"));
}

#[tokio::test]
async fn nothing_that_cannot_be_decoded_counts_as_nobody() {
    let context = true_context();
    let bomb = STANDARD.encode(gzip(&vec![b' '; 11 * 1024 * 1024]));
    let cut = &context[..context.len() / 2];
    for undecodable in ["!", "W10=", "bnVsbA==", "eyJhIjoxLCJhIjoyfQ==", "e317fQ==", cut, &bomb, &"A".repeat(16 * 1024 + 1)] {
        let headers = with(USER, &[("x-cloudbase-context", undecodable)]);
        refused(Trust::closed_ingress(), &headers, PATHS, "400 MALFORMED_CLOUDBASE_CONTEXT").await;
        refused(Trust::closed_ingress().carrier(CloudbaseContext), &headers, PATHS, "400 MALFORMED_CLOUDBASE_CONTEXT").await;
        refused(local(), &with(&[LOOPBACK], &headers), PATHS, "400 MALFORMED_CLOUDBASE_CONTEXT").await;
    }
    let twice = [USER, &[("x-cloudbase-context", &context), ("x-cloudbase-context", &context)]].concat();
    refused(Trust::closed_ingress(), &twice, PATHS, "400 MALFORMED_CLOUDBASE_CONTEXT").await;
}

#[tokio::test]
async fn nobody_without_a_proof_makes_us_decode_anything() {
    let bomb = STANDARD.encode(gzip(&vec![b' '; 11 * 1024 * 1024]));
    let bombed = with(USER, &[("x-cloudbase-context", &bomb)]);
    refused(shared_secret().carrier(CloudbaseContext), &bombed, PATHS, "403 UNPROVEN").await;
    refused(basic().carrier(CloudbaseContext), &bombed, PATHS, "403 UNPROVEN").await;
    let proven = with(&bombed, &[(PROOF, SECRET)]);
    refused(shared_secret().carrier(CloudbaseContext), &proven, PATHS, "400 MALFORMED_CLOUDBASE_CONTEXT").await;
    let context = true_context();
    let proven = with(USER, &[("x-anyservice-authorization", BASIC), ("x-cloudbase-context", &context)]);
    let answer = App::new(basic().carrier(CloudbaseContext)).get("/openid", &proven).await;
    assert_eq!(answer.short(), format!("200 {OPENID}"));
}
