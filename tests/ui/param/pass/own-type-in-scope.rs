use axum::{Router, routing::post};
use wxctx::{FromWxContext, OpenId};

mod own {
    #[derive(wxctx::FromWxContext)]
    pub struct Source {
        pub openid: super::OpenId,
    }
}

#[derive(FromWxContext)]
struct Option {
    openid: OpenId,
}

#[wxctx::entry]
async fn hello(#[wx] where_from: own::Source, #[wx] option: Option) {
    let _ = (where_from.openid, option.openid);
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
