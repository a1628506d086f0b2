use crate::field::Marker;
use crate::value::Value;
use crate::{AppId, CallId, EnvId, Incoming, OpenDataInfo, OpenId, Rejection, SourceChain, UnionId};

/// A type that a field fits into: the field's own type, `String` and `Box<str>` for text, and `Option` and
/// `Result<_, Rejection>` of these. Sealed: one's own types join through [`FromWxContext`].
///
/// | type | field absent | field malformed or contradicted |
/// |---|---|---|
/// | `T` | refused | refused |
/// | `Option<T>` | `None` | refused |
/// | `Result<T, Rejection>` | `Err` | `Err` |
///
/// ```
/// use wxctx::{Incoming, OpenId, Rejection, WxContext, field};
///
/// let context = WxContext::builder().openid("oABCD0123456789_-abcdefghijk").build()?;
/// let incoming = Incoming::from(&context);
/// let typed = incoming.get::<field::openid, OpenId>()?;
/// let text = incoming.get::<field::openid, String>()?;
/// let absent = incoming.get::<field::unionid, Option<String>>()?;
/// let held = incoming.get::<field::unionid, Result<String, Rejection>>()?;
/// assert_eq!(typed, *text);
/// assert!(absent.is_none() && held.is_err());
/// # Ok::<(), Rejection>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot hold this field of the call context",
    label = "this type does not fit the field",
    note = "a field fits its own type, `String` and `Box<str>` if it is text, and `Option` and `Result<_, wxctx::Rejection>` of these"
)]
pub trait FromField<F: Marker>: Sized + sealed::Sealed<F> {
    /// Makes the parameter of what the request holds.
    ///
    /// # Errors
    /// When the type cannot stand for what was read.
    #[doc(hidden)]
    fn from_field(read: Result<F::Value, Rejection>) -> Result<Self, Rejection>;
}

mod sealed {
    pub trait Sealed<F> {}
}

#[diagnostic::do_not_recommend]
impl<F: Marker<Value = T>, T: Value> sealed::Sealed<F> for T {}

#[diagnostic::do_not_recommend]
impl<F: Marker<Value = T>, T: Value> FromField<F> for T {
    fn from_field(read: Result<T, Rejection>) -> Result<Self, Rejection> {
        read
    }
}

/// A value that is text and no secret.
pub trait TextValue: Value {}

impl TextValue for OpenId {}
impl TextValue for AppId {}
impl TextValue for UnionId {}
impl TextValue for EnvId {}
impl TextValue for CallId {}
impl TextValue for OpenDataInfo {}
impl TextValue for SourceChain {}

macro_rules! text {
    ($($text:ty),*) => {$(
        #[diagnostic::do_not_recommend]
        impl<F: Marker<Value: TextValue>> sealed::Sealed<F> for $text {}

        #[diagnostic::do_not_recommend]
        impl<F: Marker<Value: TextValue>> FromField<F> for $text {
            fn from_field(read: Result<F::Value, Rejection>) -> Result<Self, Rejection> {
                read.map(|value| value.text().unwrap_or_default().into())
            }
        }
    )*};
}

text!(String, Box<str>);

#[diagnostic::do_not_recommend]
impl<F: Marker, T: FromField<F>> sealed::Sealed<F> for Option<T> {}

#[diagnostic::do_not_recommend]
impl<F: Marker, T: FromField<F>> FromField<F> for Option<T> {
    fn from_field(read: Result<F::Value, Rejection>) -> Result<Self, Rejection> {
        match read {
            Err(rejection) if rejection.is_absence() => Ok(None),
            read => T::from_field(read).map(Some),
        }
    }
}

#[diagnostic::do_not_recommend]
impl<F: Marker, T: FromField<F>> sealed::Sealed<F> for Result<T, Rejection> {}

#[diagnostic::do_not_recommend]
impl<F: Marker, T: FromField<F>> FromField<F> for Result<T, Rejection> {
    fn from_field(read: Result<F::Value, Rejection>) -> Result<Self, Rejection> {
        Ok(T::from_field(read))
    }
}

/// A type that is made of the call context: [`Caller`](crate::Caller), [`WxContext`](crate::WxContext), one's own types.
///
/// Derived, or by hand:
///
/// ```
/// use wxctx::{FromWxContext, Incoming, OpenId, Rejection, WxContext, field};
///
/// struct Login(OpenId);
///
/// impl FromWxContext for Login {
///     fn from_wx_context(incoming: &Incoming<'_>) -> Result<Self, Rejection> {
///         incoming.get::<field::openid, OpenId>().map(Login)
///     }
/// }
///
/// let context = WxContext::builder().openid("oABCD0123456789_-abcdefghijk").build()?;
/// assert_eq!(context.extract::<Login>()?.0, "oABCD0123456789_-abcdefghijk");
/// # Ok::<(), Rejection>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not made of the call context",
    label = "`wxctx::FromWxContext` is not implemented for this type",
    note = "`wxctx::Caller` and `wxctx::WxContext` are; give a type of your own `#[derive(wxctx::FromWxContext)]`, or name a field: `#[wx(openid)]`"
)]
pub trait FromWxContext: Sized {
    /// Makes the value of what came in.
    ///
    /// ```
    /// use wxctx::{Caller, Field, FromWxContext, Incoming, Rejection, UnionId};
    ///
    /// /// A user that is known across the company's apps.
    /// struct Linked {
    ///     caller: Caller,
    ///     unionid: UnionId,
    /// }
    ///
    /// impl FromWxContext for Linked {
    ///     fn from_wx_context(incoming: &Incoming<'_>) -> Result<Self, Rejection> {
    ///         let caller = Caller::from_wx_context(incoming)?;
    ///         let unionid = caller.unionid.clone().ok_or(Rejection::Missing(Field::UnionId))?;
    ///         Ok(Self { caller, unionid })
    ///     }
    /// }
    /// ```
    ///
    /// # Errors
    /// With the [`Rejection`] of the field that is missing, malformed or contradicted, or of the trust.
    fn from_wx_context(incoming: &Incoming<'_>) -> Result<Self, Rejection>;
}

#[diagnostic::do_not_recommend]
impl<T: FromWxContext> FromWxContext for Option<T> {
    fn from_wx_context(incoming: &Incoming<'_>) -> Result<Self, Rejection> {
        incoming.trusted()?;
        match T::from_wx_context(incoming) {
            Err(rejection) if rejection.is_absence() => Ok(None),
            made => made.map(Some),
        }
    }
}

#[diagnostic::do_not_recommend]
impl<T: FromWxContext> FromWxContext for Result<T, Rejection> {
    fn from_wx_context(incoming: &Incoming<'_>) -> Result<Self, Rejection> {
        incoming.trusted()?;
        Ok(T::from_wx_context(incoming))
    }
}
