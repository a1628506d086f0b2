//! What a layer says by itself, with the feature `tracing`.
#![cfg_attr(not(feature = "tracing"), allow(unused_variables, reason = "nobody reads it"))]

use super::Decision;
use super::declared::Call;
use crate::Trust;
#[cfg(feature = "tracing")]
use crate::trust::Occasion;

/// A trust that is declared: that it proves nothing, where it does not, and which variable hardly holds what is meant.
pub(super) fn declared(trust: &Trust) {
    #[cfg(feature = "tracing")]
    announce(trust, Occasion::Layer);
}

/// A call, by when all trusts are declared: the same where nobody was told, and which variable is read by none.
#[inline]
pub(super) fn called(trust: &Trust) {
    #[cfg(feature = "tracing")]
    announce(trust, Occasion::Call);
}

/// Once, as soon as somebody listens: a program may make its layer before it installs a subscriber.
#[cfg(feature = "tracing")]
#[inline]
fn announce(trust: &Trust, occasion: Occasion) {
    if trust.is_to_be_told(occasion) && tracing::event_enabled!(target: "wxctx", tracing::Level::ERROR) {
        announced(trust, occasion);
    }
}

#[cfg(feature = "tracing")]
#[cold]
fn announced(trust: &Trust, occasion: Occasion) {
    let is_news = trust.tell(occasion);
    if is_news(Occasion::Layer) && trust.proves_nothing() {
        tracing::warn!(target: "wxctx", "closed-ingress asserts, it proves nothing: whoever else reaches this port can be anybody");
    }
    for name in trust.doubtful_variables().iter().filter(|_| is_news(Occasion::Layer)) {
        tracing::warn!(
            target: "wxctx",
            "an appid is `wx` and 16 hexadecimal digits as a rule, and {name} has another: a gh_ id is not an appid"
        );
    }
    let unread = trust.unread_variables();
    if !unread.is_empty() && is_news(Occasion::Call) {
        tracing::error!(
            target: "wxctx",
            variables = unread.join(", "),
            "variables count for nothing: the program itself declares its trust, and reads none with `Trust::from_variables()`"
        );
    }
}

/// A trust within another one, in the place of which it counts. Once.
pub(super) fn nested(trust: &Trust, outer: &Trust) {
    #[cfg(feature = "tracing")]
    if trust.is_to_be_announced_within(outer) {
        let (trust, outer) = (trust.name(), outer.name());
        tracing::warn!(target: "wxctx", trust, outer, "a layer within another: its trust counts for its routes, not the outer one");
    }
}

/// A laptop's call of which the server does not say where it came from. Once, as soon as somebody listens.
pub(super) fn no_peer(trust: &Trust) {
    #[cfg(feature = "tracing")]
    if tracing::event_enabled!(target: "wxctx", tracing::Level::WARN) && trust.tell_without_peer() {
        tracing::warn!(
            target: "wxctx",
            "the server does not say who connects, so another machine that reaches this port counts as this one: serve \
             `app.into_make_service_with_connect_info::<SocketAddr>()`, and let this machine alone reach the port"
        );
    }
}

/// A refused call that nobody audits.
pub(super) fn refused(decision: &Decision<'_>, call: &dyn Call) {
    #[cfg(feature = "tracing")]
    tracing::info!(
        target: "wxctx",
        code = decision.code(),
        reason = decision.reason(),
        carrier = decision.carrier(),
        proof = decision.proof().map(crate::Proof::as_str),
        secret = decision.secret(),
        origin = decision.origin().as_ref().map(crate::source::logged),
        caller = decision.caller(),
        call_id = decision.call_id(),
        route = call.route().as_deref(),
        request_id = super::request_id(call.headers()),
        "refused"
    );
}

/// A call that no layer has seen.
pub(super) fn undeclared(call: &impl Call) {
    #[cfg(feature = "tracing")]
    tracing::error!(
        target: "wxctx",
        code = crate::Rejection::Undeclared.code(),
        route = call.route().as_deref(),
        "refused: no trust is declared here, as no layer reaches this route; `.layer` of axum reaches those that were added before it, \
         `.wrap`, `.with` and `.hoop` those of what they are called on"
    );
}
