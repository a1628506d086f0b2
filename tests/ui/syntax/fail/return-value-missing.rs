use wxctx::OpenId;

#[wxctx::entry]
async fn hello(#[wx(openid)] user: OpenId) -> String {
    let name = user.as_str();
    name.to_owned();
}

fn main() {}
