use axum::{Router, routing::post};

use wxctx::{AppId as A, CallId, EnvId, OpenDataInfo, OpenId as O, SourceChain, UnionId as U};
type All = (O, A, U, O, A, U, EnvId, SourceChain, String, String, OpenDataInfo, CallId, String);

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
