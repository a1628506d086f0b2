use wxctx::OpenId;

#[wxctx::entry]
async unsafe fn hello(#[wx(openid)] _user: OpenId) {}

fn main() {}
