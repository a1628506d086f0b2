//! The same application under `wxctx::serve`: with a body limit, a timeout, request ids and a log line a call, which the others lack.

use axum::routing::get;
use axum::{Json, Router};
use serde::Serialize;
use wxctx::{AppId, FromWxContext, OpenId, UnionId};

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
async fn main() -> Result<(), wxctx::ServeError> {
    wxctx::serve(Router::new().route("/", get(member))).await
}
