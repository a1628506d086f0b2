use wxctx::OpenId;

trait Greet {
    fn hello(&self, user: OpenId) -> impl Future<Output = ()>;
}

impl Greet for () {
    #[wxctx::entry]
    async fn hello(&self, #[wx(openid)] user: OpenId) {
        let _ = user;
    }
}

fn main() {}
