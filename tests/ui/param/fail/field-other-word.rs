use axum::{Router, routing::post};
use std::net::IpAddr;
use wxctx::OpenId;

#[wxctx::entry]
async fn hello(#[wx(uid)] user: OpenId, #[wx(ip)] ip: IpAddr) {
    let _ = (user, ip);
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
