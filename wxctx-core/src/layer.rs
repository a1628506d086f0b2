mod decision;
mod declared;
mod fault;
mod log;
mod reason;
#[cfg(feature = "axum")]
mod tower;
mod withheld;

use std::fmt;
use std::sync::Arc;

use crate::rejection::is_request_id;
use crate::{Rejection, Trust};

pub use self::decision::Decision;
#[allow(unused_imports, reason = "for the frameworks")]
pub(crate) use self::declared::{Call, Declared, Extraction, RequestId, request_id};
#[cfg(all(feature = "axum", feature = "bridge"))]
pub(crate) use self::tower::WxService;
#[allow(unused_imports, reason = "for the frameworks")]
pub(crate) use self::withheld::{HeadersMut, Withheld};

/// Declares a trust for the requests of an application; made by [`layer`].
///
/// One value for every framework: with axum it is a tower `Layer`. It also takes the header that proves a request, and
/// `x-cloudbase-context`, away from the handler, and marks headers with credentials and ids as sensitive. Of two layers the inner
/// one counts.
///
/// Whether a call came with `X-WX-SOURCE`, a local-debug marker or `X-WX-EXCLUDE-CREDENTIALS` is looked at when it arrives here,
/// once; fields are read when a function asks for them.
///
/// ```
/// use axum::Router;
/// use wxctx::{Trust, WxLayer, layer};
///
/// fn app(layer: WxLayer) -> Router {
///     Router::new().layer(layer)
/// }
/// # let _ = app(layer(Trust::closed_ingress()));
/// ```
#[derive(Clone)]
pub struct WxLayer(pub(crate) Arc<Declaration>);

type Audit = dyn Fn(&Decision<'_>) + Send + Sync;
type Render = dyn Fn(&Rejection) -> http::Response<String> + Send + Sync;

/// What a layer says, shared by all requests.
#[derive(Clone)]
pub(crate) struct Declaration {
    pub(crate) trust: Trust,
    audit: Option<Arc<Audit>>,
    render: Option<Arc<Render>>,
}

/// Declares why the identity of requests may be believed.
///
/// With the feature `tracing`, [`Trust::closed_ingress`] is warned of once, since it proves nothing: here, or at the first call where
/// no subscriber listens yet. A refused call is an event `refused`, unless [`audit`](WxLayer::audit) is told of it. A function that
/// no layer reaches, as one whose route was added after it, refuses every call, and each is an event of the level `ERROR`.
///
/// ```
/// use wxctx::{Trust, layer};
///
/// let layer = layer(Trust::closed_ingress()).audit(|decision| println!("{decision:?}"));
/// # let _ = layer;
/// ```
pub fn layer(trust: Trust) -> WxLayer {
    log::declared(&trust);
    WxLayer(Arc::new(Declaration { trust, audit: None, render: None }))
}

impl WxLayer {
    /// Calls `audit` when a request is accepted for the first time, and at every refusal that ends it. A layer within this one tells it,
    /// too, unless it has an audit of its own.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use std::sync::atomic::{AtomicU64, Ordering};
    ///
    /// use wxctx::{Trust, layer};
    ///
    /// let refused = Arc::new(AtomicU64::new(0));
    /// let counter = Arc::clone(&refused);
    /// let layer = layer(Trust::closed_ingress()).audit(move |decision| {
    ///     if decision.rejection().is_some() {
    ///         counter.fetch_add(1, Ordering::Relaxed);
    ///     }
    /// });
    /// # let _ = layer;
    /// ```
    pub fn audit(mut self, audit: impl Fn(&Decision<'_>) + Send + Sync + 'static) -> Self {
        Arc::make_mut(&mut self.0).audit = Some(Arc::new(audit));
        self
    }

    /// Shapes the answer to a refused call. Without it the answer is
    /// `{"code":"WXCTX_MISSING_OPENID","message":"…","requestId":"…"}`. A layer within this one shapes the refusals of its own trust, and
    /// is given the same function where they are to look alike.
    ///
    /// ```
    /// use wxctx::http::Response;
    /// use wxctx::{Trust, layer};
    ///
    /// let layer = layer(Trust::closed_ingress()).render(|rejection| {
    ///     let mut response = Response::new(format!("sorry: {}", rejection.code()));
    ///     *response.status_mut() = rejection.status();
    ///     response
    /// });
    /// # let _ = layer;
    /// ```
    pub fn render(mut self, render: impl Fn(&Rejection) -> http::Response<String> + Send + Sync + 'static) -> Self {
        Arc::make_mut(&mut self.0).render = Some(Arc::new(render));
        self
    }
}

impl Declaration {
    /// The answer to a refused call.
    pub(crate) fn response(&self, rejection: Rejection, request_id: Option<&str>) -> http::Response<String> {
        self.render
            .as_ref()
            .map_or_else(|| default_response(rejection, request_id, self.trust.is_local()), |render| render(&rejection))
    }
}

/// The answer to a refused call where nobody shapes it. With `detail` it says what was forbidden.
pub(crate) fn default_response(rejection: Rejection, request_id: Option<&str>, detail: bool) -> http::Response<String> {
    let reason = match rejection {
        Rejection::Forbidden(forbidden) if detail => format!(": {}", forbidden.reason()),
        _ => String::new(),
    };
    refusal(rejection.status(), rejection.code(), format_args!("{rejection}{reason}"), request_id)
}

/// The answer in the place of a handler: `{"code":…,"message":…,"requestId":…}`. Neither code nor message has what JSON escapes.
pub fn refusal(
    status: http::StatusCode,
    code: &str,
    message: impl fmt::Display,
    request_id: Option<&str>,
) -> http::Response<String> {
    let request_id = request_id.filter(|id| is_request_id(id)).unwrap_or_default();
    let body = format!(r#"{{"code":"{code}","message":"{message}","requestId":"{request_id}"}}"#);
    let mut response = http::Response::new(body);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(http::header::CONTENT_TYPE, http::HeaderValue::from_static("application/json"));
    headers.insert(http::header::CACHE_CONTROL, http::HeaderValue::from_static("no-store"));
    response
}

impl fmt::Debug for WxLayer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WxLayer").field("trust", &self.0.trust).finish_non_exhaustive()
    }
}
