use wxctx::{AppId, OpenId};

#[wxctx::entry]
async fn hello(#[wx(openid | appid)] (user, app): (OpenId, AppId)) {
    let _ = (user, app);
}

fn main() {}
