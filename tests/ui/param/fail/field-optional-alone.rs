use wxctx::UnionId;

#[wxctx::entry]
async fn hello(#[wx(optional)] unionid: UnionId) {
    let _ = unionid;
}

fn main() {}
