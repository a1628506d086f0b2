use std::borrow::Cow;
use std::net::IpAddr;
use std::sync::{Arc, OnceLock};

use http::{Extensions, HeaderMap, HeaderName};

use super::{Audit, Decision, Declaration, HeadersMut, Withheld, log};
#[cfg(feature = "bridge")]
use crate::carrier::CallVariables;
use crate::carrier::{Found, Headers, Survey};
use crate::from_request::CLOUDBASE_CONTEXT;
use crate::incoming::Supplier;
use crate::rejection::is_request_id;
use crate::trust::{Context, Judgement, Request, Verdict};
use crate::wx::Selection;
use crate::{Incoming, Proven, Rejection, Trust};

static REQUEST_IDS: [HeaderName; 2] =
    [HeaderName::from_static("x-request-id"), HeaderName::from_static("x-cloudbase-request-id")];

/// A request as a framework holds it.
pub(crate) trait Call {
    fn headers(&self) -> &dyn Headers;
    fn proven(&self) -> Option<&Proven>;
    fn declared(&self) -> Option<&Declared>;
    fn authority(&self) -> Option<&str>;
    fn peer(&self) -> Option<IpAddr>;
    fn route(&self) -> Option<Cow<'_, str>>;
}

/// What a layer puts into a request: the declaration, and the judgement once it is asked for.
#[derive(Clone)]
pub(crate) struct Declared {
    declaration: Arc<Declaration>,
    survey: Survey,
    pub(super) proof: Withheld,
    pub(super) cloudbase: Withheld,
    #[cfg(feature = "bridge")]
    variables: Option<CallVariables>,
    /// What needs no judging.
    evident: Option<Verdict>,
    judgement: OnceLock<Judgement>,
    /// Set when the first extraction of a context that needs no judging is reported.
    reported: OnceLock<()>,
    /// The audit of a layer around this one, which is told of calls where this one has none.
    outer: Option<Arc<Audit>>,
}

impl Declared {
    /// Takes what no handler may see out of the headers.
    pub(crate) fn new(declaration: Arc<Declaration>, headers: &mut impl HeadersMut, authority: Option<&str>) -> Self {
        log::called(&declaration.trust);
        let survey = headers.hide();
        let (proof, context) = (Found::Absent, Context::Cloudbase(Found::Absent));
        declaration.trust.observe(&Request { headers, survey, proof, context, authority, peer: None });
        let proof = declaration.trust.proof_header().map_or(Withheld::Absent, |name| headers.take(name));
        let cloudbase = if survey.has_cloudbase_context { headers.take(&CLOUDBASE_CONTEXT) } else { Withheld::Absent };
        let evident = declaration.trust.evident(survey, headers);
        Self {
            declaration,
            survey,
            proof,
            cloudbase,
            #[cfg(feature = "bridge")]
            variables: None,
            evident,
            judgement: OnceLock::new(),
            reported: OnceLock::new(),
            outer: None,
        }
    }

    /// Puts it into the request, in the place of what a layer around this one put there.
    #[allow(dead_code, reason = "some frameworks have extensions of their own")]
    pub(crate) fn declare(self, extensions: &mut Extensions) {
        if let Some(outer) = extensions.insert(self) {
            if let Some(inner) = extensions.get_mut::<Self>() {
                inner.is_within(&outer);
            }
        }
    }

    /// What the layer around this one took out of the headers proves and contradicts here, too.
    pub(crate) fn is_within(&mut self, outer: &Self) {
        log::nested(&self.declaration.trust, &outer.declaration.trust);
        self.outer = outer.audit().cloned();
        if self.proof.is_absent() && self.declaration.trust.proof_header() == outer.declaration.trust.proof_header() {
            self.proof = outer.proof.clone();
        }
        if self.cloudbase.is_absent() && !outer.cloudbase.is_absent() {
            self.cloudbase = outer.cloudbase.clone();
            self.survey.has_cloudbase_context = true;
            self.evident = None;
        }
    }

    pub(super) fn trust(&self) -> &Trust {
        &self.declaration.trust
    }

    fn audit(&self) -> Option<&Arc<Audit>> {
        self.declaration.audit.as_ref().or(self.outer.as_ref())
    }

    /// With what the bridge handed over.
    #[cfg(feature = "bridge")]
    pub(super) fn with_variables(self, variables: Option<CallVariables>) -> Self {
        Self { variables, ..self }
    }

    /// What comes in, and whether it was judged now.
    #[inline]
    fn incoming<'a>(&'a self, call: &'a impl Call) -> (Incoming<'a>, bool) {
        if let Some(verdict) = &self.evident {
            return (Incoming::evident(call.headers(), verdict), self.is_first());
        }
        let mut first = false;
        let trust = &self.declaration.trust;
        let judgement = self.judgement.get_or_init(|| {
            first = true;
            let peer = if trust.is_local() { call.peer() } else { None };
            if trust.is_local() && peer.is_none() {
                log::no_peer(trust);
            }
            trust.judge(&Request {
                headers: call.headers(),
                survey: self.survey,
                proof: self.proof.found(),
                context: Context::of(
                    trust,
                    self.cloudbase.found(),
                    #[cfg(feature = "bridge")]
                    self.variables.as_ref(),
                ),
                authority: call.authority(),
                peer,
            })
        });
        (judgement.incoming(call.headers(), trust), first && self.audit().is_some())
    }

    /// Whether nobody asked this before; where nobody listens, nobody need know.
    fn is_first(&self) -> bool {
        self.audit().is_some() && self.reported.set(()).is_ok()
    }

    fn carrier(&self) -> &'static str {
        match self.declaration.trust.supplier() {
            Supplier::Headers => "headers",
            Supplier::Context => "x-cloudbase-context",
            #[cfg(feature = "bridge")]
            Supplier::Envelope => "envelope",
        }
    }

    fn report(&self, outcome: Result<(), Rejection>, incoming: &Incoming<'_>, carrier: &'static str, call: &dyn Call) {
        let decision = Decision { outcome, incoming, carrier, declared: self, route: None, request_id: None };
        match self.audit() {
            Some(audit) => {
                let route = call.route();
                audit(&Decision { route: route.as_deref(), request_id: request_id(call.headers()), ..decision });
            }
            None => log::refused(&decision, call),
        }
    }
}

pub(crate) fn request_id(headers: &dyn Headers) -> Option<&str> {
    first_request_id(REQUEST_IDS.iter().map(|name| headers.find(name)))
}

fn first_request_id<'a>(mut found: impl Iterator<Item = Found<'a>>) -> Option<&'a str> {
    found.find_map(|found| found.text().filter(|id| is_request_id(id)))
}

/// What may say which request this is, kept for an answer. Whether it does is asked when there is a refusal to answer with.
#[allow(dead_code, reason = "some frameworks keep the request itself")]
pub(crate) struct RequestId([Withheld; 2]);

#[allow(dead_code, reason = "some frameworks keep the request itself")]
impl RequestId {
    pub(crate) fn of(headers: &HeaderMap, declared: &Declared) -> Self {
        let mut kept = [Withheld::Absent, Withheld::Absent];
        for ((kept, name), has) in kept.iter_mut().zip(&REQUEST_IDS).zip(declared.survey.has_request_id) {
            if has {
                *kept = Withheld::copy(headers, name);
            }
        }
        Self(kept)
    }

    pub(crate) fn get(&self) -> Option<&str> {
        first_request_id(self.0.iter().map(Withheld::found))
    }
}

/// One parameter on its way.
pub(crate) struct Extraction<'a> {
    incoming: Incoming<'a>,
    /// Who tells of it.
    declared: Option<&'a Declared>,
    is_proven: bool,
    is_first: bool,
}

impl<'a> Extraction<'a> {
    /// Each framework calls it in a function that is not generic: it is compiled once, and not with every parameter.
    #[inline]
    pub(crate) fn begin(call: &'a impl Call) -> Result<Self, Rejection> {
        let declared = call.declared();
        if let Some(Proven(context)) = call.proven() {
            let is_first = declared.is_some_and(Declared::is_first);
            return Ok(Self { incoming: Incoming::from(context), declared, is_proven: true, is_first });
        }
        let Some(declared) = declared else {
            log::undeclared(call);
            return Err(Rejection::Undeclared);
        };
        let (incoming, is_first) = declared.incoming(call);
        Ok(Self { incoming, declared: Some(declared), is_proven: false, is_first })
    }

    /// Makes a handler's parameter.
    pub(crate) fn select<T, F: Selection<T>>(&self, call: &dyn Call) -> Result<T, Rejection> {
        let selected = F::select(&self.incoming);
        if self.is_first || selected.is_err() {
            self.tell(selected.as_ref().map(|_| ()).map_err(|rejection| *rejection), call);
        }
        selected
    }

    fn tell(&self, outcome: Result<(), Rejection>, call: &dyn Call) {
        if let Some(declared) = self.declared {
            let carrier = if self.is_proven { "proven" } else { declared.carrier() };
            declared.report(outcome, &self.incoming, carrier, call);
        }
    }
}
