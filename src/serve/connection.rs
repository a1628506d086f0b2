use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use axum::http::{HeaderValue, Response, header};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::watch;
use tower_service::Service as _;

/// How long a connection that is kept alive may still bring a call after the server was told to stop: what is on its way then
/// is answered, and the answer says that the connection closes.
const LAST_CALL: Duration = Duration::from_millis(200);

/// What all connections of a server share.
pub(super) struct Connections {
    app: Router,
    http: http1::Builder,
    stopping: AtomicBool,
}

impl Connections {
    pub(super) fn new(app: Router, header_timeout: Duration) -> Self {
        let mut http = http1::Builder::new();
        // A client that has said all it has to say may close its side and still read the answer.
        http.half_close(true).timer(TokioTimer::new()).header_read_timeout(header_timeout);
        Self { app, http, stopping: AtomicBool::new(false) }
    }

    /// From now on every answer is the last one of its connection.
    pub(super) fn stop(&self) {
        self.stopping.store(true, Ordering::Relaxed);
    }

    /// Serves one connection to its end; `stopped` says when that is to be soon, and is held until then.
    pub(super) async fn serve(
        self: Arc<Self>,
        stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
        peer: Option<SocketAddr>,
        mut stopped: watch::Receiver<()>,
    ) {
        let connections = Arc::clone(&self);
        let calls = service_fn(move |request| {
            let connections = Arc::clone(&connections);
            async move { Ok::<_, Infallible>(connections.answer(request, peer).await) }
        });
        let mut connection = pin!(self.http.serve_connection(TokioIo::new(stream), calls).with_upgrades());
        // What goes wrong here is the client's: it went away, was too slow, or does not speak HTTP, which it has been told.
        tokio::select! {
            _ = connection.as_mut() => return,
            _ = stopped.changed() => {}
        }
        tokio::select! {
            _ = connection.as_mut() => return,
            () = tokio::time::sleep(LAST_CALL) => {}
        }
        connection.as_mut().graceful_shutdown();
        let _ = connection.await;
    }

    async fn answer(&self, request: Request<Incoming>, peer: Option<SocketAddr>) -> Response<Body> {
        let mut request = request.map(Body::new);
        if let Some(peer) = peer {
            request.extensions_mut().insert(ConnectInfo(peer));
        }
        let Ok(mut response) = self.app.clone().call(request).await;
        if self.stopping.load(Ordering::Relaxed) {
            response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        response
    }
}
