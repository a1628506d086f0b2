use wxctx::{OpenId, Wx};

struct Member {
    #[wx(openid)]
    user: OpenId,
}

#[wxctx::entry]
async fn hello(#[wx] member: Member) -> String {
    member.user.masked().to_string()
}

fn main() {
    let _ = |member| hello(Wx::new(member));
}
