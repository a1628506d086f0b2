#[cfg(feature = "cloudbase")]
mod cloudbase;
#[cfg(feature = "bridge")]
mod envelope;
mod environ;
#[cfg(feature = "environment")]
mod environment;
mod fields;
mod headers;
#[cfg(feature = "environment")]
mod json;
mod survey;
mod variables;

use std::fmt;

#[cfg(feature = "cloudbase")]
pub use self::cloudbase::CloudbaseContext;
#[cfg(all(feature = "cloudbase", feature = "layer"))]
pub(crate) use self::cloudbase::undecodable;
#[cfg(feature = "bridge")]
pub use self::envelope::{CallVariables, Envelope};
pub(crate) use self::fields::Fields;
pub(crate) use self::headers::{Found, Headers, Several, first};
pub(crate) use self::survey::{SourceHeader, Survey};

/// What a context can arrive in.
///
/// ```
/// assert_eq!(wxctx::Carrier::CloudbaseContext.to_string(), "x-cloudbase-context");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[non_exhaustive]
pub enum Carrier {
    /// The `X-WX-*` headers of WeChat Cloud Run.
    Headers,
    /// The header `x-cloudbase-context` of CloudBase.
    CloudbaseContext,
    /// `context.environment` of the event runtimes, JSON text.
    Environment,
    /// `context.environ` of the older event runtimes, `K=V;K=V`.
    Environ,
    /// Variables of a process.
    Variables,
    /// What the bridge of an event cloud function hands over.
    Envelope,
}

impl Carrier {
    pub(crate) const fn malformed_code(self) -> &'static str {
        match self {
            Self::Headers => "WXCTX_MALFORMED_HEADERS",
            Self::CloudbaseContext => "WXCTX_MALFORMED_CLOUDBASE_CONTEXT",
            Self::Environment => "WXCTX_MALFORMED_ENVIRONMENT",
            Self::Environ => "WXCTX_MALFORMED_ENVIRON",
            Self::Variables => "WXCTX_MALFORMED_VARIABLES",
            Self::Envelope => "WXCTX_MALFORMED_ENVELOPE",
        }
    }
}

impl fmt::Display for Carrier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Headers => "X-WX-*",
            Self::CloudbaseContext => "x-cloudbase-context",
            Self::Environment => "environment",
            Self::Environ => "environ",
            Self::Variables => "variables",
            Self::Envelope => "envelope",
        })
    }
}

/// The most bytes of what an event runtime hands over: a function's variables hold 4 KiB (official page "配额限制"), and what was
/// seen of `environ` has 3 kB.
const LIMIT: usize = 64 * 1024;
