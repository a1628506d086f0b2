#![deny(warnings, missing_docs, unused)]
//! A crate with every lint on.

use axum::{Router, routing::post};
use wxctx::{AppId, Caller, FromWxContext, OpenId};

/// Who calls.
#[derive(Clone, Debug, FromWxContext)]
pub struct Member {
    /// The user.
    pub openid: OpenId,
    /// Which user.
    #[wx(flatten)]
    pub caller: Caller,
}

/// Says hello.
#[wxctx::entry(allow(wx_client, wx_devtools), direct)]
pub async fn hello(
    #[wx(openid, appid)] (openid, appid): (OpenId, AppId),
    #[wx] member: Member,
    #[wx] _caller: Caller,
) -> String {
    format!("{} {appid} {}", openid.as_str(), member.caller.key())
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
