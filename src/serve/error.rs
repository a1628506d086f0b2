use std::fmt;
use std::io;
use std::net::SocketAddr;

use super::variables::{instead_of, meaning_of};
use crate::InvalidTrust;

/// Why a server did not start, or stopped.
///
/// Its `Debug` is its readable text, since that is what a `main` that returns it prints. It names variables, never values.
///
/// ```
/// let error = wxctx::ServeError::UnusedVariable { name: "WXCTX_SECRET" };
/// assert_eq!(format!("{error:?}"), error.to_string());
/// ```
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum ServeError {
    /// No trust is declared, and this is no laptop.
    #[error(
        "no trust is declared, so nobody's identity can be believed here.\n\n\
         Can anything but WeChat reach this port?\n\
         - No: WXCTX_TRUST=closed-ingress (public access, internal domain and HTTP routes are off; this asserts, it proves nothing)\n\
         - Yes, and no WeChat identity is needed: WXCTX_TRUST=none\n\
         - Yes, and it is needed: the same image as two services, public access off (closed-ingress) and on (none)\n\
         - AnyService: WXCTX_TRUST=basic; a proxy of your own: WXCTX_TRUST=shared-secret; both with WXCTX_SECRET_FILE\n\n\
         On a laptop a debug build needs none; a release build is told by WXCTX_TRUST=local."
    )]
    Undeclared,
    /// `WXCTX_TRUST` is none of the names it may be.
    #[error("WXCTX_TRUST must be one of none, closed-ingress, basic, shared-secret, local, local-container")]
    UnknownTrust,
    /// The program and `WXCTX_TRUST` both declare one.
    #[error("both the program and WXCTX_TRUST declare a trust; remove one of them")]
    TwoTrusts,
    /// The declared trust cannot be.
    #[error("the declared trust cannot be: {0}")]
    Trust(#[from] InvalidTrust),
    /// The trust is pinned to an environment, and the platform says that this is another one.
    #[error(
        "the trust is pinned to another environment than CBR_ENV_ID, in which this program runs: every call would be refused. Change \
         WXCTX_ENV or `Trust::env`, or deploy to that environment"
    )]
    OtherEnvironment,
    /// `basic` or `shared-secret` without a secret, or with nothing in the place of it.
    #[error(
        "this trust needs a secret of at least 16 bytes: WXCTX_SECRET_FILE names a file with one a line, or WXCTX_SECRET is one"
    )]
    NoSecret,
    /// A secret that cannot be one.
    #[error("line {line} of {name} cannot be a secret: {source}")]
    Secret {
        /// The variable.
        name: &'static str,
        /// The line, the first is 1.
        line: usize,
        /// What is wrong with it.
        source: InvalidTrust,
    },
    /// A line that looks like a comment among the secrets.
    #[error("line {line} of {name} begins with `#`: there are no comments, each line is a secret. Delete it")]
    CommentedSecret {
        /// The variable.
        name: &'static str,
        /// The line, the first is 1.
        line: usize,
    },
    /// The file of secrets cannot be read.
    #[error("WXCTX_SECRET_FILE cannot be read: {source}")]
    SecretFile {
        /// What the system says.
        source: io::Error,
    },
    /// A variable of wxctx that there is not.
    #[error("{name} is no variable of wxctx; {}", instead_of(name))]
    UnknownVariable {
        /// Its name.
        name: String,
    },
    /// A variable that the declared trust does not use, so that it protects nothing.
    #[error("{name} is set, and only WXCTX_TRUST=basic and WXCTX_TRUST=shared-secret use it")]
    UnusedVariable {
        /// Its name.
        name: &'static str,
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
