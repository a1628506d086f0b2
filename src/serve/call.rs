use std::convert::Infallible;
use std::net::SocketAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

use axum::body::{Body, HttpBody as _};
use axum::extract::{ConnectInfo, DefaultBodyLimit, Request};
use axum::http::request::Parts;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use hyper::body::Incoming;
use pin_project_lite::pin_project;
use tokio::time::{Sleep, sleep};
use tower_service::Service;
use tracing::Span;

use super::body::RequestBody;
use super::connection::{App, ConnectionService, Connections};
use super::refusal::Refusal;
use super::stream::Client;
use super::{console, health, log, request_id};

/// The calls of one connection. Each gets a request id, a log line, a limit in time and in bytes, and an answer where its handler
/// panics.
///
/// It is no stack of layers: each one of a router costs every call two allocations, and each of a library's that changes the type
/// of a body another.
pub(super) struct Calls {
    connections: Arc<Connections>,
    client: Arc<Client>,
    peer: Option<SocketAddr>,
}

impl ConnectionService for Calls {
    fn new(connections: Arc<Connections>, client: Arc<Client>, peer: Option<SocketAddr>) -> Self {
        Self { connections, client, peer }
    }
}

impl hyper::service::Service<Request<Incoming>> for Calls {
    type Response = Response;
    type Error = Infallible;
    type Future = CallFuture<<App as Service<Request>>::Future>;

    fn call(&self, request: Request<Incoming>) -> Self::Future {
        let connections = Arc::clone(&self.connections);
        if health::is_asked_by(&request) {
            return CallFuture::answered(health::answer(), None, connections);
        }
        if let Some(answer) = connections.console.as_ref().and_then(|console| console.answer(&request, self.peer)) {
            return CallFuture::answered(answer, None, connections);
        }
        let (mut head, body) = request.into_parts();
        let console = connections.console.as_ref().map(|console| console.entry(&head.method));
        let call = Call::of(&mut head, connections.limits.timeout, console);
        let limit = connections.limits.body_limit;
        if let Some(peer) = self.peer {
            head.extensions.insert(ConnectInfo(peer));
        }
        let request = if body.is_end_stream() {
            Request::from_parts(head, Body::empty())
        } else if is_longer_than(limit, &head) {
            let answer = call.fails(Refusal::BODY_TOO_LARGE);
            // Dropped as one that was not read.
            drop(RequestBody::new(body, limit, &self.client));
            return CallFuture::answered(answer, Some(call), connections);
        } else {
            let mut request = Request::from_parts(head, Body::new(RequestBody::new(body, limit, &self.client)));
            // The body is limited where it comes from, so axum's extractors need not.
            DefaultBodyLimit::disable().apply(&mut request);
            request
        };
        let mut app = connections.app.clone();
        CallFuture::asked(call, connections, || app.call(request))
    }
}

/// Whether the body says that it is; how long another one is will be seen.
fn is_longer_than(limit: usize, head: &Parts) -> bool {
    let length = head.headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok());
    length.is_some_and(|length| length.parse::<usize>().map_or(true, |length| length > limit))
}

/// One call, from its head to its answer.
pub(super) struct Call {
    span: Span,
    started: Instant,
    request_id: HeaderValue,
    timeout: Duration,
    // None but on a laptop.
    console: Option<console::Entry>,
}

impl Call {
    /// Gives the call its id and its span.
    pub(super) fn of(head: &mut Parts, timeout: Duration, console: Option<console::Entry>) -> Self {
        let request_id = request_id::settle(&mut head.headers);
        let span = log::span(head, &request_id);
        Self { span, started: Instant::now(), request_id, timeout, console }
    }

    /// Runs a part of the handler, which may say something of its call, and may panic.
    fn within<T>(&self, run: impl FnOnce() -> T) -> std::thread::Result<T> {
        let run = || catch_unwind(AssertUnwindSafe(run));
        self.span.in_scope(|| match &self.console {
            Some(console) => console.within(run),
            None => run(),
        })
    }

    fn fails(&self, refusal: Refusal) -> Response {
        log::failed(&self.span, &refusal);
        let response = refusal.response(&self.request_id);
        if let Some(console) = &self.console {
            console.failed(refusal);
        }
        response
    }

    fn ends(&self, response: &mut Response) {
        let (status, duration) = (response.status(), self.started.elapsed());
        log::answered(&self.span, status, duration);
        if let Some(console) = &self.console {
            console.answered(status, duration);
        }
        response.headers_mut().insert(request_id::REQUEST_ID, self.request_id.clone());
    }
}

pin_project! {
    pub(super) struct CallFuture<H> {
        // None once it is dropped because it took too long, and where no handler is asked.
        #[pin]
        handler: Option<H>,
        // Made when a handler has to wait: most need no timer.
        #[pin]
        late: Option<Sleep>,
        answer: Option<Response>,
        // None for what is not logged.
        call: Option<Call>,
        connections: Arc<Connections>,
    }
}

impl<H> CallFuture<H> {
    /// Asks the handler.
    pub(super) fn asked(call: Call, connections: Arc<Connections>, ask: impl FnOnce() -> H) -> Self {
        match call.within(ask) {
            Ok(handler) => Self { handler: Some(handler), late: None, answer: None, call: Some(call), connections },
            Err(_) => Self::answered(call.fails(Refusal::PANIC), Some(call), connections),
        }
    }

    fn answered(answer: Response, call: Option<Call>, connections: Arc<Connections>) -> Self {
        Self { handler: None, late: None, answer: Some(answer), call, connections }
    }
}

impl<H: Future<Output = Result<Response, E>>, E: Into<Refusal>> Future for CallFuture<H> {
    type Output = Result<Response, Infallible>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        let mut response = match (this.handler.as_mut().as_pin_mut(), &this.call) {
            (Some(handler), Some(call)) => match call.within(|| handler.poll(context)) {
                Ok(Poll::Ready(Ok(response))) => response,
                Ok(Poll::Ready(Err(refusal))) => call.fails(refusal.into()),
                Ok(Poll::Pending) => {
                    if this.late.is_none() {
                        this.late.set(Some(sleep(call.timeout)));
                    }
                    if let Some(late) = this.late.as_pin_mut() {
                        ready!(late.poll(context));
                    }
                    let _ = call.within(|| this.handler.set(None));
                    call.fails(Refusal::TIMED_OUT)
                }
                Err(_) => call.fails(Refusal::PANIC),
            },
            _ => this.answer.take().unwrap_or_default(),
        };
        if let Some(call) = this.call {
            call.ends(&mut response);
        }
        if this.connections.are_to_end() {
            response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        Poll::Ready(Ok(response))
    }
}
