//! The README's program.

use salvo::conn::{Listener, TcpListener};
use salvo::{Router, Server, Writer, handler}; // the code that `#[handler]` makes calls `Writer`
use wxctx::{Caller, Trust};

#[wxctx::entry(allow(wx_client, wx_devtools))]
#[handler] // below `entry`
async fn hello(#[wx] caller: Caller) -> String {
    format!("hello, {}", caller.masked())
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let router = Router::new().hoop(wxctx::layer(Trust::from_variables()?)).get(hello);
    Server::new(TcpListener::new("127.0.0.1:8080").bind().await).serve(router).await;
    Ok(())
}
