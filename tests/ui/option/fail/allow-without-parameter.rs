use axum::{Router, routing::post};

#[wxctx::entry(allow(wx_trigger))]
async fn hello() {}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
