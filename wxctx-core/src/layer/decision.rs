use std::fmt;

use crate::{Caller, Field, Incoming, Proof, Rejection, Source, SourceChain, field};

/// What was decided about one call: for an audit log. No id and no secret comes out of it unmasked.
pub struct Decision<'a> {
    pub(super) outcome: Result<(), Rejection>,
    pub(super) incoming: &'a Incoming<'a>,
    pub(super) carrier: &'static str,
    pub(super) route: Option<&'a str>,
    pub(super) request_id: Option<&'a str>,
}

impl Decision<'_> {
    /// What the call was refused for; none if it was accepted.
    pub fn rejection(&self) -> Option<Rejection> {
        self.outcome.err()
    }

    /// `WXCTX_ACCEPTED`, or the code of the refusal.
    pub fn code(&self) -> &'static str {
        self.outcome.as_ref().err().map_or("WXCTX_ACCEPTED", Rejection::code)
    }

    /// The field that the refusal is about.
    pub fn field(&self) -> Option<Field> {
        self.rejection().and_then(|rejection| rejection.field())
    }

    /// What was forbidden, in words; the answer says it only on a laptop.
    pub fn reason(&self) -> Option<&'static str> {
        match self.outcome {
            Err(Rejection::Forbidden(forbidden)) => Some(forbidden.reason()),
            _ => None,
        }
    }

    /// What carried the identity: `headers`, `x-cloudbase-context` or `proven`.
    pub fn carrier(&self) -> &'static str {
        self.carrier
    }

    /// How far the call may be believed; none if the trust refused it.
    pub fn proof(&self) -> Option<Proof> {
        self.incoming.proof().ok()
    }

    /// Which of several secrets proved it: 0 is the first.
    pub fn secret(&self) -> Option<usize> {
        self.incoming.trusted().ok().and_then(|verdict| verdict.secret)
    }

    /// What started the call, where the call says it well.
    pub fn origin(&self) -> Option<Source> {
        self.incoming.get::<field::source, SourceChain>().ok().map(|chain| chain.origin())
    }

    /// The caller, masked.
    pub fn caller(&self) -> Option<String> {
        use crate::FromWxContext as _;

        Caller::from_wx_context(self.incoming).ok().map(|caller| caller.masked().to_string())
    }

    /// The call's id, as the client numbers it.
    pub fn call_id(&self) -> Option<String> {
        self.incoming.get::<field::call_id, String>().ok()
    }

    /// The matched route, not the path.
    pub fn route(&self) -> Option<&str> {
        self.route
    }

    /// `X-Request-Id` or `X-Cloudbase-Request-Id` of the request, if it is one.
    pub fn request_id(&self) -> Option<&str> {
        self.request_id
    }
}

impl fmt::Debug for Decision<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Decision")
            .field("code", &self.code())
            .field("reason", &self.reason())
            .field("carrier", &self.carrier)
            .field("proof", &self.proof())
            .field("secret", &self.secret())
            .field("origin", &self.origin())
            .field("caller", &self.caller())
            .field("route", &self.route)
            .field("request_id", &self.request_id)
            .finish()
    }
}
