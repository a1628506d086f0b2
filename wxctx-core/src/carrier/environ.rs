use super::variables::from_trimmed;
use super::{Carrier, LIMIT};
use crate::{Rejection, WxContext};

impl WxContext {
    /// Reads `context.environ` of the older event runtimes: `K=V;K=V`, at most 64 KiB.
    ///
    /// Split at `;`, the name ends at the first `=`, values are whole, entries without `=` are ignored. The format cannot hold a `;`
    /// in a value, so a value that has one is cut there.
    ///
    /// ```
    /// use wxctx::WxContext;
    ///
    /// let environ = "WX_CONTEXT_KEYS=WX_OPENID,WX_APPID;WX_OPENID=oABCD0123456789_-abcdefghijk;TCB_SOURCE=wx_client,scf";
    /// let context = WxContext::from_environ(environ)?;
    /// assert_eq!(context.source().unwrap().as_str(), "wx_client,scf");
    /// # Ok::<(), wxctx::Rejection>(())
    /// ```
    ///
    /// # Errors
    /// As [`from_variables`](WxContext::from_variables); [`Rejection::MalformedCarrier`] over 64 KiB.
    pub fn from_environ(text: &str) -> Result<Self, Rejection> {
        if text.len() > LIMIT {
            return Err(Rejection::MalformedCarrier(Carrier::Environ));
        }
        let pairs = text.split(';').filter_map(|entry| entry.split_once('='));
        let pairs: Vec<_> = pairs.map(|(name, value)| (name.trim(), value.trim())).collect();
        from_trimmed(&pairs, Carrier::Environ)
    }
}
