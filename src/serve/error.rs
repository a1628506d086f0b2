use std::fmt;
use std::io;
use std::net::SocketAddr;

use wxctx_core::private::variables::Unusable;

use super::variables::{instead_of, meaning_of};
use crate::{InvalidTrust, UndeclaredTrust};

/// Why a server did not start, or stopped.
///
/// Its `Debug` is its readable text, since that is what a `main` that returns it prints. It names variables, never values.
///
/// ```
/// let error = wxctx::ServeError::BridgeTrust { name: "WXCTX_SECRET" };
/// assert_eq!(format!("{error:?}"), error.to_string());
/// ```
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum ServeError {
    /// The program and `WXCTX_TRUST` both declare one.
    #[error("both the program and WXCTX_TRUST declare a trust; remove one of them")]
    TwoTrusts,
    /// No trust is declared, or the declared one cannot be.
    #[error(transparent)]
    Trust(#[from] UndeclaredTrust),
    /// A variable of wxctx that there is not.
    #[error("{name} is no variable of wxctx; {}", instead_of(name))]
    UnknownVariable {
        /// Its name.
        name: String,
    },
    /// A variable whose value cannot be used.
    #[error("{name} has a value that cannot be used; it is {}. Write {form}", meaning_of(name))]
    Variable {
        /// Its name.
        name: &'static str,
        /// How a value is written.
        form: &'static str,
    },
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {source}")]
    Bind {
        /// The address.
        address: SocketAddr,
        /// What the system says.
        source: io::Error,
    },
    /// `WXCTX_BRIDGE` without the bridge.
    #[error("WXCTX_BRIDGE is set, and no secret came on standard input: only the bridge in deploy/cloud-function sets it")]
    NoBridge,
    /// A variable that says whom a port may believe, where there is no port.
    #[error("{name} is set, and behind the bridge of an event cloud function the bridge proves itself: remove it")]
    BridgeTrust {
        /// Its name.
        name: &'static str,
    },
    /// The socket of the bridge cannot be listened on.
    #[error("cannot listen on the socket in WXCTX_BRIDGE: {source}")]
    Socket {
        /// What the system says, or what is wrong with its folder.
        source: io::Error,
    },
    /// The runtime or the listener failed.
    #[error("the server failed: {0}")]
    Io(#[source] io::Error),
}

impl fmt::Debug for ServeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl From<InvalidTrust> for ServeError {
    fn from(source: InvalidTrust) -> Self {
        Self::Trust(source.into())
    }
}

impl From<Unusable> for ServeError {
    fn from(Unusable { name, form }: Unusable) -> Self {
        Self::Variable { name, form }
    }
}
