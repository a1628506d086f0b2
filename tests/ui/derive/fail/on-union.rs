use wxctx::FromWxContext;

#[derive(FromWxContext)]
union Who {
    user: u8,
}

fn main() {}
