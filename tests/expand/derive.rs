#[derive(FromWxContext)]
struct Member<T> {
    openid: OpenId,
    #[wx(unionid)]
    union: Option<T>,
    #[wx(flatten)]
    caller: Caller,
}
