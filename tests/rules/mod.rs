//! What holds of every value, context and refusal, whatever came in: the documentation once more, as assertions. The fuzz targets
//! include these files too.
#![allow(dead_code, reason = "no program uses all of it")]

pub(crate) mod cloudbase;
pub(crate) mod context;
#[cfg(feature = "bridge")]
pub(crate) mod envelope;
pub(crate) mod request;
pub(crate) mod value;
pub(crate) mod variables;

use wxctx::{Rejection, WxContext};

/// The text of every field that is there, in the order of the table; or the refusal.
pub(crate) type Read = Result<context::Texts, Rejection>;

/// What a parser made of its input, after what holds of every context.
pub(crate) fn read(result: Result<WxContext, Rejection>) -> Read {
    let context = result?;
    context::check(&context, false);
    Ok(context::texts(&context))
}
