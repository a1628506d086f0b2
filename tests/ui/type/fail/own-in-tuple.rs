use wxctx::OpenId;

struct App;

#[wxctx::entry]
async fn hello(#[wx(openid, appid)] (user, app): (OpenId, App)) {
    let _ = (user, app);
}

fn main() {}
