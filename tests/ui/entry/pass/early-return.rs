use axum::{Router, routing::post};
use wxctx::OpenId;

#[wxctx::entry]
async fn hello(#[wx(openid)] user: OpenId) -> Result<String, wxctx::Rejection> {
    if user.as_str().is_empty() {
        return Err(wxctx::Rejection::Undeclared);
    }
    Ok(user.as_str().to_owned())
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
