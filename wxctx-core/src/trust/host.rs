use std::net::IpAddr;

use http::uri::Authority;

/// The name in a Host header, without user, port and brackets; none where it is no authority.
pub(super) fn name(host: &str) -> Option<String> {
    let authority: Authority = host.trim_ascii().parse().ok()?;
    Some(authority.host().trim_start_matches('[').trim_end_matches(']').to_ascii_lowercase())
}

/// Whether a Host is a name of this machine.
pub(super) fn is_loopback(host: &str) -> bool {
    let name = name(host).filter(|_| !host.contains('@') && has_plain_port(host));
    name.is_some_and(|name| name == "localhost" || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback()))
}

/// Whether there is no port, or a number: `http` takes anything for one.
fn has_plain_port(host: &str) -> bool {
    let port = host.trim_ascii().rsplit_once(':').map_or("", |(_, port)| port);
    port.ends_with(']') || port.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a Host is `suffix` or below it.
pub(super) fn is_below(host: &str, suffix: &str) -> bool {
    let suffix = suffix.trim_start_matches('.');
    name(host).is_some_and(|name| {
        let name = name.trim_end_matches('.');
        name.strip_suffix(suffix).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    })
}

/// The domains under which the platform publishes a service.
pub(super) const PUBLIC: [&str; 4] = ["tcloudbase.com", "run.wxcloudrun.com", "tcloudbaseapp.com", "tcloudbasegateway.com"];
