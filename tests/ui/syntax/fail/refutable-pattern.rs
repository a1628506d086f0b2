use wxctx::OpenId;

#[wxctx::entry]
async fn hello(#[wx(openid)] Some(user): Option<OpenId>) {
    let _ = user;
}

fn main() {}
