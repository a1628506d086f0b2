mod accept;
mod body;
#[cfg(unix)]
mod bridge;
mod call;
mod connection;
mod console;
mod error;
mod head_timer;
mod health;
mod home;
mod json;
mod limits;
mod listener;
mod log;
mod options;
mod push;
mod refusal;
mod request_id;
mod route;
mod server;
mod signals;
mod stream;
mod variables;

use axum::Router;

pub use self::error::ServeError;
pub use self::server::Server;

/// Serves a router in the home that the environment names: a laptop, a container, an HTTP cloud function, an event cloud function.
///
/// On a laptop (a debug build, nothing of a cloud around it) it listens on `127.0.0.1:8080` and every call without an identity
/// gets a local one. Anywhere else a [`Trust`](crate::Trust) must be declared, by `WXCTX_TRUST` or [`Server::trust`].
///
/// It returns after SIGTERM or ctrl-c, when the calls in flight have been answered.
///
/// ```no_run
/// use axum::{Router, routing::get};
///
/// #[tokio::main]
/// async fn main() -> Result<(), wxctx::ServeError> {
///     wxctx::serve(Router::new().route("/", get(|| async { "hello" }))).await
/// }
/// ```
///
/// # Errors
/// [`ServeError`] when no trust is declared, a variable is wrong, or the address is taken.
pub async fn serve(router: Router) -> Result<(), ServeError> {
    Server::new(router).serve().await
}

/// [`serve`] for a plain `fn main`: starts the runtime too.
///
/// ```no_run
/// use axum::{Router, routing::get};
///
/// fn main() -> Result<(), wxctx::ServeError> {
///     wxctx::run(Router::new().route("/", get(|| async { "hello" })))
/// }
/// ```
///
/// # Errors
/// As [`serve`]; and when no runtime can be started.
pub fn run(router: Router) -> Result<(), ServeError> {
    Server::new(router).run()
}
