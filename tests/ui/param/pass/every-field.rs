use axum::{Router, routing::post};
use std::net::{IpAddr,Ipv6Addr};
use wxctx::{AccessToken, AppId, CallId, EnvId, OpenDataInfo, OpenId, SourceChain, UnionId};

#[wxctx::entry]
async fn hello(
    #[wx] openid: OpenId,
    #[wx] appid: AppId,
    #[wx] unionid: UnionId,
    #[wx(from_openid, from_appid, from_unionid)] shared: (OpenId, AppId, UnionId),
    #[wx] env: EnvId,
    #[wx] source: SourceChain,
    #[wx(client_ip, client_ipv6)] address: (IpAddr, Ipv6Addr),
    #[wx] open_data_info: OpenDataInfo,
    #[wx] call_id: CallId,
    #[wx(access_token, from_access_token)] tokens: (AccessToken, AccessToken),
) {
    let _ = (openid, appid, unionid, shared, env, source, address, open_data_info, call_id, tokens);
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
