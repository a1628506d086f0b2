use axum::{Router, routing::post};
use wxctx::{FromWxContext, OpenId, Rejection};

#[derive(FromWxContext)]
struct Member<T, U: Clone = Option<OpenId>>
where
    T: Send,
{
    openid: T,
    #[wx(from_openid)]
    shared: U,
    #[wx(unionid)]
    union: Result<String, Rejection>,
}

#[wxctx::entry]
async fn hello(#[wx] member: Member<OpenId>, #[wx] other: Option<Member<String, Option<Box<str>>>>) {
    let _ = (member.openid, member.shared, member.union, other);
}

fn main() {
    let _: Router = Router::new().route("/", post(hello));
}
