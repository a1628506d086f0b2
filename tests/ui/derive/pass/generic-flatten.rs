use axum::{Router, routing::post};
use wxctx::{Caller, FromWxContext, WxContext};

#[derive(FromWxContext)]
struct Both<A, B>(#[wx(flatten)] A, #[wx(flatten)] Option<B>);

#[wxctx::entry]
async fn hello(#[wx] Both(caller, context): Both<Caller, WxContext>) {
    let _ = (caller, context);
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
