use std::fmt;
use std::net::{IpAddr, Ipv6Addr};

use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::carrier::Fields;
use crate::field::for_each_field;
use crate::{
    AccessToken, AppId, CallId, EnvId, Field, FromWxContext, Incoming, OpenDataInfo, OpenId, Proof, Rejection, SourceChain,
    UnionId,
};

macro_rules! define_context {
    ($({ $marker:ident, $variant:ident, $value:ty, $code:literal, sdk: $sdk:expr, variables: [$($variable:literal),*],
         header: $header:tt, list: $list:tt, cloudbase: $cloudbase:expr, fits: $cannot:literal, $fits:literal, $doc:literal })*) => {
        /// Everything that the platform says about one call: what `getWXContext()` of wx-server-sdk returns, and a few facts more.
        ///
        /// It serializes to the very keys of wx-server-sdk, present fields only, no secrets. Its `Debug` masks ids.
        ///
        /// ```
        /// use wxctx::WxContext;
        ///
        /// let context = WxContext::builder().openid("oABCD0123456789_-abcdefghijk").source("wx_client").build()?;
        /// let json = serde_json::to_string(&context).unwrap();
        /// assert_eq!(json, r#"{"OPENID":"oABCD0123456789_-abcdefghijk","SOURCE":"wx_client"}"#);
        /// # Ok::<(), wxctx::Rejection>(())
        /// ```
        #[derive(Clone, Default)]
        pub struct WxContext {
            $(pub(crate) $marker: Option<$value>,)*
            pub(crate) proof: Proof,
            /// The client had a `from-*` left out, so nobody can tell which user this is.
            pub(crate) excludes_from: bool,
        }

        impl WxContext {
            /// Reads every field of what came in.
            fn read(incoming: &Incoming<'_>) -> Result<Self, Rejection> {
                if let Some(headers) = incoming.plain_headers() {
                    let mut fields = Fields::new();
                    headers.all(&mut fields);
                    return Ok(Self {
                        $($marker: fields.read::<crate::field::$marker>()?,)*
                        proof: incoming.proof()?,
                        excludes_from: incoming.excludes_from(),
                    });
                }
                Ok(Self {
                    $($marker: incoming.get::<crate::field::$marker, Option<$value>>()?,)*
                    proof: incoming.proof()?,
                    excludes_from: incoming.excludes_from(),
                })
            }
        }

        impl WxContext {
            pub(crate) fn has(&self, field: Field) -> bool {
                match field {
                    $(Field::$variant => self.$marker.is_some(),)*
                }
            }

            /// Makes a context of the text of each field; nothing but white space is absent.
            pub(crate) fn from_texts<'a>(
                mut read: impl FnMut(Field) -> Result<Option<&'a str>, Rejection>,
            ) -> Result<Self, Rejection> {
                Ok(Self {
                    $($marker: match read(Field::$variant)?.map(str::trim).filter(|text| !text.is_empty()) {
                        Some(text) => {
                            let value = <$value as crate::value::Value>::from_bytes(text.as_bytes());
                            Some(value.map_err(|_| Rejection::Malformed(Field::$variant))?)
                        }
                        None => None,
                    },)*
                    proof: Proof::Supplied,
                    excludes_from: false,
                })
            }
        }

        impl Serialize for WxContext {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let mut map = serializer.serialize_map(None)?;
                $(
                    if let (Some(key), Some(text)) =
                        (Field::$variant.sdk_key(), self.$marker.as_ref().and_then(crate::value::Value::text))
                    {
                        map.serialize_entry(key, &text)?;
                    }
                )*
                map.end()
            }
        }

        impl fmt::Debug for WxContext {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let mut debug = f.debug_struct("WxContext");
                $(
                    if let Some(value) = &self.$marker {
                        debug.field(stringify!($marker), value);
                    }
                )*
                debug.field("proof", &self.proof).finish()
            }
        }
    };
}

for_each_field!(define_context);

/// An accessor a field: ids by reference, addresses by value.
macro_rules! accessors {
    ($($(#[$doc:meta])* $name:ident: $value:ident, $example:literal $text:ident),* $(,)?) => {$(
        $(#[$doc])*
        ///
        /// ```
        #[doc = concat!("let context = wxctx::WxContext::builder().", stringify!($name), "(", stringify!($example), ").build()?;")]
        #[doc = concat!("assert_eq!(context.", stringify!($name), "().unwrap().", stringify!($text), "(), ", stringify!($example), ");")]
        /// # Ok::<(), wxctx::Rejection>(())
        /// ```
        pub fn $name(&self) -> Option<&$value> {
            self.$name.as_ref()
        }
    )*};
}

impl WxContext {
    accessors! {
        /// The user's id in the mini program that owns the resource (`OPENID`).
        openid: OpenId, "oABCD0123456789_-abcdefghijk" as_str,
        /// The mini program that owns the resource (`APPID`).
        appid: AppId, "wx0123456789abcdef" as_str,
        /// The user's id across apps (`UNIONID`).
        unionid: UnionId, "o6_bmasdasdsad6_2sgVt7hMZOPx" as_str,
        /// The calling user's id when the resource is shared (`FROM_OPENID`).
        from_openid: OpenId, "oOTHER0123456789_-abcdefghij" as_str,
        /// The calling mini program when the resource is shared (`FROM_APPID`).
        from_appid: AppId, "wxfedcba9876543210" as_str,
        /// The calling user's unionid when the resource is shared (`FROM_UNIONID`).
        from_unionid: UnionId, "o6_bmasdasdsad6_2sgVt7hMZOPx" as_str,
        /// The cloud environment (`ENV`).
        env: EnvId, "prod-1a2b3c" as_str,
        /// Where the call came from (`SOURCE`).
        source: SourceChain, "wx_client,scf" as_str,
        /// Which open data came from WeChat (`OPEN_DATA_INFO`).
        open_data_info: OpenDataInfo, r#"{"keys":[]}"# as_str,
        /// The id of this call.
        call_id: CallId, "0.123_1700000000000" as_str,
        /// The token in the name of the resource's owner; a secret.
        access_token: AccessToken, "a-token-of-the-platform" expose_secret,
        /// The token in the name of the calling mini program; a secret.
        from_access_token: AccessToken, "a-token-of-the-platform" expose_secret,
    }

    /// The client's address (`CLIENTIP`).
    ///
    /// ```
    /// let context = wxctx::WxContext::builder().client_ip("203.0.113.7").build()?;
    /// assert!(context.client_ip().unwrap().is_ipv4());
    /// # Ok::<(), wxctx::Rejection>(())
    /// ```
    pub fn client_ip(&self) -> Option<IpAddr> {
        self.client_ip
    }

    /// The client's address in the IPv6 form (`CLIENTIPV6`).
    ///
    /// ```
    /// let context = wxctx::WxContext::builder().client_ipv6("::ffff:203.0.113.7").build()?;
    /// assert!(context.client_ipv6().unwrap().to_ipv4_mapped().is_some());
    /// # Ok::<(), wxctx::Rejection>(())
    /// ```
    pub fn client_ipv6(&self) -> Option<Ipv6Addr> {
        self.client_ipv6
    }

    /// How far it may be believed.
    ///
    /// ```
    /// use wxctx::{Proof, WxContext};
    ///
    /// fn may_pay(context: &WxContext) -> bool {
    ///     context.proof() != Proof::Asserted
    /// }
    /// # assert!(may_pay(&WxContext::builder().build().unwrap()));
    /// ```
    pub fn proof(&self) -> Proof {
        self.proof
    }

    /// Makes a [`FromWxContext`] type of this context, as a handler's parameter would be.
    ///
    /// ```
    /// use wxctx::{Caller, Field, Rejection, WxContext};
    ///
    /// let context = WxContext::builder().openid("oABCD0123456789_-abcdefghijk").appid("wx0123456789abcdef").build()?;
    /// let caller: Caller = context.extract()?;
    /// assert_eq!(caller.openid, "oABCD0123456789_-abcdefghijk");
    ///
    /// let timer = WxContext::builder().appid("wx0123456789abcdef").source("wx_trigger").build()?;
    /// assert_eq!(timer.extract::<Caller>().unwrap_err(), Rejection::Missing(Field::OpenId));
    /// # Ok::<(), Rejection>(())
    /// ```
    ///
    /// # Errors
    /// With the type's own rejection.
    pub fn extract<T: FromWxContext>(&self) -> Result<T, Rejection> {
        T::from_wx_context(&Incoming::from(self))
    }
}

impl FromWxContext for WxContext {
    /// # Errors
    /// [`Rejection::NotFromWeChat`] where there is no `SOURCE` and no proof, and what any field is refused for.
    fn from_wx_context(incoming: &Incoming<'_>) -> Result<Self, Rejection> {
        if !incoming.is_believed()? {
            return Err(Rejection::NotFromWeChat);
        }
        Self::read(incoming)
    }
}
