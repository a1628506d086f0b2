//! The README's program.

use poem::listener::TcpListener;
use poem::{EndpointExt, Route, Server, get, handler};
use wxctx::{Caller, Trust};

#[wxctx::entry(allow(wx_client, wx_devtools))]
#[handler] // below `entry`
async fn hello(#[wx] caller: Caller) -> String {
    format!("hello, {}", caller.masked())
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let app = Route::new().at("/", get(hello)).with(wxctx::layer(Trust::from_variables()?));
    Ok(Server::new(TcpListener::bind("127.0.0.1:8080")).run(app).await?)
}
