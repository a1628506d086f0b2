//! Users of a public service: the mini program sends a code of `wx.login`, WeChat says whose it is, and a session stands for the user
//! from then on. No header says who calls.
//!
//! ```sh
//! APPID=wx… APPSECRET=… PORT=8080 cargo run
//! ```
//!
//! ```js
//! const { code } = await wx.login()
//! // POST /login {"code": code} answers {"token": …, "expiresIn": seconds}; then, with each wx.request,
//! // header: { Authorization: `Bearer ${token}` }
//! ```
//!
//! 401 says that the session has ended and that the client logs in again.
//!
//! What it does not bound: a user may have any number of sessions, up to all 100,000 of the store; and logins that wait for WeChat, up to 5 s
//! each, wait in `spawn_blocking`, whose queue has no end. Before many users, limit the logins of a client in front of the program.

mod sessions;
#[cfg(test)]
mod tests;
mod wechat;

use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::header::{AUTHORIZATION, CACHE_CONTROL};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use wxctx::{Caller, Proven, Server, Trust};

use crate::sessions::Sessions;
use crate::wechat::{LoginError, WeChat};

#[derive(Deserialize)]
struct Login {
    code: String,
}

#[derive(Serialize)]
struct Session {
    token: String,
    #[serde(rename = "expiresIn")]
    expires_in: u64,
}

/// Why a call is answered with an error.
enum Refusal {
    Login(LoginError),
    Session,
    Full,
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (status, code) = match self {
            Self::Session | Self::Login(LoginError::Code) => (StatusCode::UNAUTHORIZED, "LOGIN_AGAIN"),
            Self::Login(LoginError::Blocked) => (StatusCode::FORBIDDEN, "LOGIN_BLOCKED"),
            Self::Full | Self::Login(LoginError::Busy) => (StatusCode::SERVICE_UNAVAILABLE, "LOGIN_LATER"),
            Self::Login(LoginError::Refused { errcode }) => {
                tracing::error!(errcode, "WeChat refuses the appid or the secret");
                (StatusCode::INTERNAL_SERVER_ERROR, "LOGIN_IMPOSSIBLE")
            }
        };
        (status, [(CACHE_CONTROL, "no-store")], Json(serde_json::json!({ "code": code }))).into_response()
    }
}

async fn login(
    State((wechat, sessions)): State<(WeChat, Sessions)>,
    Json(Login { code }): Json<Login>,
) -> Result<impl IntoResponse, Refusal> {
    let context = wechat.login(code).await.map_err(Refusal::Login)?;
    let expires_in = sessions.life().as_secs();
    let token = sessions.open(context).ok_or(Refusal::Full)?;
    Ok(([(CACHE_CONTROL, "no-store")], Json(Session { token, expires_in })))
}

fn token(headers: &HeaderMap) -> Option<&str> {
    headers.get(AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")
}

async fn logout(State(sessions): State<Sessions>, headers: HeaderMap) -> StatusCode {
    if let Some(token) = token(&headers) {
        sessions.close(token);
    }
    StatusCode::NO_CONTENT
}

/// The session says who calls, and `Proven` beats whatever the headers say. A call without a session goes on as nobody's.
async fn prove(State(sessions): State<Sessions>, mut request: Request, next: Next) -> Response {
    if request.headers().contains_key(AUTHORIZATION) {
        match token(request.headers()).and_then(|token| sessions.find(token)) {
            Some(context) => request.extensions_mut().insert(Proven(context)),
            None => return Refusal::Session.into_response(),
        };
    }
    next.run(request).await
}

#[wxctx::entry]
async fn me(#[wx] caller: Caller) -> String {
    caller.key()
}

/// For everybody; who is logged in is greeted.
#[wxctx::entry]
async fn hello(#[wx] caller: Option<Caller>) -> String {
    caller.map_or_else(|| "hello, stranger".to_owned(), |caller| format!("hello, {}", caller.masked()))
}

fn app(wechat: WeChat, sessions: Sessions) -> Router {
    let users = Router::new()
        .route("/", get(hello))
        .route("/me", get(me))
        .route("/logout", post(logout))
        .layer(from_fn_with_state(sessions.clone(), prove))
        .with_state(sessions.clone());
    Router::new().route("/login", post(login)).with_state((wechat, sessions)).merge(users)
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let variable = |name: &str| std::env::var(name).map_err(|_| format!("{name} is not set"));
    let base = std::env::var("WECHAT_API").unwrap_or_else(|_| "https://api.weixin.qq.com".to_owned());
    let wechat = WeChat::new(&base, variable("APPID")?.parse()?, &variable("APPSECRET")?);
    let sessions = Sessions::new(Duration::from_secs(2 * 60 * 60), 100_000);
    // A public port: identity headers count as not sent.
    Ok(Server::new(app(wechat, sessions)).trust(Trust::none()).body_limit(16 * 1024).serve().await?)
}
