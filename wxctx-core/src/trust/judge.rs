use std::net::IpAddr;

use super::excluded::Excluded;
use super::{IDENTITY, Kind, LOCAL_DEBUG, Trust, Verdict, host, local};
use crate::carrier::{Found, Headers};
use crate::{AppId, EnvId, Field, Forbidden, Incoming, Proof, Rejection, SourceChain, field};

/// What a trust judges.
pub(crate) struct Request<'a> {
    pub(crate) headers: &'a dyn Headers,
    /// The header that proves the request; the layer took it out of the headers.
    pub(crate) proof: Found<'a>,
    /// The authority of an absolute request target, as HTTP/2 has it.
    pub(crate) authority: Option<&'a str>,
    pub(crate) peer: Option<IpAddr>,
}

impl Trust {
    /// Decides once whether anything of the request counts.
    pub(crate) fn judge(&self, request: &Request<'_>) -> Result<Verdict, Rejection> {
        if !self.is_local() && request.headers.find(&LOCAL_DEBUG).is_present() {
            return Err(Rejection::Forbidden(Forbidden::LocalDebug));
        }
        self.refuse_host(request)?;
        let verdict = match &self.kind {
            Kind::None => return Ok(Verdict::nothing()),
            Kind::ClosedIngress => match closed_ingress(request.headers)? {
                None => return Ok(Verdict::nothing()),
                Some(excluded) => Verdict::believed(Proof::Asserted, None, excluded),
            },
            #[cfg(feature = "basic")]
            Kind::Basic(secrets) => {
                let given = credentials(request.proof)?;
                let secret = secrets.position(given).ok_or(Rejection::Unproven)?;
                Verdict::believed(Proof::Basic, Some(secret), Excluded::read(request.headers))
            }
            Kind::SharedSecret(_, secrets) => {
                let Found::One(given) = request.proof else { return Err(Rejection::Unproven) };
                let secret = secrets.position(given).ok_or(Rejection::Unproven)?;
                Verdict::believed(Proof::Secret, Some(secret), Excluded::read(request.headers))
            }
            Kind::Local { container } => {
                local::check(request, *container).map_err(Rejection::Forbidden)?;
                Verdict::believed(Proof::Local, None, Excluded::read(request.headers))
            }
        };
        self.check_pins(&Incoming::headers(request.headers, Ok(verdict)))?;
        Ok(verdict)
    }

    /// Counts a request that should not have come, under `closed_ingress`.
    pub(crate) fn observe(&self, request: &Request<'_>) {
        if !matches!(self.kind, Kind::ClosedIngress) || has_value(request.headers, Field::Source) {
            return;
        }
        if hosts(request).any(|host| host::PUBLIC.iter().any(|public| host::is_below(host, public))) {
            self.evidence.add();
        }
    }

    fn refuse_host(&self, request: &Request<'_>) -> Result<(), Rejection> {
        let refused = |host: &str| self.refused_hosts.iter().any(|suffix| host::is_below(host, suffix));
        if !self.refused_hosts.is_empty() && hosts(request).any(refused) {
            return Err(Rejection::Forbidden(Forbidden::Host));
        }
        Ok(())
    }

    fn check_pins(&self, incoming: &Incoming<'_>) -> Result<(), Rejection> {
        if self.env.is_some() || self.own_env.is_some() {
            let env: Option<EnvId> = incoming.get::<field::env, _>()?;
            let other = env.as_ref().is_some_and(|env| self.own_env.as_deref().is_some_and(|own| *env != own));
            if other || self.env.is_some() && env != self.env {
                return Err(Rejection::Forbidden(Forbidden::Env));
            }
        }
        if let Some(appids) = &self.appids {
            let from_openid: Option<String> = incoming.get::<field::from_openid, _>()?;
            let from_unionid: Option<String> = incoming.get::<field::from_unionid, _>()?;
            let mut calling: Option<AppId> = incoming.get::<field::from_appid, _>()?;
            if calling.is_none() && from_openid.is_none() && from_unionid.is_none() {
                calling = incoming.get::<field::appid, _>()?;
            }
            if !calling.is_some_and(|calling| appids.contains(&calling)) {
                return Err(Rejection::Forbidden(Forbidden::CallingApp));
            }
        }
        if self.owner_appid.is_some() && incoming.get::<field::appid, Option<AppId>>()? != self.owner_appid {
            return Err(Rejection::Forbidden(Forbidden::OwnerApp));
        }
        Ok(())
    }
}

/// What counts under `closed_ingress`: everything beside a `SOURCE`, nothing without one. Identity without one is refused.
fn closed_ingress(headers: &dyn Headers) -> Result<Option<Excluded>, Rejection> {
    let excluded = Excluded::read(headers);
    let verdict = Verdict::believed(Proof::Asserted, None, excluded);
    let source: Option<SourceChain> = Incoming::headers(headers, Ok(verdict)).get::<field::source, _>()?;
    match source {
        Some(_) => Ok(Some(excluded)),
        None if IDENTITY.iter().any(|&field| has_value(headers, field)) => Err(Rejection::NotFromWeChat),
        None => Ok(None),
    }
}

fn has_value(headers: &dyn Headers, field: Field) -> bool {
    field.header().is_some_and(|name| !matches!(headers.find(name).value(), Ok(None)))
}

/// Every name under which the request was sent.
fn hosts<'a>(request: &Request<'a>) -> impl Iterator<Item = &'a str> + use<'a> {
    request.headers.find(&http::header::HOST).text().into_iter().chain(request.authority)
}

/// The credentials of HTTP Basic.
#[cfg(feature = "basic")]
fn credentials(proof: Found<'_>) -> Result<&[u8], Rejection> {
    let Found::One(value) = proof else { return Err(Rejection::Unproven) };
    let (scheme, given) = value.split_at_checked(6).ok_or(Rejection::Unproven)?;
    if scheme.eq_ignore_ascii_case(b"basic ") { Ok(given.trim_ascii()) } else { Err(Rejection::Unproven) }
}
