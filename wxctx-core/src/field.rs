//! The table of fields. Every name, type and carrier key of a field stands here once; markers, accessors, the builder,
//! the carriers and the checks of the macros are derived from it.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr};

use http::HeaderName;

use crate::value::Value;
use crate::{AccessToken, AppId, CallId, EnvId, OpenDataInfo, OpenId, SourceChain, UnionId, WxContext};

/// Calls `$callback` with one row a field: marker, variant, value type, code, wx-server-sdk key, variables, header,
/// header that lists addresses, path in `x-cloudbase-context`, what the compiler says of a type that does not fit, meaning.
macro_rules! for_each_field {
    ($callback:ident) => {
        $callback! {
            { openid, OpenId, OpenId, "OPENID", sdk: Some("OPENID"), variables: ["WX_OPENID"],
              header: "x-wx-openid", list: None, cloudbase: Some("wechatContext.openId"),
              fits: "`{Self}` cannot hold `openid`", "write `wxctx::OpenId`, `String` or `Box<str>`, or `Option` or `Result<_, wxctx::Rejection>` of one of these",
              "The user's id in the mini program that owns the resource; absent when the resource is shared (`OPENID`)." }
            { appid, AppId, AppId, "APPID", sdk: Some("APPID"), variables: ["WX_APPID"],
              header: "x-wx-appid", list: None, cloudbase: Some("wechatContext.appId"),
              fits: "`{Self}` cannot hold `appid`", "write `wxctx::AppId`, `String` or `Box<str>`, or `Option` or `Result<_, wxctx::Rejection>` of one of these",
              "The mini program that owns the resource (`APPID`)." }
            { unionid, UnionId, UnionId, "UNIONID", sdk: Some("UNIONID"), variables: ["WX_UNIONID"],
              header: "x-wx-unionid", list: None, cloudbase: Some("wechatContext.unionId"),
              fits: "`{Self}` cannot hold `unionid`", "write `wxctx::UnionId`, `String` or `Box<str>`, or `Option` or `Result<_, wxctx::Rejection>` of one of these",
              "The user's id across the apps of one open-platform account; it can appear and disappear per user (`UNIONID`)." }
            { from_openid, FromOpenId, OpenId, "FROM_OPENID", sdk: Some("FROM_OPENID"), variables: ["WX_FROM_OPENID"],
              header: "x-wx-from-openid", list: None, cloudbase: Some("wechatContext.fromOpenId"),
              fits: "`{Self}` cannot hold `from_openid`", "write `wxctx::OpenId`, `String` or `Box<str>`, or `Option` or `Result<_, wxctx::Rejection>` of one of these",
              "The calling user's id when the resource is shared with another mini program (`FROM_OPENID`)." }
            { from_appid, FromAppId, AppId, "FROM_APPID", sdk: Some("FROM_APPID"), variables: ["WX_FROM_APPID"],
              header: "x-wx-from-appid", list: None, cloudbase: Some("wechatContext.fromAppId"),
              fits: "`{Self}` cannot hold `from_appid`", "write `wxctx::AppId`, `String` or `Box<str>`, or `Option` or `Result<_, wxctx::Rejection>` of one of these",
              "The calling mini program when the resource is shared (`FROM_APPID`)." }
            { from_unionid, FromUnionId, UnionId, "FROM_UNIONID", sdk: Some("FROM_UNIONID"), variables: ["WX_FROM_UNIONID"],
              header: "x-wx-from-unionid", list: None, cloudbase: Some("wechatContext.fromUnionId"),
              fits: "`{Self}` cannot hold `from_unionid`", "write `wxctx::UnionId`, `String` or `Box<str>`, or `Option` or `Result<_, wxctx::Rejection>` of one of these",
              "The calling user's unionid when the resource is shared (`FROM_UNIONID`)." }
            { env, Env, EnvId, "ENV", sdk: Some("ENV"), variables: ["TCB_ENV", "SCF_NAMESPACE"],
              header: "x-wx-env", list: None, cloudbase: Some("envId"),
              fits: "`{Self}` cannot hold `env`", "write `wxctx::EnvId`, `String` or `Box<str>`, or `Option` or `Result<_, wxctx::Rejection>` of one of these",
              "The cloud environment (`ENV`); `local` on a laptop." }
            { source, Source, SourceChain, "SOURCE", sdk: Some("SOURCE"), variables: ["TCB_SOURCE"],
              header: "x-wx-source", list: None, cloudbase: Some("wechatContext.source"),
              fits: "`{Self}` cannot hold `source`", "write `wxctx::SourceChain`, `String` or `Box<str>`, or `Option` or `Result<_, wxctx::Rejection>` of one of these",
              "Where the call came from, and over which hops (`SOURCE`)." }
            { client_ip, ClientIp, IpAddr, "CLIENT_IP", sdk: Some("CLIENTIP"), variables: ["WX_CLIENTIP"],
              header: "x-wx-client-ip", list: "x-original-forwarded-for", cloudbase: None,
              fits: "`{Self}` cannot hold `client_ip`", "write `std::net::IpAddr`, or `Option` or `Result<_, wxctx::Rejection>` of it",
              "The client's address (`CLIENTIP`); personal data." }
            { client_ipv6, ClientIpv6, Ipv6Addr, "CLIENT_IPV6", sdk: Some("CLIENTIPV6"), variables: ["WX_CLIENTIPV6"],
              header: None, list: None, cloudbase: None,
              fits: "`{Self}` cannot hold `client_ipv6`", "write `std::net::Ipv6Addr`, or `Option` or `Result<_, wxctx::Rejection>` of it",
              "The client's address in the IPv6 form (`CLIENTIPV6`); personal data." }
            { open_data_info, OpenDataInfo, OpenDataInfo, "OPEN_DATA_INFO", sdk: Some("OPEN_DATA_INFO"), variables: ["WX_OPEN_DATA_INFO"],
              header: None, list: None, cloudbase: None,
              fits: "`{Self}` cannot hold `open_data_info`", "write `wxctx::OpenDataInfo`, `String` or `Box<str>`, or `Option` or `Result<_, wxctx::Rejection>` of one of these",
              "Which open data in the event came from WeChat (`OPEN_DATA_INFO`)." }
            { call_id, CallId, CallId, "CALL_ID", sdk: None, variables: [],
              header: "x-wx-call-id", list: None, cloudbase: Some("wechatContext.callId"),
              fits: "`{Self}` cannot hold `call_id`", "write `wxctx::CallId`, `String` or `Box<str>`, or `Option` or `Result<_, wxctx::Rejection>` of one of these",
              "The id of this call, made by the client: for logs, never for identity." }
            { access_token, AccessToken, AccessToken, "ACCESS_TOKEN", sdk: None, variables: ["WX_CLOUDBASE_ACCESSTOKEN"],
              header: "x-wx-cloudbase-access-token", list: None, cloudbase: None,
              fits: "`{Self}` cannot hold `access_token`", "write `wxctx::AccessToken`, or `Option` or `Result<_, wxctx::Rejection>` of it",
              "A temporary token for WeChat's open interfaces, in the name of the resource's owner; a secret." }
            { from_access_token, FromAccessToken, AccessToken, "FROM_ACCESS_TOKEN", sdk: None, variables: [],
              header: "x-wx-from-cloudbase-access-token", list: None, cloudbase: None,
              fits: "`{Self}` cannot hold `from_access_token`", "write `wxctx::AccessToken`, or `Option` or `Result<_, wxctx::Rejection>` of it",
              "The same token in the name of the calling mini program; a secret." }
        }
    };
}
pub(crate) use for_each_field;

macro_rules! header_name {
    (None) => {
        None
    };
    ($name:literal) => {{
        static NAME: HeaderName = HeaderName::from_static($name);
        Some(&NAME)
    }};
}

macro_rules! is_header {
    (None, $name:ident) => {
        false
    };
    ($header:literal, $name:ident) => {
        $name == $header
    };
}

macro_rules! define_fields {
    ($({ $marker:ident, $variant:ident, $value:ty, $code:literal, sdk: $sdk:expr, variables: [$($variable:literal),*],
         header: $header:tt, list: $list:tt, cloudbase: $cloudbase:expr, fits: $cannot:literal, $fits:literal, $doc:literal })*) => {
        /// A field of the call context.
        ///
        /// ```
        /// use wxctx::Field;
        ///
        /// assert_eq!(Field::OpenId.name(), "openid");
        /// assert_eq!(Field::OpenId.header().unwrap().as_str(), "x-wx-openid");
        /// ```
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        #[non_exhaustive]
        pub enum Field {
            $(#[doc = $doc] $variant,)*
        }

        impl Field {
            /// Every field, in the order of the table.
            pub const ALL: &'static [Field] = &[$(Field::$variant),*];

            /// The name in `#[wx(…)]`.
            ///
            /// ```
            /// assert_eq!(wxctx::Field::ClientIp.name(), "client_ip");
            /// ```
            pub const fn name(self) -> &'static str {
                match self { $(Field::$variant => stringify!($marker),)* }
            }

            /// The key in what wx-server-sdk's `getWXContext()` returns.
            ///
            /// ```
            /// use wxctx::Field;
            ///
            /// assert_eq!(Field::ClientIp.sdk_key(), Some("CLIENTIP"));
            /// assert_eq!(Field::CallId.sdk_key(), None);
            /// ```
            pub const fn sdk_key(self) -> Option<&'static str> {
                match self { $(Field::$variant => $sdk,)* }
            }

            /// The variables of an event function that carry it; the first that is set counts.
            ///
            /// ```
            /// assert_eq!(wxctx::Field::Env.variables(), ["TCB_ENV", "SCF_NAMESPACE"]);
            /// ```
            pub const fn variables(self) -> &'static [&'static str] {
                match self { $(Field::$variant => &[$($variable),*],)* }
            }

            /// The header that carries it (official page "容器内变量信息" of WeChat Cloud Run).
            ///
            /// ```
            /// use wxctx::Field;
            ///
            /// assert_eq!(Field::FromOpenId.header().unwrap(), "x-wx-from-openid");
            /// assert!(Field::OpenDataInfo.header().is_none());
            /// ```
            pub fn header(self) -> Option<&'static HeaderName> {
                match self { $(Field::$variant => header_name!($header),)* }
            }

            /// The field that a header, written in lower case, carries.
            pub(crate) fn of_header(name: &str) -> Option<Self> {
                $(
                    if is_header!($header, name) {
                        return Some(Field::$variant);
                    }
                )*
                None
            }

            /// Whether a header, written in lower case, lists addresses.
            pub(crate) fn is_list_header(name: &str) -> bool {
                $(is_header!($list, name))||*
            }

            /// The path of its value in the JSON of `x-cloudbase-context` (`@cloudbase/functions-typings`).
            ///
            /// ```
            /// use wxctx::Field;
            ///
            /// assert_eq!(Field::OpenId.cloudbase_path(), Some("wechatContext.openId"));
            /// assert_eq!(Field::ClientIp.cloudbase_path(), None);
            /// ```
            pub const fn cloudbase_path(self) -> Option<&'static str> {
                match self { $(Field::$variant => $cloudbase,)* }
            }

            pub(crate) const fn missing_code(self) -> &'static str {
                match self { $(Field::$variant => concat!("WXCTX_MISSING_", $code),)* }
            }

            pub(crate) const fn malformed_code(self) -> &'static str {
                match self { $(Field::$variant => concat!("WXCTX_MALFORMED_", $code),)* }
            }

            pub(crate) const fn conflict_code(self) -> &'static str {
                match self { $(Field::$variant => concat!("WXCTX_CONFLICT_", $code),)* }
            }
        }

        $(
            #[doc = $doc]
            ///
            /// ```
            /// use wxctx::field::{self, Marker};
            ///
            #[doc = concat!("assert_eq!(field::", stringify!($marker), "::FIELD.name(), \"", stringify!($marker), "\");")]
            /// ```
            #[allow(non_camel_case_types)]
            #[derive(Debug)]
            pub enum $marker {}

            impl sealed::Sealed for $marker {}

            impl Marker for $marker {
                type Value = $value;
                const FIELD: Field = Field::$variant;

                fn header() -> Option<&'static HeaderName> {
                    header_name!($header)
                }

                fn list_header() -> Option<&'static HeaderName> {
                    header_name!($list)
                }

                fn of(context: &WxContext) -> Option<&$value> {
                    context.$marker.as_ref()
                }
            }
        )*
    };
}

for_each_field!(define_fields);

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

mod sealed {
    pub trait Sealed {}
}

/// A field as a type: what stands in the second argument of [`Wx`](crate::Wx).
///
/// The markers are uninhabited enums, so that a pattern called `openid` stays a binding.
///
/// ```
/// use wxctx::{Incoming, Rejection, WxContext, field};
///
/// /// Any text field of a call.
/// fn text<F: field::Marker>(incoming: &Incoming<'_>) -> Result<String, Rejection>
/// where
///     String: wxctx::FromField<F>,
/// {
///     incoming.get::<F, String>()
/// }
///
/// let context = WxContext::builder().env("prod-1a2b3c").build()?;
/// assert_eq!(text::<field::env>(&Incoming::from(&context))?, "prod-1a2b3c");
/// # Ok::<(), Rejection>(())
/// ```
pub trait Marker: sealed::Sealed {
    /// The type of the field's value.
    #[doc(hidden)]
    #[allow(private_bounds)]
    type Value: Value;

    /// The same field as a value.
    const FIELD: Field;

    #[doc(hidden)]
    fn header() -> Option<&'static HeaderName>;

    #[doc(hidden)]
    fn list_header() -> Option<&'static HeaderName>;

    #[doc(hidden)]
    fn of(context: &WxContext) -> Option<&Self::Value>;
}
