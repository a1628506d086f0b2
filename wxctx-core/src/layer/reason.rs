use super::declared::Declared;
use super::fault;
use crate::carrier::{Carrier, Found};
use crate::incoming::Supplier;
use crate::{AppId, Field, Incoming, OpenId, Rejection, Source, SourceChain, UnionId, field};

/// Why a call was refused, where its code does not say it all.
pub(super) fn of(rejection: Rejection, incoming: &Incoming<'_>, declared: &Declared) -> Option<&'static str> {
    match rejection {
        Rejection::Forbidden(forbidden) => Some(forbidden.reason()),
        Rejection::Unproven => Some(match declared.proof.found() {
            Found::Absent => "there is no proof",
            Found::One(_) => "the proof is wrong",
            Found::Several => "the proof came more than once",
        }),
        Rejection::NotFromWeChat => stranger(incoming, declared),
        Rejection::Missing(Field::OpenId) => Some(nobody(incoming)),
        Rejection::Missing(field) => incoming.excludes(field).then_some("X-WX-EXCLUDE-CREDENTIALS left it out"),
        Rejection::Malformed(field) | Rejection::Conflict(field) => {
            let header = incoming.headers().and_then(|headers| fault::of_header(rejection, field, headers));
            header.or_else(|| in_context(rejection, incoming)).or_else(|| match rejection {
                Rejection::Conflict(_) => half(field, incoming).or_else(|| contradiction(field, incoming)),
                _ => None,
            })
        }
        Rejection::MalformedCarrier(carrier) => undecodable(carrier, declared),
        Rejection::Undeclared => None,
    }
}

/// Why a call is not WeChat's.
fn stranger(incoming: &Incoming<'_>, declared: &Declared) -> Option<&'static str> {
    match (incoming.trusted(), incoming.supplier()) {
        _ if declared.trust().is_none() => Some("the trust is `none`: nobody has an identity here"),
        (Ok(verdict), _) => (!verdict.believed).then_some("nothing of WeChat came with the call"),
        (Err(_), Supplier::Headers) => Some("identity headers came without X-WX-SOURCE: somebody reaches this port past WeChat"),
        (Err(_), _) => Some("x-cloudbase-context names who calls, and no source: somebody reaches this port past WeChat"),
    }
}

/// Why nobody calls.
fn nobody(incoming: &Incoming<'_>) -> &'static str {
    let is_shared = has(&incoming.get::<field::from_openid, Option<OpenId>>())
        || has(&incoming.get::<field::from_appid, Option<AppId>>())
        || has(&incoming.get::<field::from_unionid, Option<UnionId>>());
    let origin = incoming.get::<field::source, SourceChain>().ok().map(|chain| chain.origin());
    match origin {
        _ if is_shared => "the resource is shared: the caller is in from_openid and from_appid",
        _ if incoming.excludes(Field::OpenId) => "X-WX-EXCLUDE-CREDENTIALS left it out",
        Some(Source::WxTrigger | Source::WxPaycallback | Source::WxHttp | Source::WxCrawler) => "no user started this call",
        _ => "it did not come: the user is not logged in, or what says who calls left it out",
    }
}

/// What is wrong with a field in what carries it beside the headers, where the trust refused the call as it decoded that.
fn in_context(rejection: Rejection, incoming: &Incoming<'_>) -> Option<&'static str> {
    if incoming.trusted().err() != Some(rejection) {
        return None;
    }
    match (rejection, incoming.supplier()) {
        (Rejection::Malformed(_), Supplier::Headers | Supplier::Context) => {
            Some("x-cloudbase-context holds what the field may not have")
        }
        #[cfg(feature = "bridge")]
        (Rejection::Malformed(_), Supplier::Envelope) => Some("the call's variables hold what the field may not have"),
        #[cfg(feature = "bridge")]
        (_, Supplier::Envelope) => Some("the call's variables have two values of the field"),
        _ => None,
    }
}

/// Of which pair one half came.
fn half(field: Field, incoming: &Incoming<'_>) -> Option<&'static str> {
    match field {
        Field::FromOpenId | Field::FromAppId if incoming.excludes_from() => {
            Some("X-WX-EXCLUDE-CREDENTIALS names a part of who calls")
        }
        Field::FromOpenId if is_absent(&incoming.get::<field::from_openid, Option<OpenId>>()) => {
            Some("a part of who calls over a shared resource came without from_openid")
        }
        Field::FromAppId if is_absent(&incoming.get::<field::from_appid, Option<AppId>>()) => {
            Some("from_openid came without from_appid")
        }
        Field::AppId if is_absent(&incoming.get::<field::appid, Option<AppId>>()) => Some("openid came without appid"),
        _ => None,
    }
}

/// What a field contradicts that came once.
fn contradiction(field: Field, incoming: &Incoming<'_>) -> Option<&'static str> {
    if incoming.excludes(field) {
        return Some("it came, and X-WX-EXCLUDE-CREDENTIALS says to leave it out");
    }
    incoming.is_in_both(field).then_some("X-WX-* and x-cloudbase-context contradict each other")
}

/// Why a carrier cannot be decoded.
fn undecodable(carrier: Carrier, declared: &Declared) -> Option<&'static str> {
    match carrier {
        Carrier::CloudbaseContext => match declared.cloudbase.found() {
            Found::Several => Some("x-cloudbase-context came more than once"),
            #[cfg(feature = "cloudbase")]
            Found::One(value) => crate::carrier::undecodable(value),
            _ => None,
        },
        #[cfg(feature = "bridge")]
        Carrier::Environment => {
            Some("the call's `environment` is over 64 KiB, no JSON object, has a key twice, or WX_CONTEXT_KEYS is no text in it")
        }
        #[cfg(feature = "bridge")]
        Carrier::Environ => Some("the call's `environ` is over 64 KiB, or has two values of WX_CONTEXT_KEYS"),
        _ => None,
    }
}

fn has<T>(read: &Result<Option<T>, Rejection>) -> bool {
    matches!(read, Ok(Some(_)))
}

fn is_absent<T>(read: &Result<Option<T>, Rejection>) -> bool {
    matches!(read, Ok(None))
}
