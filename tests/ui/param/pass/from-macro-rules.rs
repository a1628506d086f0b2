use axum::{Router, routing::post};
use wxctx::OpenId;

macro_rules! handler {
    ($(#[$meta:meta])* $visibility:vis $name:ident, $field:ident, $user:pat, $type:ty, $body:block) => {
        #[wxctx::entry]
        $(#[$meta])*
        $visibility async fn $name(#[wx($field)] $user: $type) $body
    };
}

handler!(#[allow(dead_code)] pub(crate) hello, openid, _user, OpenId, {});

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
