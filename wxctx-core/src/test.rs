//! For tests of one's own handlers (feature `test`).

use http::{HeaderMap, HeaderValue};

use crate::WxContext;
use crate::field::for_each_field;
use crate::value::Value;

macro_rules! define_headers {
    ($({ $marker:ident, $variant:ident, $value:ty, $code:literal, sdk: $sdk:expr, variables: [$($variable:literal),*],
         header: $header:tt, list: $list:tt, cloudbase: $cloudbase:expr, fits: $cannot:literal, $fits:literal, $doc:literal })*) => {
        /// The headers that a gateway would send for this context, for any framework's test client. Fields without a header, and
        /// secrets, are left out.
        ///
        /// ```
        /// use wxctx::{Trust, WxContext};
        ///
        /// let context = WxContext::builder().openid("oABCD0123456789_-abcdefghijk").source("wx_client").build()?;
        /// let headers = wxctx::test::headers(&context);
        /// let again = WxContext::from_headers(&headers, &Trust::closed_ingress())?;
        /// assert_eq!(again.openid(), context.openid());
        /// # Ok::<(), wxctx::Rejection>(())
        /// ```
        pub fn headers(context: &WxContext) -> HeaderMap {
            let mut headers = HeaderMap::new();
            $(
                let text = context.$marker.as_ref().and_then(Value::text);
                if let (Some(name), Some(text)) = (crate::Field::$variant.header(), text) {
                    if let Ok(value) = HeaderValue::try_from(text) {
                        headers.insert(name, value);
                    }
                }
            )*
            headers
        }
    };
}

for_each_field!(define_headers);
