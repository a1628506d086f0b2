use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, StatusCode};
use tracing::level_filters::LevelFilter;
use tracing::{Span, field};
use wxctx_core::private::variables::Variables;

use super::ServeError;
use super::console;
use super::home::Home;
use super::json::Json;
use super::refusal::Refusal;
use crate::{Decision, Trust};

/// Writes log lines to standard output where the program has set up nothing of its own: for people on a laptop, JSON elsewhere.
pub(super) fn install(home: Home, variables: &Variables) -> Result<(), ServeError> {
    let level = variables.parsed("WXCTX_LOG", "one of these words", |text| {
        text.parse::<LevelFilter>().ok().filter(|_| !text.starts_with(|digit: char| digit.is_ascii_digit()))
    })?;
    let level = level.unwrap_or(LevelFilter::INFO);
    let lines = tracing_subscriber::fmt().with_max_level(level).with_target(false);
    // It fails where a subscriber is set; that one is right then.
    let _ = match home {
        Home::Laptop => tracing::subscriber::set_global_default(lines.compact().finish()),
        _ => tracing::subscriber::set_global_default(lines.fmt_fields(Json).event_format(Json).finish()),
    };
    Ok(())
}

pub(super) fn started(home: Home, address: SocketAddr, trust: &Trust, has_console: bool) {
    tracing::info!(target: "wxctx", home = home.name(), trust = trust.name(), pins = pins(trust), "listening on http://{address}");
    if trust.is_local() {
        tracing::info!(
            target: "wxctx",
            "development: a call without an identity gets a local one, and whoever comes by a proxy on this machine can be anybody"
        );
    }
    if has_console {
        let ip = if address.ip().is_unspecified() { Ipv4Addr::LOCALHOST.into() } else { address.ip() };
        tracing::info!(target: "wxctx", "console: http://{}{}", SocketAddr::new(ip, address.port()), console::PATH);
    }
}

/// Behind the bridge there is no address.
#[cfg(unix)]
pub(super) fn bridged(trust: &Trust) {
    tracing::info!(target: "wxctx", home = Home::Bridge.name(), trust = trust.name(), pins = pins(trust), "waiting for the bridge");
}

/// A pin that is meant and not here is seen by that.
fn pins(trust: &Trust) -> Option<String> {
    let names = wxctx_core::private::pins(trust);
    (!names.is_empty()).then(|| names.join(", "))
}

/// The span of a call: the matched route and never the query, no address of the client. Its fields are listed at [`Server`]. Its
/// level is `ERROR` so that it is there wherever a line of the call may be, which says little without it.
///
/// [`Server`]: super::Server
pub(super) fn span(head: &Parts, request_id: &HeaderValue) -> Span {
    tracing::error_span!(
        target: "wxctx",
        "call",
        request_id = request_id.to_str().unwrap_or_default(),
        method = method(&head.method),
        route = field::Empty,
        status = field::Empty,
        duration_ms = field::Empty,
        code = field::Empty,
        reason = field::Empty,
        proof = field::Empty,
        secret = field::Empty,
        origin = field::Empty,
        caller = field::Empty,
        call_id = field::Empty,
        error = field::Empty,
    )
}

/// Writes into the span of a call why the server answers it and not the handler.
pub(super) fn failed(span: &Span, refusal: &Refusal) {
    span.record("error", &*refusal.code);
}

/// Ends the span of a call, with its one line.
pub(super) fn answered(span: &Span, status: StatusCode, duration: Duration) {
    let duration_ms = duration.as_secs_f64() * 1000.0;
    tracing::record_all!(span, status = status.as_u16(), duration_ms = (duration_ms * 1000.0).round() / 1000.0);
    span.in_scope(|| {
        if status.is_server_error() {
            tracing::error!(target: "wxctx", "answered");
        } else {
            tracing::info!(target: "wxctx", "answered");
        }
    });
}

/// A method that HTTP has; a client can make up others of any length, which are not repeated.
pub(super) fn method(method: &Method) -> &str {
    match method.as_str() {
        known @ ("CONNECT" | "DELETE" | "GET" | "HEAD" | "OPTIONS" | "PATCH" | "POST" | "PUT" | "TRACE") => known,
        _ => "other",
    }
}

/// Writes what was decided into the span of the call, and into the console's list.
pub(super) fn decision(decision: &Decision<'_>) {
    console::decided(decision);
    let span = Span::current();
    if span.is_disabled() {
        return;
    }
    tracing::record_all!(
        span,
        code = decision.code(),
        reason = decision.reason(),
        proof = decision.proof().map(crate::Proof::as_str),
        secret = decision.secret(),
        origin = decision.origin().as_ref().map(wxctx_core::private::logged),
        caller = decision.caller().as_deref(),
        call_id = decision.call_id().as_deref(),
    );
}
