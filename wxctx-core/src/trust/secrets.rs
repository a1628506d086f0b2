use std::fmt;

use subtle::{Choice, ConstantTimeEq};
use zeroize::Zeroizing;

use super::InvalidTrust;

/// The fewest bytes of a secret. An unset variable is empty, and what is short is guessed.
pub(super) const SHORTEST: usize = 16;

/// What proves a request; several at once while one is replaced by the next.
#[derive(Clone)]
pub(super) struct Secrets(Vec<Zeroizing<Box<[u8]>>>);

impl Secrets {
    #[cfg(feature = "basic")]
    pub(super) const fn none() -> Self {
        Self(Vec::new())
    }

    pub(super) fn new(secret: &str) -> Result<Self, InvalidTrust> {
        let mut secrets = Self(Vec::new());
        secrets.add(secret)?;
        Ok(secrets)
    }

    pub(super) fn add(&mut self, secret: &str) -> Result<(), InvalidTrust> {
        check(secret)?;
        self.push(secret.as_bytes());
        Ok(())
    }

    pub(super) fn push(&mut self, secret: &[u8]) {
        self.0.push(Zeroizing::new(secret.into()));
    }

    /// Which secret `given` is. Every one is tried, each in constant time for equal lengths.
    pub(super) fn position(&self, given: &[u8]) -> Option<usize> {
        let mut position = None;
        for (index, secret) in self.0.iter().enumerate() {
            let equal: Choice = secret.ct_eq(given);
            if bool::from(equal) && position.is_none() {
                position = Some(index);
            }
        }
        position
    }
}

/// Refuses a secret that is short, or that no header could carry.
pub(super) fn check(secret: &str) -> Result<(), InvalidTrust> {
    if secret.len() < SHORTEST {
        return Err(InvalidTrust::ShortSecret { least: SHORTEST });
    }
    if !secret.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(InvalidTrust::SecretCharacter);
    }
    Ok(())
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} secret(s)", self.0.len())
    }
}
