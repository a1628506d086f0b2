use axum::{Router, routing::post};
use std::net::Ipv4Addr;

#[wxctx::entry]
async fn hello(#[wx] client_ip: Ipv4Addr) {
    let _ = client_ip;
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
