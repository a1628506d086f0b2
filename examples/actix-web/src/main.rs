//! An entry function under actix-web, which has its own server and takes its trust from a middleware.
//!
//! `cargo run`, then, in another terminal:
//!
//! ```console
//! $ curl -s localhost:8080
//! {"user":"wx0000000000000000:oLOCAL_0000000000000000_user","linked":false}
//! ```
//!
//! The variable `PORT` names another port. `WXCTX_TRUST` and the others of wxctx's README declare the trust; a debug build on a laptop
//! needs none.

use std::net::Ipv4Addr;

use actix_web::{App, HttpServer, web};
use serde::Serialize;
use wxctx::{Caller, Trust, UnionId};

#[derive(Serialize)]
struct Reply {
    /// As a database would know the user: by appid and openid together.
    user: String,
    /// Whether the user is known in other mini programs of the company too.
    linked: bool,
}

#[wxctx::entry(allow(wx_client, wx_devtools))]
async fn hello(#[wx] caller: Caller, #[wx] unionid: Option<UnionId>) -> web::Json<Reply> {
    web::Json(Reply { user: caller.key(), linked: unionid.is_some() })
}

#[actix_web::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let port = std::env::var("PORT").map_or(Ok(8080), |port| port.parse())?;
    let trust = wxctx::layer(Trust::from_variables()?);
    let server = HttpServer::new(move || App::new().wrap(trust.clone()).route("/", web::get().to(hello)));
    Ok(server.bind((Ipv4Addr::LOCALHOST, port))?.run().await?)
}

#[cfg(test)]
mod tests {
    use wxctx::{Rejection, Wx, WxContext};

    use super::hello;

    /// An entry function stays a function: a test hands it what it asks for. Trust and `allow` are not run.
    #[actix_web::test]
    async fn a_user_is_known_by_appid_and_openid() -> Result<(), Rejection> {
        let context = WxContext::builder().openid("oABCD0123456789_-abcdefghijk").appid("wx0123456789abcdef").build()?;
        let reply = hello(Wx::new(context.extract()?), Wx::new(None)).await;
        assert_eq!(reply.user, "wx0123456789abcdef:oABCD0123456789_-abcdefghijk");
        assert!(!reply.linked);
        Ok(())
    }
}
