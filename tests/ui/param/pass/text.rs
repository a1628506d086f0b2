use axum::{Router, routing::post};

#[wxctx::entry]
async fn hello(#[wx(openid)] user: String, #[wx(appid)] app: Box<str>, #[wx(env)] env: Option<String>) {
    let _ = (user, app, env);
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
