use wxctx::FromWxContext;

#[derive(FromWxContext)]
struct Me {
    id: u64,
    seen: bool,
}

fn main() {}
