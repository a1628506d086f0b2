//! `wxctx::serve` in its homes: what it starts with, and what it refuses to start with.
#![cfg(all(feature = "serve", feature = "macros"))]

mod common;

use std::path::Path;

use common::http1::Connection;
use common::program::Program;
use common::{
    ANYSERVICE, APPID, Answer, BASIC, ENV, OLD_SECRET, OPENID, PROOF, Pairs, SECRET, UNIONID, USER, again_with, request, with,
};
use serde_json::json;
use wxctx::{Server, Trust};

async fn get(program: &Program, headers: Pairs<'_>) -> Answer {
    Connection::open(program.address()).await.call(request("/", &with(&[("host", "localhost")], headers))).await
}

#[tokio::test]
#[cfg_attr(not(debug_assertions), ignore = "a release build is never a laptop by itself")]
async fn a_laptop_listens_on_loopback_and_is_somebody() {
    let program = Program::whoami(&[]);
    let address = program.listens();
    assert!(address.ip().is_loopback(), "{address}");
    let nobody = json!({
        "OPENID": "oLOCAL_0000000000000000_user", "APPID": "wx0000000000000000", "ENV": "local", "SOURCE": "wx_client",
    });
    assert_eq!(get(&program, &[]).await.json(), nobody);
    let user = json!({ "OPENID": OPENID, "APPID": APPID, "UNIONID": UNIONID, "ENV": ENV, "SOURCE": "wx_client" });
    assert_eq!(get(&program, USER).await.json(), user);
    assert_eq!(get(&program, &[("host", "example.org")]).await.short(), "403 FORBIDDEN");
    let ended = program.terminated();
    assert!(ended.status.success() && ended.text.contains("development"), "{ended:?}");
}

#[tokio::test]
async fn a_laptop_with_pins_is_somebody_whom_they_let_in() {
    let pins = [("WXCTX_TRUST", "local"), ("WXCTX_ENV", ENV), ("WXCTX_APPIDS", "wx0123456789abcdef,wxfedcba9876543210")];
    let program = Program::whoami(&pins);
    let nobody = json!({ "OPENID": "oLOCAL_0000000000000000_user", "APPID": APPID, "ENV": ENV, "SOURCE": "wx_client" });
    assert_eq!(get(&program, &[]).await.json(), nobody);
    assert_eq!(get(&program, &[("x-wx-env", "test-4d5e6f")]).await.short(), "403 FORBIDDEN");
}

#[test]
fn a_start_warns_of_an_appid_that_does_not_look_like_one() {
    let warned = |name, value| {
        let program = Program::whoami(&[("WXCTX_TRUST", "closed-ingress"), (name, value)]);
        program.listens();
        let text = program.terminated().text;
        assert!(text.contains("closed-ingress asserts") && !text.contains("abc123"), "{text}");
        text.contains(&format!("and {name} has another: a gh_ id is not an appid"))
    };
    for right in [APPID, "wx0123456789abcdef, wxfedcba9876543210"] {
        assert!(!warned("WXCTX_APPIDS", right), "{right}");
    }
    for wrong in
        ["gh_abc123456789", "wx0123456789abcdef,gh_abc123456789", "wx0123456789abc123f", "wx0123456789ABCDEF", "wxabc123"]
    {
        assert!(warned("WXCTX_APPIDS", wrong), "{wrong}");
    }
    assert!(warned("WXCTX_OWNER_APPID", "gh_abc123456789") && !warned("WXCTX_OWNER_APPID", APPID));
}

const QUESTION: &str = "Can anything but WeChat reach this port?";

#[test]
fn what_a_program_does_not_start_with() {
    let file = |name: &str, text: &str| {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let (empty, short) = (file("empty", "\n"), file("short", "too-short-77"));
    let taken_out = file("taken-out", &format!("{SECRET}\n#{OLD_SECRET}\n"));
    let commented = file("commented", &format!("{SECRET}\n# the new one\n"));
    let cases: [(Pairs<'_>, &str); 55] = [
        (&[("CBR_ENV_ID", ENV)], QUESTION),
        (&[("CBR_ENV_ID", "")], QUESTION),
        (&[("CBR_ENV_ID", ENV), ("WXCTX_TRUST", "")], QUESTION),
        (&[("SCF_FUNCTIONNAME", "f")], QUESTION),
        (&[("TENCENTCLOUD_RUNENV", "SCF")], QUESTION),
        (&[("KUBERNETES_SERVICE_HOST", "10.0.0.1")], QUESTION),
        (&[("WXCTX_TRUST", "closed_ingress")], "WXCTX_TRUST must be one of"),
        (&[("WXCTX_TRSUT", "closed-ingress")], "WXCTX_TRSUT is no variable of wxctx; WXCTX_TRUST is"),
        (&[("WXCTX_TRUST", "none"), ("WXCTX_APPID", APPID)], "WXCTX_APPID is no variable of wxctx; WXCTX_APPIDS is"),
        (&[("WXCTX_TRUST", "none"), ("WXCTX_BODYLIMIT", "1")], "WXCTX_BODYLIMIT is no variable of wxctx; WXCTX_BODY_LIMIT is"),
        (&[("WXCTX_TRUST", "none"), ("WXCTX_Timeout", "1")], "WXCTX_Timeout is no variable of wxctx; WXCTX_TIMEOUT is"),
        (
            &[("WXCTX_TRUST", "none"), ("WXCTX_KUBERNETES", "1")],
            "WXCTX_KUBERNETES is no variable of wxctx; there are WXCTX_TRUST, ",
        ),
        (&[("WXCTX_TRUST", "none"), ("WXCTX_BODY_LIMIT", "20MiB")], "it is the most bytes of a request's body"),
        (&[("WXCTX_TRUST", "none"), ("WXCTX_BODY_LIMIT", "1MB")], "Write a whole number above 0, without a unit"),
        (&[("WXCTX_TRUST", "none"), ("WXCTX_TIMEOUT", "3s")], "Write a number of seconds above 0, without a unit"),
        (&[("WXCTX_TRUST", "none"), ("WXCTX_APPIDS", "wxa,")], "Write ids with one comma between two"),
        // A template that filled nothing in would pin nothing.
        (
            &[("WXCTX_TRUST", "closed-ingress"), ("WXCTX_APPIDS", "")],
            "WXCTX_APPIDS has a value that cannot be used; it is the calling apps",
        ),
        (&[("WXCTX_TRUST", "none"), ("WXCTX_PUSH_PATH", "push")], "Write a path that begins with `/`"),
        (&[("WXCTX_TRUST", "none"), ("WXCTX_BODY_LIMIT", "0")], "WXCTX_BODY_LIMIT has a value that cannot be used"),
        (&[("WXCTX_TRUST", "none"), ("WXCTX_BODY_LIMIT", "-1")], "WXCTX_BODY_LIMIT has a value that cannot be used"),
        (&[("WXCTX_TRUST", "none"), ("WXCTX_TIMEOUT", "1m")], "it is the most seconds that a handler may take"),
        (&[("WXCTX_TRUST", "none"), ("WXCTX_TIMEOUT", "0")], "WXCTX_TIMEOUT has a value that cannot be used"),
        (&[("WXCTX_TRUST", "none"), ("WXCTX_GRACE", "inf")], "WXCTX_GRACE has a value that cannot be used"),
        (&[("WXCTX_TRUST", "none"), ("WXCTX_GRACE", "1e300")], "WXCTX_GRACE has a value that cannot be used"),
        (&[("WXCTX_TRUST", "none"), ("WXCTX_GRACE", "nan")], "WXCTX_GRACE has a value that cannot be used"),
        (&[("WXCTX_TRUST", "none"), ("WXCTX_HEADER_TIMEOUT", "-1")], "WXCTX_HEADER_TIMEOUT has a value that cannot be used"),
        (&[("WXCTX_TRUST", "none"), ("WXCTX_IDLE_TIMEOUT", "long")], "WXCTX_IDLE_TIMEOUT has a value that cannot be used"),
        (&[("WXCTX_TRUST", "none"), ("WXCTX_CONNECTIONS", "0")], "WXCTX_CONNECTIONS has a value that cannot be used"),
        (&[("WXCTX_TRUST", "none"), ("WXCTX_PUSH_PATH", "push")], "WXCTX_PUSH_PATH has a value that cannot be used"),
        (&[("WXCTX_TRUST", "none"), ("WXCTX_LOG", "verbose")], "WXCTX_LOG has a value that cannot be used"),
        (&[("WXCTX_TRUST", "none"), ("WXCTX_LOG", "2")], "WXCTX_LOG has a value that cannot be used"),
        (&[("WXCTX_TRUST", "basic")], "needs a secret"),
        (&[("WXCTX_TRUST", "shared-secret")], "needs a secret"),
        (&[("WXCTX_TRUST", "shared-secret"), ("WXCTX_SECRET", "")], "needs a secret"),
        (&[("WXCTX_TRUST", "shared-secret"), ("WXCTX_SECRET", "too-short-77")], "shorter than 16 bytes"),
        (&[("WXCTX_TRUST", "shared-secret"), ("WXCTX_SECRET_FILE", &empty)], "needs a secret"),
        (&[("WXCTX_TRUST", "shared-secret"), ("WXCTX_SECRET_FILE", &commented)], "line 2 of WXCTX_SECRET_FILE begins with `#`"),
        // A leaked secret that is commented out must not be one again, with a `#` in front.
        (&[("WXCTX_TRUST", "shared-secret"), ("WXCTX_SECRET_FILE", &taken_out)], "line 2 of WXCTX_SECRET_FILE begins with `#`"),
        (
            &[("WXCTX_TRUST", "shared-secret"), ("WXCTX_SECRET", SECRET), ("WXCTX_SECRET_HEADER", "x-wx-secret")],
            "WXCTX_SECRET_HEADER has a value that cannot be used",
        ),
        (&[("WXCTX_TRUST", "shared-secret"), ("WXCTX_SECRET_FILE", &short)], "shorter than 16 bytes"),
        (&[("WXCTX_TRUST", "shared-secret"), ("WXCTX_SECRET_FILE", "/there/is/none")], "WXCTX_SECRET_FILE cannot be read"),
        (
            &[("WXCTX_TRUST", "shared-secret"), ("WXCTX_SECRET", "a secret with blanks")],
            "line 1 of WXCTX_SECRET cannot be a secret: the secret holds a space or something else that is not visible ASCII\n",
        ),
        (&[("WXCTX_TRUST", "basic")], "For basic each is `user:password`"),
        (&[("WXCTX_TRUST", "basic"), ("WXCTX_SECRET", "anyservice:")], ": the password is empty or shorter than 16 bytes\n"),
        (
            &[("WXCTX_TRUST", "basic"), ("WXCTX_SECRET", "anyservice:a secret with blanks")],
            ": the password holds a space or something else that is not visible ASCII\n",
        ),
        (
            &[("WXCTX_TRUST", "basic"), ("WXCTX_SECRET", "any service:the-new-secret-of-2026")],
            ": the user holds a colon, a space or something else that is not visible ASCII\n",
        ),
        (&[("WXCTX_TRUST", "basic"), ("WXCTX_SECRET", SECRET)], "there is no colon"),
        (
            &[("WXCTX_TRUST", "closed-ingress"), ("CBR_ENV_ID", "env-1"), ("WXCTX_ENV", "env-2")],
            "another environment than CBR_ENV_ID",
        ),
        (
            &[("WXCTX_TRUST", "closed-ingress"), ("WXCTX_SECRET", SECRET)],
            "WXCTX_SECRET is set, and only WXCTX_TRUST=basic and WXCTX_TRUST=shared-secret use it",
        ),
        (
            &[("WXCTX_TRUST", "basic"), ("WXCTX_SECRET", "anyservice:the-new-secret-of-2026"), ("WXCTX_SECRET_HEADER", PROOF)],
            "WXCTX_SECRET_HEADER is set, and only WXCTX_TRUST=shared-secret uses it",
        ),
        (&[("WXCTX_TRUST", "local"), ("CBR_ENV_ID", ENV)], "CBR_ENV_ID is set, as in a cloud"),
        (&[("WXCTX_TRUST", "local-container"), ("SCF_NAMESPACE", ENV)], "SCF_NAMESPACE is set, as in a cloud"),
        (&[("WXCTX_TRUST", "none"), ("PORT", "eighty")], "PORT has a value that cannot be used"),
        (&[("WXCTX_TRUST", "none"), ("WXCTX_ENV", "a b")], "WXCTX_ENV has a value that cannot be used; it is the environment"),
        (&[("WXCTX_TRUST", "none"), ("WXCTX_APPIDS", "a,,b")], "WXCTX_APPIDS has a value that cannot be used"),
    ];
    for (variables, text) in cases {
        let ended = Program::whoami(variables).ended();
        assert!(!ended.status.success() && ended.text.contains(text), "{variables:?}: {ended:?}");
        assert!(
            ![SECRET, "too-short-77", ENV, APPID].iter().any(|value| ended.text.contains(value)),
            "no value is said: {ended:?}"
        );
    }
}

#[cfg(not(debug_assertions))]
#[test]
fn a_release_build_without_a_trust_asks_wherever_it_is() {
    let ended = Program::whoami(&[]).ended();
    assert!(!ended.status.success() && ended.text.contains(QUESTION), "{ended:?}");
}

#[test]
fn two_declarations_of_a_trust_are_one_too_many() {
    if again_with("two_declarations_of_a_trust_are_one_too_many", &[("WXCTX_TRUST", "none")]) {
        let error = Server::new(axum::Router::new()).trust(Trust::none()).run().unwrap_err();
        assert!(error.to_string().contains("both the program and WXCTX_TRUST"), "{error}");
        assert_eq!(format!("{error:?}"), error.to_string(), "`main` prints the one, people read the other");
    }
}

#[tokio::test]
async fn a_container_listens_everywhere_under_the_trust_that_is_declared() {
    let program = Program::whoami(&[("CBR_ENV_ID", ENV), ("WXCTX_TRUST", "closed-ingress")]);
    let address = program.listens();
    assert!(address.ip().is_unspecified(), "{address}");
    assert_eq!(get(&program, USER).await.json()["OPENID"], OPENID);
    for (headers, refusal) in [
        (&[][..], "403 NOT_FROM_WECHAT"),
        (&[("x-wx-openid", OPENID)], "403 NOT_FROM_WECHAT"),
        (&with(USER, &[("x-wx-env", "test-9z8y7x")]), "403 FORBIDDEN"),
        (&with(USER, &[("x-wx-local-debug", "1")]), "403 FORBIDDEN"),
    ] {
        assert_eq!(get(&program, headers).await.short(), refusal, "{headers:?}");
    }
    let ended = program.terminated();
    assert!(ended.status.success() && ended.text.contains("it proves nothing"), "{ended:?}");
}

#[tokio::test]
async fn a_function_listens_on_its_fixed_port() {
    // Two programs cannot have that port at once, so only what the second says of it is looked at.
    let variables = [("TENCENTCLOUD_RUNENV", "SCF"), ("WXCTX_TRUST", "none"), ("PORT", "0")];
    let taken = std::net::TcpListener::bind("0.0.0.0:9000");
    let ended = Program::whoami(&variables).ended();
    assert!(!ended.status.success() && ended.text.contains("cannot listen on 0.0.0.0:9000"), "{ended:?}");
    drop(taken);
}

#[test]
fn a_start_says_what_is_pinned() {
    let closed = [("WXCTX_TRUST", "closed-ingress")];
    for (variables, pins) in [
        (with(&closed, &[("WXCTX_APPIDS", APPID), ("WXCTX_OWNER_APPID", APPID)]), Some("appids, owner_appid")),
        (with(&closed, &[("CBR_ENV_ID", ENV)]), Some("CBR_ENV_ID")),
        (with(&closed, &[("CBR_ENV_ID", ENV), ("WXCTX_ENV", ENV)]), Some("CBR_ENV_ID, env")),
        (closed.to_vec(), None),
        // Nobody has an identity there, so no pin looks at it.
        (vec![("WXCTX_TRUST", "none"), ("WXCTX_ENV", ENV)], None),
    ] {
        let program = Program::whoami(&variables);
        program.listens();
        let text = program.terminated().text;
        let line = text.lines().find(|line| line.contains("listening on")).unwrap();
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        assert_eq!(line["pins"].as_str(), pins);
    }
}

/// What a program answers under a declared trust, and what it logs of it.
async fn declared(variables: Pairs<'_>, cases: &[(Pairs<'_>, &str)]) {
    let program = Program::whoami(variables);
    for (headers, answer) in cases {
        let got = get(&program, headers).await;
        assert_eq!(format!("{} {}", got.status, got.json()["code"].as_str().unwrap_or_default()), *answer, "{headers:?}");
    }
    let ended = program.terminated();
    assert!(ended.text.contains(r#""code":"WXCTX_UNPROVEN""#) && ended.text.contains("wx01…cdef:oABC…hijk"), "{ended:?}");
    for hidden in [OPENID, APPID, UNIONID, SECRET, OLD_SECRET, &BASIC[6..], "127.0.0.1"] {
        assert!(!ended.text.contains(hidden), "{hidden} in {ended:?}");
    }
}

#[tokio::test]
async fn forged_headers_end_at_a_proxys_secret() {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("secrets");
    std::fs::write(&file, format!("{SECRET}\n{OLD_SECRET}\n")).unwrap();
    let variables = [("WXCTX_TRUST", "shared-secret"), ("WXCTX_SECRET_FILE", file.to_str().unwrap())];
    let cases: &[(Pairs<'_>, &str)] = &[
        (USER, "403 WXCTX_UNPROVEN"),
        (&[], "403 WXCTX_UNPROVEN"),
        (&with(USER, &[(PROOF, "the-old-secret-of-2024")]), "403 WXCTX_UNPROVEN"),
        (&with(USER, &[("x-own-secret", SECRET)]), "403 WXCTX_UNPROVEN"),
        (&with(USER, &[(PROOF, SECRET)]), "200 "),
        (&with(USER, &[(PROOF, OLD_SECRET)]), "200 "),
    ];
    declared(&variables, cases).await;
    let variables =
        [("WXCTX_TRUST", "shared-secret"), ("WXCTX_SECRET", SECRET), ("WXCTX_SECRET_HEADER", "x-own-secret"), ("WXCTX_ENV", ENV)];
    let cases: &[(Pairs<'_>, &str)] = &[
        (&with(USER, &[(PROOF, SECRET)]), "403 WXCTX_UNPROVEN"),
        (&with(USER, &[("x-own-secret", SECRET)]), "200 "),
        (&with(USER, &[("x-own-secret", SECRET), ("x-wx-env", "test-9z8y7x")]), "403 WXCTX_FORBIDDEN"),
    ];
    declared(&variables, cases).await;
}

#[tokio::test]
async fn forged_headers_end_at_anyservices_password() {
    let secret = format!("anyservice:{SECRET}");
    let variables = [
        ("WXCTX_TRUST", "basic"),
        ("WXCTX_SECRET", &*secret),
        ("WXCTX_APPIDS", "wxother, wx0123456789abcdef"),
        ("WXCTX_OWNER_APPID", APPID),
    ];
    let cases: &[(Pairs<'_>, &str)] = &[
        (USER, "403 WXCTX_UNPROVEN"),
        (&with(USER, &[(ANYSERVICE, "Basic YTpi")]), "403 WXCTX_UNPROVEN"),
        (&with(USER, &[(ANYSERVICE, BASIC)]), "200 "),
        (&with(USER, &[(ANYSERVICE, BASIC), ("x-wx-appid", "wxother")]), "403 WXCTX_FORBIDDEN"),
    ];
    declared(&variables, cases).await;
}
