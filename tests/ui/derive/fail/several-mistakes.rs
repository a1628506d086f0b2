use wxctx::{FromWxContext, OpenId};

#[derive(FromWxContext)]
struct User {
    user: OpenId,
    #[wx(ap_id)]
    app: String,
    #[wx(env)]
    place: u8,
}

fn unrelated() -> u8 {
    "text"
}

fn main() {}
