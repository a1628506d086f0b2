//! The same application with the layer and an entry function; its server stays its own.

use axum::routing::get;
use axum::{Json, Router};
use serde::Serialize;
use wxctx::{AppId, FromWxContext, OpenId, Trust, UnionId};

#[derive(FromWxContext, Serialize)]
struct Member {
    openid: OpenId,
    appid: AppId,
    unionid: Option<UnionId>,
}

#[wxctx::entry]
async fn member(#[wx] member: Member) -> Json<Member> {
    Json(member)
}

#[tokio::main(worker_threads = 1)]
async fn main() -> std::io::Result<()> {
    let port = std::env::var("PORT").unwrap_or_default();
    let listener = tokio::net::TcpListener::bind(format!("127.0.0.1:{port}")).await?;
    let app = Router::new().route("/", get(member)).layer(wxctx::layer(Trust::closed_ingress()));
    axum::serve(listener, app).await
}
