//! Entry functions under every lint a user may turn on; `cargo clippy --all-targets` reads it too.
#![cfg(all(feature = "macros", feature = "axum"))]
#![deny(warnings, missing_docs, unused, clippy::all, clippy::pedantic)]

use axum::extract::State;
use axum::routing::post;
use axum::{Json, Router};
use wxctx::{AppId, Caller, FromWxContext, OpenId, Rejection, SourceChain, UnionId};

/// Who calls.
#[derive(Clone, Debug, FromWxContext)]
pub struct Member {
    /// The user.
    pub openid: OpenId,
    /// The user across apps.
    #[wx(unionid)]
    pub union: Option<UnionId>,
    /// Which user.
    #[wx(flatten)]
    pub caller: Caller,
}

/// One field, a name that is not used, a reply.
#[wxctx::entry]
pub async fn plain(#[wx(openid)] user: OpenId, #[wx] _source: SourceChain) -> String {
    user.masked().to_string()
}

/// Everything at once, items in the body.
///
/// # Errors
/// Where there is no user.
#[wxctx::entry(allow(wx_client, wx_devtools), direct)]
pub async fn full(
    State(()): State<()>,
    #[wx(openid, appid)] (openid, appid): (OpenId, AppId),
    #[wx] Member { union, .. }: Member,
    #[wx] mut name: Option<Member>,
    #[wx(unionid)] again: Result<Option<UnionId>, Rejection>,
    Json(event): Json<String>,
) -> Result<Json<String>, Rejection> {
    const GREETING: &str = "hello";

    let _ = (name.take(), again?, union);
    Ok(Json(format!("{GREETING} {} of {appid}: {event}", openid.masked())))
}

#[test]
fn they_are_handlers() {
    let _: Router = Router::new().route("/", post(plain)).route("/full", post(full));
}
