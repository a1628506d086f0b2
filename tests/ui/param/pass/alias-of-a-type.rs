use axum::{Router, routing::post};
use wxctx::OpenId;

type User = OpenId;

#[wxctx::entry]
async fn hello(#[wx(openid)] user: User, #[wx(openid)] again: Option<User>) {
    let _ = (user, again);
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
