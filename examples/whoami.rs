//! Answers with the context of the call, as the example in wx-server-sdk's documentation does.
//!
//! `cargo run --example whoami`, then `curl -s localhost:8080`.

use axum::{Json, Router, routing::get};
use wxctx::WxContext;

#[wxctx::entry]
async fn whoami(#[wx] context: WxContext) -> Json<WxContext> {
    Json(context)
}

#[tokio::main]
async fn main() -> Result<(), wxctx::ServeError> {
    wxctx::serve(Router::new().route("/", get(whoami).post(whoami))).await
}
