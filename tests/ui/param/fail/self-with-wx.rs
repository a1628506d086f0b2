use wxctx::OpenId;

struct Service;

impl Service {
    #[wxctx::entry]
    async fn hello(#[wx(openid)] &self, #[wx] openid: OpenId) {
        let _ = openid;
    }
}

fn main() {}
