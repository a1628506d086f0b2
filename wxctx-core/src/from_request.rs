use http::request::Parts;
use http::{Extensions, HeaderMap, HeaderName};

use crate::carrier::{Found, Headers};
use crate::trust::{Context, Request};
use crate::{FromWxContext, Rejection, Trust, WxContext};

pub(crate) static CLOUDBASE_CONTEXT: HeaderName = HeaderName::from_static("x-cloudbase-context");

/// A context that the program's own middleware proved: a session after `code2session`, a JWT, mutual TLS. In the request's
/// extensions it beats every carrier: headers are then not read.
///
/// ```
/// use wxctx::{Proven, WxContext};
///
/// let mut request = http::Request::new(());
/// let context = WxContext::builder().openid("oABCD0123456789_-abcdefghijk").build()?;
/// request.extensions_mut().insert(Proven(context));
/// # Ok::<(), wxctx::Rejection>(())
/// ```
#[derive(Clone, Debug)]
pub struct Proven(pub WxContext);

impl WxContext {
    /// Reads the `X-WX-*` headers of a request with every check of the trust.
    ///
    /// ```
    /// use wxctx::{Rejection, Trust, WxContext};
    ///
    /// let request = http::Request::builder()
    ///     .header("x-wx-source", "wx_client")
    ///     .header("x-wx-openid", "oABCD0123456789_-abcdefghijk")
    ///     .body(())
    ///     .unwrap();
    /// let (parts, ()) = request.into_parts();
    /// let context = WxContext::from_parts(&parts, &Trust::closed_ingress())?;
    /// assert_eq!(context.openid().unwrap(), "oABCD0123456789_-abcdefghijk");
    /// assert_eq!(WxContext::from_parts(&parts, &Trust::none()).unwrap_err(), Rejection::NotFromWeChat);
    /// # Ok::<(), Rejection>(())
    /// ```
    ///
    /// # Errors
    /// With what the trust or a field refuses the request for.
    pub fn from_parts(parts: &Parts, trust: &Trust) -> Result<Self, Rejection> {
        if let Some(Proven(context)) = parts.extensions.get() {
            return Ok(context.clone());
        }
        let request = Request {
            headers: &parts.headers,
            survey: parts.headers.survey(),
            proof: proof(&parts.headers, trust),
            context: Context::of(
                trust,
                parts.headers.find(&CLOUDBASE_CONTEXT),
                #[cfg(feature = "bridge")]
                parts.extensions.get(),
            ),
            authority: parts.uri.authority().map(http::uri::Authority::as_str),
            peer: peer(&parts.extensions),
        };
        Self::judged(&request, trust)
    }

    /// [`from_parts`](WxContext::from_parts) where nothing but the headers is known. [`Trust::local`] then needs a Host.
    ///
    /// ```
    /// use http::HeaderMap;
    /// use wxctx::{Trust, WxContext};
    ///
    /// let mut headers = HeaderMap::new();
    /// headers.insert("x-wx-source", "wx_client".parse().unwrap());
    /// headers.insert("x-wx-openid", "oABCD0123456789_-abcdefghijk".parse().unwrap());
    /// let context = WxContext::from_headers(&headers, &Trust::closed_ingress())?;
    /// assert_eq!(context.openid().unwrap(), "oABCD0123456789_-abcdefghijk");
    /// # Ok::<(), wxctx::Rejection>(())
    /// ```
    ///
    /// # Errors
    /// With what the trust or a field refuses the request for.
    pub fn from_headers(headers: &HeaderMap, trust: &Trust) -> Result<Self, Rejection> {
        let context = Context::of(
            trust,
            headers.find(&CLOUDBASE_CONTEXT),
            #[cfg(feature = "bridge")]
            None,
        );
        let (survey, proof) = (headers.survey(), proof(headers, trust));
        Self::judged(&Request { headers, survey, proof, context, authority: None, peer: None }, trust)
    }

    fn judged(request: &Request<'_>, trust: &Trust) -> Result<Self, Rejection> {
        trust.observe(request);
        Self::from_wx_context(&trust.judge(request).incoming(request.headers, trust))
    }
}

fn proof<'a>(headers: &'a HeaderMap, trust: &Trust) -> Found<'a> {
    trust.proof_header().map_or(Found::Absent, |name| Found::of(headers, name))
}

/// The peer's address, where the server says it.
#[cfg(feature = "axum")]
pub(crate) fn peer(extensions: &Extensions) -> Option<std::net::IpAddr> {
    extensions.get::<axum::extract::ConnectInfo<std::net::SocketAddr>>().map(|info| info.0.ip())
}

#[cfg(not(feature = "axum"))]
fn peer(_: &Extensions) -> Option<std::net::IpAddr> {
    None
}
