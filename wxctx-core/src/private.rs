//! What the macros expand to. Not public: it changes without notice.

#[cfg(feature = "layer")]
use crate::carrier::{Found, Survey};
use crate::field::for_each_field;
#[cfg(feature = "layer")]
use crate::trust::Context;
use crate::{Incoming, Rejection};

#[cfg(feature = "layer")]
pub use crate::layer::refusal;
#[cfg(feature = "layer")]
pub use crate::rejection::is_request_id;
#[cfg(feature = "tracing")]
pub use crate::source::logged;
pub use crate::source::origin;
/// What `wxctx::serve` needs of the trust behind the bridge.
#[cfg(feature = "bridge")]
pub mod bridge {
    #[cfg(feature = "axum")]
    use crate::Rejection;
    pub use crate::carrier::CallVariables;
    pub use crate::trust::PROOF;
    use crate::{InvalidTrust, Trust};

    /// The trust of the socket that the bridge calls, with the pins of a declared one.
    ///
    /// # Errors
    /// When the secret has fewer than 16 bytes or holds something else than visible ASCII.
    pub fn trust(declared: Option<Trust>, secret: &str) -> Result<Trust, InvalidTrust> {
        Trust::bridge(declared, secret)
    }

    /// Refuses what does not prove itself to the trust of a layer.
    ///
    /// # Errors
    /// [`Rejection::Unproven`].
    #[cfg(feature = "axum")]
    pub fn admit<S>(service: &crate::layer::WxService<S>, headers: &http::HeaderMap) -> Result<(), Rejection> {
        service.trust().admit(headers)
    }
}
/// What `wxctx::serve` needs of the variables that declare a trust, and of the others.
#[cfg(feature = "layer")]
pub mod variables {
    pub use crate::trust::variables::{TABLE, Unusable, Variables};
    use crate::{Trust, UndeclaredTrust};

    /// The trust that the program or the variables declare, else that of a laptop where this is one.
    ///
    /// # Errors
    /// As [`Trust::from_variables`].
    pub fn declared(program: Option<Trust>, variables: &Variables, debug: bool) -> Result<Trust, UndeclaredTrust> {
        Trust::declared(program, variables, debug)
    }

    /// A trust with the pins that variables name.
    ///
    /// # Errors
    /// As [`Trust::from_variables`].
    pub fn pinned(trust: Trust, variables: &Variables) -> Result<Trust, UndeclaredTrust> {
        trust.pinned(variables)
    }
}
pub use crate::wx::Selection;

/// What a trust is pinned to, in the words of its methods; under `none` nothing is looked at.
#[cfg(feature = "layer")]
pub fn pins(trust: &crate::Trust) -> Vec<&'static str> {
    if trust.is_none() { Vec::new() } else { trust.pins().names() }
}

/// Refuses a request for a page of the server's own, the console of a laptop, unless it comes from that page or from nobody else's.
///
/// # Errors
/// With what it is refused for.
#[cfg(feature = "layer")]
pub fn check_own_page(
    trust: &crate::Trust,
    headers: &http::HeaderMap,
    authority: Option<&str>,
    peer: Option<std::net::IpAddr>,
) -> Result<(), crate::Forbidden> {
    // Neither an identity nor a proof is asked for.
    let (survey, proof, context) = (Survey::NOTHING, Found::Absent, Context::Cloudbase(Found::Absent));
    trust.check_own_page(&crate::trust::Request { headers, survey, proof, context, authority, peer })
}

/// `#[entry(allow(…), direct)]` around what a parameter selects: checked before the field, whatever the parameter's type.
#[derive(Debug)]
pub struct Guard<F, const ALLOW: u32, const DIRECT: bool>(std::marker::PhantomData<fn() -> F>);

#[diagnostic::do_not_recommend]
impl<T, F: Selection<T>, const ALLOW: u32, const DIRECT: bool> Selection<T> for Guard<F, ALLOW, DIRECT> {
    fn select(incoming: &Incoming<'_>) -> Result<T, Rejection> {
        incoming.guard(ALLOW, DIRECT)?;
        F::select(incoming)
    }
}

/// A parameter that the macro refused: it fits every framework, so that the macro's own error is the only one.
#[derive(Debug)]
pub enum Invalid {}

impl<T> Selection<T> for Invalid {
    fn select(_: &Incoming<'_>) -> Result<T, Rejection> {
        Err(Rejection::Undeclared)
    }
}

/// What the macro asks of a parameter without `#[wx]`, where the name of its type says that something may be wrong.
pub mod parameter {
    use std::marker::PhantomData;

    use crate::value::Value;
    use crate::{Caller, WxContext};

    /// The type of such a parameter.
    #[derive(Debug)]
    pub struct Parameter<T>(PhantomData<fn() -> T>);

    /// A type of ours. A program could teach its framework to extract one; it is the macro's all the same.
    pub trait Ours {}
    impl<T: Value> Ours for T {}
    impl Ours for Caller {}
    impl Ours for WxContext {}

    /// Implemented by nothing.
    #[diagnostic::on_unimplemented(
        message = "nothing says that this `{Self}` is read from the call",
        label = "there is no `#[wx]` in front of the parameter",
        note = "write `#[wx(openid)]` in front of an `OpenId`, and so for every field; write `#[wx]` in front of a `Caller` or a `WxContext`"
    )]
    pub trait Marked {}

    impl<T: Ours> Parameter<T> {
        /// Does not compile.
        pub const fn is_marked()
        where
            T: Marked,
        {
        }
    }

    /// Implemented by nothing.
    #[diagnostic::on_unimplemented(
        message = "`{Self}` takes the request's body, and only the last parameter can",
        label = "another parameter follows this one",
        note = "write this parameter last"
    )]
    pub trait Last {}

    // What reads no body reads axum's parts, and is this only by another marker.
    #[cfg(feature = "axum")]
    impl<T: axum_core::extract::FromRequest<()>> Parameter<T> {
        /// Does not compile.
        pub const fn is_last()
        where
            T: Last,
        {
        }
    }

    /// For another type of that name: an inherent function comes before a trait's, where there is one.
    pub trait Extractor {
        /// Compiles.
        fn is_marked() {}
        /// Compiles.
        fn is_last() {}
    }
    impl<T> Extractor for Parameter<T> {}
}

macro_rules! define_fits {
    ($({ $marker:ident, $variant:ident, $value:ty, $code:literal, sdk: $sdk:expr, variables: [$($variable:literal),*],
         header: $header:tt, list: $list:tt, cloudbase: $cloudbase:expr, fits: $cannot:literal, $fits:literal, $doc:literal })*) => {
        /// One trait a field, so that the compiler names what fits that field.
        #[allow(non_camel_case_types)]
        pub mod fits {
            use crate::{FromField, FromWxContext, Incoming, Rejection};

            $(
                #[diagnostic::on_unimplemented(
                    message = $cannot,
                    label = "the field does not fit this type",
                    note = $fits
                )]
                pub trait $marker: Sized {
                    const FITS: bool = true;

                    /// # Errors
                    /// With what the field is refused for.
                    fn extract(incoming: &Incoming<'_>) -> Result<Self, Rejection>;
                }

                #[diagnostic::do_not_recommend]
                impl<T: FromField<crate::field::$marker>> $marker for T {
                    fn extract(incoming: &Incoming<'_>) -> Result<Self, Rejection> {
                        incoming.get::<crate::field::$marker, T>()
                    }
                }
            )*

            #[diagnostic::on_unimplemented(
                message = "`{Self}` is not made of the call context",
                label = "`wxctx::FromWxContext` is not implemented for this type",
                note = "`wxctx::Caller` and `wxctx::WxContext` fit; give a type of your own `#[derive(wxctx::FromWxContext)]`, or name a field: `#[wx(openid)]`"
            )]
            pub trait bare: Sized {
                const FITS: bool = true;

                /// # Errors
                /// With what the type is refused for.
                fn extract(incoming: &Incoming<'_>) -> Result<Self, Rejection>;
            }

            #[diagnostic::do_not_recommend]
            impl<T: FromWxContext> bare for T {
                fn extract(incoming: &Incoming<'_>) -> Result<Self, Rejection> {
                    T::from_wx_context(incoming)
                }
            }
        }
    };
}

for_each_field!(define_fits);
