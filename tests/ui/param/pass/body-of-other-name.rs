use axum::{Router, routing::post};
use wxctx::OpenId;

#[wxctx::entry]
async fn hello(#[wx] openid: OpenId, text: String) -> String {
    format!("{} {text}", openid.masked())
}

#[wxctx::entry]
async fn compile(source: String) -> String {
    source
}

fn main() {
    let _: Router = Router::new().route("/", post(hello)).route("/compile", post(compile));
}
