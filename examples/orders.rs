//! A shop's orders: state, several routes, who may call what, types and errors of one's own, and tests that call the handlers.
//!
//! `cargo run --example orders`, then
//! `curl -s localhost:8080/orders -H 'Content-Type: application/json' -d '{"item":"tea","quantity":2}'`.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use wxctx::{AppId, Caller, FromWxContext, OpenId, Rejection, UnionId};

#[derive(Clone, Debug, PartialEq, Serialize)]
struct Order {
    id: usize,
    item: String,
    quantity: u32,
}

#[derive(Deserialize)]
struct NewOrder {
    item: String,
    quantity: u32,
}

/// The orders of each user. The key is the whole [`Caller`]: an openid alone names a user only within one mini program.
#[derive(Clone, Default)]
struct Orders(Arc<Mutex<HashMap<Caller, Vec<Order>>>>);

impl Orders {
    fn lock(&self) -> MutexGuard<'_, HashMap<Caller, Vec<Order>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A member of the shop's own mini program. A user of another one that shares its resources has no `openid` here and is refused.
#[derive(FromWxContext)]
struct Member {
    openid: OpenId,
    #[wx(appid)]
    shop: AppId,
    /// Comes and goes per user, so no member is refused for want of it.
    unionid: Option<UnionId>,
}

#[derive(Debug, PartialEq, Serialize)]
struct Card {
    shop: AppId,
    holder: OpenId,
    /// Whether the card also counts in the other mini programs of the company.
    linked: bool,
}

#[derive(Debug, PartialEq)]
enum ApiError {
    /// The call does not say who makes it.
    Caller(Rejection),
    NothingOrdered,
    NoSuchOrder,
}

impl From<Rejection> for ApiError {
    fn from(rejection: Rejection) -> Self {
        Self::Caller(rejection)
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let (status, code, message) = match self {
            Self::Caller(rejection) => (rejection.status(), rejection.code(), "please order from within the mini program"),
            Self::NothingOrdered => (StatusCode::UNPROCESSABLE_ENTITY, "NOTHING_ORDERED", "please order at least one"),
            Self::NoSuchOrder => (StatusCode::NOT_FOUND, "NO_SUCH_ORDER", "there is no such order"),
        };
        (status, Json(serde_json::json!({ "code": code, "message": message }))).into_response()
    }
}

/// Only the mini program and the developer tools may order. A `Result`, so that the user reads this API's own words.
#[wxctx::entry(allow(wx_client, wx_devtools))]
async fn create_order(
    State(orders): State<Orders>,
    #[wx] caller: Result<Caller, Rejection>,
    Json(new): Json<NewOrder>,
) -> Result<(StatusCode, Json<Order>), ApiError> {
    let caller = caller?;
    if new.quantity == 0 {
        return Err(ApiError::NothingOrdered);
    }
    let mut orders = orders.lock();
    let mine = orders.entry(caller).or_default();
    let order = Order { id: mine.len() + 1, item: new.item, quantity: new.quantity };
    mine.push(order.clone());
    Ok((StatusCode::CREATED, Json(order)))
}

#[wxctx::entry]
async fn list_orders(State(orders): State<Orders>, #[wx] caller: Caller) -> Json<Vec<Order>> {
    Json(orders.lock().get(&caller).cloned().unwrap_or_default())
}

/// Another user's order is as absent as one that was never made.
#[wxctx::entry]
async fn show_order(State(orders): State<Orders>, #[wx] caller: Caller, Path(id): Path<usize>) -> Result<Json<Order>, ApiError> {
    let orders = orders.lock();
    let order = orders.get(&caller).and_then(|mine| mine.iter().find(|order| order.id == id));
    order.cloned().map(Json).ok_or(ApiError::NoSuchOrder)
}

#[wxctx::entry]
async fn show_card(#[wx] Member { openid, shop, unionid }: Member) -> Json<Card> {
    Json(Card { shop, holder: openid, linked: unionid.is_some() })
}

fn app() -> Router {
    Router::new()
        .route("/orders", post(create_order).get(list_orders))
        .route("/orders/{id}", get(show_order))
        .route("/card", get(show_card))
        .with_state(Orders::default())
}

#[tokio::main]
async fn main() -> Result<(), wxctx::ServeError> {
    wxctx::serve(app()).await
}

#[cfg(test)]
mod tests {
    use wxctx::{Field, Wx, WxContext};

    use super::*;

    const ANN: &str = "oANN00123456789_-abcdefghijk";
    const BEN: &str = "oBEN00123456789_-abcdefghijk";

    fn caller(openid: &str) -> Result<Caller, Rejection> {
        WxContext::builder().openid(openid).appid("wx0123456789abcdef").build()?.extract()
    }

    fn order(quantity: u32) -> Json<NewOrder> {
        Json(NewOrder { item: "tea".to_owned(), quantity })
    }

    #[tokio::test]
    async fn a_user_sees_the_own_orders_only() -> Result<(), ApiError> {
        let orders = Orders::default();
        let (status, Json(tea)) = create_order(State(orders.clone()), Wx::new(caller(ANN)), order(2)).await?;
        assert_eq!(status, StatusCode::CREATED);

        let Json(seen) = show_order(State(orders.clone()), Wx::new(caller(ANN)?), Path(tea.id)).await?;
        assert_eq!(seen, tea);
        let hidden = show_order(State(orders.clone()), Wx::new(caller(BEN)?), Path(tea.id)).await;
        assert_eq!(hidden.err(), Some(ApiError::NoSuchOrder));

        assert_eq!(list_orders(State(orders.clone()), Wx::new(caller(ANN)?)).await.0, [tea]);
        assert_eq!(list_orders(State(orders), Wx::new(caller(BEN)?)).await.0, []);
        Ok(())
    }

    #[tokio::test]
    async fn an_order_needs_a_caller_and_a_quantity() {
        let nobody = Wx::new(Err(Rejection::Missing(Field::OpenId)));
        let refused = create_order(State(Orders::default()), nobody, order(2)).await;
        assert_eq!(refused.err(), Some(ApiError::Caller(Rejection::Missing(Field::OpenId))));

        let refused = create_order(State(Orders::default()), Wx::new(caller(ANN)), order(0)).await;
        assert_eq!(refused.err(), Some(ApiError::NothingOrdered));
    }

    #[tokio::test]
    async fn a_card_is_linked_by_the_unionid() -> Result<(), Rejection> {
        let context = WxContext::builder().openid(ANN).appid("wx0123456789abcdef");
        let Json(card) = show_card(Wx::new(context.build()?.extract()?)).await;
        assert_eq!(card.holder, ANN);
        assert!(!card.linked);

        let context = WxContext::builder().openid(ANN).appid("wx0123456789abcdef").unionid("o6_bmasdasdsad6_2sgVt7hMZOPx");
        assert!(show_card(Wx::new(context.build()?.extract()?)).await.0.linked);
        Ok(())
    }

    #[test]
    fn a_user_of_a_sharing_mini_program_is_no_member() -> Result<(), Rejection> {
        let context =
            WxContext::builder().appid("wx0123456789abcdef").from_openid(BEN).from_appid("wxfedcba9876543210").build()?;
        assert_eq!(context.extract::<Member>().err(), Some(Rejection::Missing(Field::OpenId)));
        Ok(())
    }
}
