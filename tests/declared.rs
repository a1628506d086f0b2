//! The trust that the operator declares by variables, in a program with a server of its own.
#![cfg(all(feature = "axum", feature = "macros"))]

mod common;

use std::net::SocketAddr;

use axum::extract::ConnectInfo;
use common::{APPID, ENV, FROM_APPID, LOOPBACK, OLD_SECRET, OPENID, PROOF, Pairs, SECRET, USER, again_with, read, request, with};
use wxctx::{Forbidden, Rejection, Trust, WxContext};

/// What a test of itself is to find, as a variable of the process that runs it.
const EXPECTED: &str = "EXPECTED";

fn expected() -> String {
    std::env::var(EXPECTED).unwrap()
}

#[test]
fn each_trust_is_declared_by_its_name_and_nothing_is_by_mistake() {
    let folder = std::env::temp_dir().join(format!("wxctx-declared-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("secrets");
    std::fs::write(&file, format!("{SECRET}\n\n{OLD_SECRET}\n")).unwrap();
    let file = file.to_str().unwrap();
    let secret = ("WXCTX_SECRET", SECRET);
    let cases: &[(Pairs, &str)] = &[
        (&[("WXCTX_TRUST", "none")], "Ok(none)"),
        (&[("WXCTX_TRUST", " closed-ingress ")], "Ok(closed-ingress)"),
        (&[("WXCTX_TRUST", "shared-secret"), secret], "Ok(shared-secret)"),
        (&[("WXCTX_TRUST", "shared-secret"), ("WXCTX_SECRET_FILE", file)], "Ok(shared-secret)"),
        (&[("WXCTX_TRUST", "basic"), ("WXCTX_SECRET", "anyservice:the-new-secret-of-2026")], "Ok(basic)"),
        (&[("WXCTX_TRUST", "local-container")], "Ok(local-container)"),
        // These tests are a debug build, and a cloud is none of a laptop.
        (&[], "Ok(local)"),
        (&[("CBR_ENV_ID", ENV)], "Can anything but WeChat reach this port?"),
        (&[("CBR_ENV_ID", ENV), ("WXCTX_TRUST", "")], "Can anything but WeChat reach this port?"),
        (&[("CBR_ENV_ID", ENV), ("WXCTX_TRUST", "local")], "CBR_ENV_ID is set, as in a cloud"),
        (&[("CBR_ENV_ID", ENV), ("WXCTX_TRUST", "closed-ingress"), ("WXCTX_ENV", "prod-other")], "another environment"),
        (&[("WXCTX_TRUST", "closed_ingress")], "WXCTX_TRUST must be one of"),
        (&[("WXCTX_TRUST", "shared-secret")], "needs a secret"),
        (&[("WXCTX_TRUST", "shared-secret"), ("WXCTX_SECRET_FILE", "/there/is/none")], "WXCTX_SECRET_FILE cannot be read"),
        (&[("WXCTX_TRUST", "shared-secret"), ("WXCTX_SECRET", "short")], "line 1 of WXCTX_SECRET cannot be a secret"),
        (&[("WXCTX_TRUST", "shared-secret"), ("WXCTX_SECRET", "#the-new-secret-of-2026")], "begins with `#`"),
        (&[("WXCTX_TRUST", "closed-ingress"), secret], "WXCTX_SECRET is set, and only"),
        (&[("WXCTX_TRUST", "none"), ("WXCTX_APPIDS", "wxa,")], "Write ids with one comma between two"),
        // A pin that is empty or misspelt would protect nothing.
        (&[("WXCTX_TRUST", "closed-ingress"), ("WXCTX_ENV", " ")], "WXCTX_ENV has a value that cannot be used"),
        (&[("WXCTX_TRUST", "closed-ingress"), ("WXCTX_APPIDS", "")], "or do not set it: it is empty"),
        (&[("WXCTX_OWNER_APPID", "")], "WXCTX_OWNER_APPID has a value that cannot be used"),
        (
            &[("WXCTX_TRUST", "closed-ingress"), ("WXCTX_APPID", APPID)],
            "WXCTX_APPID is no variable of a trust; there are WXCTX_TRUST, ",
        ),
        (&[("WXCTX_TRUST", "closed-ingress"), ("WXCTX_TIMEOUT", "5")], "WXCTX_TIMEOUT is no variable of a trust"),
    ];
    for (variables, text) in cases {
        if again_with("each_trust_is_declared_by_its_name_and_nothing_is_by_mistake", &with(variables, &[(EXPECTED, text)])) {
            let said = match Trust::from_variables() {
                Ok(trust) => format!("Ok({})", trust.name()),
                Err(error) => format!("{error:?}"),
            };
            assert!(said.contains(&expected()), "{said}");
            assert!(![SECRET, APPID, ENV].iter().any(|value| said.contains(value)), "{said}");
            return;
        }
    }
    std::fs::remove_dir_all(folder).unwrap();
}

/// One image is several services: what their operators say of each decides whose call is believed.
#[test]
fn one_program_believes_what_the_variables_of_its_service_say() {
    let secret = [("WXCTX_TRUST", "shared-secret"), ("WXCTX_SECRET", SECRET)];
    let cases: &[(Pairs, &str)] = &[
        (&[("WXCTX_TRUST", "closed-ingress")], "believed as asserted, NOT_FROM_WECHAT"),
        (&[("WXCTX_TRUST", "none")], "NOT_FROM_WECHAT, NOT_FROM_WECHAT"),
        (&secret, "UNPROVEN, believed as secret"),
        (&with(&secret, &[("WXCTX_SECRET_HEADER", "x-another")]), "UNPROVEN, UNPROVEN"),
        (&[("WXCTX_TRUST", "closed-ingress"), ("WXCTX_APPIDS", FROM_APPID)], "FORBIDDEN, NOT_FROM_WECHAT"),
        (&[("WXCTX_TRUST", "closed-ingress"), ("WXCTX_ENV", "prod-other")], "FORBIDDEN, NOT_FROM_WECHAT"),
    ];
    for (variables, text) in cases {
        if again_with("one_program_believes_what_the_variables_of_its_service_say", &with(variables, &[(EXPECTED, text)])) {
            let trust = Trust::from_variables().unwrap();
            let said = |headers: Pairs| match read(&trust, headers) {
                Ok(context) => format!("believed as {}", context.proof().as_str()),
                Err(refusal) => refusal.code().trim_start_matches("WXCTX_").to_owned(),
            };
            let proven = if trust.name() == "shared-secret" { with(USER, &[(PROOF, SECRET)]) } else { Vec::new() };
            assert_eq!(format!("{}, {}", said(USER), said(&proven)), expected());
            return;
        }
    }
}

/// A laptop is a guess where nobody says so, and a server that listens on every address must not make its network part of it.
#[test]
fn a_laptop_that_nobody_declared_believes_no_call_of_unknown_origin() {
    let from = |peer: Option<&str>| {
        let mut parts = request("/", &[LOOPBACK, ("x-wx-openid", OPENID), ("x-wx-appid", APPID)]).into_parts().0;
        if let Some(peer) = peer {
            parts.extensions.insert(ConnectInfo(SocketAddr::new(peer.parse().unwrap(), 40_000)));
        }
        let trust = Trust::from_variables().unwrap();
        WxContext::from_parts(&parts, &trust).map(|_| ())
    };
    let refused = |forbidden| Err(Rejection::Forbidden(forbidden));
    assert_eq!(from(None), refused(Forbidden::NoPeer));
    assert_eq!(from(Some("192.0.2.2")), refused(Forbidden::LocalPeer));
    assert_eq!(from(Some("127.0.0.1")), Ok(()));
}

#[test]
fn a_laptop_that_somebody_declared_takes_a_call_of_unknown_origin() {
    if again_with("a_laptop_that_somebody_declared_takes_a_call_of_unknown_origin", &[("WXCTX_TRUST", "local")]) {
        assert!(read(&Trust::from_variables().unwrap(), &[LOOPBACK]).is_ok());
    }
}
