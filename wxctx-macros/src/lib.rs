//! The macros of `wxctx`. Use them through that crate, which documents them with examples.

mod attribute;
mod bare;
mod body;
mod check;
mod comma;
mod derive;
mod elsewhere;
mod entry;
mod errors;
mod field;
mod function;
mod holder;
mod judge;
mod near;
mod option;
mod parameter;
mod probe;
mod refused;
mod reply;
mod selector;
mod shape;
mod source;
#[cfg(test)]
mod tests;
mod unfinished;
mod unnamed;

use proc_macro::TokenStream;

/// Makes a function an entry function: a handler whose `#[wx]` parameters are read from the call's context.
///
/// ```
/// use wxctx::OpenId;
///
/// #[wxctx::entry]
/// async fn hello(#[wx(openid)] user: OpenId) -> String {
///     format!("hello {}", user.masked())
/// }
/// ```
///
/// | form | example |
/// |---|---|
/// | a field | `#[wx(openid)] user: OpenId` |
/// | a parameter named like a field | `#[wx] openid: OpenId` |
/// | a type that says what is read | `#[wx] caller: Caller` |
/// | several fields | `#[wx(openid, appid)] (openid, appid): (OpenId, AppId)` |
///
/// Options: `allow(wx_client, …)` lists the sources that may call, `direct` refuses calls that came through another
/// function, `crate = path` says where the crate `wxctx` is.
///
/// A function without a `#[wx]` parameter stays a handler of the framework, so that one that is being written compiles, unless a type of
/// ours stands there without its `#[wx]`. `allow` and `direct` are refused there: they are checked where a parameter is read, and nothing would check them.
///
/// The attribute stands above the framework's own (`#[handler]`, `#[debug_handler]`).
#[proc_macro_attribute]
pub fn entry(arguments: TokenStream, item: TokenStream) -> TokenStream {
    entry::expand(arguments.into(), item.into()).into()
}

/// Reads a struct from the call's context, so that `#[wx] member: Member` asks for all its fields.
///
/// ```
/// use wxctx::{Caller, FromWxContext, OpenId, UnionId, WxContext};
///
/// #[derive(FromWxContext)]
/// struct Member {
///     openid: OpenId,
///     #[wx(unionid)]
///     union: Option<UnionId>,
///     #[wx(flatten)]
///     caller: Caller,
/// }
///
/// let context = WxContext::builder().openid("oABCD0123456789_-abcdefghijk").appid("wx0123456789abcdef").build()?;
/// let member: Member = context.extract()?;
/// assert_eq!(member.openid, member.caller.openid);
/// assert_eq!(member.union, None);
/// # Ok::<(), wxctx::Rejection>(())
/// ```
///
/// A field that is named like a field of the context needs no attribute. `#[wx(crate = path)]` on the struct says
/// where the crate `wxctx` is.
#[proc_macro_derive(FromWxContext, attributes(wx))]
pub fn derive_from_wx_context(item: TokenStream) -> TokenStream {
    derive::expand(item.into()).into()
}
