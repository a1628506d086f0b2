use axum::{Router, routing::post};
use std::net::{IpAddr,Ipv6Addr};
use wxctx::AccessToken;

type T = String;
type All = (T, T, T, T, T, T, T, T, IpAddr, Ipv6Addr, T, T, AccessToken);

#[wxctx::entry]
async fn hello(
    #[wx(
        openid, appid, unionid, from_openid, from_appid, from_unionid, env, source, client_ip, client_ipv6,
        open_data_info, call_id, access_token
    )]
    all: All,
) {
    let _ = all;
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
