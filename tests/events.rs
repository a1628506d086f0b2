//! What an application with a server of its own finds in its log, where it audits nothing.
#![cfg(all(feature = "axum", feature = "macros", feature = "tracing"))]

mod common;

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::extract::ConnectInfo;
use axum::routing::any;
use common::app::App;
use common::{
    FROM_APPID, LOOPBACK, OPENID, PROOF, SECRET, SHARED, UNIONID, USER, again_with, local, request, shared_secret, with,
};
use wxctx::{Trust, layer};

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Lines {
    /// Those of this thread, until the second is dropped.
    fn of_this_thread() -> (Self, tracing::subscriber::DefaultGuard) {
        let lines = Self::default();
        let writer = lines.clone();
        let subscriber = tracing_subscriber::fmt().without_time().with_ansi(false).with_writer(move || writer.clone()).finish();
        (lines, tracing::subscriber::set_default(subscriber))
    }

    /// Those since the last time; none of them has an id or a secret.
    fn take(&self) -> Vec<String> {
        let text = String::from_utf8(std::mem::take(&mut *self.0.lock().unwrap())).unwrap();
        assert!(![OPENID, UNIONID, SECRET].iter().any(|hidden| text.contains(hidden)), "{text}");
        text.lines().map(|line| line.trim().to_owned()).collect()
    }
}

#[tokio::test]
async fn a_refusal_that_nobody_audits_is_an_event() {
    let (lines, _guard) = Lines::of_this_thread();
    let app = App::new(shared_secret());
    for (headers, line) in [
        (
            &with(USER, &[("x-request-id", "req-1"), (PROOF, "another-secret-of-2026")])[..],
            r#"INFO wxctx: refused code="WXCTX_UNPROVEN" reason="the proof is wrong" carrier="headers" route="/openid" request_id="req-1""#,
        ),
        (
            &with(SHARED, &[(PROOF, SECRET)]),
            r#"INFO wxctx: refused code="WXCTX_MISSING_OPENID" reason="the resource is shared: the caller is in from_openid and from_appid" carrier="headers" proof="secret" secret=0 origin="wx_client" caller="wxfe…3210:oOTH…ghij" route="/openid""#,
        ),
        (
            &[USER, &[(PROOF, SECRET), ("x-wx-openid", OPENID)]].concat(),
            r#"INFO wxctx: refused code="WXCTX_CONFLICT_OPENID" reason="x-wx-openid came more than once" carrier="headers" proof="secret" secret=0 origin="wx_client" route="/openid""#,
        ),
        // A client can write anything there.
        (
            &[(PROOF, SECRET), ("x-wx-source", OPENID)],
            r#"INFO wxctx: refused code="WXCTX_MISSING_OPENID" reason="it did not come: the user is not logged in, or what says who calls left it out" carrier="headers" proof="secret" secret=0 origin="other" route="/openid""#,
        ),
    ] {
        let _answer = app.get("/openid", headers).await;
        assert_eq!(lines.take(), [line]);
    }
    let _answer = app.get("/openid", &with(USER, &[(PROOF, SECRET)])).await;
    assert!(lines.take().is_empty(), "what is accepted is for an audit");

    let app = App::layered(layer(shared_secret()).audit(|_| {}));
    let _answer = app.get("/openid", USER).await;
    assert!(lines.take().is_empty(), "an audit is told in the place of it");
}

#[tokio::test]
async fn a_route_that_the_layer_does_not_reach_is_an_error() {
    let (lines, _guard) = Lines::of_this_thread();
    let App { router, .. } = App::undeclared();
    let mut app = App::new(Trust::none());
    app.router = axum::Router::new().route("/before", any(|| async {})).layer(layer(Trust::none())).merge(router);
    assert_eq!(app.get("/openid", USER).await.short(), "500 UNDECLARED");
    let line = r#"ERROR wxctx: refused: no trust is declared here, as no layer reaches this route; `.layer` of axum reaches those that were added before it, `.wrap`, `.with` and `.hoop` those of what they are called on code="WXCTX_UNDECLARED" route="/openid""#;
    assert_eq!(lines.take(), [line]);
}

#[tokio::test]
async fn a_trust_that_proves_nothing_is_announced_once() {
    let (lines, _guard) = Lines::of_this_thread();
    let trust = Trust::closed_ingress();
    assert!(lines.take().is_empty(), "nobody believes by it yet");
    let _layers = [layer(trust.clone()), layer(trust)];
    let line = "WARN wxctx: closed-ingress asserts, it proves nothing: whoever else reaches this port can be anybody";
    assert_eq!(lines.take(), [line]);
    let _layers = [layer(Trust::none()), layer(shared_secret())];
    assert!(lines.take().is_empty());
}

/// A program may make its layer before it installs a subscriber.
#[tokio::test]
async fn a_trust_that_was_declared_unheard_is_announced_with_a_call() {
    let app = App::new(Trust::closed_ingress());
    let _unheard = app.get("/optional", USER).await;
    let (lines, _guard) = Lines::of_this_thread();
    let line = "WARN wxctx: closed-ingress asserts, it proves nothing: whoever else reaches this port can be anybody";
    for expected in [&[line][..], &[]] {
        let _answer = app.get("/optional", USER).await;
        assert_eq!(lines.take(), expected);
    }
}

#[tokio::test]
async fn a_laptop_whose_server_does_not_say_who_connects_is_announced_once() {
    let app = App::new(local());
    let _unheard = app.get("/optional", &[LOOPBACK]).await;
    let (lines, _guard) = Lines::of_this_thread();
    for expected in [1, 0] {
        let _answer = app.get("/optional", &[LOOPBACK]).await;
        let warnings = lines.take();
        assert_eq!(warnings.len(), expected);
        assert!(warnings.iter().all(|line| line.starts_with("WARN wxctx: the server does not say who connects")), "{warnings:?}");
    }
    let app = App::new(local());
    let mut request = request("/optional", &[LOOPBACK]);
    request.extensions_mut().insert(ConnectInfo(SocketAddr::from(([127, 0, 0, 1], 40_000))));
    let _answer = app.call(request).await;
    assert!(lines.take().is_empty());
}

#[tokio::test]
async fn a_trust_within_another_is_announced_once() {
    let (lines, _guard) = Lines::of_this_thread();
    let mut app = App::new(Trust::none());
    app.router = app.router.layer(layer(shared_secret()));
    let warning = r#"WARN wxctx: a layer within another: its trust counts for its routes, not the outer one trust="none" outer="shared-secret""#;
    let refused = r#"INFO wxctx: refused code="WXCTX_NOT_FROM_WECHAT" reason="the trust is `none`: nobody has an identity here" carrier="headers" route="/openid""#;
    for expected in [&[warning, refused][..], &[refused]] {
        let _answer = app.get("/openid", USER).await;
        assert_eq!(lines.take(), expected);
    }
}

#[test]
fn evidence_names_the_domain() {
    let (lines, _guard) = Lines::of_this_thread();
    let mut headers = hyper::HeaderMap::new();
    headers.insert("host", "hello-1a2b3c.ap-shanghai.run.wxcloudrun.com".parse().unwrap());
    let _refused = wxctx::WxContext::from_headers(&headers, &Trust::closed_ingress());
    let line = r#"ERROR wxctx: public requests reach this port: closed_ingress is false count=1 domain="run.wxcloudrun.com""#;
    assert_eq!(lines.take(), [line]);
    headers.insert("x-wx-source", "wx_client".parse().unwrap());
    headers.insert("x-wx-openid", OPENID.parse().unwrap());
    let forged = wxctx::WxContext::from_headers(&headers, &Trust::closed_ingress());
    assert!(forged.is_ok() && lines.take().is_empty(), "a complete forgery leaves no trace");
}

/// The app that is meant would be refused.
#[test]
fn a_variable_with_what_hardly_is_an_appid_is_an_event() {
    let variables = [("WXCTX_TRUST", "none"), ("WXCTX_APPIDS", "gh_abc123")];
    if again_with("a_variable_with_what_hardly_is_an_appid_is_an_event", &variables) {
        let (lines, _guard) = Lines::of_this_thread();
        let trust = Trust::from_variables().unwrap();
        let _layers = [layer(trust.clone()), layer(trust)];
        let line = "WARN wxctx: an appid is `wx` and 16 hexadecimal digits as a rule, and WXCTX_APPIDS has another: a gh_ id is not an appid";
        assert_eq!(lines.take(), [line]);
    }
}

/// Whoever set it believes that it protects something.
#[tokio::test]
async fn a_variable_that_counts_for_nothing_is_an_event() {
    let cases = [("WXCTX_TRUST", "none"), ("WXCTX_APPIDS", FROM_APPID), ("WXCTX_SECRET", SECRET)];
    for variable in cases {
        if again_with("a_variable_that_counts_for_nothing_is_an_event", &[variable]) {
            let name = cases.iter().map(|(name, _)| *name).find(|name| std::env::var_os(name).is_some()).unwrap();
            let (lines, _guard) = Lines::of_this_thread();
            let app = App::new(shared_secret());
            assert!(lines.take().is_empty(), "another layer may read it yet");
            let line = format!(
                "ERROR wxctx: variables count for nothing: the program itself declares its trust, and reads none with \
                 `Trust::from_variables()` variables=\"{name}\""
            );
            for expected in [&[line][..], &[]] {
                let _answer = app.get("/openid", &with(USER, &[(PROOF, SECRET)])).await;
                assert_eq!(lines.take(), expected);
            }
            return;
        }
    }
}

#[tokio::test]
async fn a_variable_that_one_layer_reads_is_none_beside_another() {
    if again_with("a_variable_that_one_layer_reads_is_none_beside_another", &[("WXCTX_TRUST", "closed-ingress")]) {
        let mut app = App::new(Trust::none());
        app.router = app.router.layer(layer(Trust::from_variables().unwrap()));
        let (lines, _guard) = Lines::of_this_thread();
        let _answer = app.get("/optional", USER).await;
        let lines = lines.take();
        assert!(lines.len() == 2 && lines.iter().all(|line| line.starts_with("WARN")), "{lines:?}");
    }
}
