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
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore, watch};
use tower_layer::Layer;

use super::console::Console;
use super::head_timer::HeadTimer;
use super::limits::Limits;
use super::stream::{Client, Stream};
use crate::WxLayer;

/// How long a connection that is kept alive may still bring a call after it was told to end: what is on its way then is
/// answered, and the answer says that the connection closes.
const LAST_CALL: Duration = Duration::from_millis(200);
/// The most bytes of a request's head, which hyper keeps room for as long as the connection lasts.
const HEAD: usize = 64 * 1024;

/// A router, and the trust in what reaches it.
pub(super) type App = <WxLayer as Layer<Router>>::Service;

/// What answers the calls of one connection.
pub(super) trait ConnectionService:
    Service<Request<Incoming>, Response = Response, Error = Infallible, Future: Send> + Send + Sized + 'static
{
    fn new(connections: Arc<Connections>, client: Arc<Client>, peer: Option<SocketAddr>) -> Self;
}

/// What is said at most once a minute.
#[derive(Default)]
pub(super) struct Seldom(Mutex<Option<Instant>>);

impl Seldom {
    pub(super) fn say(&self, say: impl FnOnce()) {
        let mut said = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if said.is_none_or(|said| said.elapsed() >= Duration::from_secs(60)) {
            *said = Some(Instant::now());
            say();
        }
    }
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
    /// Those that are idle are to end.
    crowded: Notify,
    full_said: Seldom,
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
            crowded: Notify::new(),
            full_said: Seldom::default(),
            stopping: AtomicBool::new(false),
        }
    }

    /// Waits until there may be one more.
    pub(super) async fn place(&self) -> Option<OwnedSemaphorePermit> {
        if let Ok(place) = Arc::clone(&self.places).try_acquire_owned() {
            return Some(place);
        }
        self.make_room();
        self.full_said.say(|| {
            tracing::warn!(target: "wxctx", connections = self.limits.connections, "connections wait: all places are taken");
        });
        let place = Arc::clone(&self.places).acquire_owned().await;
        self.has_room();
        place.ok()
    }

    /// From now on no connection is kept after its answer, and those that wait for a call end.
    pub(super) fn make_room(&self) {
        self.full.store(true, Ordering::SeqCst);
        self.crowded.notify_waiters();
    }

    async fn until_crowded(&self) {
        let mut notified = pin!(self.crowded.notified());
        // It counts from here on, so that what happens after the look at `full` is not missed.
        notified.as_mut().enable();
        if !self.full.load(Ordering::SeqCst) {
            notified.await;
        }
    }

    pub(super) fn has_room(&self) {
        self.full.store(false, Ordering::Relaxed);
    }

    /// From now on every answer is the last one of its connection.
    pub(super) fn stop(&self) {
        self.stopping.store(true, Ordering::Relaxed);
    }

    /// Whether each is to end after the answer it waits for.
    pub(super) fn are_to_end(&self) -> bool {
        self.stopping.load(Ordering::Relaxed) || self.full.load(Ordering::Relaxed)
    }

    /// Serves one connection to its end; `stopped` says when that is to be soon, and is held until then. A connection without a
    /// call ends soon where others wait for its place, too.
    pub(super) async fn serve<C: ConnectionService>(
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
        let calls = C::new(Arc::clone(&self), client, peer);
        let mut http = http1::Builder::new();
        // A client that has said all it has to say may close its side and still read the answer.
        http.half_close(true).timer(timer).header_read_timeout(idle_timeout).max_buf_size(HEAD);
        let mut connection = pin!(http.serve_connection(stream, calls).with_upgrades());
        // What goes wrong here is the client's: it went away, was too slow, or does not speak HTTP, which it has been told.
        tokio::select! {
            biased;
            _ = connection.as_mut() => return,
            _ = stopped.changed() => {}
            () = self.until_crowded() => {}
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
