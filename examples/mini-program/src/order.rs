use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use rusqlite::{OptionalExtension as _, Row};
use serde::{Deserialize, Serialize};
use wxctx::Caller;

use crate::error::{ApiError, Body};
use crate::store::Store;

#[derive(Clone, Deserialize)]
pub(crate) struct NewOrder {
    pub(crate) item: String,
    pub(crate) quantity: u32,
}

#[derive(Debug, PartialEq, Serialize)]
pub(crate) struct Order {
    pub(crate) id: i64,
    pub(crate) item: String,
    pub(crate) quantity: u32,
    pub(crate) state: String,
}

impl Order {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self { id: row.get("id")?, item: row.get("item")?, quantity: row.get("quantity")?, state: row.get("state")? })
    }
}

/// Only the mini program and the developer tools may order: no timer, no other program with the shop's own credentials.
#[wxctx::entry(allow(wx_client, wx_devtools))]
pub(crate) async fn create(
    State(store): State<Store>,
    #[wx] caller: Caller,
    Body(new): Body<NewOrder>,
) -> Result<(StatusCode, Json<Order>), ApiError> {
    place(&store, &caller, new).await.map(|order| (StatusCode::CREATED, Json(order)))
}

pub(crate) async fn place(store: &Store, caller: &Caller, new: NewOrder) -> Result<Order, ApiError> {
    if new.item.is_empty() || !(1..=100).contains(&new.quantity) {
        return Err(ApiError::NothingOrdered);
    }
    let key = caller.key();
    let write = "INSERT INTO orders (user, item, quantity) SELECT key, ?2, ?3 FROM user WHERE key = ?1 RETURNING *";
    let made = store.run(move |connection| connection.query_row(write, (key, new.item, new.quantity), Order::read).optional());
    made.await?.ok_or(ApiError::NotSignedIn)
}

#[wxctx::entry]
pub(crate) async fn list(State(store): State<Store>, #[wx] caller: Caller) -> Result<Json<Vec<Order>>, ApiError> {
    all_of(&store, &caller).await.map(Json)
}

/// The caller's newest orders.
pub(crate) async fn all_of(store: &Store, caller: &Caller) -> Result<Vec<Order>, ApiError> {
    let key = caller.key();
    let read = "SELECT * FROM orders WHERE user = ?1 ORDER BY id DESC LIMIT 100";
    store.run(move |connection| connection.prepare_cached(read)?.query_map([key], Order::read)?.collect()).await
}

/// Another user's order is as absent as one that was never made: the key stands in every query.
#[wxctx::entry]
pub(crate) async fn show(State(store): State<Store>, #[wx] caller: Caller, Path(id): Path<i64>) -> Result<Json<Order>, ApiError> {
    let key = caller.key();
    let read = "SELECT * FROM orders WHERE user = ?1 AND id = ?2";
    let order = store.run(move |connection| connection.query_row(read, (key, id), Order::read).optional()).await?;
    order.map(Json).ok_or(ApiError::NoSuchOrder)
}

/// `direct`: a user cancels in the mini program itself, and no other function does it in the user's name.
#[wxctx::entry(allow(wx_client, wx_devtools), direct)]
pub(crate) async fn cancel(
    State(store): State<Store>,
    #[wx] caller: Caller,
    Path(id): Path<i64>,
) -> Result<Json<Order>, ApiError> {
    let key = caller.key();
    let write = "UPDATE orders SET state = 'cancelled' WHERE user = ?1 AND id = ?2 AND state = 'open' RETURNING *";
    let order = store.run(move |connection| connection.query_row(write, (key, id), Order::read).optional()).await?;
    order.map(Json).ok_or(ApiError::NoSuchOrder)
}
