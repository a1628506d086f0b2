//! The core of [wxctx](https://docs.rs/wxctx): fields, trust and extraction of the WeChat call context. Use it through that crate.
//!
//! Data flows one way: a carrier (the request's headers) → [`Trust`] → [`Incoming`] → a field → a parameter, [`Wx`].
//! With no feature it knows no framework, is not async and does no I/O.
#![cfg_attr(docsrs, feature(doc_cfg))]
// `layer` is what every framework brings; alone it has no user.
#![cfg_attr(
    not(any(feature = "actix-web", feature = "axum", feature = "poem", feature = "salvo")),
    allow(dead_code, unused_imports)
)]

mod access_token;
mod builder;
mod caller;
mod carrier;
mod context;
pub mod field;
#[cfg(feature = "layer")]
mod framework;
mod from_field;
mod from_request;
mod id;
mod incoming;
#[cfg(feature = "layer")]
mod layer;
mod open_data_info;
#[doc(hidden)]
pub mod private;
mod proof;
mod rejection;
mod source;
#[cfg(feature = "test")]
pub mod test;
mod text;
mod trust;
mod value;
mod wx;

// In the signatures of what is public.
pub use http;

pub use self::access_token::AccessToken;
pub use self::builder::WxContextBuilder;
pub use self::caller::{Caller, Via};
pub use self::carrier::Carrier;
#[cfg(feature = "cloudbase")]
pub use self::carrier::CloudbaseContext;
#[cfg(feature = "bridge")]
pub use self::carrier::Envelope;
pub use self::context::WxContext;
pub use self::field::Field;
pub use self::from_field::{FromField, FromWxContext};
pub use self::from_request::Proven;
pub use self::id::{AppId, CallId, EnvId, OpenId, UnionId};
pub use self::incoming::Incoming;
#[cfg(feature = "layer")]
pub use self::layer::{Decision, WxLayer, layer};
pub use self::open_data_info::OpenDataInfo;
pub use self::proof::Proof;
pub use self::rejection::{Forbidden, Rejection};
pub use self::source::{Source, SourceChain};
pub use self::text::Masked;
#[cfg(feature = "layer")]
pub use self::trust::UndeclaredTrust;
pub use self::trust::{InvalidTrust, Trust};
pub use self::value::{IntoValue, InvalidValue};
pub use self::wx::Wx;
