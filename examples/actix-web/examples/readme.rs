//! The README's program.

use actix_web::{App, HttpServer, web};
use wxctx::{Caller, Trust};

#[wxctx::entry(allow(wx_client, wx_devtools))]
async fn hello(#[wx] caller: Caller) -> String {
    format!("hello, {}", caller.masked())
}

#[actix_web::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let layer = wxctx::layer(Trust::from_variables()?);
    let server = HttpServer::new(move || App::new().wrap(layer.clone()).route("/", web::get().to(hello)));
    Ok(server.bind(("127.0.0.1", 8080))?.run().await?)
}
