use std::task::{Context, Poll};

use axum::extract::{MatchedPath, Request};
use tower_layer::Layer;
use tower_service::Service;
use tracing::Span;

use super::console;

/// Writes the matched route into the span of the call, and into the console's list: only within the router is it known.
#[derive(Clone)]
pub(super) struct RouteLayer;

impl<S> Layer<S> for RouteLayer {
    type Service = RouteService<S>;

    fn layer(&self, inner: S) -> RouteService<S> {
        RouteService(inner)
    }
}

#[derive(Clone)]
pub(super) struct RouteService<S>(S);

impl<S: Service<Request>> Service<Request> for RouteService<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.0.poll_ready(context)
    }

    fn call(&mut self, request: Request) -> S::Future {
        if let Some(route) = request.extensions().get::<MatchedPath>() {
            Span::current().record("route", route.as_str());
            console::routed(route);
        }
        self.0.call(request)
    }
}
