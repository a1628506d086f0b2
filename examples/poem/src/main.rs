//! An entry function under poem, which has its own server and takes its trust from a middleware.
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

use poem::listener::TcpListener;
use poem::web::Json;
use poem::{Endpoint, EndpointExt, Route, Server, get, handler};
use serde::Serialize;
use wxctx::{Caller, Trust, UnionId};

#[derive(Serialize)]
struct Reply {
    /// As a database would know the user: by appid and openid together.
    user: String,
    /// Whether the user is known in other mini programs of the company too.
    linked: bool,
}

/// `#[entry]` stands above poem's own attribute. That makes a unit struct of `hello`, which hides the function.
#[wxctx::entry(allow(wx_client, wx_devtools))]
#[handler]
async fn hello(#[wx] caller: Caller, #[wx] unionid: Option<UnionId>) -> Json<Reply> {
    Json(Reply { user: caller.key(), linked: unionid.is_some() })
}

fn app(trust: Trust) -> impl Endpoint {
    Route::new().at("/", get(hello)).with(wxctx::layer(trust))
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let port: u16 = std::env::var("PORT").map_or(Ok(8080), |port| port.parse())?;
    Ok(Server::new(TcpListener::bind((Ipv4Addr::LOCALHOST, port))).run(app(Trust::from_variables()?)).await?)
}

#[cfg(test)]
mod tests {
    use poem::http::StatusCode;
    use poem::test::TestClient;
    use wxctx::{Rejection, Trust, WxContext};

    use super::app;

    /// poem hides the function in its struct, so a test calls the route, with the headers that a gateway would send.
    #[tokio::test]
    async fn a_user_of_the_mini_program_is_answered_and_a_timer_is_not() -> Result<(), Rejection> {
        let client = TestClient::new(app(Trust::closed_ingress()));
        let user = || WxContext::builder().openid("oABCD0123456789_-abcdefghijk").appid("wx0123456789abcdef");
        for (source, status) in [("wx_client", StatusCode::OK), ("wx_trigger", StatusCode::FORBIDDEN)] {
            let headers = wxctx::test::headers(&user().source(source).build()?);
            let request = headers.iter().fold(client.get("/"), |request, (name, value)| request.header(name, value));
            request.send().await.assert_status(status);
        }
        Ok(())
    }
}
