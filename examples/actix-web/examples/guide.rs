//! The guide's program.

use std::net::Ipv4Addr;

use actix_web::error::InternalError;
use actix_web::{App, HttpResponse, HttpServer, ResponseError, web};
use wxctx::{Caller, Rejection, Trust};

#[wxctx::entry]
async fn orders(#[wx] caller: Result<Caller, Rejection>) -> Result<String, InternalError<&'static str>> {
    let caller = caller.map_err(|rejection| InternalError::new("请在小程序中打开", rejection.status_code()))?;
    Ok(format!("the orders of {}", caller.masked()))
}

fn routes(config: &mut web::ServiceConfig) {
    config.route("/orders", web::get().to(orders)).route("/_healthz", web::get().to(HttpResponse::Ok));
}

#[actix_web::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let port = std::env::var("PORT").map_or(Ok(80), |port| port.parse())?;
    let layer = wxctx::layer(Trust::from_variables()?);
    let server = HttpServer::new(move || App::new().wrap(layer.clone()).configure(routes));
    Ok(server.bind((Ipv4Addr::UNSPECIFIED, port))?.run().await?)
}

#[cfg(test)]
mod tests {
    use actix_web::App;
    use actix_web::test::{TestRequest, call_and_read_body, init_service};
    use wxctx::{Rejection, Trust, WxContext};

    #[actix_web::test]
    async fn orders_are_a_users() -> Result<(), Rejection> {
        let layer = wxctx::layer(Trust::closed_ingress());
        let app = init_service(App::new().wrap(layer).configure(super::routes)).await;
        let user = WxContext::builder().openid("oABCD0123456789_-abcdefghijk").appid("wx0123456789abcdef").source("wx_client");
        let timer = WxContext::builder().source("wx_trigger");
        for (context, answer) in [(user, "the orders of wx01…cdef:oABC…hijk"), (timer, "请在小程序中打开")] {
            let mut request = TestRequest::get().uri("/orders");
            for (name, value) in &wxctx::test::headers(&context.build()?) {
                request = request.insert_header((name.as_str(), value.as_bytes()));
            }
            assert_eq!(call_and_read_body(&app, request.to_request()).await, answer);
        }
        Ok(())
    }
}
