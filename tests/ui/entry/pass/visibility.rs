use wxctx::OpenId;

mod handlers {
    use super::OpenId;

    #[wxctx::entry]
    pub(crate) async fn hello(#[wx(openid)] user: OpenId) {
        let _ = user;
    }

    #[wxctx::entry]
    pub(in crate::handlers) async fn private(#[wx(openid)] _user: OpenId) {}
}

const _: fn() = || drop((handlers::hello, OpenId::as_str));

fn main() {}
