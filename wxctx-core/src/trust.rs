#[cfg(all(feature = "layer", feature = "tracing"))]
mod announced;
#[cfg(feature = "bridge")]
mod bridge;
#[cfg(feature = "layer")]
mod declared;
mod evidence;
mod excluded;
mod host;
mod invalid;
mod judge;
mod local;
mod pins;
mod secrets;
#[cfg(feature = "layer")]
mod undeclared;
#[cfg(feature = "layer")]
pub(crate) mod variables;
mod verdict;

use std::sync::Arc;

use http::HeaderName;

#[cfg(all(feature = "layer", feature = "tracing"))]
use self::announced::Announced;
use self::evidence::Evidence;
use self::secrets::Secrets;
use crate::incoming::Supplier;

#[cfg(all(feature = "layer", feature = "tracing"))]
pub(crate) use self::announced::Occasion;
#[cfg(feature = "bridge")]
pub use self::bridge::PROOF;
#[cfg(feature = "layer")]
pub(crate) use self::excluded::Excluded;
pub use self::invalid::InvalidTrust;
#[cfg(feature = "layer")]
pub(crate) use self::judge::Judgement;
pub(crate) use self::judge::{Context, Request};
#[cfg(feature = "layer")]
use self::local::is_cloud_variable;
pub(crate) use self::pins::Pins;
#[cfg(feature = "layer")]
pub use self::undeclared::UndeclaredTrust;
pub(crate) use self::verdict::Verdict;

/// Where AnyService proves itself (official page "AnyService 使用说明").
#[cfg(feature = "basic")]
static ANYSERVICE: HeaderName = HeaderName::from_static("x-anyservice-authorization");
/// The marker of the platform's VS Code proxy.
static LOCAL_DEBUG: HeaderName = HeaderName::from_static("x-wx-local-debug");

/// Why the identity of a request may be believed.
///
/// Headers are not credentials: whoever reaches the port can write them. So nothing is believed until the operator says why
/// it may be. Can anything but WeChat reach this port?
///
/// | answer | trust | [`Proof`](crate::Proof) |
/// |---|---|---|
/// | no: public access, internal domain and HTTP routes are off | [`closed_ingress`](Trust::closed_ingress) | `Asserted` |
/// | yes, and no WeChat identity is needed | [`none`](Trust::none) | – |
/// | yes, through AnyService | [`basic`](Trust::basic) | `Basic` |
/// | yes, through a proxy of one's own | [`shared_secret`](Trust::shared_secret) | `Secret` |
/// | it is a laptop | [`local`](Trust::local) | `Local` |
///
/// Pins ([`env`](Trust::env), [`appids`](Trust::appids), [`owner_appid`](Trust::owner_appid)) are policy, no proof: they are as
/// easy to forge as the trust allows. Its `Debug` shows the kind and the pins, never a secret.
///
/// ```
/// use wxctx::{AppId, Trust};
///
/// let shop: AppId = "wx0123456789abcdef".parse()?;
/// let trust = Trust::closed_ingress().owner_appid(shop).refuse_hosts([".tcloudbase.com", ".run.wxcloudrun.com"]);
/// let layer = wxctx::layer(trust);
/// # let _ = layer;
/// # Ok::<(), wxctx::InvalidValue>(())
/// ```
#[derive(Clone, Debug)]
pub struct Trust {
    kind: Kind,
    supplier: Supplier,
    pins: Pins,
    refused_hosts: Box<[Box<str>]>,
    evidence: Arc<Evidence>,
    #[cfg(all(feature = "layer", feature = "tracing"))]
    announced: Arc<Announced>,
}

#[derive(Clone, Debug)]
enum Kind {
    None,
    ClosedIngress,
    #[cfg(feature = "basic")]
    Basic(Secrets),
    SharedSecret(HeaderName, Secrets),
    #[cfg(feature = "bridge")]
    Bridge(Secrets),
    Local {
        container: bool,
        /// Whether somebody said so: else it is a guess, and nothing is believed that is not certain.
        declared: bool,
    },
}

impl Trust {
    fn of(kind: Kind) -> Self {
        Self {
            kind,
            supplier: Supplier::Headers,
            pins: Pins::of_process(),
            refused_hosts: Box::default(),
            evidence: Arc::default(),
            #[cfg(all(feature = "layer", feature = "tracing"))]
            announced: Arc::new(Announced::of_process()),
        }
    }

    /// No identity is expected here: a public service, payment callbacks. Identity headers count as not sent.
    ///
    /// ```
    /// use wxctx::{Rejection, Trust, WxContext};
    ///
    /// let sent = WxContext::builder().openid("oABCD0123456789_-abcdefghijk").source("wx_client").build()?;
    /// let read = WxContext::from_headers(&wxctx::test::headers(&sent), &Trust::none());
    /// assert_eq!(read.unwrap_err(), Rejection::NotFromWeChat);
    /// # Ok::<(), Rejection>(())
    /// ```
    pub fn none() -> Self {
        Self::of(Kind::None)
    }

    /// **Asserts, proves nothing**: public access is off, the internal domain is off, there is no HTTP route and no role that
    /// opens the HTTP API. Public access of a Cloud Run service is on by default.
    ///
    /// A request without `X-WX-SOURCE` under a public domain of the platform is evidence against it: counted
    /// ([`public_requests`](Trust::public_requests)) and, with the feature `tracing`, logged at most once a minute.
    ///
    /// ```
    /// use wxctx::{Proof, Trust, WxContext};
    ///
    /// let sent = WxContext::builder().openid("oABCD0123456789_-abcdefghijk").source("wx_client").build()?;
    /// let read = WxContext::from_headers(&wxctx::test::headers(&sent), &Trust::closed_ingress())?;
    /// assert_eq!(read.proof(), Proof::Asserted);
    /// # Ok::<(), wxctx::Rejection>(())
    /// ```
    pub fn closed_ingress() -> Self {
        Self::of(Kind::ClosedIngress)
    }

    /// Reads `x-cloudbase-context` instead of the `X-WX-*` headers, which then only can contradict it.
    ///
    /// One carrier supplies the fields: without this it is the headers, and `x-cloudbase-context` only can contradict them
    /// ([`Rejection::Conflict`](crate::Rejection::Conflict)).
    #[cfg(feature = "cloudbase")]
    ///
    /// ```
    /// use wxctx::{CloudbaseContext, Trust, WxContext};
    ///
    /// // {"envId":"prod-1a2b3c","wechatContext":{"source":"wx_client"}}
    /// let header = "eyJlbnZJZCI6InByb2QtMWEyYjNjIiwid2VjaGF0Q29udGV4dCI6eyJzb3VyY2UiOiJ3eF9jbGllbnQifX0=";
    /// let mut headers = http::HeaderMap::new();
    /// headers.insert("x-cloudbase-context", header.parse().unwrap());
    /// let context = WxContext::from_headers(&headers, &Trust::closed_ingress().carrier(CloudbaseContext))?;
    /// assert_eq!(context.env().unwrap().as_str(), "prod-1a2b3c");
    /// # Ok::<(), wxctx::Rejection>(())
    /// ```
    pub fn carrier(mut self, _: crate::CloudbaseContext) -> Self {
        self.supplier = Supplier::Context;
        self
    }

    /// Refuses requests whose Host is one of these domains, or below one.
    ///
    /// ```
    /// use wxctx::Trust;
    ///
    /// let trust = Trust::closed_ingress().refuse_hosts([".tcloudbase.com", ".run.wxcloudrun.com"]);
    /// # let _ = trust;
    /// ```
    pub fn refuse_hosts<S: AsRef<str>>(mut self, suffixes: impl IntoIterator<Item = S>) -> Self {
        self.refused_hosts = suffixes.into_iter().map(|suffix| suffix.as_ref().to_ascii_lowercase().into()).collect();
        self
    }

    /// How many requests spoke against [`closed_ingress`](Trust::closed_ingress) so far.
    ///
    /// ```
    /// use wxctx::{Trust, WxContext};
    ///
    /// let trust = Trust::closed_ingress();
    /// let mut headers = http::HeaderMap::new();
    /// headers.insert("host", "hello-1a2b3c.ap-shanghai.run.wxcloudrun.com".parse().unwrap());
    /// assert!(WxContext::from_headers(&headers, &trust).is_err());
    /// assert_eq!(trust.public_requests(), 1);
    /// ```
    pub fn public_requests(&self) -> u64 {
        self.evidence.count()
    }

    /// Its name, as `WXCTX_TRUST` has it; `bridge` where `wxctx::serve` runs behind the bridge of an event cloud function.
    ///
    /// ```
    /// assert_eq!(wxctx::Trust::closed_ingress().name(), "closed-ingress");
    /// ```
    pub const fn name(&self) -> &'static str {
        match self.kind {
            Kind::None => "none",
            Kind::ClosedIngress => "closed-ingress",
            #[cfg(feature = "basic")]
            Kind::Basic(_) => "basic",
            Kind::SharedSecret(..) => "shared-secret",
            #[cfg(feature = "bridge")]
            Kind::Bridge(_) => "bridge",
            Kind::Local { container: false, .. } => "local",
            Kind::Local { container: true, .. } => "local-container",
        }
    }

    /// Whether nobody has an identity under it.
    #[cfg(feature = "layer")]
    pub(crate) const fn is_none(&self) -> bool {
        matches!(self.kind, Kind::None)
    }

    /// Whether it is pinned to another environment than `CBR_ENV_ID` says, and so refuses every call.
    #[cfg(feature = "layer")]
    pub(crate) fn is_of_another_environment(&self) -> bool {
        !self.is_none() && self.pins.is_of_another_environment()
    }

    pub(crate) const fn supplier(&self) -> Supplier {
        self.supplier
    }

    pub(crate) const fn pins(&self) -> &Pins {
        &self.pins
    }

    /// The header in which a request proves itself.
    pub(crate) const fn proof_header(&self) -> Option<&HeaderName> {
        match &self.kind {
            #[cfg(feature = "basic")]
            Kind::Basic(_) => Some(&ANYSERVICE),
            Kind::SharedSecret(header, _) => Some(header),
            #[cfg(feature = "bridge")]
            Kind::Bridge(_) => Some(&PROOF),
            _ => None,
        }
    }
}
