//! What is logged of a call: the documented fields in its span, for any subscriber, and one line of JSON where there is none.
#![cfg(all(feature = "serve", feature = "macros"))]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::routing::{get, post};
use common::http1::Connection;
use common::program::Program;
use common::served::Served;
use common::{APPID, OPENID, SHARED, TOKEN, USER, request, with};
use hyper::Method;
use serde_json::Value;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::{Context, SubscriberExt as _};
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt as _;
use wxctx::{Caller, OpenId, Server, entry};

#[entry]
async fn user(#[wx] openid: OpenId) -> String {
    openid.as_str().to_owned()
}

/// Accepted for its first parameter, refused for its second.
#[entry]
async fn two(#[wx] _caller: Option<Caller>, #[wx] openid: OpenId) -> String {
    openid.as_str().to_owned()
}

#[entry(allow(scf))]
async fn functions(#[wx] openid: OpenId) -> String {
    openid.as_str().to_owned()
}

async fn says() {
    let outer = tracing::info_span!("outer", first = "a,\"b\\", again = 1, text = tracing::field::Empty);
    let _outer = outer.enter();
    outer.record("again", 2);
    outer.record("text", "\u{1}\n\"x\",\"again\":9,\\\"");
    outer.record("again", -3);
    outer.record("first", "");
    let inner = tracing::info_span!("inner", nan = f64::NAN, half = 0.5, yes = true, debug = ?Some("x\"y"));
    let _inner = inner.enter();
    tracing::warn!(value = %"p\"q", "a \"message\"\nof two lines");
}

async fn panics() {
    panic!("a detail");
}

fn router() -> Router {
    Router::new()
        .route("/users/{name}", get(user))
        .route("/two", get(two))
        .route("/functions", get(functions))
        .route("/panics", get(panics))
        .route("/never", get(std::future::pending::<()>))
        .route("/length", post(|body: Bytes| async move { body.len().to_string() }))
        .route("/says", get(says))
}

#[test]
#[ignore = "it is the program that the other tests start"]
fn the_program() {
    Server::new(router()).run().unwrap();
}

#[test]
#[ignore = "it is the program that the other tests start"]
fn the_program_with_a_subscriber() {
    tracing_subscriber::registry().with(Spans).init();
    Server::new(router()).run().unwrap();
}

/// Prints events, and of a call's span that ends which fields it can have and which it has.
struct Spans;

#[derive(Default)]
struct Fields(BTreeMap<&'static str, String>);

impl Visit for Fields {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name(), value.to_owned());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.insert(field.name(), format!("{value:?}"));
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Spans {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let mut fields = Fields::default();
        attributes.record(&mut fields);
        context.span(id).unwrap().extensions_mut().insert(fields);
    }

    fn on_record(&self, id: &Id, record: &Record<'_>, context: Context<'_, S>) {
        record.record(context.span(id).unwrap().extensions_mut().get_mut::<Fields>().unwrap());
    }

    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut fields = Fields::default();
        event.record(&mut fields);
        println!("{}", fields.0["message"]);
    }

    fn on_close(&self, id: Id, context: Context<'_, S>) {
        let span = context.span(&id).unwrap();
        let can: Vec<_> = span.metadata().fields().iter().map(|field| field.name()).collect();
        let (name, target) = (span.name(), span.metadata().target());
        let line = serde_json::json!({ "name": name, "target": target, "can": can, "has": span.extensions().get::<Fields>().unwrap().0 });
        println!("SPAN {line}");
    }
}

fn served(program: &str) -> Served {
    Served::of(Program::of_test(program, &[("WXCTX_TRUST", "closed-ingress"), ("WXCTX_TIMEOUT", "0.3")]))
}

/// The rows of the table in the documentation of `Server`.
fn documented() -> BTreeSet<String> {
    let rows =
        include_str!("../src/serve/server.rs").lines().skip_while(|line| *line != "/// | field | type | what it is |").skip(2);
    let rows = rows.map_while(|line| line.strip_prefix("/// | `")?.split_once('`'));
    rows.map(|(name, _)| name.to_owned()).collect()
}

#[tokio::test]
async fn a_programs_own_subscriber_finds_the_documented_fields_in_the_span() {
    let served = served("the_program_with_a_subscriber");
    let headers = with(
        USER,
        &[
            ("x-request-id", "mine-1"),
            ("x-original-forwarded-for", "203.0.113.7"),
            ("x-wx-call-id", "0.1_2"),
            ("x-wx-cloudbase-access-token", TOKEN),
        ],
    );
    let calls = [
        (served.get("/users/a-name?a-query", &headers).await, "GET"),
        (served.get("/users/a-name?a-query", &with(SHARED, &[("x-request-id", "mine-2")])).await, "GET"),
        (served.get("/two", &with(SHARED, &[("x-request-id", "mine-3")])).await, "GET"),
        (served.get("/functions", &with(USER, &[("x-request-id", "mine-4")])).await, "GET"),
        (served.get("/panics", &[("x-request-id", "mine-5")]).await, "GET"),
        (served.get("/never", &[("x-request-id", "mine-6")]).await, "GET"),
        (served.get("/there-is-none", &[("x-request-id", "mine-7")]).await, "GET"),
        (served.post("/length", vec![b'x'; 20 * 1024 * 1024 + 1]).await, "POST"),
    ];
    let text = served.program.terminated().text;
    let spans: Vec<Value> =
        text.lines().filter_map(|line| line.strip_prefix("SPAN ")).map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(spans.len(), calls.len(), "{text}");
    for ((answer, method), span) in calls.iter().zip(&spans) {
        assert_eq!((&span["name"], &span["target"]), (&"call".into(), &"wxctx".into()));
        let can: BTreeSet<String> = serde_json::from_value(span["can"].clone()).unwrap();
        assert_eq!(can, documented(), "what a span can have is what is documented");
        let has = &span["has"];
        assert_eq!(has["status"], answer.status.to_string(), "{span}");
        assert_eq!(
            (has["method"].as_str().unwrap(), &has["request_id"]),
            (*method, &answer.headers["x-request-id"].to_str().unwrap().into())
        );
        let duration: f64 = has["duration_ms"].as_str().unwrap().parse().unwrap();
        assert!((0.0..30_000.0).contains(&duration) && (answer.status != 504 || duration >= 300.0), "{span}");
    }
    let fields = |number: usize, names: &[&str]| -> Vec<String> {
        names.iter().map(|name| spans[number]["has"][*name].as_str().unwrap_or("-").to_owned()).collect()
    };
    let user = ["request_id", "route", "code", "proof", "origin", "caller", "call_id", "error"];
    let expected = ["mine-1", "/users/{name}", "WXCTX_ACCEPTED", "asserted", "wx_client", "wx01…cdef:oABC…hijk", "0.1_2", "-"];
    assert_eq!(fields(0, &user), expected);
    let short = ["route", "code", "reason", "caller", "error"];
    let shared = "wxfe…3210:oOTH…ghij";
    let why = "the resource is shared: the caller is in from_openid and from_appid";
    assert_eq!(fields(1, &short), ["/users/{name}", "WXCTX_MISSING_OPENID", why, shared, "-"]);
    assert_eq!(
        fields(2, &short),
        ["/two", "WXCTX_MISSING_OPENID", why, shared, "-"],
        "the refusal, not what was accepted before"
    );
    assert_eq!(fields(3, &short[..2]), ["/functions", "WXCTX_FORBIDDEN"]);
    assert!(fields(3, &["reason"])[0].len() > 10, "{}", spans[3]);
    assert_eq!(fields(4, &short), ["/panics", "-", "-", "-", "WXCTX_PANIC"]);
    assert_eq!(fields(5, &short), ["/never", "-", "-", "-", "WXCTX_TIMED_OUT"]);
    assert_eq!(fields(6, &short), ["-", "-", "-", "-", "-"], "a path that is no route is not logged");
    assert_eq!(fields(7, &short[1..]), ["-", "-", "-", "WXCTX_BODY_TOO_LARGE"]);
    for hidden in [OPENID, APPID, TOKEN, "a-name", "a-query", "there-is-none", "203.0.113.7", "127.0.0.1"] {
        assert!(!text.contains(hidden), "{hidden} in {text}");
    }
}

#[tokio::test]
async fn what_a_client_makes_up_is_not_repeated() {
    let served = served("the_program");
    let mut request = request("/two", &[("host", "service"), ("x-wx-source", OPENID), ("x-wx-openid", OPENID)]);
    *request.method_mut() = Method::from_bytes("M".repeat(60_000).as_bytes()).unwrap();
    let _answer = served.call(request).await;
    let _answer = served.get("/users/a-name", &with(USER, &[("x-wx-source", OPENID)])).await;
    let text = served.program.terminated().text;
    assert!(text.contains("\"method\":\"other\"") && text.contains("\"origin\":\"other\""), "{text}");
    assert!(!text.contains(OPENID) && text.len() < 5000, "{} bytes: {text}", text.len());
}

#[tokio::test]
async fn a_line_is_json_whatever_is_logged() {
    let served = served("the_program");
    for (path, headers) in [("/says", &[("x-request-id", "mine-1")][..]), ("/two", &with(SHARED, &[("x-request-id", "mine-2")]))]
    {
        let _answer = served.get(path, headers).await;
    }
    let text = served.program.terminated().text;
    let lines: Vec<Value> =
        text.lines().filter(|line| line.starts_with('{')).map(|line| serde_json::from_str(line).unwrap()).collect();
    let said = lines.iter().find(|line| line["level"] == "WARN" && line["value"] == "p\"q").unwrap();
    assert_eq!(said["message"], "a \"message\"\nof two lines");
    let expected = serde_json::json!({ "name": "inner", "nan": null, "half": 0.5, "yes": true, "debug": "Some(\"x\\\"y\")" });
    assert_eq!(said["span"], expected);
    let expected = serde_json::json!({ "name": "outer", "first": "", "again": -3, "text": "\u{1}\n\"x\",\"again\":9,\\\"" });
    assert_eq!(said["spans"][0], expected);
    assert_eq!((&said["spans"][1]["name"], &said["spans"][1]["request_id"]), (&"call".into(), &"mine-1".into()));
    assert_eq!(text.matches("\"code\"").count(), 1, "a field that is recorded twice is there once: {text}");
    let refused = lines.iter().find(|line| line["span"]["request_id"] == "mine-2").unwrap();
    assert_eq!((&refused["span"]["code"], &refused["span"]["status"]), (&"WXCTX_MISSING_OPENID".into(), &403.into()));
    assert_eq!((&refused["message"], &refused["level"]), (&"answered".into(), &"INFO".into()));
}

#[tokio::test]
#[cfg(target_os = "linux")]
async fn what_is_logged_can_be_chosen() {
    for (level, answered, panicked) in [("info", 2, 1), ("WARN", 0, 1), ("error", 0, 1), ("off", 0, 0)] {
        let program = Program::of_test("the_program", &[("WXCTX_TRUST", "none"), ("WXCTX_LOG", level), ("PORT", "0")]);
        // A program that logs nothing does not say where it listens.
        let address = if level == "info" { program.address() } else { program.address_as_the_system_says().await };
        for path in ["/says", "/panics", "/there-is-none"] {
            let request = request(path, &[("host", "service"), ("x-request-id", &format!("mine{path}").replace('/', "-"))]);
            let _answer = Connection::open(address).await.call(request).await;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
        let ended = program.terminated();
        let said = |level: &str| ended.text.matches(&format!("\"level\":\"{level}\",\"message\":\"answered\"")).count();
        assert_eq!((said("INFO"), said("ERROR")), (answered, panicked), "{level}: {ended:?}");
        for field in ["\"route\":\"/panics\"", "\"status\":500", "\"error\":\"WXCTX_PANIC\"", "\"request_id\":\"mine-panics\""] {
            assert_eq!(ended.text.matches(field).count(), panicked, "{field} at {level}: {ended:?}");
        }
    }
}
