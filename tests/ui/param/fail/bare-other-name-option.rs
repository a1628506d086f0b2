use axum::{Router, routing::post};
use wxctx::UnionId;

#[wxctx::entry]
async fn hello(#[wx] union: Option<UnionId>) {
    let _ = union;
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
