use wxctx::FromWxContext;

#[derive(FromWxContext)]
struct Me {
    ip: String,
}

fn main() {}
