use std::fmt;
use std::marker::PhantomData;

use crate::field::Marker;
use crate::{FromField, FromWxContext, Incoming, Rejection};

/// The extractor: a handler's parameter that says what it needs to know about its caller.
///
/// `Wx<T>` makes a [`FromWxContext`] type, `Wx<T, (field::openid,)>` reads one field, and
/// `Wx<(A, B), (field::openid, field::appid)>` reads several, up to 12. `#[wxctx::entry]` writes it; by hand it is an ordinary
/// extractor, `Wx(caller, ..): Wx<Caller>`.
///
/// ```
/// use wxctx::{AppId, OpenId, Wx, field};
///
/// fn hello(Wx((openid, appid), ..): Wx<(OpenId, AppId), (field::openid, field::appid)>) -> String {
///     format!("{} of {appid}", openid.masked())
/// }
///
/// // A test hands the handler what it needs.
/// let openid = "oABCD0123456789_-abcdefghijk".parse()?;
/// assert_eq!(hello(Wx::new((openid, "wx0123456789abcdef".parse()?))), "oABC…hijk of wx0123456789abcdef");
/// # Ok::<(), wxctx::InvalidValue>(())
/// ```
pub struct Wx<T, F = ()>(pub T, #[doc(hidden)] pub PhantomData<fn() -> F>);

impl<T, F> Wx<T, F> {
    /// A parameter for a handler that a test calls.
    ///
    /// ```
    /// use wxctx::{Caller, Wx, WxContext};
    ///
    /// let context = WxContext::builder().openid("oABCD0123456789_-abcdefghijk").appid("wx0123456789abcdef").build()?;
    /// let parameter: Wx<Caller> = Wx::new(context.extract()?);
    /// assert_eq!(parameter.0.openid, "oABCD0123456789_-abcdefghijk");
    /// # Ok::<(), wxctx::Rejection>(())
    /// ```
    pub const fn new(value: T) -> Self {
        Self(value, PhantomData)
    }

    /// The value.
    ///
    /// ```
    /// use wxctx::{OpenId, Wx, field};
    ///
    /// fn hello(user: Wx<OpenId, (field::openid,)>) -> String {
    ///     let user = user.into_inner();
    ///     format!("hello, {}", user.masked())
    /// }
    ///
    /// assert_eq!(hello(Wx::new("oABCD0123456789_-abcdefghijk".parse()?)), "hello, oABC…hijk");
    /// # Ok::<(), wxctx::InvalidValue>(())
    /// ```
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T: Clone, F> Clone for Wx<T, F> {
    fn clone(&self) -> Self {
        Self::new(self.0.clone())
    }
}

impl<T: fmt::Debug, F> fmt::Debug for Wx<T, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Wx").field(&self.0).finish()
    }
}

/// The second argument of [`Wx`]: what is selected of the context for a `T`.
#[diagnostic::on_unimplemented(
    message = "`wxctx::Wx<{T}, …>` cannot be made of the call context",
    label = "this parameter does not fit what it asks for",
    note = "see `wxctx::FromField` and `wxctx::FromWxContext`"
)]
pub trait Selection<T> {
    /// Makes the parameter.
    ///
    /// # Errors
    /// With the rejection of the trust, the policy or the field.
    fn select(incoming: &Incoming<'_>) -> Result<T, Rejection>;
}

#[diagnostic::do_not_recommend]
impl<T: FromWxContext> Selection<T> for () {
    fn select(incoming: &Incoming<'_>) -> Result<T, Rejection> {
        T::from_wx_context(incoming)
    }
}

#[diagnostic::do_not_recommend]
impl<T: FromField<F>, F: Marker> Selection<T> for (F,) {
    fn select(incoming: &Incoming<'_>) -> Result<T, Rejection> {
        incoming.get::<F, T>()
    }
}

macro_rules! tuple {
    ($($value:ident $field:ident),*) => {
        #[diagnostic::do_not_recommend]
        impl<$($value: FromField<$field>, $field: Marker),*> Selection<($($value,)*)> for ($($field,)*) {
            fn select(incoming: &Incoming<'_>) -> Result<($($value,)*), Rejection> {
                Ok(($(incoming.get::<$field, $value>()?,)*))
            }
        }
    };
}

tuple!(A FA, B FB);
tuple!(A FA, B FB, C FC);
tuple!(A FA, B FB, C FC, D FD);
tuple!(A FA, B FB, C FC, D FD, E FE);
tuple!(A FA, B FB, C FC, D FD, E FE, F FF);
tuple!(A FA, B FB, C FC, D FD, E FE, F FF, G FG);
tuple!(A FA, B FB, C FC, D FD, E FE, F FF, G FG, H FH);
tuple!(A FA, B FB, C FC, D FD, E FE, F FF, G FG, H FH, I FI);
tuple!(A FA, B FB, C FC, D FD, E FE, F FF, G FG, H FH, I FI, J FJ);
tuple!(A FA, B FB, C FC, D FD, E FE, F FF, G FG, H FH, I FI, J FJ, K FK);
tuple!(A FA, B FB, C FC, D FD, E FE, F FF, G FG, H FH, I FI, J FJ, K FK, L FL);
