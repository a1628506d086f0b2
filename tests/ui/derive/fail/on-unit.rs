use axum::{Router, routing::post};
use wxctx::FromWxContext;

#[derive(FromWxContext)]
struct Nothing;

#[wxctx::entry]
async fn hello(#[wx] nothing: Nothing) {
    let _ = nothing;
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
