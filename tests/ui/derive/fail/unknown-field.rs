use axum::{Router, routing::post};
use wxctx::{FromWxContext, OpenId};

#[derive(FromWxContext)]
struct User {
    #[wx(OPENID)]
    user: OpenId,
}

#[wxctx::entry]
async fn hello(#[wx] user: User) {
    let _ = user.user;
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
