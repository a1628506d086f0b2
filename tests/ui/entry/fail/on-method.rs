use wxctx::OpenId;

struct Service;

impl Service {
    #[wxctx::entry]
    async fn hello(&self, #[wx(openid)] user: OpenId) {
        let _ = user;
    }
}

fn main() {}
