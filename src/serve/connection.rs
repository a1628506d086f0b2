use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, HttpBody as _};
use axum::extract::{ConnectInfo, Request};
use axum::http::{HeaderValue, Response, header};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tower_service::Service as _;

use super::body::RequestBody;
use super::head_timer::HeadTimer;
use super::limits::Limits;
use super::stream::{Client, Stream};

/// How long a connection that is kept alive may still bring a call after the server was told to stop: what is on its way then
/// is answered, and the answer says that the connection closes.
const LAST_CALL: Duration = Duration::from_millis(200);

/// What all connections of a server share.
pub(super) struct Connections {
    app: Router,
    limits: Limits,
    places: Arc<Semaphore>,
    /// There is no place left.
    full: AtomicBool,
    stopping: AtomicBool,
}

impl Connections {
    pub(super) fn new(app: Router, limits: Limits) -> Self {
        let places = limits.connections.min(Semaphore::MAX_PERMITS);
        Self {
            app,
            limits,
            places: Arc::new(Semaphore::new(places)),
            full: AtomicBool::new(false),
            stopping: AtomicBool::new(false),
        }
    }

    /// Waits until there may be one more. Until then no connection is kept after its answer.
    pub(super) async fn place(&self) -> Option<OwnedSemaphorePermit> {
        if let Ok(place) = Arc::clone(&self.places).try_acquire_owned() {
            return Some(place);
        }
        self.full.store(true, Ordering::Relaxed);
        let place = Arc::clone(&self.places).acquire_owned().await;
        self.full.store(false, Ordering::Relaxed);
        place.ok()
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
        _place: Option<OwnedSemaphorePermit>,
    ) {
        let client = Arc::new(Client::default());
        let stream = TokioIo::new(Stream::new(stream, Arc::clone(&client)));
        let timer = HeadTimer::new(Arc::clone(&client), self.limits.header_timeout);
        let connections = Arc::clone(&self);
        let calls = service_fn(move |request| {
            let (connections, client) = (Arc::clone(&connections), Arc::clone(&client));
            async move { Ok::<_, Infallible>(connections.answer(request, peer, &client).await) }
        });
        let mut http = http1::Builder::new();
        // A client that has said all it has to say may close its side and still read the answer.
        http.half_close(true).timer(timer).header_read_timeout(self.limits.idle_timeout);
        let mut connection = pin!(http.serve_connection(stream, calls).with_upgrades());
        // What goes wrong here is the client's: it went away, was too slow, or does not speak HTTP, which it has been told.
        tokio::select! {
            biased;
            _ = connection.as_mut() => return,
            _ = stopped.changed() => {}
        }
        tokio::select! {
            biased;
            _ = connection.as_mut() => return,
            () = tokio::time::sleep(LAST_CALL) => {}
        }
        connection.as_mut().graceful_shutdown();
        let _ = connection.await;
    }

    async fn answer(&self, request: Request<Incoming>, peer: Option<SocketAddr>, client: &Arc<Client>) -> Response<Body> {
        let mut request = request.map(|body| {
            if body.is_end_stream() { Body::empty() } else { Body::new(RequestBody::new(body, self.limits.body_limit, client)) }
        });
        if let Some(peer) = peer {
            request.extensions_mut().insert(ConnectInfo(peer));
        }
        let Ok(mut response) = self.app.clone().call(request).await;
        if self.stopping.load(Ordering::Relaxed) || self.full.load(Ordering::Relaxed) {
            response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        response
    }
}
