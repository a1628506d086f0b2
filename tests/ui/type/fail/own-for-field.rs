struct User;

#[wxctx::entry]
async fn hello(#[wx(openid)] user: User) {
    let _ = user;
}

fn main() {}
