use axum::{Json, Router, routing::post};
use wxctx::Caller;

#[wxctx::entry(allow(wx_client), direct)]
async fn hello(caller: Caller, Json(event): Json<u64>) -> String {
    format!("{} {event}", caller.masked())
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
