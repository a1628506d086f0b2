//! Each trust: what it believes, what it refuses, its pins and its secrets.
#![cfg(all(feature = "axum", feature = "macros"))]

mod common;

use common::app::App;
use common::{
    ANYSERVICE, APPID, BASIC, ENV, FROM_APPID, OLD_SECRET, OPENID, PROOF, Pairs, SECRET, SHARED, USER, again_with, basic, local,
    read, request, shared_secret, with, without,
};
use wxctx::{Caller, Field, Forbidden, InvalidTrust, OpenId, Proof, Proven, Rejection, Trust, WxContext};

/// What each path answers under a trust, to a case of headers.
async fn table(trust: Trust, cases: &[(Pairs<'_>, &[(&str, &str)])]) {
    let app = App::new(trust);
    for (headers, expected) in cases {
        for (path, answer) in *expected {
            assert_eq!(app.get(path, headers).await.short(), *answer, "{path} of {headers:?}");
        }
    }
}

#[tokio::test]
async fn where_no_trust_is_declared_every_extraction_is_refused() {
    let app = App::undeclared();
    for path in ["/openid", "/optional", "/result", "/caller", "/optional-caller", "/context", "/client", "/direct", "/token"] {
        assert_eq!(app.get(path, USER).await.short(), "500 UNDECLARED", "{path}");
    }
    assert_eq!(app.ran(), 0);
}

#[tokio::test]
async fn none_believes_nobody_and_serves_everybody() {
    let expected: &[_] = &[
        ("/openid", "403 NOT_FROM_WECHAT"),
        ("/optional", "200 nobody"),
        ("/result", "200 held WXCTX_NOT_FROM_WECHAT"),
        ("/caller", "403 NOT_FROM_WECHAT"),
        ("/optional-caller", "200 nobody"),
        ("/context", "403 NOT_FROM_WECHAT"),
        ("/client", "403 NOT_FROM_WECHAT"),
        ("/direct", "403 NOT_FROM_WECHAT"),
    ];
    table(Trust::none(), &[(&[], expected), (USER, expected), (SHARED, expected)]).await;
}

#[tokio::test]
async fn closed_ingress_believes_what_comes_with_a_source() {
    let (user, known) = (format!("200 {OPENID}"), without(USER, &["x-wx-source"]));
    let nobody: &[_] = &[("/openid", "403 NOT_FROM_WECHAT"), ("/optional", "200 nobody"), ("/optional-caller", "200 nobody")];
    let refused: &[_] =
        &[("/openid", "403 NOT_FROM_WECHAT"), ("/optional", "403 NOT_FROM_WECHAT"), ("/result", "403 NOT_FROM_WECHAT")];
    let cases: &[(Pairs<'_>, &[_])] = &[
        (USER, &[("/openid", &*user), ("/optional", &user)]),
        (&[("x-wx-source", "wx_client")], &[("/openid", "403 MISSING_OPENID"), ("/optional", "200 nobody")]),
        (&[], nobody),
        (&[("x-wx-env", ENV), ("x-wx-call-id", "1")], nobody),
        (&known, refused),
        (&[("x-wx-appid", APPID)], refused),
        (&[("x-wx-from-unionid", "u")], refused),
        (&[("x-wx-cloudbase-access-token", "t")], refused),
    ];
    table(Trust::closed_ingress(), cases).await;
}

#[tokio::test]
async fn a_proven_trust_needs_no_source() {
    let user = format!("200 {OPENID}");
    for (trust, proof) in [(basic(), (ANYSERVICE, BASIC)), (shared_secret(), (PROOF, SECRET))] {
        let proven = with(USER, &[proof]);
        let sourceless = without(&proven, &["x-wx-source"]);
        let nobody = [proof];
        let cases: &[(Pairs<'_>, &[_])] = &[
            (&proven, &[("/openid", &*user), ("/client", &user), ("/direct", "200 wx_client")]),
            (&sourceless, &[("/openid", &*user), ("/client", "403 FORBIDDEN"), ("/direct", "403 FORBIDDEN")]),
            (&nobody, &[("/openid", "403 MISSING_OPENID"), ("/optional", "200 nobody")]),
            (USER, &[("/openid", "403 UNPROVEN"), ("/optional", "403 UNPROVEN"), ("/result", "403 UNPROVEN")]),
            (&[], &[("/optional", "403 UNPROVEN"), ("/optional-caller", "403 UNPROVEN")]),
        ];
        table(trust, cases).await;
    }
}

#[tokio::test]
async fn allow_names_origins_and_direct_refuses_hops() {
    for (source, client, direct) in [
        ("wx_client", "200", "200"),
        ("wx_devtools", "200", "200"),
        ("wx_client,scf", "200", "403"),
        ("wx_client,scf,cbr,not_scf", "200", "403"),
        ("wx_http", "403", "200"),
        ("wx_trigger", "403", "200"),
        ("scf,wx_client", "403", "403"),
        ("wx_client,wx_http", "403", "403"),
        ("wx_client,wx_client", "403", "403"),
        ("wx_client,something", "403", "403"),
        (",scf", "403", "403"),
        (",wx_client", "403", "403"),
        ("something", "403", "200"),
        ("WX_CLIENT", "403", "200"),
    ] {
        let app = App::new(Trust::closed_ingress());
        for (path, status) in [("/client", client), ("/direct", direct)] {
            let answer = app.get(path, &with(USER, &[("x-wx-source", source)])).await;
            assert_eq!(answer.status.to_string(), status, "{path} of {source}");
            assert!(answer.status == 200 || answer.code() == "WXCTX_FORBIDDEN", "{answer:?}");
        }
    }
}

#[tokio::test]
async fn every_secret_of_a_rotation_is_accepted_and_no_other() {
    let rotated = shared_secret().also_accept(OLD_SECRET).unwrap();
    // `anyservice:the-old-secret-of-2025` beside the new one.
    let old_basic = "Basic YW55c2VydmljZTp0aGUtb2xkLXNlY3JldC1vZi0yMDI1";
    let rotated_basic = basic().also_accept(&format!("anyservice:{OLD_SECRET}")).unwrap();
    for (trust, proof, good) in [
        (&rotated, (PROOF, SECRET), true),
        (&rotated, (PROOF, OLD_SECRET), true),
        (&rotated, (PROOF, "the-old-secret-of-2024"), false),
        (&shared_secret(), (PROOF, OLD_SECRET), false),
        (&rotated_basic, (ANYSERVICE, BASIC), true),
        (&rotated_basic, (ANYSERVICE, old_basic), true),
        (&rotated_basic, (ANYSERVICE, SECRET), false),
        (&basic(), (ANYSERVICE, old_basic), false),
    ] {
        let read = read(trust, &with(USER, &[proof])).map(|context| context.openid().unwrap().as_str().to_owned());
        assert_eq!(read, if good { Ok(OPENID.to_owned()) } else { Err(Rejection::Unproven) }, "{proof:?}");
    }
}

#[test]
fn a_secret_that_is_none_declares_no_trust() {
    let (short, character) = (Some(InvalidTrust::ShortSecret { least: 16 }), Some(InvalidTrust::SecretCharacter));
    let (short_password, user) = (Some(InvalidTrust::ShortPassword { least: 16 }), Some(InvalidTrust::UserCharacter));
    let secret = |secret: &str| {
        (Trust::shared_secret(PROOF, secret).err(), Trust::basic("u", secret).err(), shared_secret().also_accept(secret).err())
    };
    for bad in ["", "                ", "fifteen-bytes-x"] {
        assert!([&secret(bad).0, &secret(bad).1, &secret(bad).2].iter().all(|error| error.is_some()), "{bad:?}");
    }
    assert_eq!(secret("fifteen-bytes-x"), (short.clone(), short_password.clone(), short));
    assert_eq!(secret("a secret with blanks"), (character.clone(), Some(InvalidTrust::PasswordCharacter), character));
    assert_eq!(secret("sixteen-bytes-xx"), (None, None, None));
    for bad in ["a:b", "a b", "ä"] {
        assert_eq!(Trust::basic(bad, SECRET).err(), user, "{bad}");
    }
    assert_eq!(basic().also_accept("anyservice:short").err(), short_password);
    assert_eq!(basic().also_accept(SECRET).err(), Some(InvalidTrust::NoUser), "a user is written before it");
    let error = InvalidTrust::Header;
    assert_eq!(format!("{error:?}"), error.to_string(), "`main` prints the one, people read the other");
    for header in ["", "a b", "x-wx-openid", "X-WX-Secret", "x-cloudbase-context", "Host"] {
        assert_eq!(Trust::shared_secret(header, SECRET).err(), Some(InvalidTrust::Header), "{header:?}");
    }
    for trust in [Trust::none(), Trust::closed_ingress(), local()] {
        assert_eq!(trust.also_accept(SECRET).err(), Some(InvalidTrust::NoSecrets));
    }
}

#[test]
fn pins_refuse_what_is_not_pinned() {
    let (env, other): (wxctx::EnvId, wxctx::EnvId) = (ENV.parse().unwrap(), "test-9z8y7x".parse().unwrap());
    let app = |id: &str| id.parse::<wxctx::AppId>().unwrap();
    let closed = Trust::closed_ingress;
    let envless = without(USER, &["x-wx-env"]);
    let half = without(SHARED, &["x-wx-from-appid"]);
    let only_unionid = with(USER, &[("x-wx-from-unionid", "u")]);
    let cases: [(&str, Trust, Pairs<'_>, Option<Forbidden>); 13] = [
        ("its own env", closed().env(env.clone()), USER, None),
        ("another env", closed().env(other), USER, Some(Forbidden::Env)),
        ("no env", closed().env(env), &envless, Some(Forbidden::NoEnv)),
        ("its own app", closed().appids([app(FROM_APPID), app(APPID)]), USER, None),
        ("the calling app", closed().appids([app(FROM_APPID)]), SHARED, None),
        ("another calling app", closed().appids([app(APPID)]), SHARED, Some(Forbidden::CallingApp)),
        ("a shared call without an app", closed().appids([app(APPID)]), &half, Some(Forbidden::NoCallingApp)),
        ("a shared call by its unionid", closed().appids([app(APPID)]), &only_unionid, Some(Forbidden::NoCallingApp)),
        ("no app at all", closed().appids([app(APPID)]), &[("x-wx-source", "wx_client")], Some(Forbidden::NoCallingApp)),
        ("no app is good", closed().appids([]), USER, Some(Forbidden::CallingApp)),
        ("the owning app", closed().owner_appid(app(APPID)), SHARED, None),
        ("no owning app", closed().owner_appid(app(APPID)), &[("x-wx-source", "wx_trigger")], Some(Forbidden::NoOwnerApp)),
        ("another owning app", closed().owner_appid(app(FROM_APPID)), SHARED, Some(Forbidden::OwnerApp)),
    ];
    for (name, trust, headers, refused) in cases {
        assert_eq!(read(&trust, headers).err(), refused.map(Rejection::Forbidden), "{name}");
    }
}

#[test]
fn a_public_host_is_evidence_against_closed_ingress() {
    let trust = Trust::closed_ingress();
    let mut count = 0;
    for (host, evidence) in [
        ("svc-1a2b3c-1250000000.sh.run.wxcloudrun.com", true),
        ("SVC.AP-SHANGHAI.RUN.TCLOUDBASE.COM:443", true),
        ("prod-1a2b3c.tcloudbaseapp.com.", true),
        ("prod-1a2b3c.api.tcloudbasegateway.com", true),
        ("nottcloudbase.com", false),
        ("tcloudbase.com.example.org", false),
        ("10.0.0.7:80", false),
    ] {
        let _refused = read(&trust, &[("host", host), ("x-wx-openid", OPENID)]);
        count += u64::from(evidence);
        assert_eq!(trust.clone().public_requests(), count, "{host}");
        let _read = read(&trust, &with(USER, &[("host", host)]));
        assert_eq!(trust.public_requests(), count, "with a SOURCE it is none: {host}");
    }
    for trust in [Trust::none(), shared_secret(), local()] {
        let _refused = read(&trust, &[("host", "svc.sh.run.wxcloudrun.com")]);
        assert_eq!(trust.public_requests(), 0, "{trust:?}");
    }
}

#[test]
fn a_context_says_how_far_it_may_be_believed() {
    let host = [common::LOOPBACK];
    for (trust, more, proof) in [
        (Trust::closed_ingress(), &[][..], Proof::Asserted),
        (basic(), &[(ANYSERVICE, BASIC)], Proof::Basic),
        (shared_secret(), &[(PROOF, SECRET)], Proof::Secret),
        (local(), &host, Proof::Local),
    ] {
        assert_eq!(read(&trust, &with(USER, more)).unwrap().proof(), proof);
    }
}

#[tokio::test]
async fn what_middleware_proved_beats_every_carrier() {
    let context = WxContext::builder().openid("proven").appid("a").source("wx_http").build().unwrap();
    for app in [App::undeclared(), App::new(Trust::none()), App::new(shared_secret()), App::new(local())] {
        for (path, answer) in [
            ("/openid", "200 proven"),
            ("/caller", "200 a:proven"),
            ("/client", "403 FORBIDDEN"),
            ("/token", "403 MISSING_ACCESS_TOKEN"),
        ] {
            let mut request = request(path, &with(SHARED, &[("x-wx-cloudbase-access-token", "t"), ("x-wx-openid", "a b")]));
            request.extensions_mut().insert(Proven(context.clone()));
            assert_eq!(app.call(request).await.short(), answer, "{path}");
        }
    }
}

#[test]
fn a_context_of_headers_alone_is_judged_like_a_request() {
    let headers = |pairs: Pairs<'_>| request("/", pairs).into_parts().0.headers;
    let of = |pairs: Pairs<'_>, trust: &Trust| {
        WxContext::from_headers(&headers(pairs), trust).map(|context| context.extract::<Caller>().unwrap().key())
    };
    assert_eq!(of(USER, &Trust::closed_ingress()), Ok(format!("{APPID}:{OPENID}")));
    assert_eq!(of(USER, &shared_secret()), Err(Rejection::Unproven));
    assert_eq!(of(&with(USER, &[(PROOF, SECRET)]), &shared_secret()), Ok(format!("{APPID}:{OPENID}")));
    assert_eq!(of(USER, &local()), Err(Rejection::Forbidden(Forbidden::LocalHost)), "local needs a Host");
    assert_eq!(of(&with(USER, &[common::LOOPBACK]), &local()), Ok(format!("{APPID}:{OPENID}")));
}

#[test]
fn debug_of_a_trust_shows_its_kind_and_no_secret() {
    let pinned = shared_secret().also_accept(OLD_SECRET).unwrap().env(ENV.parse().unwrap()).refuse_hosts(["example.org"]);
    for (debug, kind) in [
        (format!("{pinned:?}"), "SharedSecret"),
        (format!("{:?}", basic()), "Basic"),
        (format!("{:?}", wxctx::layer(basic())), "Basic"),
    ] {
        assert!(
            debug.contains(kind) && ![SECRET, OLD_SECRET, &BASIC[6..]].iter().any(|secret| debug.contains(secret)),
            "{debug}"
        );
    }
    assert!(format!("{pinned:?}").contains("example.org"));
    let names = [Trust::none(), Trust::closed_ingress(), basic(), shared_secret(), local(), Trust::local_container().unwrap()];
    assert_eq!(
        names.each_ref().map(Trust::name),
        ["none", "closed-ingress", "basic", "shared-secret", "local", "local-container"]
    );
}

#[test]
fn an_excluded_field_was_not_put_there_by_the_gateway() {
    let exclude = |names| read(&Trust::closed_ingress(), &with(USER, &[("x-wx-exclude-credentials", names)]));
    assert_eq!(exclude("openid").unwrap_err(), Rejection::Conflict(Field::OpenId));
    assert_eq!(exclude("cloudbase-access-token, UnionID").unwrap_err(), Rejection::Conflict(Field::UnionId));
    assert!(exclude("cloudbase-access-token").is_ok(), "what is left out and absent is no conflict");
    assert_eq!(exclude("from-openid").unwrap().extract::<Caller>().unwrap_err(), Rejection::Conflict(Field::FromOpenId));
    let openid: Option<OpenId> = exclude("from-unionid").unwrap().openid().cloned();
    assert_eq!(openid.unwrap(), OPENID);
}

#[test]
fn a_laptops_trust_is_refused_in_a_cloud() {
    for variable in ["CBR_ENV_ID", "SCF_FUNCTIONNAME", "SCF_NAMESPACE", "TENCENTCLOUD_RUNENV", "KUBERNETES_SERVICE_HOST"] {
        if again_with("a_laptops_trust_is_refused_in_a_cloud", &[(variable, "x")]) {
            for trust in [Trust::local(), Trust::local_container()] {
                let error = trust.unwrap_err();
                assert!(matches!(&error, InvalidTrust::Cloud { variable } if std::env::var_os(variable).is_some()), "{error:?}");
            }
            return;
        }
    }
}
