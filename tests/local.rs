//! A laptop: the identity it gets, and every check that keeps others from getting it.
#![cfg(all(feature = "axum", feature = "macros"))]

mod common;

use std::net::SocketAddr;

use axum::extract::ConnectInfo;
use common::app::App;
use common::{APPID, ENV, FROM_APPID, FROM_OPENID, LOOPBACK, OPENID, Pairs, SHARED, USER, local, read, request, with};
use serde_json::json;
use wxctx::{AppId, Caller, EnvId, Field, Forbidden, OpenId, Proof, Rejection, Trust};

const LOCAL_OPENID: &str = "oLOCAL_0000000000000000_user";
const LOCAL_APPID: &str = "wx0000000000000000";

#[test]
fn four_fields_that_are_absent_get_a_local_value_and_nothing_else_does() {
    let filled = |headers| serde_json::to_value(read(&local(), &with(&[LOOPBACK], headers)).unwrap()).unwrap();
    let nobody = json!({ "OPENID": LOCAL_OPENID, "APPID": LOCAL_APPID, "ENV": "local", "SOURCE": "wx_client" });
    assert_eq!(filled(&[]), nobody);
    // What the platform's VS Code proxy sends where it knows nothing.
    assert_eq!(filled(&[("x-wx-openid", ""), ("x-wx-appid", ""), ("x-wx-unionid", ""), ("x-wx-local-debug", "1")]), nobody);
    let some = json!({ "OPENID": "mine", "APPID": LOCAL_APPID, "ENV": "local", "SOURCE": "wx_http", "UNIONID": "u" });
    assert_eq!(filled(&[("x-wx-openid", "mine"), ("x-wx-source", "wx_http"), ("x-wx-unionid", "u")]), some);
}

#[test]
fn a_call_that_is_not_the_own_users_gets_no_openid() {
    let filled = |headers| serde_json::to_value(read(&local(), &with(&[LOOPBACK], headers)).unwrap()).unwrap();
    let timer = json!({ "APPID": LOCAL_APPID, "ENV": "local", "SOURCE": "wx_trigger" });
    assert_eq!(filled(&[("x-wx-source", "wx_trigger")]), timer);
    let push = json!({ "APPID": APPID, "ENV": "local", "SOURCE": "wx_unknown" });
    assert_eq!(filled(&[("x-wx-source", "wx_unknown"), ("x-wx-appid", APPID)]), push);
    let shared = json!({
        "APPID": LOCAL_APPID, "FROM_OPENID": FROM_OPENID, "FROM_APPID": FROM_APPID, "ENV": "local", "SOURCE": "wx_client",
    });
    assert_eq!(filled(&[("x-wx-from-openid", FROM_OPENID), ("x-wx-from-appid", FROM_APPID)]), shared);
    let own = json!({ "OPENID": LOCAL_OPENID, "APPID": LOCAL_APPID, "ENV": "local", "SOURCE": "wx_devtools,scf" });
    assert_eq!(filled(&[("x-wx-source", "wx_devtools,scf")]), own);
    let own = json!({ "OPENID": LOCAL_OPENID, "APPID": APPID, "ENV": "local", "SOURCE": "wx_client" });
    assert_eq!(filled(&[("x-wx-appid", APPID), ("x-wx-source", "")]), own);
    let nobody = read(&local(), &[LOOPBACK, ("x-wx-source", "wx_trigger")]).unwrap();
    assert_eq!(nobody.extract::<Caller>().unwrap_err(), Rejection::Missing(Field::OpenId));
    assert_eq!(nobody.proof(), Proof::Local);
}

#[test]
fn a_shared_user_is_one_on_a_laptop_too() {
    let key = |headers| read(&local(), &with(&[LOOPBACK], headers)).unwrap().extract::<Caller>().map(|caller| caller.key());
    assert_eq!(key(&[]).unwrap(), format!("{LOCAL_APPID}:{LOCAL_OPENID}"));
    assert_eq!(key(USER).unwrap(), format!("{APPID}:{OPENID}"));
    assert_eq!(key(SHARED).unwrap(), format!("{FROM_APPID}:{FROM_OPENID}"));
    assert!(key(&[("x-wx-from-openid", FROM_OPENID)]).is_err(), "the other half is not filled in");
}

/// So that a program is tried with the pins that it is deployed with.
#[test]
fn what_is_pinned_takes_the_place_of_a_local_value() {
    const OTHER: &str = "wxbbbbbbbbbbbbbbbb";
    let id = |text: &str| text.parse::<AppId>().unwrap();
    let env = || local().env(ENV.parse().unwrap());
    let appids = || local().appids([id(APPID), id(FROM_APPID)]);
    let owner = || local().owner_appid(id(OTHER));
    let values = |trust: Trust, headers: Pairs<'_>| {
        let context = read(&trust, &with(&[LOOPBACK], headers)).map_err(|rejection| match rejection {
            Rejection::Forbidden(forbidden) => forbidden,
            other => panic!("{other:?}"),
        })?;
        let text = |id: Option<&str>| id.unwrap_or("-").to_owned();
        let (openid, appid) = (context.openid().map(OpenId::as_str), context.appid().map(AppId::as_str));
        Ok((text(openid), text(appid), text(context.env().map(EnvId::as_str))))
    };
    let of = |openid: &str, appid: &str, env: &str| Ok((openid.to_owned(), appid.to_owned(), env.to_owned()));
    assert_eq!(values(env(), &[]), of(LOCAL_OPENID, LOCAL_APPID, ENV));
    assert_eq!(values(appids(), &[]), of(LOCAL_OPENID, APPID, "local"), "the first of them");
    assert_eq!(values(owner(), &[]), of(LOCAL_OPENID, OTHER, "local"));
    assert_eq!(values(appids().owner_appid(id(FROM_APPID)), &[]), of(LOCAL_OPENID, FROM_APPID, "local"));
    // What a call says itself stays, and is held to the pins.
    assert_eq!(values(appids(), &[("x-wx-appid", FROM_APPID)]), of(LOCAL_OPENID, FROM_APPID, "local"));
    assert_eq!(values(appids(), &[("x-wx-appid", OTHER)]), Err(Forbidden::CallingApp));
    assert_eq!(values(owner(), &[("x-wx-appid", APPID)]), Err(Forbidden::OwnerApp));
    assert_eq!(values(env(), &[("x-wx-env", "test-4d5e6f")]), Err(Forbidden::Env));
    // A user of a shared resource is of the app that owns it; who calls is never filled in.
    let shared: Pairs<'_> = &[("x-wx-from-openid", FROM_OPENID), ("x-wx-from-appid", FROM_APPID)];
    assert_eq!(values(appids().owner_appid(id(OTHER)), shared), of("-", OTHER, "local"));
    assert_eq!(values(appids(), &shared[..1]), Err(Forbidden::NoCallingApp));
    // These pins let nobody of the own app in, here as elsewhere.
    assert_eq!(values(appids().owner_appid(id(OTHER)), &[]), Err(Forbidden::CallingApp));
}

/// What `local` refuses a request for that has a loopback Host, or the Host in `headers`, and these headers.
async fn refused(headers: Pairs<'_>) -> Option<String> {
    let app = App::new(local());
    let answer = app.get("/optional", &with(&[LOOPBACK], headers)).await;
    assert_eq!(app.ran(), usize::from(answer.status == 200), "{answer:?}");
    let message = || answer.json()["message"].as_str().unwrap().replace("this call is not allowed here: ", "");
    (answer.status != 200).then(|| format!("{} {}", answer.status, message()))
}

async fn table(cases: &[Pairs<'_>], reason: Option<Forbidden>) {
    for headers in cases {
        assert_eq!(refused(headers).await, reason.map(|reason| format!("403 {}", reason.reason())), "{headers:?}");
    }
}

#[tokio::test]
async fn the_host_is_a_name_of_this_machine() {
    let good: [Pairs<'_>; 5] = [
        &[("host", "localhost")],
        &[("host", "LocalHost:3000")],
        &[("host", "127.0.0.1")],
        &[("host", "127.8.9.1:80")],
        &[("host", "[::1]:8080")],
    ];
    table(&good, None).await;
    let bad: [Pairs<'_>; 13] = [
        &[("host", "")],
        &[("host", "example.org")],
        &[("host", "example.org:8080")],
        &[("host", "localhost.example.org")],
        &[("host", "localhost:8080$")],
        &[("host", "127.0.0.1.nip.io")],
        &[("host", "0.0.0.0:8080")],
        &[("host", "192.168.1.7:8080")],
        &[("host", "10.0.0.7")],
        &[("host", "127.0.0.1@example.org")],
        &[("host", "example.org@127.0.0.1")],
        &[("host", "127.0.0.1, example.org")],
        &[LOOPBACK, ("host", "127.0.0.1:8080")],
    ];
    table(&bad, Some(Forbidden::LocalHost)).await;
    let hostless = App::new(local()).get("/optional", &[]).await;
    assert_eq!(hostless.short(), "403 FORBIDDEN");
}

#[test]
fn the_target_of_a_request_is_a_name_of_this_machine_too() {
    let read = |uri: &str, headers| {
        let parts = request(uri, headers).into_parts().0;
        wxctx::WxContext::from_parts(&parts, &local()).err()
    };
    let refused = Some(Rejection::Forbidden(Forbidden::LocalHost));
    assert_eq!(read("http://localhost:8080/", &[]), None, "as HTTP/2 says it");
    assert_eq!(read("http://127.0.0.1:8080/", &[LOOPBACK]), None);
    assert_eq!(read("http://example.org/", &[LOOPBACK]), refused);
    assert_eq!(read("http://127.0.0.1/", &[("host", "example.org")]), refused);
}

#[tokio::test]
async fn no_page_of_another_origin_asks() {
    let good: [Pairs<'_>; 7] = [
        &[("origin", "http://localhost:3000")],
        &[("origin", "http://127.0.0.1:8080")],
        &[("origin", "https://[::1]:8443")],
        &[("origin", "https://servicewechat.com")],
        &[("sec-fetch-site", "same-origin")],
        &[("sec-fetch-site", "none")],
        &[("sec-fetch-site", "cross-site"), ("referer", "https://servicewechat.com/wx0123456789abcdef/devtools/page-frame.html")],
    ];
    table(&good, None).await;
    let bad: [Pairs<'_>; 16] = [
        &[("origin", "null")],
        &[("origin", "")],
        &[("origin", "https://example.org")],
        &[("origin", "http://servicewechat.com")],
        &[("origin", "https://servicewechat.com.example.org")],
        &[("origin", "https://servicewechat.com:8443")],
        &[("origin", "http://localhost.example.org")],
        &[("origin", "http://localhost@example.org")],
        &[("origin", "localhost")],
        &[("origin", "file://localhost")],
        &[("origin", "http://localhost, https://example.org")],
        &[("origin", "http://localhost"), ("origin", "http://localhost")],
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "cross-site"), ("referer", "https://servicewechat.com.example.org/")],
        &[("sec-fetch-site", "cross-site"), ("referer", "https://example.org/?https://servicewechat.com/")],
        &[("sec-fetch-site", "cross-site"), ("referer", "http://servicewechat.com/")],
    ];
    table(&bad, Some(Forbidden::LocalOrigin)).await;
    let preflighted: Pairs<'_> =
        &[("origin", "https://example.org"), ("referer", "https://servicewechat.com/"), ("sec-fetch-site", "same-origin")];
    table(&[preflighted], Some(Forbidden::LocalOrigin)).await;
}

#[tokio::test]
async fn no_proxy_handed_it_on_but_the_platforms_own() {
    let bad: [Pairs<'_>; 8] = [
        &[("forwarded", "for=203.0.113.7")],
        &[("via", "1.1 proxy")],
        &[("x-forwarded-for", "203.0.113.7")],
        &[("x-forwarded-for", "127.0.0.1")],
        &[("x-forwarded-host", "example.org")],
        &[("x-forwarded-proto", "https")],
        &[("x-wx-local-debug", "1"), ("x-forwarded-for", "::1"), ("x-forwarded-host", "example.org")],
        &[("x-wx-local-debug", "1"), ("x-forwarded-for", "::1"), ("via", "1.1 proxy")],
    ];
    table(&bad, Some(Forbidden::LocalForwarded)).await;
    table(&[&[("x-wx-local-debug", "1"), ("x-forwarded-for", "::1")], &[("x-wx-local-debug", "1")]], None).await;
}

#[tokio::test]
async fn the_peer_is_this_machine_or_in_a_container_its_bridge() {
    let container = Trust::local_container().unwrap();
    let cases = [
        ("127.0.0.1:50000", 200, 200),
        ("[::1]:50000", 200, 200),
        ("[::ffff:127.0.0.1]:50000", 200, 200),
        ("172.17.0.1:50000", 403, 200),
        ("[fd00::1]:50000", 403, 200),
        ("203.0.113.7:50000", 403, 403),
        ("[2001:db8::7]:50000", 403, 403),
        ("[::ffff:203.0.113.7]:50000", 403, 403),
    ];
    for (peer, near, bridged) in cases {
        for (trust, status) in [(local(), near), (container.clone(), bridged)] {
            let mut request = request("/openid", &[LOOPBACK]);
            request.extensions_mut().insert(ConnectInfo(peer.parse::<SocketAddr>().unwrap()));
            assert_eq!(App::new(trust.clone()).call(request).await.status, status, "{peer} under {}", trust.name());
        }
    }
    let foreign = App::new(container).get("/openid", &[("host", "example.org")]).await;
    assert_eq!(foreign.short(), "403 FORBIDDEN", "a container makes the other checks too");
}
