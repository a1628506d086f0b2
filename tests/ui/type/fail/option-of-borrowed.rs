use axum::{Router, routing::post};

#[wxctx::entry]
async fn hello(#[wx(unionid)] union: Option<&str>) {
    let _ = union;
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
