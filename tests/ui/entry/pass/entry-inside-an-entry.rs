use axum::{Router, routing::post};
use wxctx::OpenId;

#[wxctx::entry]
async fn hello(#[wx(openid)] user: OpenId) {
    #[derive(wxctx::FromWxContext)]
    struct Member {
        #[wx(openid)]
        user: OpenId,
    }

    #[wxctx::entry]
    async fn inner(#[wx] member: Member) {
        let _ = member.user;
    }

    let _ = (user, inner);
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
