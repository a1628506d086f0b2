use wxctx::AccessToken;

#[wxctx::entry]
async fn hello(#[wx(access_token)] token: AccessToken) -> String {
    format!("{token}")
}

fn main() {}
