use std::fmt;

use super::declared::Declared;
use super::reason;
use crate::{Caller, Field, Incoming, Proof, Rejection, Source, SourceChain, field};

/// What was decided about one call: for an audit log. No id and no secret comes out of it unmasked.
///
/// ```
/// use wxctx::{Trust, layer};
///
/// let layer = layer(Trust::closed_ingress()).audit(|decision| {
///     println!("{} {} {}", decision.code(), decision.route().unwrap_or("-"), decision.caller().unwrap_or_default());
/// });
/// # let _ = layer;
/// ```
pub struct Decision<'a> {
    pub(super) outcome: Result<(), Rejection>,
    pub(super) incoming: &'a Incoming<'a>,
    pub(super) carrier: &'static str,
    pub(super) declared: &'a Declared,
    pub(super) route: Option<&'a str>,
    pub(super) request_id: Option<&'a str>,
}

impl Decision<'_> {
    /// What the call was refused for; none if it was accepted.
    ///
    /// ```
    /// # let layer = wxctx::layer(wxctx::Trust::none()).audit(|decision| {
    /// if let Some(rejection) = decision.rejection() {
    ///     println!("refused with {}", rejection.status());
    /// }
    /// # });
    /// ```
    pub fn rejection(&self) -> Option<Rejection> {
        self.outcome.err()
    }

    /// `WXCTX_ACCEPTED`, or the code of the refusal.
    ///
    /// ```
    /// # let layer = wxctx::layer(wxctx::Trust::none()).audit(|decision| {
    /// let is_accepted = decision.code() == "WXCTX_ACCEPTED";
    /// # let _ = is_accepted;
    /// # });
    /// ```
    pub fn code(&self) -> &'static str {
        self.outcome.as_ref().err().map_or("WXCTX_ACCEPTED", Rejection::code)
    }

    /// The field that the refusal is about.
    ///
    /// ```
    /// # let layer = wxctx::layer(wxctx::Trust::none()).audit(|decision| {
    /// let is_about_user = decision.field() == Some(wxctx::Field::OpenId);
    /// # let _ = is_about_user;
    /// # });
    /// ```
    pub fn field(&self) -> Option<Field> {
        self.rejection().and_then(|rejection| rejection.field())
    }

    /// Why it was refused, in words, where the code does not say it all: which pin or origin, what is wrong with a proof or a
    /// header, why there is no openid. An answer says no more than what was forbidden, and only on a laptop.
    ///
    /// ```
    /// # let layer = wxctx::layer(wxctx::Trust::none()).audit(|decision| {
    /// if let Some(reason) = decision.reason() {
    ///     println!("refused: {reason}");
    /// }
    /// # });
    /// ```
    pub fn reason(&self) -> Option<&'static str> {
        reason::of(self.rejection()?, self.incoming, self.declared)
    }

    /// What carried the identity: `headers`, `x-cloudbase-context`, `envelope` or `proven`.
    ///
    /// ```
    /// # let layer = wxctx::layer(wxctx::Trust::none()).audit(|decision| {
    /// let is_session = decision.carrier() == "proven";
    /// # let _ = is_session;
    /// # });
    /// ```
    pub fn carrier(&self) -> &'static str {
        self.carrier
    }

    /// How far the call may be believed; none if the trust refused it, or if nothing of it counts.
    ///
    /// ```
    /// # let layer = wxctx::layer(wxctx::Trust::none()).audit(|decision| {
    /// let is_proven = decision.proof().is_some_and(|proof| proof != wxctx::Proof::Asserted);
    /// # let _ = is_proven;
    /// # });
    /// ```
    pub fn proof(&self) -> Option<Proof> {
        self.incoming.trusted().ok().filter(|verdict| verdict.believed).map(|verdict| verdict.proof)
    }

    /// Which of several secrets proved it: 0 is the first.
    ///
    /// ```
    /// # let layer = wxctx::layer(wxctx::Trust::none()).audit(|decision| {
    /// if decision.secret() == Some(1) {
    ///     println!("a proxy still sends the old secret");
    /// }
    /// # });
    /// ```
    pub fn secret(&self) -> Option<usize> {
        self.incoming.trusted().ok().and_then(|verdict| verdict.secret)
    }

    /// What started the call, where the call says it well.
    ///
    /// ```
    /// # let layer = wxctx::layer(wxctx::Trust::none()).audit(|decision| {
    /// let is_timer = decision.origin() == Some(wxctx::Source::WxTrigger);
    /// # let _ = is_timer;
    /// # });
    /// ```
    pub fn origin(&self) -> Option<Source> {
        self.incoming.get::<field::source, SourceChain>().ok().map(|chain| chain.origin())
    }

    /// The caller, masked.
    ///
    /// ```
    /// # let layer = wxctx::layer(wxctx::Trust::none()).audit(|decision| {
    /// println!("a call of {}", decision.caller().as_deref().unwrap_or("nobody"));
    /// # });
    /// ```
    pub fn caller(&self) -> Option<String> {
        use crate::FromWxContext as _;

        Caller::from_wx_context(self.incoming).ok().map(|caller| caller.masked().to_string())
    }

    /// The call's id, as the client numbers it.
    ///
    /// ```
    /// # let layer = wxctx::layer(wxctx::Trust::none()).audit(|decision| {
    /// println!("call {}", decision.call_id().as_deref().unwrap_or("-"));
    /// # });
    /// ```
    pub fn call_id(&self) -> Option<String> {
        self.incoming.get::<field::call_id, String>().ok()
    }

    /// The matched route, not the path.
    ///
    /// ```
    /// # let layer = wxctx::layer(wxctx::Trust::none()).audit(|decision| {
    /// println!("route {}", decision.route().unwrap_or("-"));
    /// # });
    /// ```
    pub fn route(&self) -> Option<&str> {
        self.route
    }

    /// `X-Request-Id` or `X-Cloudbase-Request-Id` of the request, if it is one.
    ///
    /// ```
    /// # let layer = wxctx::layer(wxctx::Trust::none()).audit(|decision| {
    /// println!("request {}", decision.request_id().unwrap_or("-"));
    /// # });
    /// ```
    pub fn request_id(&self) -> Option<&str> {
        self.request_id
    }
}

impl fmt::Debug for Decision<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Decision")
            .field("code", &self.code())
            .field("field", &self.field())
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
