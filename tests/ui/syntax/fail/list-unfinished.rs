use wxctx::OpenId;

#[wxctx::entry]
async fn hello(#[wx(openid, )] user: OpenId, #[wx(appid, uni)] (app, union): (wxctx::AppId, wxctx::UnionId)) {
    let _ = (user, app, union);
}

fn unrelated() -> u8 {
    "text"
}

fn main() {}
