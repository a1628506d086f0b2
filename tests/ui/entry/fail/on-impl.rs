use wxctx::OpenId;

struct Service;

#[wxctx::entry]
impl Service {
    async fn hello(#[wx(openid)] user: OpenId) {
        let _ = user;
    }
}

fn main() {}
