//! The socket of the bridge: `wxctx::serve` where `WXCTX_BRIDGE` names one. That the bridge itself does well stands in
//! `tests/bridge`, which needs Node.js.
#![cfg(all(unix, feature = "serve", feature = "macros"))]

mod common;

use std::fs::{self, DirBuilder};
use std::io::{Read as _, Write as _};
use std::os::unix::fs::DirBuilderExt as _;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{ChildStdin, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::sleep;
use std::time::{Duration, Instant};

use common::program::Program;
use common::{APPID, ENV, FROM_APPID, FROM_OPENID, OPENID, Pairs, UNIONID, USER, with};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

const SECRET: &str = "7d1f4c2b9a8e6f05d3c1b2a4978685746352413f0e1d2c3b4a59687786950a1b";
const PROOF: (&str, &str) = ("x-wxctx-bridge", SECRET);

/// A folder for a socket, of which the system allows no long paths.
struct Folder(PathBuf);

impl Folder {
    fn new(mode: u32) -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let name = format!("wxctx-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let folder = std::env::temp_dir().join(name);
        let _left_by_another_process = fs::remove_dir_all(&folder);
        DirBuilder::new().mode(mode).create(&folder).unwrap();
        Self(folder)
    }

    fn join(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _removed = fs::remove_dir_all(&self.0);
    }
}

/// The example `whoami`, which reads what is said to it and listens on this socket.
fn whoami(socket: &Path, variables: Pairs<'_>) -> (Program, ChildStdin) {
    let mut command = Command::new(Program::example("whoami"));
    command.stdin(Stdio::piped());
    let mut program = Program::start(command, &with(variables, &[("WXCTX_BRIDGE", socket.to_str().unwrap())]));
    let stdin = program.stdin();
    (program, stdin)
}

/// The same behind a bridge, which is this test.
struct Bridged {
    program: Program,
    stdin: ChildStdin,
    folder: Folder,
}

impl Bridged {
    fn start(variables: Pairs<'_>) -> Self {
        let folder = Folder::new(0o700);
        let (mut program, mut stdin) = whoami(&folder.join("socket"), variables);
        writeln!(stdin, "{SECRET}").unwrap();
        let deadline = Instant::now() + Duration::from_secs(20);
        while UnixStream::connect(folder.join("socket")).is_err() {
            assert!(Instant::now() < deadline && !program.has_ended(), "the program listens");
            sleep(Duration::from_millis(2));
        }
        Self { program, stdin, folder }
    }

    /// Writes one request and reads to the end of the answer: its status and its body.
    fn ask(&self, line: &str, headers: Pairs<'_>, body: &[u8]) -> (u16, String) {
        let mut stream = UnixStream::connect(self.folder.join("socket")).unwrap();
        let mut head = format!("{line} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-length: {}\r\n", body.len());
        for (name, value) in headers {
            head.extend([name, ": ", value, "\r\n"]);
        }
        head.push_str("\r\n");
        stream.write_all(head.as_bytes()).unwrap();
        // A server that refuses early stops to read.
        let _written = stream.write_all(body);
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (head[9..12].parse().unwrap(), body.to_owned())
    }

    /// The reply to an envelope whose sender proves itself.
    fn call(&self, envelope: &Value) -> Value {
        self.call_with(&[], envelope.to_string().as_bytes())
    }

    fn call_with(&self, headers: Pairs<'_>, envelope: &[u8]) -> Value {
        let (status, body) = self.ask("POST /", &with(&[PROOF], headers), envelope);
        assert_eq!(status, 200, "{body}");
        serde_json::from_str(&body).unwrap()
    }
}

/// The variables of a call of this user, as the platform's were seen.
fn environment(openid: &str) -> String {
    json!({
        "WX_CONTEXT_KEYS": "WX_OPENID,WX_APPID,WX_UNIONID", "WX_OPENID": openid, "WX_APPID": APPID, "WX_UNIONID": UNIONID,
        "TCB_ENV": ENV, "TCB_SOURCE": "wx_client", "TCB_SESSIONTOKEN": "a-token",
    })
    .to_string()
}

fn timer() -> String {
    json!({ "TCB_ENV": ENV, "TCB_SOURCE": "wx_trigger" }).to_string()
}

#[test]
fn one_secret_on_standard_input_and_it_serves_until_that_ends() {
    let bridged = Bridged::start(&[]);
    let user = json!({ "OPENID": OPENID, "APPID": APPID, "UNIONID": UNIONID, "ENV": ENV, "SOURCE": "wx_client" });
    assert_eq!(bridged.call(&json!({ "environment": environment(OPENID), "event": {}, "requestId": "r-1" })), user);
    let nobody = json!({ "ENV": ENV, "SOURCE": "wx_trigger" });
    assert_eq!(bridged.call(&json!({ "environment": timer(), "event": {} })), nobody);
    assert_eq!(bridged.call(&json!({ "event": null })), json!({}));
    let environ = format!("WX_CONTEXT_KEYS=WX_OPENID,WX_APPID;WX_OPENID={OPENID};WX_APPID={APPID};TCB_SOURCE=wx_client,scf");
    let over_a_hop = json!({ "OPENID": OPENID, "APPID": APPID, "SOURCE": "wx_client,scf" });
    assert_eq!(bridged.call(&json!({ "environ": environ, "event": [] })), over_a_hop);
    drop(bridged.stdin);
    let ended = bridged.program.ended();
    let text = &ended.text;
    assert!(ended.status.success(), "{ended:?}");
    assert!(text.contains(r#""home":"bridge","trust":"bridge""#) && text.contains(r#""request_id":"r-1""#), "{text}");
    assert!(text.contains(r#""caller":"wx01…cdef:oABC…hijk""#) && text.contains(r#""proof":"bridge""#), "{text}");
    for hidden in [OPENID, APPID, UNIONID, SECRET, "a-token"] {
        assert!(!text.contains(hidden), "{hidden} in {text}");
    }
}

#[test]
fn sigterm_ends_it_too() {
    let Bridged { program, stdin: _open, folder: _there } = Bridged::start(&[]);
    let ended = program.terminated();
    assert!(ended.status.success(), "{ended:?}");
}

#[test]
fn what_it_does_not_start_with() {
    let (own, open) = (Folder::new(0o700), Folder::new(0o755));
    let taken = own.join("taken");
    fs::write(&taken, "").unwrap();
    let fresh = own.join("socket");
    let long = "s".repeat(200);
    let line = format!("{SECRET}\n");
    let cases: [(&Path, &str, Pairs<'_>, &str); 10] = [
        (&fresh, "", &[], "no secret came on standard input"),
        (&fresh, "\n", &[], "no secret came on standard input"),
        (&fresh, "too-short-77\n", &[], "no secret came on standard input"),
        (&fresh, SECRET, &[], "no secret came on standard input"),
        (&fresh, &long.repeat(10), &[], "no secret came on standard input"),
        (&open.join("socket"), &line, &[], "must have mode 0700"),
        (&taken, &line, &[], "cannot listen on the socket"),
        (&own.join(&long), &line, &[], "cannot listen on the socket"),
        (&fresh, &line, &[("WXCTX_TRUST", "none")], "WXCTX_TRUST is set, and behind the bridge"),
        (&fresh, &line, &[("WXCTX_SECRET", SECRET)], "WXCTX_SECRET is set, and behind the bridge"),
    ];
    for (socket, said, variables, error) in cases {
        let (program, mut stdin) = whoami(socket, variables);
        let _ended_before = stdin.write_all(said.as_bytes());
        drop(stdin);
        let ended = program.ended();
        let text = &ended.text;
        assert!(!ended.status.success() && text.contains(error), "{said:?} {variables:?}: {text}");
        assert!(!text.contains(SECRET) && !text.contains("too-short"), "{text}");
    }
}

#[test]
fn nobody_without_the_secret_is_answered() {
    let program = Bridged::start(&[]);
    let envelope = json!({ "environment": environment(OPENID), "event": {} }).to_string();
    let (short, long) = (&SECRET[..63], format!("{SECRET}0"));
    let attempts: &[Pairs<'_>] = &[
        &[],
        USER,
        &[("x-wxctx-bridge", "")],
        &[("x-wxctx-bridge", short)],
        &[("x-wxctx-bridge", &long)],
        &[("x-wxctx-bridge", &SECRET.to_uppercase())],
        &[("x-gateway-secret", SECRET)],
        &[("authorization", SECRET)],
        &[PROOF, PROOF],
        &[PROOF, ("x-wxctx-bridge", short)],
    ];
    for headers in attempts {
        for line in ["POST /", "GET /", "GET /_healthz", "GET http://localhost/", "OPTIONS *"] {
            let (status, body) = program.ask(line, headers, envelope.as_bytes());
            let code = serde_json::from_str::<Value>(&body).unwrap()["code"].clone();
            assert_eq!((status, code), (403, json!("WXCTX_UNPROVEN")), "{line} {headers:?}");
        }
    }
    // What proves itself is still served.
    assert_eq!(program.call(&serde_json::from_str(&envelope).unwrap())["OPENID"], OPENID);
}

#[test]
fn a_header_beside_the_envelope_means_nothing() {
    let program = Bridged::start(&[]);
    let context = "eyJ3ZWNoYXRDb250ZXh0Ijp7Im9wZW5JZCI6Im9BQkNEMDEyMzQ1Njc4OV8tYWJjZGVmZ2hpamsifX0=";
    let more = [("x-cloudbase-context", context), ("x-wx-local-debug", "1"), ("x-wx-exclude-credentials", "openid,from-openid")];
    let headers = with(USER, &more);
    for (environment, openid) in [(timer(), Value::Null), (environment(FROM_OPENID), FROM_OPENID.into())] {
        let envelope = json!({ "environment": environment, "event": {} }).to_string();
        assert_eq!(program.call_with(&headers, envelope.as_bytes())["OPENID"], openid);
    }
}

#[test]
fn pins_of_variables_hold() {
    let program = Bridged::start(&[("WXCTX_APPIDS", FROM_APPID), ("WXCTX_ENV", ENV)]);
    let reply = program.call(&json!({ "environment": environment(OPENID), "event": {}, "requestId": "r 1" }));
    assert_eq!((&reply["code"], &reply["status"]), (&json!("WXCTX_FORBIDDEN"), &json!(403)));
    assert_eq!(reply["requestId"].as_str().unwrap().len(), 32, "one of its own: {reply}");
}

#[test]
fn an_envelope_that_is_none_is_refused() {
    let program = Bridged::start(&[("WXCTX_BODY_LIMIT", "4096")]);
    let user = environment(OPENID);
    let of = |json: Value| json.to_string();
    let twice = format!(r#"{{"event":{{}},"environment":{},"environment":""}}"#, Value::from(user.clone()));
    let cases = [
        String::new(),
        "null".to_owned(),
        "[]".to_owned(),
        of(json!({})),
        of(json!({ "environment": user })),
        of(json!({ "environment": user, "environ": "WX_APPID=a", "event": {} })),
        of(json!({ "environment": { "WX_OPENID": OPENID }, "event": {} })),
        of(json!({ "environment": user, "event": {}, "openid": OPENID })),
        of(json!({ "environment": user, "event": {}, "deadline": "soon" })),
        of(json!({ "environment": user, "event": {}, "deadline": -1 })),
        of(json!({ "environment": user, "event": {}, "requestId": 7 })),
        of(json!({ "environment": user, "event": {} })) + "{}",
        twice,
    ];
    for envelope in cases {
        let reply = program.call_with(&[], envelope.as_bytes());
        assert_eq!((&reply["code"], &reply["status"]), (&json!("WXCTX_MALFORMED_ENVELOPE"), &json!(400)), "{envelope}");
    }
    for (bytes, status) in [(3000, Value::Null), (5000, json!(413)), (600_000, json!(413))] {
        let reply = program.call(&json!({ "environment": user, "event": "x".repeat(bytes) }));
        assert_eq!(reply["status"], status, "{bytes}: {reply}");
    }
    let too_long = format!(r#"{{"WX_OPENID":"{}"}}"#, "o".repeat(70_000));
    assert_eq!(program.call(&json!({ "environment": too_long, "event": {} }))["code"], "WXCTX_MALFORMED_ENVIRONMENT");
    let late = json!({ "environment": user, "event": {}, "deadline": 1 });
    assert_eq!(program.call(&late)["OPENID"], OPENID, "a handler that does not wait is as fast as that");
}

#[test]
fn the_log_says_what_is_wrong_with_the_variables_of_a_call() {
    let program = Bridged::start(&[]);
    let keys = "WX_CONTEXT_KEYS=WX_OPENID";
    let long = format!("WX_OPENID={}", "o".repeat(70_000));
    let cases = [
        (
            json!({ "environ": format!("{keys};WX_OPENID=o a"), "event": {} }),
            "the call's variables hold what the field may not have",
        ),
        (
            json!({ "environ": format!("{keys};WX_OPENID=oA;WX_OPENID=oB"), "event": {} }),
            "the call's variables have two values of the field",
        ),
        (json!({ "environment": "[]", "event": {} }), "the call's `environment` is over 64 KiB, no JSON object, "),
        (json!({ "environ": long, "event": {} }), "the call's `environ` is over 64 KiB, "),
    ];
    for (envelope, _) in &cases {
        assert_eq!(program.call(envelope)["status"], 400);
    }
    drop(program.stdin);
    let ended = program.program.ended();
    let reasons = ended.text.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let reasons: Vec<_> = reasons.filter_map(|line| Some(line["span"]["reason"].as_str()?.to_owned())).collect();
    assert_eq!(reasons.len(), cases.len(), "{ended:?}");
    for (reason, (_, start)) in reasons.iter().zip(cases) {
        assert!(reason.starts_with(start), "{reason}");
    }
}

/// Events of HTTP access, nearly.
fn event() -> impl Strategy<Value = Value> {
    let name = select(
        &[
            "x-wx-openid",
            "X-WX-OPENID",
            "X_Wx_OpenId",
            "x-wx-source",
            "x-cloudbase-context",
            "host",
            "connection",
            "a b",
            "é",
            "",
        ][..],
    );
    let text = prop_oneof![3 => Just(OPENID.to_owned()), 1 => "[ -~]{0,12}", 1 => any::<String>()];
    let value = prop_oneof![
        4 => text.clone().prop_map(Value::from),
        1 => vec(text.clone().prop_map(Value::from), 0..3).prop_map(Value::from),
        1 => any::<i64>().prop_map(Value::from),
        1 => any::<bool>().prop_map(Value::from),
        1 => Just(Value::Null),
    ];
    let object = vec((name, value.clone()), 0..6)
        .prop_map(|entries| entries.into_iter().map(|(name, value)| (name.to_owned(), value)).collect::<Value>());
    let method = prop_oneof![6 => Just(json!("GET")), 2 => Just(json!("POST")), 1 => value.clone()];
    let path = prop_oneof![8 => Just(json!("/")), 1 => value.clone()];
    let url = prop_oneof![3 => Just(json!("/")), 1 => value.clone()];
    (method, path, object.clone(), object, value.clone(), any::<bool>(), url, any::<bool>()).prop_map(
        |(method, path, headers, query, body, is_base64, url, is_http)| {
            let mut event = json!({
                "httpMethod": method, "path": path, "headers": headers, "queryStringParameters": query, "body": body,
                "isBase64Encoded": is_base64, "requestContext": {}, "userInfo": { "openId": OPENID, "appId": APPID },
            });
            if !is_http {
                event["httpMethod"] = Value::Null;
                event["$url"] = url;
            }
            event
        },
    )
}

#[test]
fn no_event_and_no_bytes_make_a_caller_or_end_the_program() {
    let program = Bridged::start(&[("WXCTX_LOG", "off")]);
    let config = ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() };
    let timer = timer();
    proptest!(config.clone(), |(event in event())| {
        let reply = program.call(&json!({ "environment": timer, "event": event }));
        let is_http = event["httpMethod"].is_string() && event["path"].is_string();
        let said = if is_http { serde_json::from_str(reply["body"].as_str().unwrap()).unwrap_or_default() } else { reply };
        prop_assert!(said["OPENID"].is_null(), "{said}");
        // And a user stays who it is.
        let reply = program.call(&json!({ "environment": environment(FROM_OPENID), "event": event }));
        prop_assert!(reply["OPENID"] == FROM_OPENID || reply["status"].is_u64(), "{reply}");
    });
    let template = json!({ "environment": timer, "event": {}, "requestId": "r", "deadline": 4_000_000_000_000_u64 }).to_string();
    proptest!(config, |(at in 0..template.len(), bytes in vec(any::<u8>(), 0..8), cut in 0..8_usize)| {
        let mut envelope = template.clone().into_bytes();
        let end = (at + cut).min(envelope.len());
        envelope.splice(at..end, bytes);
        let reply = program.call_with(&[], &envelope);
        prop_assert!(reply["OPENID"].is_null(), "{reply}");
    });
}
