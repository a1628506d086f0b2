use wxctx::FromWxContext;

#[derive(FromWxContext)]
struct User<'a> {
    openid: &'a str,
}

fn main() {}
