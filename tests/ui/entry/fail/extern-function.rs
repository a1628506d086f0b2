use axum::{Router, routing::post};
use wxctx::OpenId;

#[wxctx::entry]
extern "C" fn hello(#[wx(openid)] _user: OpenId) {}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
