use wxctx::FromWxContext;

#[derive(FromWxContext)]
struct Me {
    phone: String,
}

fn main() {}
