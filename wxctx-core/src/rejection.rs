use std::fmt;

use http::StatusCode;

use crate::{Carrier, Field};

/// Why a call got no context. Says the field, never a value.
///
/// It answers 403, 400 or 500, never 401: logging in again, which front ends do on 401, helps none of these.
///
/// ```
/// use wxctx::{Field, Rejection};
///
/// let rejection = Rejection::Missing(Field::OpenId);
/// assert_eq!(rejection.status(), 403);
/// assert_eq!(rejection.code(), "WXCTX_MISSING_OPENID");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Rejection {
    /// No [`Trust`](crate::Trust) was declared for this request, so nothing of it is believed.
    Undeclared,
    /// The trust asks for a proof, and it is absent or wrong.
    Unproven,
    /// There is no `SOURCE`, so the call did not come through WeChat, or no identity is expected here.
    NotFromWeChat,
    /// The field is required and absent.
    Missing(Field),
    /// The call is understood and refused.
    Forbidden(Forbidden),
    /// The field came, and is not written as it must be.
    Malformed(Field),
    /// The carrier came, and cannot be decoded.
    MalformedCarrier(Carrier),
    /// The field came twice, or what came contradicts itself.
    Conflict(Field),
}

/// What a call was refused for. It reaches the log, and the answer only on a laptop.
///
/// ```
/// use wxctx::{EnvId, Forbidden, Rejection, Trust, WxContext};
///
/// let trust = Trust::closed_ingress().env("prod-1a2b3c".parse::<EnvId>().unwrap());
/// let other = WxContext::builder().env("test-4d5e6f").source("wx_client").build()?;
/// let refused = WxContext::from_headers(&wxctx::test::headers(&other), &trust);
/// assert_eq!(refused.unwrap_err(), Rejection::Forbidden(Forbidden::Env));
/// # Ok::<(), Rejection>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Forbidden {
    /// The origin is not one that `#[entry(allow(…))]` names.
    Origin,
    /// Nothing says where the call came from, and `#[entry(allow(…))]` or `#[entry(direct)]` asks for it.
    NoSource,
    /// The call came over a hop that is none the SDKs append, and the function has an `#[entry(allow(…))]`.
    UnknownHop,
    /// The call came over a hop, and the function is `#[entry(direct)]`.
    Hops,
    /// The environment is another one than [`Trust::env`](crate::Trust::env) or `CBR_ENV_ID` says.
    Env,
    /// The call names no environment, and [`Trust::env`](crate::Trust::env) asks for one.
    NoEnv,
    /// The calling app is none of [`Trust::appids`](crate::Trust::appids).
    CallingApp,
    /// The call names no calling app, and [`Trust::appids`](crate::Trust::appids) asks for one.
    NoCallingApp,
    /// The owning app is not that of [`Trust::owner_appid`](crate::Trust::owner_appid).
    OwnerApp,
    /// The call names no owning app, and [`Trust::owner_appid`](crate::Trust::owner_appid) asks for one.
    NoOwnerApp,
    /// The host is one of [`Trust::refuse_hosts`](crate::Trust::refuse_hosts).
    Host,
    /// The marker of the platform's local debugging, where no laptop is.
    LocalDebug,
    /// On a laptop: there is no Host, or it is not a loopback name.
    LocalHost,
    /// On a laptop: the peer is not this machine.
    LocalPeer,
    /// On a laptop that nobody declared: the server does not say who connects.
    NoPeer,
    /// On a laptop: a page of another origin asks.
    LocalOrigin,
    /// On a laptop: a proxy handed the request on.
    LocalForwarded,
}

impl Forbidden {
    /// What was refused, for a log.
    ///
    /// ```
    /// assert_eq!(wxctx::Forbidden::Origin.reason(), "the origin is not in `allow`");
    /// ```
    pub const fn reason(self) -> &'static str {
        match self {
            Self::Origin => "the origin is not in `allow`",
            Self::NoSource => "there is no SOURCE, and the function has `allow` or `direct`",
            Self::UnknownHop => "the function has `allow`, and a hop in SOURCE is none that the SDKs append",
            Self::Hops => "the function is `direct`, and the call came over a hop",
            Self::Env => "the environment is not the pinned one",
            Self::NoEnv => "the call names no environment, and one is pinned",
            Self::CallingApp => "the calling appid is not a pinned one",
            Self::NoCallingApp => "the call names no calling appid, and appids are pinned",
            Self::OwnerApp => "the owning appid is not the pinned one",
            Self::NoOwnerApp => "the call names no owning appid, and one is pinned",
            Self::Host => "the host is refused",
            Self::LocalDebug => "a local-debug marker outside of a laptop",
            Self::LocalHost => "there is no Host header, or it is not a loopback name",
            Self::LocalPeer => "the peer is not this machine",
            Self::NoPeer => {
                "the server does not say who connects: serve `app.into_make_service_with_connect_info::<SocketAddr>()`"
            }
            Self::LocalOrigin => "a page of another origin asks",
            Self::LocalForwarded => "a proxy handed the request on",
        }
    }
}

impl Rejection {
    /// A constant name of what happened, such as `WXCTX_MISSING_OPENID`.
    ///
    /// ```
    /// use wxctx::{Field, Rejection};
    ///
    /// assert_eq!(Rejection::Conflict(Field::OpenId).code(), "WXCTX_CONFLICT_OPENID");
    /// ```
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Undeclared => "WXCTX_UNDECLARED",
            Self::Unproven => "WXCTX_UNPROVEN",
            Self::NotFromWeChat => "WXCTX_NOT_FROM_WECHAT",
            Self::Missing(field) => field.missing_code(),
            Self::Forbidden(_) => "WXCTX_FORBIDDEN",
            Self::Malformed(field) => field.malformed_code(),
            Self::MalformedCarrier(carrier) => carrier.malformed_code(),
            Self::Conflict(field) => field.conflict_code(),
        }
    }

    /// The status of the answer.
    ///
    /// ```
    /// use wxctx::{Field, Rejection};
    ///
    /// assert_eq!(Rejection::Malformed(Field::OpenId).status(), 400);
    /// assert_eq!(Rejection::Undeclared.status(), 500);
    /// ```
    pub const fn status(&self) -> StatusCode {
        match self {
            Self::Undeclared => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Unproven | Self::NotFromWeChat | Self::Missing(_) | Self::Forbidden(_) => StatusCode::FORBIDDEN,
            Self::Malformed(_) | Self::MalformedCarrier(_) | Self::Conflict(_) => StatusCode::BAD_REQUEST,
        }
    }

    /// The field that it is about.
    ///
    /// ```
    /// use wxctx::{Field, Rejection};
    ///
    /// assert_eq!(Rejection::Missing(Field::UnionId).field(), Some(Field::UnionId));
    /// assert_eq!(Rejection::Unproven.field(), None);
    /// ```
    pub const fn field(&self) -> Option<Field> {
        match self {
            Self::Missing(field) | Self::Malformed(field) | Self::Conflict(field) => Some(*field),
            _ => None,
        }
    }

    /// Whether an `Option` holds `None` instead: the field is absent, and nothing is wrong.
    pub(crate) const fn is_absence(self) -> bool {
        matches!(self, Self::Missing(_) | Self::NotFromWeChat)
    }
}

/// Whether a text may be repeated as a request id: 1 to 128 characters of `[A-Za-z0-9_.-]`, so that it ends no line of a log.
#[cfg(feature = "layer")]
pub fn is_request_id(text: &str) -> bool {
    (1..=128).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte))
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Undeclared => f.write_str("no trust is declared for this request, see wxctx::layer"),
            Self::Unproven => f.write_str("the proof of who sends this request is absent or wrong"),
            Self::NotFromWeChat => f.write_str("this call did not come through WeChat"),
            Self::Missing(field @ (Field::OpenId | Field::AppId)) => write!(
                f,
                "{field} is absent: the resource is shared and the caller is in from_{field}, X-WX-EXCLUDE-CREDENTIALS left it \
                 out, the call is a push or a timer, or the user is not logged in"
            ),
            Self::Missing(field @ (Field::UnionId | Field::FromUnionId)) => write!(
                f,
                "{field} is absent: the app is bound to no open-platform account, the conditions of unionid are not met, or \
                 X-WX-EXCLUDE-CREDENTIALS left it out"
            ),
            Self::Missing(field @ (Field::FromOpenId | Field::FromAppId)) => {
                write!(f, "{field} is absent: the resource is not shared, or X-WX-EXCLUDE-CREDENTIALS left it out")
            }
            Self::Missing(field) => write!(f, "{field} is absent"),
            Self::Forbidden(_) => f.write_str("this call is not allowed here"),
            Self::Malformed(field) => write!(f, "{field} is malformed"),
            Self::MalformedCarrier(carrier) => write!(f, "{carrier} cannot be decoded"),
            Self::Conflict(field) => write!(f, "{field} came more than once, or contradicts what else came"),
        }
    }
}

impl std::error::Error for Rejection {}
