use wxctx::AccessToken;

#[derive(serde::Serialize)]
struct Reply {
    token: AccessToken,
}

#[wxctx::entry]
async fn hello(#[wx(access_token)] token: AccessToken) -> axum::Json<Reply> {
    axum::Json(Reply { token })
}

fn main() {}
