use axum::Router;
use axum::middleware::from_fn_with_state;
use tokio::net::TcpListener;
use tower_layer::Layer as _;
use wxctx_core::private::variables::{Variables, declared};

use super::ServeError;
#[cfg(unix)]
use super::bridge;
use super::call::Calls;
use super::connection::App;
use super::console::Console;
use super::home::Home;
use super::limits::Limits;
use super::options::Render;
use super::route::RouteLayer;
use super::signals::Signals;
use super::{accept, log, push, variables};
use crate::Trust;

/// [`serve`](crate::serve()) with what differs.
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
///
/// # Variables
/// [`Server::variables`] lists them. Whoever deploys a program knows more than whoever built it, so a variable is taken in the
/// place of the option of its name, such as `WXCTX_TIMEOUT` in the place of [`timeout`](Self::timeout). The trust alone may not be
/// declared twice: that is [`ServeError::TwoTrusts`]. A `WXCTX_*` that there is not is [`ServeError::UnknownVariable`].
///
/// # Connections
/// HTTP/1.1 is spoken, without TLS. A client that closes its side after a request still gets its answer, so a handler is not told
/// that its client is gone. A connection ends when the client is too slow with the head of a request
/// ([`header_timeout`](Self::header_timeout)), brings no other call ([`idle_timeout`](Self::idle_timeout)) or takes nothing of its
/// answer for as long as a handler may take ([`timeout`](Self::timeout)). One that is answered before its body was read, as with 413, is read for up to 2 s more, so that the client gets
/// the answer.
///
/// # Logs
/// Everything is a [`tracing`](https://docs.rs/tracing) event or span of the target `wxctx`. A program that sets a subscriber
/// before it serves gets them there; in any other, lines are written to standard output: for people on a laptop, JSON elsewhere.
///
/// A call is a span `call`, in which the handler runs, and ends with one event `answered` in it: at the level `ERROR` where the status
/// is 5xx, else `INFO`. The span's own level is `ERROR`: it is there at every level but `off`. `/_healthz` has none. The fields of
/// the span:
///
/// | field | type | what it is |
/// |---|---|---|
/// | `request_id` | text | `X-Request-Id`, else `X-Cloudbase-Request-Id` of the request, else a new one; the answer's `X-Request-Id` |
/// | `method` | text | the request's method; `other` for one that is not HTTP's |
/// | `route` | text | the matched route, such as `/users/{name}`; never the path or the query |
/// | `status` | number | the answer's status |
/// | `duration_ms` | number | milliseconds until the head of the answer was made; behind the bridge, all of it |
/// | `code` | text | `WXCTX_ACCEPTED`, or the code of the refusal |
/// | `reason` | text | why it was refused, in words, where the code does not say it all |
/// | `proof` | text | how far the caller may be believed, such as `asserted` |
/// | `secret` | number | which of several secrets proved the call, 0 is the first |
/// | `origin` | text | what started the call, such as `wx_client`; `other` for what is not documented |
/// | `caller` | text | the caller, masked: `wx01…cdef:oABC…hijk` |
/// | `call_id` | text | `X-WX-Call-Id` |
/// | `error` | text | why the server answered in the place of the handler: `WXCTX_PANIC`, `WXCTX_TIMED_OUT` or `WXCTX_BODY_TOO_LARGE`; behind the bridge also `WXCTX_MALFORMED_EVENT`, `WXCTX_EVENT_TOO_LARGE`, `WXCTX_REPLY_BINARY` or `WXCTX_REPLY_UNREADABLE` |
///
/// Those from `code` to `call_id` are there where a handler asked for something of its caller, and a field that a call does not have is
/// absent. No id of a person, no secret, no path, no query and no address of a client is logged. In the words of OpenTelemetry,
/// `method` is `http.request.method`, `route` is `http.route`, `status` is `http.response.status_code`, `error` is `error.type`; the
/// names here are short because people read them too.
///
/// # The end
/// SIGTERM or ctrl-c ends a server: it takes no more connections, answers the calls in flight and those that a kept connection brings
/// within 200 ms, each with `Connection: close`, and [`serve`](Self::serve) returns `Ok`, so that a `main` that returns it exits with
/// 0. After [`grace`](Self::grace), or at a second signal, it returns `Ok` too, and logs how many connections it left. Any
/// [`ServeError`] makes such a `main` exit with 1, and is its last line on standard error.
#[derive(Debug)]
#[must_use = "a server does nothing until it serves"]
pub struct Server {
    router: Router,
    pub(super) trust: Option<Trust>,
    pub(super) limits: Limits,
    pub(super) push_path: Option<String>,
    pub(super) render: Option<Render>,
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
        Self { router, trust: None, limits: Limits::default(), push_path: None, render: None }
    }

    /// The variables that a server reads at its start, and what the value of each is: for the `--help` of a program.
    ///
    /// ```
    /// for (name, meaning) in wxctx::Server::variables() {
    ///     println!("{name}: {meaning}");
    /// }
    /// ```
    pub fn variables() -> impl Iterator<Item = (&'static str, &'static str)> {
        variables::all()
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
    /// As [`serve`](crate::serve()).
    pub async fn serve(mut self) -> Result<(), ServeError> {
        let variables = variables::of_process()?;
        if let Some(socket) = variables.get(variables::BRIDGE) {
            #[cfg(unix)]
            return bridge::serve(self, socket.as_ref(), &variables).await;
            #[cfg(not(unix))]
            return Err(ServeError::NoBridge);
        }
        if self.trust.is_some() && variables.get("WXCTX_TRUST").is_some() {
            return Err(ServeError::TwoTrusts);
        }
        let trust = declared(self.trust.take(), &variables, cfg!(debug_assertions))?;
        let home = Home::of(&variables, &trust);
        let address = home.address(&variables)?;
        self.apply(&variables)?;
        log::install(home, &variables)?;
        let signals = Signals::new().map_err(ServeError::Io)?;
        let listener = TcpListener::bind(address).await.map_err(|source| ServeError::Bind { address, source })?;
        let address = listener.local_addr().map_err(ServeError::Io)?;
        let (limits, console) = (self.limits.clone(), Console::new(&trust));
        log::started(home, address, &trust, console.is_some());
        let app = self.stack(trust);
        accept::serve::<Calls>(listener, app, limits, console, signals).await;
        Ok(())
    }

    /// Takes what variables say in the place of what the program says.
    pub(super) fn apply(&mut self, variables: &Variables) -> Result<(), ServeError> {
        self.limits = self.limits.clone().with(variables)?;
        if let Some(path) = variables
            .parsed("WXCTX_PUSH_PATH", "a path that begins with `/`", |path| path.starts_with('/').then(|| path.to_owned()))?
        {
            self.push_path = Some(path);
        }
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
    /// As [`run`](crate::run()).
    pub fn run(self) -> Result<(), ServeError> {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(ServeError::Io)?;
        let end = runtime.block_on(self.serve());
        // What was not waited for any longer, a call that blocks its thread among it, does not keep the program.
        runtime.shutdown_background();
        end
    }

    /// The router with what is around its routes, and the trust around that. What every call gets is in [`super::call`].
    pub(super) fn stack(self, trust: Trust) -> App {
        let mut router = self.router;
        if let Some(path) = self.push_path {
            router = router.layer(from_fn_with_state(push::Path::from(path), push::answer));
        }
        let mut layer = crate::layer(trust).audit(log::decision);
        if let Some(Render(render)) = self.render {
            layer = layer.render(render);
        }
        // Without its state settled, axum would lay the layers anew around the route of each call.
        layer.layer(router.layer(RouteLayer).with_state(()))
    }
}
