use crate::carrier::Found;
use crate::{AppId, Field, Incoming, OpenId, Rejection, Source, SourceChain, UnionId, field};

/// Why a call was refused, where its code does not say it all.
pub(super) fn of(rejection: Rejection, incoming: &Incoming<'_>, proof: Found<'_>) -> Option<&'static str> {
    match rejection {
        Rejection::Forbidden(forbidden) => Some(forbidden.reason()),
        Rejection::Unproven => Some(match proof {
            Found::Absent => "there is no proof",
            Found::One(_) => "the proof is wrong",
            Found::Several => "the proof came more than once",
        }),
        Rejection::Missing(Field::OpenId) => Some(nobody(incoming)),
        Rejection::Conflict(field) => half(field, incoming),
        _ => None,
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
        _ if incoming.trusted().is_ok_and(|verdict| verdict.excluded.names(Field::OpenId)) => {
            "X-WX-EXCLUDE-CREDENTIALS left it out"
        }
        Some(Source::WxTrigger | Source::WxPaycallback | Source::WxHttp | Source::WxCrawler) => "no user started this call",
        _ => "it did not come: the user is not logged in, or what says who calls left it out",
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

fn has<T>(read: &Result<Option<T>, Rejection>) -> bool {
    matches!(read, Ok(Some(_)))
}

fn is_absent<T>(read: &Result<Option<T>, Rejection>) -> bool {
    matches!(read, Ok(None))
}
