use wxctx::{FromWxContext, OpenId};

use std::fmt::Debug;

#[wxctx::entry]
pub async fn hello<'a, S, T: FromWxContext + Debug, const N: usize>(
    #[wx] member: T,
    #[wx(openid)] user: OpenId,
    state: &'a S,
) -> [String; N]
where
    S: Fn(&OpenId) -> String + Send + Sync,
{
    let _ = member;
    std::array::from_fn(|_| state(&user))
}

fn main() {}
