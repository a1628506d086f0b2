use std::fmt;
use std::time::Duration;

use axum::http::Response;

use super::Server;
use crate::Rejection;

/// What shapes a refusal.
pub(super) struct Render(pub(super) Box<Shape>);

type Shape = dyn Fn(&Rejection) -> Response<String> + Send + Sync;

impl fmt::Debug for Render {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Render").finish_non_exhaustive()
    }
}

/// What a program may choose; [`Server::variables`] come before it.
impl Server {
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
        self.limits.body_limit = bytes;
        self
    }

    /// The longest that a handler may take, 60 s unless said; it is then dropped, and the call answered with 504. The time that
    /// a client takes to send the body belongs to it.
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
        self.limits.timeout = timeout;
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
        self.limits.grace = grace;
        self
    }

    /// The longest that a client may take to send the head of a request, from its first byte or from the start of its
    /// connection, 15 s unless said; the connection is then closed.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use axum::Router;
    /// use wxctx::Server;
    ///
    /// let server = Server::new(Router::new()).header_timeout(Duration::from_secs(5));
    /// # let _ = server;
    /// ```
    pub fn header_timeout(mut self, timeout: Duration) -> Self {
        self.limits.header_timeout = timeout;
        self
    }

    /// The longest that a connection is kept between two calls, 620 s unless said. It must be more than the gateway before the
    /// server keeps one, or a call can meet a connection that is being closed.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use axum::Router;
    /// use wxctx::Server;
    ///
    /// let server = Server::new(Router::new()).idle_timeout(Duration::from_secs(75));
    /// # let _ = server;
    /// ```
    pub fn idle_timeout(mut self, timeout: Duration) -> Self {
        self.limits.idle_timeout = timeout;
        self
    }

    /// The most connections at once, and so the most calls, 10,000 unless said and never less than one. More wait in the system's
    /// queue until one ends; while there is no place left, each is closed after the answer it waits for.
    ///
    /// ```
    /// use axum::Router;
    /// use wxctx::Server;
    ///
    /// let server = Server::new(Router::new()).connections(1000);
    /// # let _ = server;
    /// ```
    pub fn connections(mut self, most: usize) -> Self {
        self.limits.connections = most;
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

    /// Shapes the answer to a call that the trust, `allow`, `direct` or a parameter refuses, as
    /// [`WxLayer::render`](crate::WxLayer::render) does. What the server answers in the place of a handler keeps its shape, and
    /// so does a layer within the router.
    ///
    /// ```
    /// use axum::Router;
    /// use axum::http::Response;
    /// use wxctx::Server;
    ///
    /// let server = Server::new(Router::new()).render(|rejection| {
    ///     let mut response = Response::new(format!("sorry: {}", rejection.code()));
    ///     *response.status_mut() = rejection.status();
    ///     response
    /// });
    /// # let _ = server;
    /// ```
    pub fn render(mut self, render: impl Fn(&Rejection) -> Response<String> + Send + Sync + 'static) -> Self {
        self.render = Some(Render(Box::new(render)));
        self
    }
}
