use http::{HeaderMap, HeaderName};

use super::judge::prove;
use super::secrets::Secrets;
use super::{InvalidTrust, Kind, Trust};
use crate::carrier::Headers as _;
use crate::incoming::Supplier;
use crate::{Proof, Rejection};

/// Where the bridge proves itself.
pub static PROOF: HeaderName = HeaderName::from_static("x-wxctx-bridge");

impl Trust {
    /// The trust of the socket that the bridge calls: the secret that it made at this boot. What `declared` says of a port does not
    /// count there; its pins do.
    pub(crate) fn bridge(declared: Option<Self>, secret: &str) -> Result<Self, InvalidTrust> {
        let kind = Kind::Bridge(Secrets::new(secret)?);
        let trust = match declared {
            Some(declared) => Self { kind, ..declared },
            None => Self::of(kind),
        };
        Ok(Self { supplier: Supplier::Envelope, ..trust })
    }

    /// Refuses what does not prove itself, before anything else of it is read.
    pub(crate) fn admit(&self, headers: &HeaderMap) -> Result<(), Rejection> {
        match &self.kind {
            Kind::Bridge(secrets) => prove(secrets, headers.find(&PROOF), Proof::Bridge).map(|_| ()),
            _ => Err(Rejection::Unproven),
        }
    }
}
