use axum::{Router, routing::post};
use wxctx::{OpenId, Rejection, UnionId};

#[wxctx::entry]
async fn hello(
    #[wx(openid)] user: Result<OpenId, Rejection>,
    #[wx(unionid)] union: Option<UnionId>,
    #[wx(unionid)] both: Result<Option<UnionId>, wxctx::Rejection>,
) {
    let _ = (user.is_ok(), union, both);
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
