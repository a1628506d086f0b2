use axum::{Router, routing::post};
use wxctx::AppId;

#[wxctx::entry]
async fn hello(openid: String) -> String {
    openid
}

#[wxctx::entry(allow(wx_client))]
async fn member(#[wx] appid: AppId, unionId: Box<str>) -> String {
    format!("{unionId} of {appid}")
}

fn main() {
    let _: Router = Router::new().route("/", post(hello)).route("/member", post(member));
}
