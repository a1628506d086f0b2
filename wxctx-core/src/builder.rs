use std::net::{IpAddr, Ipv6Addr};

use crate::value::IntoValue;
use crate::{AccessToken, AppId, CallId, EnvId, Field, OpenDataInfo, OpenId, Rejection, SourceChain, UnionId, WxContext};

/// Builds a [`WxContext`]: for tests, and for middleware that knows the caller by other means.
///
/// Setters take text or typed values; the first wrong one is remembered and returned by [`build`](WxContextBuilder::build).
///
/// ```
/// use wxctx_core::{Field, Rejection, WxContext};
///
/// let context = WxContext::builder().openid("oABCD0123456789_-abcdefghijk").appid("wx0123456789abcdef").build()?;
/// assert_eq!(context.openid().unwrap(), "oABCD0123456789_-abcdefghijk");
///
/// let wrong = WxContext::builder().openid("not an openid").build();
/// assert_eq!(wrong.unwrap_err(), Rejection::Malformed(Field::OpenId));
/// # Ok::<(), Rejection>(())
/// ```
#[derive(Debug)]
#[must_use]
pub struct WxContextBuilder(Result<WxContext, Rejection>);

impl WxContext {
    /// Starts an empty context; it counts as supplied by the program itself.
    pub fn builder() -> WxContextBuilder {
        WxContextBuilder(Ok(WxContext::default()))
    }
}

macro_rules! setters {
    ($($(#[$doc:meta])* $name:ident $variant:ident $value:ty),* $(,)?) => {$(
        $(#[$doc])*
        pub fn $name(mut self, value: impl IntoValue<$value>) -> Self {
            if let Ok(context) = &mut self.0 {
                match value.into_value() {
                    Ok(value) => context.$name = Some(value),
                    Err(_) => self.0 = Err(Rejection::Malformed(Field::$variant)),
                }
            }
            self
        }
    )*};
}

impl WxContextBuilder {
    setters! {
        /// Sets `OPENID`.
        openid OpenId OpenId,
        /// Sets `APPID`.
        appid AppId AppId,
        /// Sets `UNIONID`.
        unionid UnionId UnionId,
        /// Sets `FROM_OPENID`.
        from_openid FromOpenId OpenId,
        /// Sets `FROM_APPID`.
        from_appid FromAppId AppId,
        /// Sets `FROM_UNIONID`.
        from_unionid FromUnionId UnionId,
        /// Sets `ENV`.
        env Env EnvId,
        /// Sets `SOURCE`.
        source Source SourceChain,
        /// Sets `CLIENTIP`.
        client_ip ClientIp IpAddr,
        /// Sets `CLIENTIPV6`.
        client_ipv6 ClientIpv6 Ipv6Addr,
        /// Sets `OPEN_DATA_INFO`.
        open_data_info OpenDataInfo OpenDataInfo,
        /// Sets the call id.
        call_id CallId CallId,
        /// Sets the token in the name of the resource's owner.
        access_token AccessToken AccessToken,
        /// Sets the token in the name of the calling mini program.
        from_access_token FromAccessToken AccessToken,
    }

    /// The context.
    ///
    /// # Errors
    /// [`Rejection::Malformed`] with the first field whose text is no value of it.
    pub fn build(self) -> Result<WxContext, Rejection> {
        self.0
    }
}
