use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::{Router, routing::get};

/// An extractor that has only its name in common with `wxctx::Caller`.
pub struct Caller;

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(_: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self)
    }
}

#[wxctx::entry]
async fn hello(caller: Caller, #[wx(openid)] user: wxctx::OpenId) {
    let _ = (caller, user);
}

fn main() {
    let _: Router = Router::new().route("/", get(hello));
}
