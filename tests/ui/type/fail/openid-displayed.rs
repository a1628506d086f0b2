use wxctx::OpenId;

#[wxctx::entry]
async fn hello(#[wx(openid)] user: OpenId) -> String {
    format!("hello {user}")
}

fn main() {}
