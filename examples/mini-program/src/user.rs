use axum::Json;
use axum::extract::State;
use rusqlite::OptionalExtension as _;
use serde::{Deserialize, Serialize};
use wxctx::{Caller, Via};

use crate::error::{ApiError, Body};
use crate::store::Store;

#[derive(Clone, Deserialize)]
pub(crate) struct SignIn {
    pub(crate) name: String,
}

#[derive(Debug, PartialEq, Serialize)]
pub(crate) struct User {
    pub(crate) name: String,
    /// Came from another mini program that shares the resources of this one (资源复用).
    pub(crate) is_guest: bool,
}

/// Keeps or changes the caller's name. Nobody logs in: the call itself says who makes it.
#[wxctx::entry]
pub(crate) async fn sign_in(
    State(store): State<Store>,
    #[wx] caller: Caller,
    Body(SignIn { name }): Body<SignIn>,
) -> Result<Json<User>, ApiError> {
    if !(1..=40).contains(&name.trim().chars().count()) {
        return Err(ApiError::WrongName);
    }
    // An openid names a user within one mini program only; the key holds the appid too, so a guest is never mistaken for a user.
    let (key, user) = (caller.key(), User { name: name.trim().to_owned(), is_guest: caller.via == Via::Shared });
    let name = user.name.clone();
    let write = "INSERT INTO user (key, name) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET name = excluded.name";
    store.run(move |connection| connection.execute(write, (key, name))).await?;
    Ok(Json(user))
}

#[wxctx::entry]
pub(crate) async fn show(State(store): State<Store>, #[wx] caller: Caller) -> Result<Json<User>, ApiError> {
    let key = caller.key();
    let read = "SELECT name FROM user WHERE key = ?1";
    let name = store.run(move |connection| connection.query_row(read, [key], |row| row.get(0)).optional()).await?;
    Ok(Json(User { name: name.ok_or(ApiError::NotSignedIn)?, is_guest: caller.via == Via::Shared }))
}
