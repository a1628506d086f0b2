use axum::{Router, routing::post};
use wxctx::{Caller, WxContext};

#[wxctx::entry]
async fn hello(#[wx] caller: Caller, #[wx] context: WxContext) {
    let _ = (caller.key(), context.openid());
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
