use axum::{Router, routing::post};

fn main() {
    #[wxctx::entry]
    async fn hello(#[wx(openid)] user: wxctx::OpenId) {
        let _ = user;
    }

    let _: Router = Router::new().route("/", post(hello));
}
