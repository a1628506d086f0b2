use wxctx::OpenId;

#[wxctx::entry]
async fn hello(#[wx(openid)] user: OpenId, event: ) {
    let _ = (user, event);
}

fn unrelated() -> u8 {
    "text"
}

fn main() {}
