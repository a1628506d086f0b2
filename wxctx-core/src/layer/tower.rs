use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use http::{Request, Response};
use pin_project_lite::pin_project;
use tower_layer::Layer;
use tower_service::Service;

use super::{Declaration, Declared, RequestId, WxLayer};
use crate::Rejection;

/// The service of a [`WxLayer`].
#[derive(Clone, Debug)]
pub struct WxService<S> {
    inner: S,
    layer: WxLayer,
}

#[cfg(feature = "bridge")]
impl<S> WxService<S> {
    pub(crate) fn trust(&self) -> &crate::Trust {
        &self.layer.0.trust
    }
}

impl<S> Layer<S> for WxLayer {
    type Service = WxService<S>;

    fn layer(&self, inner: S) -> Self::Service {
        WxService { inner, layer: self.clone() }
    }
}

impl<S, B, R> Service<Request<B>> for WxService<S>
where
    S: Service<Request<B>, Response = Response<R>>,
    R: From<String>,
{
    type Response = Response<R>;
    type Error = S::Error;
    type Future = WxFuture<S::Future>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, mut request: Request<B>) -> Self::Future {
        let declaration = Arc::clone(&self.layer.0);
        let authority = request.uri().authority().cloned();
        let authority = authority.as_ref().map(http::uri::Authority::as_str);
        let declared = Declared::new(Arc::clone(&declaration), request.headers_mut(), authority);
        #[cfg(feature = "bridge")]
        let declared = declared.with_variables(request.extensions_mut().remove());
        let request_id = RequestId::of(request.headers(), &declared);
        declared.declare(request.extensions_mut());
        WxFuture { inner: self.inner.call(request), declaration, request_id }
    }
}

pin_project! {
    /// The answer of a [`WxService`]; a refusal in it gets its shape here.
    pub struct WxFuture<F> {
        #[pin]
        inner: F,
        declaration: Arc<Declaration>,
        request_id: RequestId,
    }
}

impl<F, R, E> Future for WxFuture<F>
where
    F: Future<Output = Result<Response<R>, E>>,
    R: From<String>,
{
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let response = ready!(this.inner.poll(context));
        Poll::Ready(response.map(|response| match response.extensions().get::<Rejection>() {
            // An answer that a handler gave another status is the handler's own.
            Some(rejection) if rejection.status() == response.status() => {
                this.declaration.response(*rejection, this.request_id.get()).map(R::from)
            }
            _ => response,
        }))
    }
}

impl<F> std::fmt::Debug for WxFuture<F> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WxFuture").finish_non_exhaustive()
    }
}
