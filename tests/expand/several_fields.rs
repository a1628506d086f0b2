#[wxctx::entry(allow(wx_client, wx_devtools), direct)]
async fn hello(
    #[wx(openid, appid, unionid)] (openid, appid, unionid): (OpenId, AppId, Option<UnionId>),
    #[wx] source: SourceChain,
) {
    #![allow(unused)]
    println!("{appid}");
}
