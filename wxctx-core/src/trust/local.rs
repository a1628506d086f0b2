use std::net::IpAddr;

use http::header::{self, FORWARDED, VIA};
use http::{HeaderName, Uri};

use super::{InvalidTrust, Request, host};
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

/// Refuses where a variable says that this is a cloud.
pub(super) fn refuse_cloud(names: impl Iterator<Item = String>) -> Result<(), InvalidTrust> {
    names.into_iter().find(|name| is_cloud_variable(name)).map_or(Ok(()), |variable| Err(InvalidTrust::Cloud { variable }))
}

/// Loopback is not private: a reverse proxy and every page in the browser reach it too.
pub(super) fn check(request: &Request<'_>, container: bool) -> Result<(), Forbidden> {
    let headers = request.headers;
    check_host(request)?;
    if request.peer.is_some_and(|peer| !is_near(peer, container)) {
        return Err(Forbidden::LocalPeer);
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
pub(super) fn check_own_page(request: &Request<'_>, container: bool) -> Result<(), Forbidden> {
    check(request, container)?;
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
