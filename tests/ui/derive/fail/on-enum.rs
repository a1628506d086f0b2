use axum::{Router, routing::post};
use wxctx::{FromWxContext, OpenId};

#[derive(FromWxContext)]
enum Who {
    User(OpenId),
}

#[wxctx::entry]
async fn hello(#[wx] who: Who) {
    let _ = who;
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
