//! The whole way, against a `sns/jscode2session` of our own that answers as WeChat's documentation says.

use std::collections::{HashMap, HashSet};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::Query;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::{Request, StatusCode};
use axum::routing::get;
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use tower::ServiceExt as _;
use wxctx::{Trust, layer};

use crate::app;
use crate::sessions::Sessions;
use crate::wechat::WeChat;

const APPID: &str = "wx0123456789abcdef";
const SECRET: &str = "an-app-secret-0123456789abcdef00";
const SESSION_KEY: &str = "tiihtNczf5v6AKRyjwEUhQ==";
const LIFE: Duration = Duration::from_secs(60);

fn openid(user: &str) -> String {
    format!("o{user:0>27}")
}

/// Codes are `code-USER-…`; each is good for one answer.
async fn jscode2session(used: Arc<Mutex<HashSet<String>>>, query: HashMap<String, String>) -> String {
    let code = query["js_code"].clone();
    let refused = |errcode: i64, errmsg: &str| json!({ "errcode": errcode, "errmsg": format!("{errmsg}, rid: 5fc5d7ef") });
    let user = code.strip_prefix("code-").and_then(|rest| rest.split('-').next());
    let answer = match user {
        _ if query["appid"] != APPID => refused(40013, "invalid appid"),
        _ if query["secret"] != SECRET => refused(40125, "invalid appsecret"),
        _ if query["grant_type"] != "authorization_code" => refused(40002, "invalid grant_type"),
        _ if code == "busy" => refused(-1, "system error"),
        _ if code == "often" => refused(45011, "api minute-quota reach limit  mustslower  retry next minute"),
        _ if code == "danger" => refused(40226, "code blocked"),
        _ if code == "nonsense" => return "<html>502 Bad Gateway</html>".to_owned(),
        _ if code == "nobody" => json!({ "session_key": SESSION_KEY }),
        _ if code == "strange" => json!({ "session_key": SESSION_KEY, "openid": "an openid, or two" }),
        _ if code == "endless" => return " ".repeat(1 << 20),
        None => refused(40029, "invalid code"),
        Some(_) if !used.lock().expect("no panic").insert(code.clone()) => refused(40163, "code been used"),
        Some("ann") => json!({ "session_key": SESSION_KEY, "openid": openid("ann"), "unionid": "o6_bmasdasdsad6_2sgVt7hMZOPx" }),
        Some(user) => json!({ "session_key": SESSION_KEY, "openid": openid(user) }),
    };
    answer.to_string()
}

async fn wechat() -> SocketAddr {
    let used = Arc::default();
    let answer = move |Query(query)| jscode2session(Arc::clone(&used), query);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move { axum::serve(listener, Router::new().route("/sns/jscode2session", get(answer))).await });
    address
}

struct Shop(Router);

/// Status and text of an answer.
type Answer = (StatusCode, String);

impl Shop {
    async fn new() -> Self {
        Self::with(&format!("http://{}/", wechat().await), SECRET, Sessions::new(LIFE, 100))
    }

    fn with(base: &str, secret: &str, sessions: Sessions) -> Self {
        let wechat = WeChat::new(base, APPID.parse().expect("an appid"), secret);
        // As the server declares it in `main`.
        Self(app(wechat, sessions).layer(layer(Trust::none())))
    }

    async fn call(&self, request: Request<Body>) -> Answer {
        let response = self.0.clone().oneshot(request).await.expect("it answers");
        let (parts, body) = response.into_parts();
        let text = String::from_utf8(body.collect().await.expect("a body").to_bytes().to_vec()).expect("text");
        let whole = format!("{:?} {text}", parts.headers);
        assert!(!whole.contains(SESSION_KEY) && !whole.contains(SECRET), "{whole}");
        (parts.status, text)
    }

    async fn login(&self, code: &str) -> Answer {
        let body = Body::from(json!({ "code": code }).to_string());
        let request = Request::post("/login").header(CONTENT_TYPE, "application/json").body(body);
        self.call(request.expect("a request")).await
    }

    async fn token(&self, code: &str) -> String {
        let (status, text) = self.login(code).await;
        assert_eq!(status, StatusCode::OK, "{text}");
        let session: Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(session["expiresIn"], LIFE.as_secs());
        session["token"].as_str().expect("a token").to_owned()
    }

    async fn get(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        let request = headers.iter().fold(Request::get(path), |request, (name, value)| request.header(*name, *value));
        self.call(request.body(Body::empty()).expect("a request")).await
    }

    async fn me(&self, token: &str) -> Answer {
        self.get("/me", &[(AUTHORIZATION.as_str(), &format!("Bearer {token}"))]).await
    }
}

fn again() -> Answer {
    (StatusCode::UNAUTHORIZED, r#"{"code":"LOGIN_AGAIN"}"#.to_owned())
}

fn user(name: &str) -> Answer {
    (StatusCode::OK, format!("{APPID}:{}", openid(name)))
}

#[tokio::test]
async fn a_user_logs_in_calls_and_logs_out() {
    let shop = Shop::new().await;
    let (ann, ben) = (shop.token("code-ann-1").await, shop.token("code-ben-1").await);
    let second = shop.token("code-ann-2").await;
    assert!(ann.len() == 64 && ann != second && ann != ben);
    assert_eq!((shop.me(&ann).await, shop.me(&ben).await), (user("ann"), user("ben")));
    assert_eq!(shop.get("/", &[("authorization", &format!("Bearer {ann}"))]).await.1, "hello, wx01…cdef:o000…0ann");

    let logout = Request::post("/logout").header(AUTHORIZATION, format!("Bearer {ann}")).body(Body::empty());
    assert_eq!(shop.call(logout.expect("a request")).await.0, StatusCode::NO_CONTENT);
    assert_eq!(shop.me(&ann).await, again());
    assert_eq!((shop.me(&second).await, shop.me(&ben).await), (user("ann"), user("ben")), "no other session ends with it");
}

#[tokio::test]
async fn a_header_that_says_who_calls_is_not_read() {
    let shop = Shop::new().await;
    let ann = format!("Bearer {}", shop.token("code-ann-1").await);
    let ben = openid("ben");
    let forged = [("x-wx-openid", &*ben), ("x-wx-appid", APPID), ("x-wx-source", "wx_client")];
    let shared = [("x-wx-from-openid", &*ben), ("x-wx-from-appid", "wxfedcba9876543210"), ("x-wx-source", "wx_client")];
    let twice = [("x-wx-openid", &*ben), ("x-wx-openid", &*ben)];
    for headers in [&forged[..], &shared, &twice] {
        assert_eq!(shop.get("/me", &[headers, &[("authorization", &*ann)]].concat()).await, user("ann"), "{headers:?}");
        assert_eq!(shop.get("/me", headers).await.0, StatusCode::FORBIDDEN, "{headers:?}");
        assert_eq!(shop.get("/", headers).await.1, "hello, stranger", "{headers:?}");
        assert_eq!(shop.get("/me", &[headers, &[("authorization", "Bearer none")]].concat()).await, again(), "{headers:?}");
    }
}

#[tokio::test]
async fn a_code_is_good_once_and_a_session_for_its_time() {
    let shop = Shop::new().await;
    shop.token("code-ann-1").await;
    assert_eq!(shop.login("code-ann-1").await, again(), "a replay");

    let base = format!("http://{}", wechat().await);
    let short = Shop::with(&base, SECRET, Sessions::new(Duration::ZERO, 100));
    let (status, text) = short.login("code-ann-2").await;
    assert_eq!(status, StatusCode::OK);
    let session: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(short.me(session["token"].as_str().expect("a token")).await, again());
}

#[tokio::test]
async fn a_token_that_is_none_is_refused() {
    let shop = Shop::new().await;
    let ann = shop.token("code-ann-1").await;
    let upper = ann.to_uppercase();
    let long = ann.repeat(1000);
    for token in ["", " ", &ann[1..], &ann[..63], &upper, &format!("{ann}0"), &format!(" {ann}"), &long] {
        let (status, text) = shop.me(token).await;
        assert!(status == StatusCode::UNAUTHORIZED && !text.contains(&ann), "{status} {text}");
    }
    for header in [&*ann, "Basic YW5uOg==", &format!("bearer {ann}"), "Bearer \u{e9}"] {
        assert_eq!(shop.get("/me", &[("authorization", header)]).await, again(), "{header}");
    }
}

#[tokio::test]
async fn what_wechat_refuses_is_told_apart() {
    let shop = Shop::new().await;
    let long = "x".repeat(257);
    for (code, status, said) in [
        ("wrong", 401, "LOGIN_AGAIN"),
        ("", 401, "LOGIN_AGAIN"),
        ("code-ann-1&secret=x\n", 401, "LOGIN_AGAIN"),
        (&long, 401, "LOGIN_AGAIN"),
        ("danger", 403, "LOGIN_BLOCKED"),
        ("busy", 503, "LOGIN_LATER"),
        ("often", 503, "LOGIN_LATER"),
        ("nonsense", 503, "LOGIN_LATER"),
        ("nobody", 503, "LOGIN_LATER"),
        ("strange", 503, "LOGIN_LATER"),
        ("endless", 503, "LOGIN_LATER"),
    ] {
        assert_eq!(
            shop.login(code).await,
            (StatusCode::from_u16(status).expect("a status"), format!(r#"{{"code":"{said}"}}"#)),
            "{code}"
        );
    }
    // Codes with signs that mean something in an address stay codes.
    assert_eq!(shop.login("code-ann-1&appid=other").await.0, StatusCode::OK);

    let wrong = Shop::with(&format!("http://{}", wechat().await), "another-secret", Sessions::new(LIFE, 100));
    assert_eq!(wrong.login("code-ann-1").await.1, r#"{"code":"LOGIN_IMPOSSIBLE"}"#);
    let away = Shop::with("http://127.0.0.1:1", SECRET, Sessions::new(LIFE, 100));
    assert_eq!(away.login("code-ann-1").await.1, r#"{"code":"LOGIN_LATER"}"#);
}

#[tokio::test]
async fn sessions_do_not_grow_without_bound() {
    let base = format!("http://{}", wechat().await);
    let shop = Shop::with(&base, SECRET, Sessions::new(LIFE, 2));
    let ann = shop.token("code-ann-1").await;
    shop.token("code-ben-1").await;
    assert_eq!(shop.login("code-cat-1").await.1, r#"{"code":"LOGIN_LATER"}"#);
    assert_eq!(shop.me(&ann).await, user("ann"), "nobody is thrown out for a newcomer");

    let past = Shop::with(&base, SECRET, Sessions::new(Duration::ZERO, 2));
    for number in 0..5 {
        assert_eq!(past.login(&format!("code-dan-{number}")).await.0, StatusCode::OK, "who has gone makes room");
    }
}
