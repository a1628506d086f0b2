#[wxctx::entry]
async fn hello(#[wx(openid)] user: ) -> String {
    user.as_str().to_owned()
}

fn unrelated() -> u8 {
    "text"
}

fn main() {}
