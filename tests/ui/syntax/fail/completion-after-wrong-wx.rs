use wxctx::OpenId;

#[wxctx::entry]
async fn hello(#[wx(opnid)] user: OpenId) -> usize {
    user.as_strr()
}

fn main() {}
