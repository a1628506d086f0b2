use axum::{Router, routing::post};
use wxctx::{OpenId, UnionId};

#[wxctx::entry]
async fn hello(#[wx(openId)] user: OpenId, #[wx(unionId)] union: Option<UnionId>) {
    let _ = (user, union);
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
