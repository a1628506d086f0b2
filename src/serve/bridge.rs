mod event;
mod http_access;
mod parent;
mod reply;

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::HeaderValue;
use axum::http::request::Parts;
use axum::response::{IntoResponse as _, Response};
use hyper::body::Incoming;
use hyper::service::Service;
use tokio::net::UnixListener;
use tower_service::Service as _;
use wxctx_core::private::bridge;
use wxctx_core::private::variables::{Variables, pinned};

use self::event::Event;
use super::body::RequestBody;
use super::call::{Call, CallFuture};
use super::connection::{ConnectionService, Connections};
use super::home::Home;
use super::refusal::Refusal;
use super::request_id::REQUEST_ID;
use super::signals::Signals;
use super::stream::Client;
use super::{ServeError, Server, accept, log};
use crate::{Envelope, Trust};

/// The most bytes of an envelope besides its event: a call's variables have 64 KiB at most, and JSON may write a byte as six.
const AROUND_EVENT: usize = 512 * 1024;

/// Serves the calls of an event cloud function that the bridge in `deploy/cloud-function/` hands over, until it is gone.
pub(super) async fn serve(mut server: Server, socket: &Path, variables: &Variables) -> Result<(), ServeError> {
    let (secret, gone) = parent::greeted().await?;
    let trust = trust(server.trust.take(), variables, &secret)?;
    server.apply(variables)?;
    log::install(Home::Bridge, variables)?;
    let mut signals = Signals::new().map_err(ServeError::Io)?;
    signals.also(gone);
    let listener = listen(socket)?;
    log::bridged(&trust);
    let limits = server.limits.clone();
    accept::serve::<Envelopes>(listener, server.stack(trust), limits, None, signals).await;
    Ok(())
}

/// The trust of the socket. A variable about a port would protect nothing there; pins hold everywhere.
fn trust(declared: Option<Trust>, variables: &Variables, secret: &str) -> Result<Trust, ServeError> {
    const PORT: [&str; 4] = ["WXCTX_TRUST", "WXCTX_SECRET", "WXCTX_SECRET_FILE", "WXCTX_SECRET_HEADER"];
    if let Some(name) = PORT.into_iter().find(|name| variables.is_set(name)) {
        return Err(ServeError::BridgeTrust { name });
    }
    let trust = bridge::trust(declared, secret).map_err(|_| ServeError::NoBridge)?;
    Ok(pinned(trust, variables)?)
}

/// Listens in a folder that nobody else can enter.
fn listen(socket: &Path) -> Result<UnixListener, ServeError> {
    let folder = socket.parent().unwrap_or(Path::new("/"));
    let mode = std::fs::metadata(folder).map_err(|source| ServeError::Socket { source })?.permissions().mode();
    if mode & 0o077 != 0 {
        return Err(ServeError::Socket { source: io::Error::other("others can enter its folder, which must have mode 0700") });
    }
    UnixListener::bind(socket).map_err(|source| ServeError::Socket { source })
}

/// The calls of one connection, each in an envelope. Nothing of one that does not prove itself is read.
struct Envelopes {
    connections: Arc<Connections>,
    client: Arc<Client>,
}

impl ConnectionService for Envelopes {
    fn new(connections: Arc<Connections>, client: Arc<Client>, _: Option<SocketAddr>) -> Self {
        Self { connections, client }
    }
}

impl Service<Request<Incoming>> for Envelopes {
    type Response = Response;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

    fn call(&self, request: Request<Incoming>) -> Self::Future {
        let connections = Arc::clone(&self.connections);
        let (head, body) = request.into_parts();
        let body = RequestBody::new(body, connections.limits.body_limit.saturating_add(AROUND_EVENT), &self.client);
        Box::pin(async move { Ok(answer(connections, &head, body).await) })
    }
}

/// The envelope is the body of the request, the reply as JSON that of the response.
async fn answer(connections: Arc<Connections>, head: &Parts, body: RequestBody) -> Response {
    if let Err(rejection) = bridge::admit(&connections.app, &head.headers) {
        tracing::warn!(target: "wxctx", code = rejection.code(), "refused at the socket");
        return rejection.into_response();
    }
    // The body is limited where it comes from.
    let reply = match to_bytes(Body::new(body), usize::MAX).await {
        Ok(json) => match Envelope::from_json(&json) {
            Ok(envelope) => reply(connections, head, &envelope, &json).await,
            Err(rejection) => reply::refused(rejection.into()),
        },
        Err(_) => reply::refused(Refusal::BODY_TOO_LARGE),
    };
    reply::response(reply)
}

/// The reply to a call, which has its one line in the log however it ends.
async fn reply(connections: Arc<Connections>, head: &Parts, envelope: &Envelope<'_>, json: &Bytes) -> Bytes {
    let Event { form, request } = Event::read(envelope, json);
    let (mut parts, body) = match request {
        Ok(request) if envelope.event().len() > connections.limits.body_limit => {
            (request.into_parts().0, Err(Refusal::BODY_TOO_LARGE))
        }
        Ok(request) => {
            let (parts, body) = request.into_parts();
            (parts, Ok(body))
        }
        Err(refusal) => (event::no_request(), Err(refusal)),
    };
    // The trust proves the call once more: nothing is believed because of where it stands.
    if let Some(proof) = head.headers.get(&bridge::PROOF) {
        parts.headers.insert(&bridge::PROOF, proof.clone());
    }
    if let Some(id) = envelope.request_id().and_then(|id| HeaderValue::from_str(id).ok()) {
        parts.headers.insert(REQUEST_ID, id);
    }
    parts.extensions.insert(envelope.variables());
    let left = envelope.deadline().map(|deadline| deadline.duration_since(SystemTime::now()).unwrap_or(Duration::ZERO));
    let timeout = connections.limits.timeout;
    let call = Call::of(&mut parts, left.map_or(timeout, |left| left.min(timeout)), None);
    let mut app = connections.app.clone();
    // A reply goes out whole, so the call ends with its last byte.
    let whole = async move {
        let mut request = Request::from_parts(parts, body?);
        // It was limited above.
        DefaultBodyLimit::disable().apply(&mut request);
        let Ok(response) = app.call(request).await;
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, reply::LIMIT).await.map_err(|_| reply::UNREADABLE)?;
        let body = form.body(&parts, body)?;
        Ok::<_, Refusal>(Response::from_parts(parts, Body::from(body)))
    };
    let Ok(response) = CallFuture::asked(call, connections, || whole).await;
    let (parts, body) = response.into_parts();
    form.reply(&parts, to_bytes(body, usize::MAX).await.unwrap_or_default())
}
