use axum::{Router, routing::post};
use wxctx::WxContext;

#[wxctx::entry]
async fn hello(#[wx(context)] context: WxContext) {
    let _ = context;
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
