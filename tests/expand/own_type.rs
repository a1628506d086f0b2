#[wxctx::entry(crate = crate::wechat)]
#[handler]
async fn hello<T: FromWxContext>(
    /// Who calls.
    #[cfg(unix)]
    #[allow(unused_variables)]
    #[wx]
    Member { openid, .. }: Member,
    #[wx] mut other: Option<T>,
) {
    other.take();
}
