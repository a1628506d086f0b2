//! The guide's program.

use std::net::Ipv4Addr;

use salvo::conn::{Listener, TcpListener};
use salvo::http::StatusCode;
use salvo::{Router, Server, Writer, handler};
use wxctx::{Caller, Rejection, Trust};

#[wxctx::entry]
#[handler]
async fn orders(#[wx] caller: Result<Caller, Rejection>) -> Result<String, (StatusCode, &'static str)> {
    let caller = caller.map_err(|rejection| (rejection.status(), "请在小程序中打开"))?;
    Ok(format!("the orders of {}", caller.masked()))
}

#[handler]
async fn healthz() -> StatusCode {
    StatusCode::OK
}

fn app(trust: Trust) -> Router {
    Router::new()
        .hoop(wxctx::layer(trust))
        .push(Router::with_path("orders").get(orders))
        .push(Router::with_path("_healthz").get(healthz))
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let port: u16 = std::env::var("PORT").map_or(Ok(80), |port| port.parse())?;
    let acceptor = TcpListener::new((Ipv4Addr::UNSPECIFIED, port)).bind().await;
    Server::new(acceptor).serve(app(Trust::from_variables()?)).await;
    Ok(())
}

#[cfg(test)]
mod tests {
    use salvo::Service;
    use salvo::test::{ResponseExt, TestClient};
    use wxctx::{Rejection, Trust, WxContext};

    #[tokio::test]
    async fn orders_are_a_users() -> Result<(), Rejection> {
        let service = Service::new(super::app(Trust::closed_ingress()));
        let user = WxContext::builder().openid("oABCD0123456789_-abcdefghijk").appid("wx0123456789abcdef").source("wx_client");
        let timer = WxContext::builder().source("wx_trigger");
        for (context, answer) in [(user, "the orders of wx01…cdef:oABC…hijk"), (timer, "请在小程序中打开")] {
            let mut request = TestClient::get("http://localhost/orders");
            for (name, value) in &wxctx::test::headers(&context.build()?) {
                request = request.add_header(name, value, true);
            }
            assert_eq!(request.send(&service).await.take_string().await.unwrap(), answer);
        }
        Ok(())
    }
}
