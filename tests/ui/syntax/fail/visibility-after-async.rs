use wxctx::OpenId;

#[wxctx::entry]
async pub fn hello(#[wx(openid)] user: OpenId) {
    let _ = user;
}

fn main() {}
