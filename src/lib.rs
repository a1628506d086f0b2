#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "cloudbase")]
#[doc(inline)]
pub use wxctx_core::CloudbaseContext;
#[cfg(feature = "bridge")]
#[doc(inline)]
pub use wxctx_core::Envelope;
#[doc(inline)]
pub use wxctx_core::{
    AccessToken, AppId, CallId, Caller, Carrier, EnvId, Field, Forbidden, FromField, FromWxContext, Incoming, IntoValue,
    InvalidTrust, InvalidValue, Masked, OpenDataInfo, OpenId, Proof, Proven, Rejection, Source, SourceChain, Trust, UnionId, Via,
    Wx, WxContext, WxContextBuilder, field,
};
#[cfg(any(feature = "actix-web", feature = "axum", feature = "poem", feature = "salvo"))]
#[doc(inline)]
pub use wxctx_core::{Decision, UndeclaredTrust, WxLayer, layer};

/// The `http` whose types are in signatures here, such as [`Rejection::status`]: a framework can have another version of it.
pub use wxctx_core::http;

#[cfg(feature = "macros")]
#[doc(inline)]
pub use wxctx_macros::{FromWxContext, entry};

#[cfg(feature = "test")]
#[doc(inline)]
pub use wxctx_core::test;

#[cfg(feature = "serve")]
mod serve;
#[cfg(feature = "serve")]
pub use self::serve::{ServeError, Server, run, serve};

#[doc(hidden)]
pub use wxctx_core::private as __private;

/// The pages of the guide: their code compiles and runs as the README's does.
#[cfg(doctest)]
mod guide {
    #[doc = include_str!("../docs/callers.md")]
    mod callers {}
    #[doc = include_str!("../docs/frameworks.md")]
    mod frameworks {}
    #[doc = include_str!("../docs/from-node.md")]
    mod from_node {}
    #[doc = include_str!("../docs/refusals.md")]
    mod refusals {}
    #[doc = include_str!("../docs/testing.md")]
    mod testing {}
    #[doc = include_str!("../docs/trust.md")]
    mod trust {}
}
