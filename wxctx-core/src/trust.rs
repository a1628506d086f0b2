mod evidence;
mod excluded;
mod host;
mod invalid;
mod judge;
mod local;
mod pins;
mod secrets;
mod verdict;

use std::sync::Arc;

use http::HeaderName;

use self::evidence::Evidence;
use self::secrets::Secrets;
use crate::incoming::Supplier;
use crate::{AppId, EnvId};

pub use self::invalid::InvalidTrust;
#[cfg(feature = "layer")]
pub(crate) use self::judge::Judgement;
pub(crate) use self::judge::Request;
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
#[derive(Clone, Debug)]
pub struct Trust {
    kind: Kind,
    supplier: Supplier,
    /// `CBR_ENV_ID`, read when the trust was declared; refuses only a different value.
    own_env: Option<Box<str>>,
    env: Option<EnvId>,
    appids: Option<Box<[AppId]>>,
    owner_appid: Option<AppId>,
    refused_hosts: Box<[Box<str>]>,
    evidence: Arc<Evidence>,
}

#[derive(Clone, Debug)]
enum Kind {
    None,
    ClosedIngress,
    #[cfg(feature = "basic")]
    Basic(Secrets),
    SharedSecret(HeaderName, Secrets),
    Local {
        container: bool,
    },
}

impl Trust {
    fn of(kind: Kind) -> Self {
        let own_env = std::env::var("CBR_ENV_ID").ok().filter(|env| !env.trim().is_empty());
        Self {
            kind,
            supplier: Supplier::Headers,
            own_env: own_env.map(|env| env.trim().into()),
            env: None,
            appids: None,
            owner_appid: None,
            refused_hosts: Box::default(),
            evidence: Arc::default(),
        }
    }

    /// No identity is expected here: a public service, payment callbacks. Identity headers count as not sent.
    pub fn none() -> Self {
        Self::of(Kind::None)
    }

    /// **Asserts, proves nothing**: public access is off, the internal domain is off, there is no HTTP route and no role that
    /// opens the HTTP API. Public access of a Cloud Run service is on by default.
    ///
    /// A request without `X-WX-SOURCE` under a public domain of the platform is evidence against it: counted
    /// ([`public_requests`](Trust::public_requests)) and, with the feature `tracing`, logged at most once a minute.
    pub fn closed_ingress() -> Self {
        Self::of(Kind::ClosedIngress)
    }

    /// Every request proves itself with AnyService's `x-anyservice-authorization` (HTTP Basic).
    ///
    /// # Errors
    /// When the password has fewer than 16 bytes, or either holds something else than visible ASCII, or the user a colon.
    ///
    /// ```
    /// use wxctx_core::{InvalidTrust, Trust};
    ///
    /// assert!(Trust::basic("anyservice", "a-password-of-some-length").is_ok());
    /// assert_eq!(Trust::basic("anyservice", "").unwrap_err(), InvalidTrust::ShortSecret { least: 16 });
    /// ```
    #[cfg(feature = "basic")]
    pub fn basic(user: &str, password: &str) -> Result<Self, InvalidTrust> {
        let mut trust = Self::of(Kind::Basic(Secrets::none()));
        trust.add_basic(user, password)?;
        Ok(trust)
    }

    /// A proxy of one's own proves itself by a secret in `header`. It must delete inbound `X-WX-*`, `x-cloudbase-*` and that
    /// header first.
    ///
    /// # Errors
    /// When the secret has fewer than 16 bytes or holds something else than visible ASCII, or the header's name is invalid or
    /// starts with `x-wx-` or `x-cloudbase-`.
    ///
    /// ```
    /// use wxctx_core::Trust;
    ///
    /// let trust = Trust::shared_secret("x-gateway-secret", "the-new-secret-of-2026")?.also_accept("the-old-secret-of-2025")?;
    /// assert!(!format!("{trust:?}").contains("2025"));
    /// # Ok::<(), wxctx_core::InvalidTrust>(())
    /// ```
    pub fn shared_secret(header: &str, secret: &str) -> Result<Self, InvalidTrust> {
        let header: HeaderName = header.parse().map_err(|_| InvalidTrust::Header)?;
        let name = header.as_str();
        if name.starts_with("x-wx-") || name.starts_with("x-cloudbase-") || name == "host" {
            return Err(InvalidTrust::Header);
        }
        Ok(Self::of(Kind::SharedSecret(header, Secrets::new(secret)?)))
    }

    /// Accepts another secret (or, for [`basic`](Trust::basic), another password of the same user written `user:password`)
    /// beside the first, while one is replaced by the other.
    ///
    /// # Errors
    /// As the constructor; and when the trust has no secrets.
    pub fn also_accept(mut self, secret: &str) -> Result<Self, InvalidTrust> {
        match &mut self.kind {
            Kind::SharedSecret(_, secrets) => secrets.add(secret)?,
            #[cfg(feature = "basic")]
            Kind::Basic(_) => {
                let (user, password) = secret.split_once(':').ok_or(InvalidTrust::SecretCharacter)?;
                self.add_basic(user, password)?;
            }
            _ => return Err(InvalidTrust::NoSecrets),
        }
        Ok(self)
    }

    /// Development: a request without identity gets a local one (`ENV` is `local`, `SOURCE` is `wx_client`).
    ///
    /// Every request must come from this machine: a loopback Host and peer, no page of another origin, no proxy. A refused one
    /// is [`Rejection::Forbidden`](crate::Rejection::Forbidden).
    ///
    /// # Errors
    /// [`InvalidTrust::Cloud`] where `CBR_ENV_ID`, `SCF_*`, `TENCENTCLOUD_RUNENV` or `KUBERNETES_SERVICE_HOST` is set.
    pub fn local() -> Result<Self, InvalidTrust> {
        Self::development(false)
    }

    /// [`local`](Trust::local) in a container on a laptop, where the peer is the container's bridge: a private address.
    /// Publish its port to the laptop alone (`-p 127.0.0.1:8080:80`).
    ///
    /// # Errors
    /// As [`local`](Trust::local).
    pub fn local_container() -> Result<Self, InvalidTrust> {
        Self::development(true)
    }

    fn development(container: bool) -> Result<Self, InvalidTrust> {
        local::refuse_cloud(std::env::vars_os().map(|(name, _)| name.to_string_lossy().into_owned()))?;
        Ok(Self::of(Kind::Local { container }))
    }

    /// Reads `x-cloudbase-context` instead of the `X-WX-*` headers, which then only can contradict it.
    ///
    /// One carrier supplies the fields: without this it is the headers, and `x-cloudbase-context` only can contradict them
    /// ([`Rejection::Conflict`](crate::Rejection::Conflict)).
    #[cfg(feature = "cloudbase")]
    pub fn carrier(mut self, _: crate::CloudbaseContext) -> Self {
        self.supplier = Supplier::Context;
        self
    }

    /// Refuses calls of another environment, or of none.
    pub fn env(mut self, env: EnvId) -> Self {
        self.env = Some(env);
        self
    }

    /// Refuses calls of other *calling* apps: `FROM_APPID` if any `FROM_*` came, else `APPID`.
    pub fn appids(mut self, appids: impl IntoIterator<Item = AppId>) -> Self {
        self.appids = Some(appids.into_iter().collect());
        self
    }

    /// Refuses calls in which another app owns the resource (`APPID`).
    pub fn owner_appid(mut self, appid: AppId) -> Self {
        self.owner_appid = Some(appid);
        self
    }

    /// Refuses requests whose Host is one of these domains, or below one.
    pub fn refuse_hosts<S: AsRef<str>>(mut self, suffixes: impl IntoIterator<Item = S>) -> Self {
        self.refused_hosts = suffixes.into_iter().map(|suffix| suffix.as_ref().to_ascii_lowercase().into()).collect();
        self
    }

    /// How many requests spoke against [`closed_ingress`](Trust::closed_ingress) so far.
    pub fn public_requests(&self) -> u64 {
        self.evidence.count()
    }

    /// Its name, as `WXCTX_TRUST` has it.
    pub const fn name(&self) -> &'static str {
        match self.kind {
            Kind::None => "none",
            Kind::ClosedIngress => "closed-ingress",
            #[cfg(feature = "basic")]
            Kind::Basic(_) => "basic",
            Kind::SharedSecret(..) => "shared-secret",
            Kind::Local { container: false } => "local",
            Kind::Local { container: true } => "local-container",
        }
    }

    /// Whether it is that of a laptop.
    pub const fn is_local(&self) -> bool {
        matches!(self.kind, Kind::Local { .. })
    }

    pub(crate) const fn supplier(&self) -> Supplier {
        self.supplier
    }

    /// The header in which a request proves itself.
    pub(crate) const fn proof_header(&self) -> Option<&HeaderName> {
        match &self.kind {
            #[cfg(feature = "basic")]
            Kind::Basic(_) => Some(&ANYSERVICE),
            Kind::SharedSecret(header, _) => Some(header),
            _ => None,
        }
    }

    #[cfg(feature = "basic")]
    fn add_basic(&mut self, user: &str, password: &str) -> Result<(), InvalidTrust> {
        use base64::Engine as _;

        secrets::check(password)?;
        if user.contains(':') || !user.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(InvalidTrust::SecretCharacter);
        }
        let credentials = zeroize::Zeroizing::new(format!("{user}:{password}"));
        let encoded = zeroize::Zeroizing::new(base64::engine::general_purpose::STANDARD.encode(credentials.as_bytes()));
        if let Kind::Basic(secrets) = &mut self.kind {
            secrets.push(encoded.as_bytes());
        }
        Ok(())
    }
}
