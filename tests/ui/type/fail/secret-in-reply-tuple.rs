use axum::{Json, Router, routing::post};
use wxctx::{AccessToken, OpenId};

#[wxctx::entry]
async fn hello(#[wx(openid, access_token)] (user, token): (OpenId, AccessToken)) -> Json<(OpenId, AccessToken)> {
    if user.as_str().is_empty() {
        return Json((user, token));
    }
    Json((user, token))
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
