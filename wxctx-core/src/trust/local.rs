use std::net::IpAddr;

use http::header::{self, FORWARDED, VIA};
use http::{HeaderName, Uri};

use super::{InvalidTrust, Kind, Request, Trust, host};
use crate::Forbidden;
use crate::carrier::{Found, Headers};

pub(super) static HOST: HeaderName = header::HOST;
static ORIGIN: HeaderName = header::ORIGIN;
static REFERER: HeaderName = header::REFERER;
static SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
/// The developer tools' page.
const WECHAT_ORIGIN: &str = "https://servicewechat.com";

/// The variables that are set in a cloud, by their names or the starts of them.
const CLOUD: [&str; 4] = ["CBR_ENV_ID", "SCF_", "TENCENTCLOUD_RUNENV", "KUBERNETES_SERVICE_HOST"];

/// Whether a variable of this name says that this is a cloud.
pub(super) fn is_cloud_variable(name: &str) -> bool {
    CLOUD.iter().any(|cloud| name == *cloud || (cloud.ends_with('_') && name.starts_with(cloud)))
}

impl Trust {
    /// Development: a request without identity gets a local one (`ENV` is `local`, `SOURCE` is `wx_client`).
    ///
    /// Of openid, appid, env and source each is filled in where it is absent, and nothing else is. The env is the pinned one where
    /// there is one ([`env`](Trust::env)), and so is the appid ([`owner_appid`](Trust::owner_appid), else the first of
    /// [`appids`](Trust::appids)). A request whose source is none of a user's (`wx_client`, `wx_devtools`, `wx_localdebug`) and one
    /// with `X-WX-FROM-*` get no openid, so that a timer, a push and a user of a shared resource can be tried.
    ///
    /// Every request must come from this machine: a loopback Host and peer, no page of another origin, no proxy. A refused one
    /// is [`Rejection::Forbidden`](crate::Rejection::Forbidden). The peer is looked at where the server says it: axum's own does with
    /// `into_make_service_with_connect_info::<SocketAddr>()`. So listen on loopback alone.
    ///
    /// # Errors
    /// [`InvalidTrust::Cloud`] where `CBR_ENV_ID`, `SCF_*`, `TENCENTCLOUD_RUNENV` or `KUBERNETES_SERVICE_HOST` is set.
    ///
    /// ```
    /// use wxctx::{Trust, WxContext};
    ///
    /// let mut headers = http::HeaderMap::new();
    /// headers.insert("host", "localhost:8080".parse().unwrap());
    /// if let Ok(trust) = Trust::local() {
    ///     let context = WxContext::from_headers(&headers, &trust)?;
    ///     assert_eq!(context.env().unwrap().as_str(), "local");
    /// }
    /// # Ok::<(), wxctx::Rejection>(())
    /// ```
    pub fn local() -> Result<Self, InvalidTrust> {
        Self::development(false, true)
    }

    /// [`local`](Trust::local) in a container on a laptop, where the peer is the container's bridge: a private address.
    /// Publish its port to the laptop alone (`-p 127.0.0.1:8080:80`).
    ///
    /// # Errors
    /// As [`local`](Trust::local).
    ///
    /// ```
    /// use wxctx::Trust;
    ///
    /// match Trust::local_container() {
    ///     Ok(trust) => assert_eq!(trust.name(), "local-container"),
    ///     Err(error) => println!("{error}"),
    /// }
    /// ```
    pub fn local_container() -> Result<Self, InvalidTrust> {
        Self::development(true, true)
    }

    /// That of a laptop which nobody declared.
    #[cfg(feature = "layer")]
    pub(super) fn undeclared_local() -> Result<Self, InvalidTrust> {
        Self::development(false, false)
    }

    fn development(container: bool, declared: bool) -> Result<Self, InvalidTrust> {
        refuse_cloud(std::env::vars_os().map(|(name, _)| name.to_string_lossy().into_owned()))?;
        Ok(Self::of(Kind::Local { container, declared }))
    }

    /// Whether it is that of a laptop.
    ///
    /// ```
    /// assert!(!wxctx::Trust::closed_ingress().is_local());
    /// ```
    pub const fn is_local(&self) -> bool {
        matches!(self.kind, Kind::Local { .. })
    }
}

/// Refuses where a variable says that this is a cloud.
fn refuse_cloud(names: impl Iterator<Item = String>) -> Result<(), InvalidTrust> {
    names.into_iter().find(|name| is_cloud_variable(name)).map_or(Ok(()), |variable| Err(InvalidTrust::Cloud { variable }))
}

/// Loopback is not private: a reverse proxy and every page in the browser reach it too.
pub(super) fn check(request: &Request<'_>, container: bool, declared: bool) -> Result<(), Forbidden> {
    let headers = request.headers;
    check_host(request)?;
    match request.peer {
        Some(peer) if !is_near(peer, container) => return Err(Forbidden::LocalPeer),
        None if !declared => return Err(Forbidden::NoPeer),
        _ => {}
    }
    if is_forwarded(headers) {
        return Err(Forbidden::LocalForwarded);
    }
    match headers.find(&ORIGIN) {
        Found::Absent => {}
        found if found.text().is_some_and(is_own_origin) => {}
        _ => return Err(Forbidden::LocalOrigin),
    }
    let from_wechat = headers
        .find(&REFERER)
        .text()
        .is_some_and(|referer| referer.strip_prefix(WECHAT_ORIGIN).is_some_and(|path| path.starts_with('/')));
    match headers.find(&SEC_FETCH_SITE) {
        Found::Absent => Ok(()),
        found if found.text().is_some_and(|site| site != "cross-site") || from_wechat => Ok(()),
        _ => Err(Forbidden::LocalOrigin),
    }
}

/// The same for a page of the server's own: another port of this machine is another origin, and no other page leads here.
#[cfg(feature = "layer")]
pub(super) fn check_own_page(request: &Request<'_>, container: bool, declared: bool) -> Result<(), Forbidden> {
    check(request, container, declared)?;
    let headers = request.headers;
    let host = headers.find(&HOST).text().or(request.authority);
    let is_own = |origin: &str| {
        origin.strip_prefix("http://").is_some_and(|authority| host.is_some_and(|host| host.eq_ignore_ascii_case(authority)))
    };
    let from_own_origin = match headers.find(&ORIGIN) {
        Found::Absent => true,
        found => found.text().is_some_and(is_own),
    };
    let from_own_site = match headers.find(&SEC_FETCH_SITE) {
        Found::Absent => true,
        found => matches!(found.text(), Some("same-origin" | "none")),
    };
    if from_own_origin && from_own_site { Ok(()) } else { Err(Forbidden::LocalOrigin) }
}

fn check_host(request: &Request<'_>) -> Result<(), Forbidden> {
    let header = match request.headers.find(&HOST) {
        Found::Absent => None,
        found => Some(found.text().ok_or(Forbidden::LocalHost)?),
    };
    let mut hosts = header.into_iter().chain(request.authority).peekable();
    if hosts.peek().is_some() && hosts.all(host::is_loopback) { Ok(()) } else { Err(Forbidden::LocalHost) }
}

/// A container sees the address of its bridge as the peer, so there a private one is near enough.
fn is_near(peer: IpAddr, container: bool) -> bool {
    let peer = peer.to_canonical();
    peer.is_loopback()
        || container
            && match peer {
                IpAddr::V4(v4) => v4.is_private() || v4.is_link_local(),
                IpAddr::V6(v6) => v6.is_unique_local() || v6.is_unicast_link_local(),
            }
}

/// The platform's own VS Code proxy forwards too; it says so by its marker.
fn is_forwarded(headers: &dyn Headers) -> bool {
    let own_proxy = headers.find(&super::LOCAL_DEBUG).is_present();
    headers.any_name(&mut |name| {
        name == FORWARDED.as_str()
            || name == VIA.as_str()
            || (name.starts_with("x-forwarded-") && !(own_proxy && name == "x-forwarded-for"))
    })
}

fn is_own_origin(origin: &str) -> bool {
    if origin == WECHAT_ORIGIN {
        return true;
    }
    let Ok(uri) = origin.parse::<Uri>() else { return false };
    matches!(uri.scheme_str(), Some("http" | "https"))
        && uri.authority().is_some_and(|authority| host::is_loopback(authority.as_str()))
}
