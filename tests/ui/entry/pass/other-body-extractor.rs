use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::{Router, routing::get};
use wxctx::OpenId;

/// An extractor that has only its name in common with `axum::Json`.
pub struct Json<T>(T);

impl<S: Sync> FromRequestParts<S> for Json<Parameter> {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(_: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self(Parameter))
    }
}

pub struct Parameter;

#[wxctx::entry]
async fn hello(json: Json<Parameter>, #[wx(openid)] user: OpenId) {
    let _ = (json.0, user);
}

#[wxctx::entry]
async fn one_of_two(
    #[wx(openid)] user: OpenId,
    #[cfg(all())] body: axum::Json<u8>,
    #[cfg(any())] body: axum::body::Bytes,
) {
    let _ = (user, body);
}

fn main() {
    let _: Router = Router::new().route("/", get(hello)).route("/two", get(one_of_two));
}
