#![deny(warnings)]

pub struct Result;
pub struct Option;
pub struct Ok;

#[derive(wxctx::FromWxContext)]
pub struct Member {
    pub openid: wxctx::OpenId,
    pub unionid: std::option::Option<wxctx::UnionId>,
}

fn main() {
    let _ = (Result, Option, Ok);
}
