//! An entry function under salvo, which has its own server and takes its trust from a hoop.
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

use salvo::conn::{Listener, TcpListener};
use salvo::writing::Json;
// The code that `#[handler]` makes calls the trait `Writer`.
use salvo::{Router, Server, Writer, handler};
use serde::Serialize;
use wxctx::{Caller, Trust, UnionId};

#[derive(Serialize)]
struct Reply {
    /// As a database would know the user: by appid and openid together.
    user: String,
    /// Whether the user is known in other mini programs of the company too.
    linked: bool,
}

/// `#[entry]` stands above salvo's own attribute. That makes a unit struct of `hello`, so no parameter may be called `hello`.
#[wxctx::entry(allow(wx_client, wx_devtools))]
#[handler]
async fn hello(#[wx] caller: Caller, #[wx] unionid: Option<UnionId>) -> Json<Reply> {
    Json(Reply { user: caller.key(), linked: unionid.is_some() })
}

fn app(trust: Trust) -> Router {
    Router::new().hoop(wxctx::layer(trust)).get(hello)
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let port: u16 = std::env::var("PORT").map_or(Ok(8080), |port| port.parse())?;
    let acceptor = TcpListener::new((Ipv4Addr::LOCALHOST, port)).bind().await;
    Server::new(acceptor).serve(app(Trust::from_variables()?)).await;
    Ok(())
}

#[cfg(test)]
mod tests {
    use wxctx::{Rejection, Wx, WxContext};

    use super::hello;

    /// salvo keeps the function in its struct: a test calls `hello::hello`. Trust and `allow` are not run.
    #[tokio::test]
    async fn a_user_is_known_by_appid_and_openid() -> Result<(), Rejection> {
        let context = WxContext::builder().openid("oABCD0123456789_-abcdefghijk").appid("wx0123456789abcdef").build()?;
        let reply = hello::hello(Wx::new(context.extract()?), Wx::new(None)).await.0;
        assert_eq!(reply.user, "wx0123456789abcdef:oABCD0123456789_-abcdefghijk");
        assert!(!reply.linked);
        Ok(())
    }
}
