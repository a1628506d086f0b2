mod accept;
mod connection;
mod error;
mod health;
mod home;
mod listener;
mod log;
mod panic;
mod push;
mod request_id;
mod signals;
mod trust;
mod variables;

use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state, map_request};
use tokio::net::TcpListener;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::request_id::{PropagateRequestIdLayer, SetRequestIdLayer};
use tower_http::timeout::TimeoutLayer;

use self::home::Home;
use self::signals::Signals;
use self::variables::Variables;
use crate::Trust;

pub use self::error::ServeError;

/// The longest that a client may take to send the head of a request.
const HEADER_TIMEOUT: Duration = Duration::from_secs(30);

/// Serves a router in the home that the environment names: a laptop, a container, an HTTP cloud function.
///
/// On a laptop (a debug build, nothing of a cloud around it) it listens on `127.0.0.1:8080` and every call without an identity
/// gets a local one. Anywhere else a [`Trust`] must be declared, by `WXCTX_TRUST` or [`Server::trust`].
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

/// [`serve`] with what differs.
///
/// ```no_run
/// use std::time::Duration;
///
/// use axum::{Router, routing::get};
/// use wxctx::{Server, Trust};
///
/// # async fn example() -> Result<(), wxctx::ServeError> {
/// Server::new(Router::new().route("/", get(|| async { "hello" })))
///     .trust(Trust::closed_ingress())
///     .body_limit(64 * 1024)
///     .timeout(Duration::from_secs(10))
///     .serve()
///     .await
/// # }
/// ```
#[derive(Debug)]
#[must_use = "a server does nothing until it serves"]
pub struct Server {
    router: Router,
    trust: Option<Trust>,
    body_limit: usize,
    timeout: Duration,
    grace: Duration,
    push_path: Option<String>,
}

impl Server {
    /// A server for this router.
    ///
    /// ```
    /// use axum::{Router, routing::get};
    /// use wxctx::Server;
    ///
    /// let server = Server::new(Router::new().route("/", get(|| async { "hello" })));
    /// # let _ = server;
    /// ```
    pub fn new(router: Router) -> Self {
        Self {
            router,
            trust: None,
            // What callContainer lets through (official page "调用云托管服务").
            body_limit: 20 * 1024 * 1024,
            timeout: Duration::from_secs(60),
            grace: Duration::from_secs(25),
            push_path: None,
        }
    }

    /// Declares the trust in the program; `WXCTX_TRUST` must then not be set.
    ///
    /// ```
    /// use axum::Router;
    /// use wxctx::{Server, Trust};
    ///
    /// let server = Server::new(Router::new()).trust(Trust::closed_ingress());
    /// # let _ = server;
    /// ```
    pub fn trust(mut self, trust: Trust) -> Self {
        self.trust = Some(trust);
        self
    }

    /// The most bytes of a request's body, 20 MiB unless said; more is answered with 413.
    ///
    /// ```
    /// use axum::Router;
    /// use wxctx::Server;
    ///
    /// let server = Server::new(Router::new()).body_limit(64 * 1024);
    /// # let _ = server;
    /// ```
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.body_limit = bytes;
        self
    }

    /// The longest that a handler may take, 60 s unless said; it is then dropped, and the call answered with 504.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use axum::Router;
    /// use wxctx::Server;
    ///
    /// let server = Server::new(Router::new()).timeout(Duration::from_secs(10));
    /// # let _ = server;
    /// ```
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// The longest that calls in flight are waited for after SIGTERM, 25 s unless said.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use axum::Router;
    /// use wxctx::Server;
    ///
    /// let server = Server::new(Router::new()).grace(Duration::from_secs(5));
    /// # let _ = server;
    /// ```
    pub fn grace(mut self, grace: Duration) -> Self {
        self.grace = grace;
        self
    }

    /// The path of message push: the platform's probe `CheckContainerPath` there is answered with `success`, everything else
    /// reaches the router (official page "开发者资源 · 消息推送").
    ///
    /// ```
    /// use axum::{Router, routing::post};
    /// use wxctx::Server;
    ///
    /// let server = Server::new(Router::new().route("/push", post(|| async { "success" }))).push_path("/push");
    /// # let _ = server;
    /// ```
    pub fn push_path(mut self, path: impl Into<String>) -> Self {
        self.push_path = Some(path.into());
        self
    }

    /// Serves until SIGTERM or ctrl-c.
    ///
    /// ```no_run
    /// use axum::Router;
    /// use wxctx::{ServeError, Server};
    ///
    /// #[tokio::main]
    /// async fn main() -> Result<(), ServeError> {
    ///     Server::new(Router::new()).push_path("/push").serve().await
    /// }
    /// ```
    ///
    /// # Errors
    /// As [`serve`].
    pub async fn serve(self) -> Result<(), ServeError> {
        let variables = Variables::of_process()?;
        let trust = trust::declared(self.trust.clone(), &variables)?;
        let home = Home::of(&variables, trust.as_ref(), cfg!(debug_assertions))?;
        let trust = match trust {
            Some(trust) => trust,
            None => trust::pinned(Trust::local()?, &variables)?,
        };
        log::install(home);
        let signals = Signals::new().map_err(ServeError::Io)?;
        let address = home.address(&variables)?;
        let listener = TcpListener::bind(address).await.map_err(|source| ServeError::Bind { address, source })?;
        let address = listener.local_addr().map_err(ServeError::Io)?;
        log::started(home, address, &trust);
        let grace = self.grace;
        accept::serve(listener, self.stack(trust), HEADER_TIMEOUT, grace, signals).await;
        Ok(())
    }

    /// Starts a runtime and serves until SIGTERM or ctrl-c.
    ///
    /// ```no_run
    /// use axum::Router;
    /// use wxctx::{ServeError, Server};
    ///
    /// fn main() -> Result<(), ServeError> {
    ///     Server::new(Router::new()).push_path("/push").run()
    /// }
    /// ```
    ///
    /// # Errors
    /// As [`run`].
    pub fn run(self) -> Result<(), ServeError> {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(ServeError::Io)?;
        runtime.block_on(self.serve())
    }

    /// The router within everything that a user gets without asking; the last layer is the outermost.
    fn stack(self, trust: Trust) -> Router {
        let mut router = self
            .router
            .layer(crate::layer(trust).audit(log::decision))
            .layer(DefaultBodyLimit::max(self.body_limit))
            .layer(RequestBodyLimitLayer::new(self.body_limit))
            .layer(TimeoutLayer::with_status_code(StatusCode::GATEWAY_TIMEOUT, self.timeout))
            .layer(CatchPanicLayer::custom(panic::answer));
        if let Some(path) = self.push_path {
            router = router.layer(from_fn_with_state(push::Path::from(path), push::answer));
        }
        router
            .layer(log::layer())
            .layer(PropagateRequestIdLayer::x_request_id())
            .layer(SetRequestIdLayer::x_request_id(request_id::Make))
            .layer(map_request(request_id::check))
            .layer(from_fn(health::answer))
    }
}
