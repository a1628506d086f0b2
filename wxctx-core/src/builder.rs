use std::net::{IpAddr, Ipv6Addr};

use crate::value::IntoValue;
use crate::{AccessToken, AppId, CallId, EnvId, Field, OpenDataInfo, OpenId, Rejection, SourceChain, UnionId, WxContext};

/// Builds a [`WxContext`]: for tests, and for middleware that knows the caller by other means.
///
/// Setters take text or typed values; the first wrong one is remembered and returned by [`build`](WxContextBuilder::build).
///
/// ```
/// use wxctx::{Field, Rejection, WxContext};
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
    ///
    /// ```
    /// let context = wxctx::WxContext::builder().openid("oABCD0123456789_-abcdefghijk").build()?;
    /// assert_eq!(context.proof(), wxctx::Proof::Supplied);
    /// # Ok::<(), wxctx::Rejection>(())
    /// ```
    pub fn builder() -> WxContextBuilder {
        WxContextBuilder(Ok(WxContext::default()))
    }
}

macro_rules! setters {
    ($($(#[$doc:meta])* $name:ident $variant:ident $value:ident $example:literal $text:ident),* $(,)?) => {$(
        $(#[$doc])*
        ///
        /// ```
        #[doc = concat!("let context = wxctx::WxContext::builder().", stringify!($name), "(", stringify!($example), ").build()?;")]
        #[doc = concat!("assert_eq!(context.", stringify!($name), "().unwrap().", stringify!($text), "(), ", stringify!($example), ");")]
        /// # Ok::<(), wxctx::Rejection>(())
        /// ```
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
        openid OpenId OpenId "oABCD0123456789_-abcdefghijk" as_str,
        /// Sets `APPID`.
        appid AppId AppId "wx0123456789abcdef" as_str,
        /// Sets `UNIONID`.
        unionid UnionId UnionId "o6_bmasdasdsad6_2sgVt7hMZOPx" as_str,
        /// Sets `FROM_OPENID`.
        from_openid FromOpenId OpenId "oOTHER0123456789_-abcdefghij" as_str,
        /// Sets `FROM_APPID`.
        from_appid FromAppId AppId "wxfedcba9876543210" as_str,
        /// Sets `FROM_UNIONID`.
        from_unionid FromUnionId UnionId "o6_bmasdasdsad6_2sgVt7hMZOPx" as_str,
        /// Sets `ENV`.
        env Env EnvId "prod-1a2b3c" as_str,
        /// Sets `SOURCE`.
        source Source SourceChain "wx_client,scf" as_str,
        /// Sets `CLIENTIP`.
        client_ip ClientIp IpAddr "203.0.113.7" to_string,
        /// Sets `CLIENTIPV6`.
        client_ipv6 ClientIpv6 Ipv6Addr "::ffff:203.0.113.7" to_string,
        /// Sets `OPEN_DATA_INFO`.
        open_data_info OpenDataInfo OpenDataInfo r#"{"keys":[]}"# as_str,
        /// Sets the call id.
        call_id CallId CallId "0.123_1700000000000" as_str,
        /// Sets the token in the name of the resource's owner.
        access_token AccessToken AccessToken "a-token-of-the-platform" expose_secret,
        /// Sets the token in the name of the calling mini program.
        from_access_token FromAccessToken AccessToken "a-token-of-the-platform" expose_secret,
    }

    /// The context.
    ///
    /// ```
    /// use wxctx::{Field, Rejection, WxContext};
    ///
    /// assert!(WxContext::builder().appid("wx0123456789abcdef").build().is_ok());
    /// let wrong = WxContext::builder().client_ip("somewhere").build();
    /// assert_eq!(wrong.unwrap_err(), Rejection::Malformed(Field::ClientIp));
    /// ```
    ///
    /// # Errors
    /// [`Rejection::Malformed`] with the first field whose text is no value of it.
    pub fn build(self) -> Result<WxContext, Rejection> {
        self.0
    }
}
