use axum::{Router, routing::post};
use std::net::Ipv6Addr;

#[wxctx::entry]
async fn hello(#[wx] client_ip: Option<Ipv6Addr>) {
    let _ = client_ip;
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
