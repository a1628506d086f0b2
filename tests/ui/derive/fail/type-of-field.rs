use axum::{Router, routing::post};
use wxctx::{AppId, FromWxContext};

#[derive(FromWxContext)]
struct User {
    openid: AppId,
}

#[wxctx::entry]
async fn hello(#[wx] user: User) {
    let _ = user.openid;
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
