use axum::{Router, routing::post};

use std::net::IpAddr;

type T = String;
type All = (T, T, T, T, T, T, T, T, Option<IpAddr>, wxctx::AccessToken, T, T);

#[wxctx::entry]
async fn hello(
    #[wx(
        openid, appid, unionid, from_openid, from_appid, from_unionid, env, source, client_ip, access_token, call_id,
        open_data_info
    )]
    all: All,
) {
    let _ = all;
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
