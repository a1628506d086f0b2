use wxctx::OpenId;

#[wxctx::entry]
mod handlers {
    pub async fn hello(#[wx(openid)] user: super::OpenId) {
        let _ = user;
    }
}

fn main() {}
