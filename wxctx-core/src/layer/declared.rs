use std::borrow::Cow;
use std::net::IpAddr;
use std::sync::{Arc, OnceLock};

use http::HeaderName;

use super::{Decision, Declaration, HeadersMut, Withheld};
#[cfg(feature = "bridge")]
use crate::carrier::CallVariables;
use crate::carrier::{Found, Headers};
use crate::from_request::CLOUDBASE_CONTEXT;
use crate::incoming::Supplier;
use crate::rejection::is_request_id;
use crate::trust::{Context, Judgement, Request};
use crate::wx::Selection;
use crate::{Incoming, Proven, Rejection};

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
    proof: Withheld,
    cloudbase: Withheld,
    #[cfg(feature = "bridge")]
    variables: Option<CallVariables>,
    judgement: OnceLock<Judgement>,
    /// Set when the first extraction of a context that middleware proved is reported.
    proven: OnceLock<()>,
}

impl Declared {
    /// Takes what no handler may see out of the headers.
    pub(crate) fn new(declaration: Arc<Declaration>, headers: &mut impl HeadersMut, authority: Option<&str>) -> Self {
        let (proof, context) = (Found::Absent, Context::Cloudbase(Found::Absent));
        declaration.trust.observe(&Request { headers, proof, context, authority, peer: None });
        let proof = declaration.trust.proof_header().map_or(Withheld::Absent, |name| headers.take(name));
        let cloudbase = headers.take(&CLOUDBASE_CONTEXT);
        headers.hide();
        Self {
            declaration,
            proof,
            cloudbase,
            #[cfg(feature = "bridge")]
            variables: None,
            judgement: OnceLock::new(),
            proven: OnceLock::new(),
        }
    }

    /// With what the bridge handed over.
    #[cfg(feature = "bridge")]
    pub(super) fn with_variables(self, variables: Option<CallVariables>) -> Self {
        Self { variables, ..self }
    }

    /// What comes in, and whether it was judged now.
    fn incoming<'a>(&'a self, call: &'a impl Call) -> (Incoming<'a>, bool) {
        let mut first = false;
        let trust = &self.declaration.trust;
        let judgement = self.judgement.get_or_init(|| {
            first = true;
            trust.judge(&Request {
                headers: call.headers(),
                proof: self.proof.found(),
                context: Context::of(
                    trust,
                    self.cloudbase.found(),
                    #[cfg(feature = "bridge")]
                    self.variables.as_ref(),
                ),
                authority: call.authority(),
                peer: call.peer(),
            })
        });
        (judgement.incoming(call.headers(), trust), first)
    }

    fn carrier(&self) -> &'static str {
        match self.declaration.trust.supplier() {
            Supplier::Headers => "headers",
            Supplier::Context => "x-cloudbase-context",
            #[cfg(feature = "bridge")]
            Supplier::Envelope => "envelope",
        }
    }

    fn report(&self, outcome: Result<(), Rejection>, incoming: &Incoming<'_>, carrier: &'static str, call: &impl Call) {
        if let Some(audit) = &self.declaration.audit {
            let request_id = request_id(call.headers());
            let route = call.route();
            audit(&Decision { outcome, incoming, carrier, route: route.as_deref(), request_id });
        }
    }
}

pub(crate) fn request_id(headers: &dyn Headers) -> Option<&str> {
    REQUEST_IDS.iter().find_map(|name| headers.find(name).text().filter(|id| is_request_id(id)))
}

/// Makes a handler's parameter of a request.
pub(crate) fn extract<T, F: Selection<T>>(call: &impl Call) -> Result<T, Rejection> {
    let declared = call.declared();
    let (incoming, carrier, first) = match (call.proven(), declared) {
        (Some(Proven(context)), _) => {
            let first = declared.is_some_and(|declared| declared.proven.set(()).is_ok());
            (Incoming::from(context), "proven", first)
        }
        (None, Some(declared)) => {
            let (incoming, first) = declared.incoming(call);
            (incoming, declared.carrier(), first)
        }
        (None, None) => return Err(Rejection::Undeclared),
    };
    let selected = F::select(&incoming);
    if let Some(declared) = declared {
        match &selected {
            Err(rejection) => declared.report(Err(*rejection), &incoming, carrier, call),
            Ok(_) if first => declared.report(Ok(()), &incoming, carrier, call),
            Ok(_) => {}
        }
    }
    selected
}
