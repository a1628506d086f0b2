use std::net::IpAddr;
use std::sync::{Arc, OnceLock};

use http::{HeaderMap, HeaderName, HeaderValue};

use super::{Decision, Declaration};
use crate::carrier::{Found, Headers};
use crate::from_request::CLOUDBASE_CONTEXT;
use crate::incoming::Supplier;
use crate::rejection::is_request_id;
use crate::trust::{Judgement, Request};
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
    fn route(&self) -> Option<&str>;
}

/// What a layer puts into a request: the declaration, and the judgement once it is asked for.
#[derive(Clone)]
pub(crate) struct Declared {
    declaration: Arc<Declaration>,
    proof: Withheld,
    cloudbase: Withheld,
    judgement: OnceLock<Judgement>,
}

/// A header that no handler sees.
#[derive(Clone)]
pub(crate) enum Withheld {
    Absent,
    One(HeaderValue),
    Several,
}

impl Withheld {
    fn take(headers: &mut HeaderMap, name: &HeaderName) -> Self {
        let several = headers.get_all(name).iter().nth(1).is_some();
        match headers.remove(name) {
            None => Self::Absent,
            Some(_) if several => Self::Several,
            Some(value) => Self::One(value),
        }
    }

    fn found(&self) -> Found<'_> {
        match self {
            Self::Absent => Found::Absent,
            Self::One(value) => Found::One(value.as_bytes()),
            Self::Several => Found::Several,
        }
    }
}

impl Declared {
    /// Takes what no handler may see out of the headers.
    pub(crate) fn new(declaration: Arc<Declaration>, headers: &mut HeaderMap, authority: Option<&str>) -> Self {
        let (proof, cloudbase) = (Found::Absent, Found::Absent);
        declaration.trust.observe(&Request { headers, proof, cloudbase, authority, peer: None });
        let proof = declaration.trust.proof_header().map_or(Withheld::Absent, |name| Withheld::take(headers, name));
        let cloudbase = Withheld::take(headers, &CLOUDBASE_CONTEXT);
        for (name, value) in headers.iter_mut() {
            if is_sensitive(name.as_str()) {
                value.set_sensitive(true);
            }
        }
        Self { declaration, proof, cloudbase, judgement: OnceLock::new() }
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
                cloudbase: self.cloudbase.found(),
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
        }
    }

    fn report(&self, outcome: Result<(), Rejection>, incoming: &Incoming<'_>, carrier: &'static str, call: &impl Call) {
        if let Some(audit) = &self.declaration.audit {
            let request_id = request_id(call.headers());
            audit(&Decision { outcome, incoming, carrier, route: call.route(), request_id });
        }
    }
}

/// Headers whose values no `Debug` of a header map may show.
fn is_sensitive(name: &str) -> bool {
    match name.strip_prefix("x-") {
        Some(rest) => {
            rest.starts_with("wx-") && (rest.ends_with("token") || rest.ends_with("openid") || rest.ends_with("unionid"))
                || rest == "cloudbase-authorization"
                || rest == "cloudbase-sessiontoken"
                || rest.starts_with("scf-secret-")
                || rest == "scf-session-token"
        }
        None => false,
    }
}

pub(crate) fn request_id(headers: &dyn Headers) -> Option<&str> {
    REQUEST_IDS.iter().find_map(|name| headers.find(name).text()).filter(|id| is_request_id(id))
}

/// Makes a handler's parameter of a request.
pub(crate) fn extract<T, F: Selection<T>>(call: &impl Call) -> Result<T, Rejection> {
    let declared = call.declared();
    let (incoming, carrier, first) = match (call.proven(), declared) {
        (Some(Proven(context)), _) => (Incoming::from(context), "proven", false),
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
