use std::time::Duration;

use wxctx_core::private::variables::Variables;

use super::ServeError;
use super::variables::{number, seconds};

/// What a server allows a client and a handler.
#[derive(Clone, Debug)]
pub(super) struct Limits {
    /// Bytes.
    pub(super) body_limit: usize,
    pub(super) timeout: Duration,
    pub(super) grace: Duration,
    pub(super) header_timeout: Duration,
    pub(super) idle_timeout: Duration,
    pub(super) connections: usize,
}

/// The longest that anything is waited for: no clock overflows by it.
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

impl Default for Limits {
    fn default() -> Self {
        Self {
            // What callContainer lets through (official page "调用云托管服务").
            body_limit: 20 * 1024 * 1024,
            timeout: Duration::from_secs(60),
            grace: Duration::from_secs(25),
            header_timeout: Duration::from_secs(15),
            // Longer than gateways keep a connection that carries nothing: nginx 60 s, others up to 600 s. One that ended it
            // later than the server would send a call to a connection that is closing.
            idle_timeout: Duration::from_secs(620),
            connections: 10_000,
        }
    }
}

impl Limits {
    /// With what variables say in the place of what the program says.
    pub(super) fn with(self, variables: &Variables) -> Result<Self, ServeError> {
        Ok(Self {
            body_limit: number(variables, "WXCTX_BODY_LIMIT")?.unwrap_or(self.body_limit),
            timeout: seconds(variables, "WXCTX_TIMEOUT")?.unwrap_or(self.timeout).min(DAY),
            grace: seconds(variables, "WXCTX_GRACE")?.unwrap_or(self.grace).min(DAY),
            header_timeout: seconds(variables, "WXCTX_HEADER_TIMEOUT")?.unwrap_or(self.header_timeout).min(DAY),
            idle_timeout: seconds(variables, "WXCTX_IDLE_TIMEOUT")?.unwrap_or(self.idle_timeout).min(DAY),
            connections: number(variables, "WXCTX_CONNECTIONS")?.unwrap_or(self.connections).max(1),
        })
    }
}
