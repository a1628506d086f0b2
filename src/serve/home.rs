use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use wxctx_core::private::variables::Variables;

use super::ServeError;
use crate::Trust;

/// Where a program runs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Home {
    /// A debug build with nothing of a cloud around it, or one that was told so.
    Laptop,
    /// WeChat Cloud Run, or any container.
    Container,
    /// An HTTP cloud function: a custom image or a web function.
    Function,
    /// An event cloud function, behind the bridge.
    #[cfg(unix)]
    Bridge,
}

impl Home {
    /// The home that the trust and the variables name.
    pub(super) fn of(variables: &Variables, trust: &Trust) -> Self {
        let function = variables.is_set("TENCENTCLOUD_RUNENV") || variables.any(|name| name.starts_with("SCF_"));
        match trust.name() {
            "local" => Self::Laptop,
            _ if function => Self::Function,
            _ => Self::Container,
        }
    }

    /// Where to listen: `PORT`, but for an HTTP cloud function, whose port is fixed.
    pub(super) fn address(self, variables: &Variables) -> Result<SocketAddr, ServeError> {
        let port = variables.parsed("PORT", "a number from 0 to 65535", |port| port.parse::<u16>().ok())?;
        let (address, port) = match self {
            Self::Laptop => (Ipv4Addr::LOCALHOST, port.unwrap_or(8080)),
            Self::Container => (Ipv4Addr::UNSPECIFIED, port.unwrap_or(80)),
            _ => (Ipv4Addr::UNSPECIFIED, 9000),
        };
        Ok(SocketAddr::new(IpAddr::V4(address), port))
    }

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Laptop => "laptop",
            Self::Container => "container",
            Self::Function => "function",
            #[cfg(unix)]
            Self::Bridge => "bridge",
        }
    }
}
