use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::Request;
use axum::response::Response;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::Service;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tower_layer::Layer;

use super::console::Console;
use super::head_timer::HeadTimer;
use super::limits::Limits;
use super::stream::{Client, Stream};
use crate::WxLayer;

/// How long a connection that is kept alive may still bring a call after the server was told to stop: what is on its way then
/// is answered, and the answer says that the connection closes.
const LAST_CALL: Duration = Duration::from_millis(200);

/// A router, and the trust in what reaches it.
pub(super) type App = <WxLayer as Layer<Router>>::Service;

/// What answers the calls of one connection.
pub(super) trait Answers:
    Service<Request<Incoming>, Response = Response, Error = Infallible, Future: Send> + Send + Sized + 'static
{
    fn new(connections: Arc<Connections>, client: Arc<Client>, peer: Option<SocketAddr>) -> Self;
}

/// What all connections of a server share.
pub(super) struct Connections {
    pub(super) app: App,
    pub(super) limits: Limits,
    /// On a laptop alone.
    pub(super) console: Option<Arc<Console>>,
    places: Arc<Semaphore>,
    /// There is no place left.
    full: AtomicBool,
    said_full: Mutex<Option<Instant>>,
    stopping: AtomicBool,
}

impl Connections {
    pub(super) fn new(app: App, limits: Limits, console: Option<Arc<Console>>) -> Self {
        let places = limits.connections.min(Semaphore::MAX_PERMITS);
        Self {
            app,
            limits,
            console,
            places: Arc::new(Semaphore::new(places)),
            full: AtomicBool::new(false),
            said_full: Mutex::default(),
            stopping: AtomicBool::new(false),
        }
    }

    /// Waits until there may be one more. Until then no connection is kept after its answer.
    pub(super) async fn place(&self) -> Option<OwnedSemaphorePermit> {
        if let Ok(place) = Arc::clone(&self.places).try_acquire_owned() {
            return Some(place);
        }
        self.full.store(true, Ordering::Relaxed);
        self.say_full();
        let place = Arc::clone(&self.places).acquire_owned().await;
        self.full.store(false, Ordering::Relaxed);
        place.ok()
    }

    /// Says at most once a minute that there is no place left.
    fn say_full(&self) {
        let mut said = self.said_full.lock().unwrap_or_else(PoisonError::into_inner);
        if said.is_none_or(|said| said.elapsed() >= Duration::from_secs(60)) {
            *said = Some(Instant::now());
            tracing::warn!(target: "wxctx", connections = self.limits.connections, "connections wait: all places are taken");
        }
    }

    /// From now on every answer is the last one of its connection.
    pub(super) fn stop(&self) {
        self.stopping.store(true, Ordering::Relaxed);
    }

    /// Whether each is to end after the answer it waits for.
    pub(super) fn are_to_end(&self) -> bool {
        self.stopping.load(Ordering::Relaxed) || self.full.load(Ordering::Relaxed)
    }

    /// Serves one connection to its end; `stopped` says when that is to be soon, and is held until then.
    pub(super) async fn serve<C: Answers>(
        self: Arc<Self>,
        stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
        peer: Option<SocketAddr>,
        mut stopped: watch::Receiver<()>,
        _place: Option<OwnedSemaphorePermit>,
    ) {
        let client = Arc::new(Client::default());
        let stream = TokioIo::new(Stream::new(stream, Arc::clone(&client), self.limits.timeout));
        let (header_timeout, idle_timeout) = (self.limits.header_timeout, self.limits.idle_timeout);
        let timer = HeadTimer::new(Arc::clone(&client), header_timeout);
        let calls = C::new(self, client, peer);
        let mut http = http1::Builder::new();
        // A client that has said all it has to say may close its side and still read the answer.
        http.half_close(true).timer(timer).header_read_timeout(idle_timeout);
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
}
