use axum::{Router, routing::post};
use std::net::IpAddr;

#[wxctx::entry]
async fn hello(#[wx] ip: IpAddr) {
    let _ = ip;
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
