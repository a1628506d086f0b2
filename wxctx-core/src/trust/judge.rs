use std::net::IpAddr;

use super::excluded::Excluded;
use super::secrets::Secrets;
use super::{Kind, LOCAL_DEBUG, Trust, Verdict, host, local};
#[cfg(feature = "bridge")]
use crate::carrier::CallVariables;
use crate::carrier::{Found, Headers, SourceHeader, Survey};
use crate::incoming::{Supplier, has_value};
use crate::{Field, Forbidden, Incoming, Proof, Rejection, SourceChain, WxContext, field};

/// What a trust judges.
pub(crate) struct Request<'a> {
    pub(crate) headers: &'a dyn Headers,
    /// What one look at them said, as they arrived.
    pub(crate) survey: Survey,
    /// The header that proves the request; the layer took it out of the headers, as it did with the next.
    pub(crate) proof: Found<'a>,
    pub(crate) context: Context<'a>,
    /// The authority of an absolute request target, as HTTP/2 has it.
    pub(crate) authority: Option<&'a str>,
    pub(crate) peer: Option<IpAddr>,
}

/// What carries a context beside the headers, not decoded.
#[derive(Clone, Copy)]
pub(crate) enum Context<'a> {
    /// The header `x-cloudbase-context`.
    Cloudbase(Found<'a>),
    /// What the bridge handed over.
    #[cfg(feature = "bridge")]
    Variables(Option<&'a CallVariables>),
}

impl<'a> Context<'a> {
    /// The one that the trust reads, whatever else came.
    pub(crate) fn of(
        trust: &Trust,
        cloudbase: Found<'a>,
        #[cfg(feature = "bridge")] variables: Option<&'a CallVariables>,
    ) -> Self {
        match trust.supplier {
            Supplier::Headers | Supplier::Context => Self::Cloudbase(cloudbase),
            #[cfg(feature = "bridge")]
            Supplier::Envelope => Self::Variables(variables),
        }
    }
}

/// The verdict on a request, and what was decoded for it: once, however many parameters ask.
#[derive(Clone)]
pub(crate) struct Judgement {
    pub(crate) verdict: Result<Verdict, Rejection>,
    context: Option<Box<WxContext>>,
}

impl Judgement {
    pub(crate) fn incoming<'a>(&'a self, headers: &'a dyn Headers, trust: &'a Trust) -> Incoming<'a> {
        let verdict = self.verdict.as_ref().map_err(|rejection| *rejection);
        Incoming::request(headers, self.context.as_deref(), trust, verdict)
    }
}

impl Trust {
    /// Decides once whether anything of the request counts.
    pub(crate) fn judge(&self, request: &Request<'_>) -> Judgement {
        let mut context = None;
        let verdict = self.verdict(request, &mut context);
        Judgement { verdict, context }
    }

    fn verdict(&self, request: &Request<'_>, context: &mut Option<Box<WxContext>>) -> Result<Verdict, Rejection> {
        if !self.is_local() && request.survey.has_local_debug && request.headers.find(&LOCAL_DEBUG).is_present() {
            return Err(Rejection::Forbidden(Forbidden::LocalDebug));
        }
        self.refuse_host(request)?;
        let (proof, secret) = match &self.kind {
            Kind::None => return Ok(Verdict::nothing()),
            Kind::ClosedIngress => (Proof::Asserted, None),
            #[cfg(feature = "basic")]
            Kind::Basic(secrets) => {
                let secret = secrets.position(credentials(request.proof)?).ok_or(Rejection::Unproven)?;
                (Proof::Basic, Some(secret))
            }
            Kind::SharedSecret(_, secrets) => prove(secrets, request.proof, Proof::Secret)?,
            #[cfg(feature = "bridge")]
            Kind::Bridge(secrets) => prove(secrets, request.proof, Proof::Bridge)?,
            Kind::Local { container, declared } => {
                local::check(request, *container, *declared).map_err(Rejection::Forbidden)?;
                (Proof::Local, None)
            }
        };
        // Nobody without a proof makes us inflate anything.
        *context = decode(request.context)?.map(Box::new);
        let excluded = if request.survey.has_exclude_credentials { Excluded::read(request.headers) } else { Excluded::NOTHING };
        let verdict = Verdict::believed(proof, secret, excluded);
        let incoming = Incoming::request(request.headers, context.as_deref(), self, Ok(&verdict));
        // A chain that came once, where nothing can contradict it, needs no second look.
        let has_source = request.survey.source == SourceHeader::Valid
            && self.supplier == Supplier::Headers
            && context.is_none()
            && !excluded.names(Field::Source);
        if proof == Proof::Asserted && !has_source && incoming.get::<field::source, Option<SourceChain>>()?.is_none() {
            return if incoming.has_identity() { Err(Rejection::NotFromWeChat) } else { Ok(Verdict::nothing()) };
        }
        self.pins.check(&incoming)?;
        Ok(verdict)
    }

    /// The verdict where the headers say it at a glance, as those of nearly every call under a plain `closed_ingress` do: what [`judge`](Trust::judge) would say.
    #[cfg(feature = "layer")]
    pub(crate) fn evident(&self, survey: Survey, headers: &dyn Headers) -> Option<Verdict> {
        let plain =
            matches!(self.kind, Kind::ClosedIngress) && self.supplier == Supplier::Headers && self.refused_hosts.is_empty();
        let is_evident = survey.source == SourceHeader::Valid
            && !survey.has_local_debug
            && !survey.has_exclude_credentials
            && !survey.has_cloudbase_context;
        (plain && is_evident && self.pins.are_evidently_met(headers))
            .then(|| Verdict::believed(Proof::Asserted, None, Excluded::NOTHING))
    }

    /// Counts a request that should not have come, under `closed_ingress`.
    pub(crate) fn observe(&self, request: &Request<'_>) {
        let has_source = || match request.survey.source {
            SourceHeader::Absent => false,
            SourceHeader::Valid => true,
            SourceHeader::Other => Field::Source.header().is_some_and(|name| has_value(request.headers, name)),
        };
        if !matches!(self.kind, Kind::ClosedIngress) || self.supplier == Supplier::Context || has_source() {
            return;
        }
        if let Some(domain) = sent_to(request, &host::PUBLIC) {
            self.evidence.add(domain);
        }
    }

    /// Refuses a request for a page of the server's own unless it comes from that page, or from nobody else's, on a laptop.
    #[cfg(feature = "layer")]
    pub(crate) fn check_own_page(&self, request: &Request<'_>) -> Result<(), Forbidden> {
        match self.kind {
            Kind::Local { container, declared } => local::check_own_page(request, container, declared),
            _ => Err(Forbidden::LocalHost),
        }
    }

    fn refuse_host(&self, request: &Request<'_>) -> Result<(), Rejection> {
        if !self.refused_hosts.is_empty() && sent_to(request, &self.refused_hosts).is_some() {
            return Err(Rejection::Forbidden(Forbidden::Host));
        }
        Ok(())
    }
}

/// The suffix that any name under which the request was sent, be it one of several, is or is below.
fn sent_to<'a, S: AsRef<str>>(request: &Request<'_>, suffixes: &'a [S]) -> Option<&'a str> {
    let suffix_of = |host: &str| suffixes.iter().map(S::as_ref).find(|suffix| host::is_below(host, suffix));
    let mut found = request.authority.and_then(suffix_of);
    request.headers.each(&local::HOST, &mut |host| found = found.or_else(|| std::str::from_utf8(host).ok().and_then(suffix_of)));
    found
}

fn decode(context: Context<'_>) -> Result<Option<WxContext>, Rejection> {
    match context {
        Context::Cloudbase(header) => decode_cloudbase(header),
        #[cfg(feature = "bridge")]
        Context::Variables(variables) => variables.ok_or(Rejection::Unproven)?.context().map(Some),
    }
}

#[cfg(feature = "cloudbase")]
fn decode_cloudbase(header: Found<'_>) -> Result<Option<WxContext>, Rejection> {
    match header.value() {
        Ok([]) => Ok(None),
        Ok(value) => WxContext::from_cloudbase_bytes(value).map(Some),
        Err(_) => Err(Rejection::MalformedCarrier(crate::Carrier::CloudbaseContext)),
    }
}

#[cfg(not(feature = "cloudbase"))]
#[expect(clippy::unnecessary_wraps, reason = "with the feature it can fail")]
fn decode_cloudbase(_: Found<'_>) -> Result<Option<WxContext>, Rejection> {
    Ok(None)
}

/// The proof of a request whose header holds one of the secrets, and which.
pub(super) fn prove(secrets: &Secrets, given: Found<'_>, proof: Proof) -> Result<(Proof, Option<usize>), Rejection> {
    let Found::One(given) = given else { return Err(Rejection::Unproven) };
    let secret = secrets.position(given).ok_or(Rejection::Unproven)?;
    Ok((proof, Some(secret)))
}

/// The credentials of HTTP Basic.
#[cfg(feature = "basic")]
fn credentials(proof: Found<'_>) -> Result<&[u8], Rejection> {
    let Found::One(value) = proof else { return Err(Rejection::Unproven) };
    let (scheme, given) = value.split_at_checked(6).ok_or(Rejection::Unproven)?;
    if scheme.eq_ignore_ascii_case(b"basic ") { Ok(given.trim_ascii()) } else { Err(Rejection::Unproven) }
}
