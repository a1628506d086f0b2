use axum::{Router, routing::post};
use wxctx::OpenId;

macro_rules! handler {
    ($item:item) => {
        #[wxctx::entry]
        $item
    };
}

handler! { async fn hello(#[wx(openid)] _user: OpenId) {} }

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
