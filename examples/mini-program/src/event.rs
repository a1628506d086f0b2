use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use wxctx::Caller;

use crate::error::{ApiError, Body};
use crate::order::{self, NewOrder, Order};
use crate::store::Store;

/// The `data` of `wx.cloud.callFunction`: it has no path and no method, so the event itself says what is asked for.
#[derive(Deserialize)]
#[serde(tag = "action", rename_all = "kebab-case")]
pub(crate) enum Event {
    CreateOrder(NewOrder),
    ListOrders,
}

#[derive(Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub(crate) enum Reply {
    Order(Order),
    Orders(Vec<Order>),
}

/// The identity comes from the call and never from the event, which its sender writes.
#[wxctx::entry(allow(wx_client, wx_devtools))]
pub(crate) async fn handle(
    State(store): State<Store>,
    #[wx] caller: Caller,
    Body(event): Body<Event>,
) -> Result<Json<Reply>, ApiError> {
    let reply = match event {
        Event::CreateOrder(new) => Reply::Order(order::place(&store, &caller, new).await?),
        Event::ListOrders => Reply::Orders(order::all_of(&store, &caller).await?),
    };
    Ok(Json(reply))
}
