use std::fmt;
use std::hash::{Hash, Hasher};

use crate::{AppId, Field, FromWxContext, Incoming, OpenId, Rejection, UnionId, field};

/// Which user calls, resource sharing included.
///
/// Any `FROM_*` means that the resource is shared and the caller is the `FROM_OPENID` of `FROM_APPID`; the two pairs are never
/// mixed. Equality and hash are those of `(appid, openid)`, since a unionid comes and goes.
///
/// ```
/// use wxctx::{Caller, Via, WxContext};
///
/// let context = WxContext::builder()
///     .appid("wx0123456789abcdef")
///     .from_openid("oOTHER0123456789_-abcdefghij")
///     .from_appid("wxfedcba9876543210")
///     .build()?;
/// let caller: Caller = context.extract()?;
/// assert_eq!(caller.via, Via::Shared);
/// assert_eq!(caller.key(), "wxfedcba9876543210:oOTHER0123456789_-abcdefghij");
/// # Ok::<(), wxctx::Rejection>(())
/// ```
#[derive(Clone, Debug)]
pub struct Caller {
    /// The user within `appid`.
    pub openid: OpenId,
    /// The mini program that the user is in front of.
    pub appid: AppId,
    /// The user across apps, where the platform says it.
    pub unionid: Option<UnionId>,
    /// Whether the call came from the mini program that owns the resource.
    pub via: Via,
}

/// Over which mini program a caller came.
///
/// ```
/// use wxctx::{Caller, Via};
///
/// /// Members' prices are for users of the shop's own mini program.
/// fn has_members_price(caller: &Caller) -> bool {
///     caller.via == Via::Own
/// }
/// # let context = wxctx::WxContext::builder().openid("oABCD0123456789_-abcdefghijk").appid("wx0123456789abcdef").build()?;
/// # assert!(has_members_price(&context.extract()?));
/// # Ok::<(), wxctx::Rejection>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Via {
    /// The one that owns the resource.
    Own,
    /// Another one, that the resource is shared with.
    Shared,
}

impl Caller {
    /// `appid:openid`, the key of this user in a database. No id holds a colon.
    ///
    /// ```
    /// use wxctx::{Caller, WxContext};
    ///
    /// let context = WxContext::builder().openid("oABCD0123456789_-abcdefghijk").appid("wx0123456789abcdef").build()?;
    /// assert_eq!(context.extract::<Caller>()?.key(), "wx0123456789abcdef:oABCD0123456789_-abcdefghijk");
    /// # Ok::<(), wxctx::Rejection>(())
    /// ```
    pub fn key(&self) -> String {
        format!("{}:{}", self.appid.as_str(), self.openid.as_str())
    }

    /// The caller as it may stand in a log.
    ///
    /// ```
    /// use wxctx::{Caller, WxContext};
    ///
    /// let context = WxContext::builder().openid("oABCD0123456789_-abcdefghijk").appid("wx0123456789abcdef").build()?;
    /// assert_eq!(context.extract::<Caller>()?.masked().to_string(), "wx01…cdef:oABC…hijk");
    /// # Ok::<(), wxctx::Rejection>(())
    /// ```
    pub fn masked(&self) -> impl fmt::Display + '_ {
        MaskedCaller(self)
    }
}

struct MaskedCaller<'a>(&'a Caller);

impl fmt::Display for MaskedCaller<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.0.appid.masked(), self.0.openid.masked())
    }
}

impl PartialEq for Caller {
    fn eq(&self, other: &Self) -> bool {
        self.openid == other.openid && self.appid == other.appid
    }
}

impl Eq for Caller {}

impl Hash for Caller {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.appid.hash(state);
        self.openid.hash(state);
    }
}

impl FromWxContext for Caller {
    /// # Errors
    /// [`Rejection::Conflict`] for half a pair, or where `X-WX-EXCLUDE-CREDENTIALS` names any `from-*`;
    /// [`Rejection::Missing`] where nobody calls, as from a timer.
    fn from_wx_context(incoming: &Incoming<'_>) -> Result<Self, Rejection> {
        incoming.trusted()?;
        if incoming.excludes_from() {
            return Err(Rejection::Conflict(Field::FromOpenId));
        }
        let from_openid: Option<OpenId> = incoming.get::<field::from_openid, _>()?;
        let from_appid: Option<AppId> = incoming.get::<field::from_appid, _>()?;
        let from_unionid: Option<UnionId> = incoming.get::<field::from_unionid, _>()?;
        match (from_openid, from_appid, from_unionid) {
            (None, None, None) => {}
            (Some(openid), Some(appid), unionid) => return Ok(Self { openid, appid, unionid, via: Via::Shared }),
            (None, ..) => return Err(Rejection::Conflict(Field::FromOpenId)),
            (_, None, _) => return Err(Rejection::Conflict(Field::FromAppId)),
        }
        let openid: OpenId = incoming.get::<field::openid, _>()?;
        let appid: Option<AppId> = incoming.get::<field::appid, _>()?;
        Ok(Self {
            openid,
            appid: appid.ok_or(Rejection::Conflict(Field::AppId))?,
            unionid: incoming.get::<field::unionid, _>()?,
            via: Via::Own,
        })
    }
}
