//! The guide's program.

use std::net::Ipv4Addr;

use poem::listener::TcpListener;
use poem::{Endpoint, EndpointExt, Route, Server, get, handler};
use wxctx::{Caller, Rejection, Trust};

#[wxctx::entry]
#[handler]
async fn orders(#[wx] caller: Result<Caller, Rejection>) -> poem::Result<String> {
    let caller = caller.map_err(|rejection| poem::Error::from_string("请在小程序中打开", rejection.status()))?;
    Ok(format!("the orders of {}", caller.masked()))
}

#[handler]
async fn healthz() {}

fn app(trust: Trust) -> impl Endpoint {
    Route::new().at("/orders", get(orders)).at("/_healthz", get(healthz)).with(wxctx::layer(trust))
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let port: u16 = std::env::var("PORT").map_or(Ok(80), |port| port.parse())?;
    Ok(Server::new(TcpListener::bind((Ipv4Addr::UNSPECIFIED, port))).run(app(Trust::from_variables()?)).await?)
}

#[cfg(test)]
mod tests {
    use poem::test::TestClient;
    use wxctx::{Rejection, Trust, WxContext};

    #[tokio::test]
    async fn orders_are_a_users() -> Result<(), Rejection> {
        let client = TestClient::new(super::app(Trust::closed_ingress()));
        let user = WxContext::builder().openid("oABCD0123456789_-abcdefghijk").appid("wx0123456789abcdef").source("wx_client");
        let timer = WxContext::builder().source("wx_trigger");
        for (context, answer) in [(user, "the orders of wx01…cdef:oABC…hijk"), (timer, "请在小程序中打开")] {
            let mut request = client.get("/orders");
            for (name, value) in &wxctx::test::headers(&context.build()?) {
                request = request.header(name, value);
            }
            request.send().await.assert_text(answer).await;
        }
        Ok(())
    }
}
