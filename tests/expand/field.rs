#[wxctx::entry]
pub async fn hello(#[wx(openid)] user: OpenId, Json(event): Json<Event>) -> Json<Reply> {
    reply(user, event).await
}
