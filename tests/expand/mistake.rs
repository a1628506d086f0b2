#[wxctx::entry]
async fn hello(#[wx(opnid)] user: OpenId, #[wx(appid)] app: &str) -> usize {
    user.as_str().len()
}
