use axum::{Router, routing::post};

pub struct Option;
pub struct Result;
pub struct Wx;
pub struct String;

#[wxctx::entry(allow(wx_client), direct)]
async fn hello(#[wx(openid)] user: wxctx::OpenId, #[wx(openid, appid)] _both: (wxctx::OpenId, wxctx::AppId)) {
    let _ = (user, Option, Result, Wx, String);
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
