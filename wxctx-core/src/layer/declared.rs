use std::net::IpAddr;
use std::sync::{Arc, OnceLock};

use http::{HeaderMap, HeaderName, HeaderValue};

use super::{Decision, Declaration};
use crate::carrier::{Found, Headers};
use crate::rejection::is_request_id;
use crate::trust::{Request, Verdict};
use crate::wx::Selection;
use crate::{Incoming, Proven, Rejection};

static REQUEST_IDS: [HeaderName; 2] =
    [HeaderName::from_static("x-request-id"), HeaderName::from_static("x-cloudbase-request-id")];
static CLOUDBASE_CONTEXT: HeaderName = HeaderName::from_static("x-cloudbase-context");

/// A request as a framework holds it.
pub(crate) trait Call {
    fn headers(&self) -> &dyn Headers;
    fn proven(&self) -> Option<&Proven>;
    fn declared(&self) -> Option<&Declared>;
    fn authority(&self) -> Option<&str>;
    fn peer(&self) -> Option<IpAddr>;
    fn route(&self) -> Option<&str>;
}

/// What a layer puts into a request: the declaration, and the verdict once it is asked for.
#[derive(Clone)]
pub(crate) struct Declared {
    declaration: Arc<Declaration>,
    proof: Withheld,
    verdict: OnceLock<Result<Verdict, Rejection>>,
}

/// The header that proves the request, which no handler sees.
#[derive(Clone)]
pub(crate) enum Withheld {
    Absent,
    One(HeaderValue),
    Several,
}

impl Withheld {
    fn take(headers: &mut HeaderMap, name: Option<&HeaderName>) -> Self {
        let Some(name) = name else { return Self::Absent };
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
        declaration.trust.observe(&Request { headers, proof: Found::Absent, authority, peer: None });
        let proof = Withheld::take(headers, declaration.trust.proof_header());
        headers.remove(&CLOUDBASE_CONTEXT);
        for (name, value) in headers.iter_mut() {
            if is_sensitive(name.as_str()) {
                value.set_sensitive(true);
            }
        }
        Self { declaration, proof, verdict: OnceLock::new() }
    }

    /// The verdict, and whether it was made now.
    fn verdict(&self, call: &impl Call) -> (Result<Verdict, Rejection>, bool) {
        let mut first = false;
        let verdict = *self.verdict.get_or_init(|| {
            first = true;
            self.declaration.trust.judge(&Request {
                headers: call.headers(),
                proof: self.proof.found(),
                authority: call.authority(),
                peer: call.peer(),
            })
        });
        (verdict, first)
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
            let (verdict, first) = declared.verdict(call);
            (Incoming::headers(call.headers(), verdict), "headers", first)
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
