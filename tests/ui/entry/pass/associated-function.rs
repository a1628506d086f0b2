use axum::{Router, routing::post};

struct Service;

impl Service {
    #[wxctx::entry]
    async fn hello(#[wx(openid)] user: wxctx::OpenId) {
        let _ = user;
    }
}

fn main() {
    let _: Router = Router::new().route("/", post(Service::hello));
}
