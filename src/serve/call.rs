use std::convert::Infallible;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

use axum::body::HttpBody as _;
use axum::extract::Request;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use pin_project_lite::pin_project;
use tokio::time::{Sleep, sleep};
use tower_layer::Layer;
use tower_service::Service;
use tracing::Span;

use super::answer::Answer;
use super::limits::Limits;
use super::{health, log, request_id};

/// What every call gets: a request id, a log line, a limit in time and in bytes, an answer where the handler panics.
///
/// One layer and no more: each one that a router is given costs every call two allocations, and each of a library's that changes
/// the type of a body another one.
#[derive(Clone)]
pub(super) struct CallLayer {
    body_limit: usize,
    timeout: Duration,
}

impl CallLayer {
    pub(super) fn new(limits: &Limits) -> Self {
        Self { body_limit: limits.body_limit, timeout: limits.timeout }
    }
}

impl<S> Layer<S> for CallLayer {
    type Service = CallService<S>;

    fn layer(&self, inner: S) -> CallService<S> {
        CallService { inner, layer: self.clone() }
    }
}

#[derive(Clone)]
pub(super) struct CallService<S> {
    inner: S,
    layer: CallLayer,
}

impl<S: Service<Request, Response = Response, Error = Infallible>> Service<Request> for CallService<S> {
    type Response = Response;
    type Error = Infallible;
    type Future = CallFuture<S::Future>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, mut request: Request) -> Self::Future {
        if health::is_asked_by(&request) {
            return CallFuture { handler: None, late: None, answer: Some(health::answer()), call: None };
        }
        let request_id = request_id::settle(request.headers_mut());
        let call =
            Call { started: Instant::now(), span: log::span(&request, &request_id), request_id, timeout: self.layer.timeout };
        if length_of(&request) <= self.layer.body_limit {
            let handler = call.span.in_scope(|| self.inner.call(request));
            return CallFuture { handler: Some(handler), late: None, answer: None, call: Some(call) };
        }
        let answer = call.fails(Answer::BodyTooLarge);
        CallFuture { handler: None, late: None, answer: Some(answer), call: Some(call) }
    }
}

/// The bytes of a body that says its length; how long another one is will be seen.
fn length_of(request: &Request) -> usize {
    if request.body().is_end_stream() {
        return 0;
    }
    let length = request.headers().get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok());
    length.map_or(0, |length| length.parse().unwrap_or(usize::MAX))
}

struct Call {
    span: Span,
    started: Instant,
    request_id: HeaderValue,
    timeout: Duration,
}

impl Call {
    fn fails(&self, answer: Answer) -> Response {
        log::failed(&self.span, answer);
        answer.response(&self.request_id)
    }

    fn ends(&self, mut response: Response) -> Response {
        log::answered(&self.span, response.status(), self.started.elapsed());
        response.headers_mut().insert(request_id::REQUEST_ID, self.request_id.clone());
        response
    }
}

pin_project! {
    pub(super) struct CallFuture<F> {
        // None once it is dropped because it took too long, and where no handler is asked.
        #[pin]
        handler: Option<F>,
        // Made when a handler has to wait: most need no timer.
        #[pin]
        late: Option<Sleep>,
        answer: Option<Response>,
        // None for what is not logged.
        call: Option<Call>,
    }
}

impl<F: Future<Output = Result<Response, Infallible>>> Future for CallFuture<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let mut this = self.project();
        let Some(call) = this.call else {
            return Poll::Ready(Ok(this.answer.take().unwrap_or_default()));
        };
        let Some(handler) = this.handler.as_mut().as_pin_mut() else {
            return Poll::Ready(Ok(call.ends(this.answer.take().unwrap_or_default())));
        };
        let entered = call.span.enter();
        let response = match catch_unwind(AssertUnwindSafe(|| handler.poll(context))) {
            Ok(Poll::Ready(Ok(response))) => response,
            Ok(Poll::Pending) => {
                if this.late.is_none() {
                    this.late.set(Some(sleep(call.timeout.saturating_sub(call.started.elapsed()))));
                }
                if let Some(late) = this.late.as_pin_mut() {
                    ready!(late.poll(context));
                }
                this.handler.set(None);
                call.fails(Answer::TimedOut)
            }
            Err(_) => call.fails(Answer::Panic),
        };
        drop(entered);
        Poll::Ready(Ok(call.ends(response)))
    }
}
