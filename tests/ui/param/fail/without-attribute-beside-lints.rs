use axum::{Router, routing::post};

#[wxctx::entry]
async fn hello(
    #[cfg_attr(unix, allow(unused_variables))]
    #[rustfmt::skip]
    openid: String,
) {
}

#[wxctx::entry]
async fn bound(appid @ _: Box<str>) {
    let _ = appid;
}

fn main() {
    let _: Router = Router::new().route("/", post(hello)).route("/bound", post(bound));
}
