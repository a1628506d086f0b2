use std::net::SocketAddr;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{MatchedPath, Request};
use axum::http::Response;
use tower_http::classify::{ServerErrorsAsFailures, SharedClassifier};
use tower_http::trace::TraceLayer;
use tracing::{Span, field};

use super::home::Home;
use crate::{Decision, Trust};

/// Writes log lines to standard output where the program has set up nothing of its own: for people on a laptop, JSON elsewhere.
pub(super) fn install(home: Home) {
    let lines = tracing_subscriber::fmt().with_max_level(tracing::Level::INFO).with_target(false);
    // It fails where a subscriber is set, and then that one is right.
    let _ = match home {
        Home::Laptop => tracing::subscriber::set_global_default(lines.compact().finish()),
        Home::Container | Home::Function => {
            tracing::subscriber::set_global_default(lines.json().flatten_event(true).with_span_list(false).finish())
        }
    };
}

pub(super) fn started(home: Home, address: SocketAddr, trust: &Trust) {
    let (home, trust) = (home.name(), trust.name());
    tracing::info!(target: "wxctx", home, trust, "listening on http://{address}");
    match trust {
        "closed-ingress" => tracing::warn!(
            target: "wxctx",
            "closed-ingress asserts, it proves nothing: whoever else reaches this port can be anybody"
        ),
        "local" | "local-container" => {
            tracing::info!(target: "wxctx", "development: a call without an identity gets a local one");
        }
        _ => {}
    }
}

type OnResponse = fn(&Response<Body>, Duration, &Span);
type Layer = TraceLayer<SharedClassifier<ServerErrorsAsFailures>, fn(&Request) -> Span, (), OnResponse, (), (), ()>;

/// One line a call: the matched route and never the query, the caller masked, no address of the client.
pub(super) fn layer() -> Layer {
    TraceLayer::new_for_http()
        .make_span_with(span as fn(&Request) -> Span)
        .on_request(())
        .on_response(answered as OnResponse)
        .on_body_chunk(())
        .on_eos(())
        .on_failure(())
}

fn span(request: &Request) -> Span {
    let route = request.extensions().get::<MatchedPath>().map_or("-", MatchedPath::as_str);
    let request_id = request.headers().get("x-request-id").and_then(|id| id.to_str().ok()).unwrap_or_default();
    tracing::info_span!(
        target: "wxctx",
        "call",
        request_id,
        method = %request.method(),
        route,
        code = field::Empty,
        reason = field::Empty,
        proof = field::Empty,
        secret = field::Empty,
        origin = field::Empty,
        caller = field::Empty,
        call_id = field::Empty,
    )
}

fn answered(response: &Response<Body>, duration: Duration, _: &Span) {
    let duration_ms = u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
    tracing::info!(target: "wxctx", status = response.status().as_u16(), duration_ms, "answered");
}

/// Writes what was decided into the span of the call.
pub(super) fn decision(decision: &Decision<'_>) {
    let span = Span::current();
    if span.is_disabled() {
        return;
    }
    span.record("code", decision.code());
    if let Some(reason) = decision.reason() {
        span.record("reason", reason);
    }
    if let Some(proof) = decision.proof() {
        span.record("proof", proof.as_str());
    }
    if let Some(secret) = decision.secret() {
        span.record("secret", secret);
    }
    if let Some(origin) = decision.origin() {
        span.record("origin", origin.as_str());
    }
    if let Some(caller) = decision.caller() {
        span.record("caller", caller);
    }
    if let Some(call_id) = decision.call_id() {
        span.record("call_id", call_id);
    }
}
