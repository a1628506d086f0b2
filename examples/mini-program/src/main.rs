//! The backend of a small shop: users and their orders, in SQLite.

mod error;
mod event;
mod order;
mod store;
#[cfg(test)]
mod tests;
mod user;

use axum::Router;
use axum::routing::{get, post};

use crate::store::Store;

fn app(store: Store) -> Router {
    Router::new()
        // What `wx.cloud.callFunction` sends arrives here.
        .route("/", post(event::handle))
        .route("/user", get(user::show).put(user::sign_in))
        .route("/orders", get(order::list).post(order::create))
        .route("/orders/{id}", get(order::show))
        .route("/orders/{id}/cancel", post(order::cancel))
        .with_state(store)
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    // Start-up work is done here, once per instance.
    let path = std::env::var_os("SHOP_DATABASE").unwrap_or_else(|| "shop.sqlite3".into());
    wxctx::serve(app(Store::open(path.as_ref())?)).await?;
    Ok(())
}
