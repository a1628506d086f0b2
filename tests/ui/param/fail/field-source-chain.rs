use axum::{Router, routing::post};
use wxctx::SourceChain;

#[wxctx::entry]
async fn hello(#[wx(source_chain)] chain: SourceChain) {
    let _ = chain;
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
