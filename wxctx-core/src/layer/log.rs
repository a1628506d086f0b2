//! What a layer says by itself where nobody audits it.

use super::Decision;
use crate::source::logged;

/// Whether anybody reads of refusals.
pub(super) fn is_read() -> bool {
    tracing::enabled!(target: "wxctx", tracing::Level::INFO)
}

/// A refused call.
pub(super) fn refused(decision: &Decision<'_>) {
    tracing::info!(
        target: "wxctx",
        code = decision.code(),
        reason = decision.reason(),
        proof = decision.proof().map(crate::Proof::as_str),
        secret = decision.secret(),
        origin = decision.origin().as_ref().map(logged),
        caller = decision.caller(),
        call_id = decision.call_id(),
        route = decision.route(),
        request_id = decision.request_id(),
        "refused"
    );
}

/// A call that no layer has seen.
pub(super) fn undeclared(route: Option<&str>) {
    let code = crate::Rejection::Undeclared.code();
    tracing::error!(target: "wxctx", code, route, "refused: no trust is declared here; a layer reaches only the routes added before it");
}
