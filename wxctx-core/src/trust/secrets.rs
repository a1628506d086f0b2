use std::fmt;

use http::HeaderName;
use subtle::{Choice, ConstantTimeEq};
use zeroize::Zeroizing;

use super::{InvalidTrust, Kind, Trust};

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
        match fault(secret) {
            Some(Fault::Short) => return Err(InvalidTrust::ShortSecret { least: SHORTEST }),
            Some(Fault::Character) => return Err(InvalidTrust::SecretCharacter),
            None => {}
        }
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

impl Trust {
    /// Every call that a function asks something of proves itself with AnyService's `x-anyservice-authorization` (HTTP Basic).
    ///
    /// # Errors
    /// When the password has fewer than 16 bytes, or either holds something else than visible ASCII, or the user a colon.
    ///
    /// ```
    /// use wxctx::{InvalidTrust, Trust};
    ///
    /// assert!(Trust::basic("anyservice", "a-password-of-some-length").is_ok());
    /// assert_eq!(Trust::basic("anyservice", "").unwrap_err(), InvalidTrust::ShortPassword { least: 16 });
    /// ```
    #[cfg(feature = "basic")]
    // What brings `basic`, as the features of wxctx are called.
    #[cfg_attr(docsrs, doc(cfg(any(feature = "actix-web", feature = "axum", feature = "poem", feature = "salvo"))))]
    pub fn basic(user: &str, password: &str) -> Result<Self, InvalidTrust> {
        let mut trust = Self::of(Kind::Basic(Secrets::none()));
        trust.add_basic(user, password)?;
        Ok(trust)
    }

    /// A proxy of one's own proves every call that a function asks something of, by a secret in `header`. It must delete inbound
    /// `X-WX-*`, `x-cloudbase-*` and that header first.
    ///
    /// # Errors
    /// When the secret has fewer than 16 bytes or holds something else than visible ASCII, or the header's name is invalid or
    /// starts with `x-wx-` or `x-cloudbase-`.
    ///
    /// ```
    /// use wxctx::Trust;
    ///
    /// let trust = Trust::shared_secret("x-gateway-secret", "the-new-secret-of-2026")?.also_accept("the-old-secret-of-2025")?;
    /// assert!(!format!("{trust:?}").contains("2025"));
    /// # Ok::<(), wxctx::InvalidTrust>(())
    /// ```
    pub fn shared_secret(header: &str, secret: &str) -> Result<Self, InvalidTrust> {
        let header: HeaderName = header.parse().map_err(|_| InvalidTrust::Header)?;
        let name = header.as_str();
        if name.starts_with("x-wx-") || name.starts_with("x-cloudbase-") || name == "host" {
            return Err(InvalidTrust::Header);
        }
        Ok(Self::of(Kind::SharedSecret(header, Secrets::new(secret)?)))
    }

    /// Accepts another secret (or, for [`basic`](Trust::basic), another password of the same user written `user:password`)
    /// beside the first, while one is replaced by the other.
    ///
    /// # Errors
    /// As the constructor; and when the trust has no secrets.
    ///
    /// ```
    /// use wxctx::{InvalidTrust, Trust};
    ///
    /// let trust = Trust::basic("anyservice", "the-new-password-of-2026")?.also_accept("anyservice:the-old-password-of-2025");
    /// assert!(trust.is_ok());
    /// assert_eq!(Trust::none().also_accept("the-old-secret-of-2025").unwrap_err(), InvalidTrust::NoSecrets);
    /// # Ok::<(), InvalidTrust>(())
    /// ```
    pub fn also_accept(mut self, secret: &str) -> Result<Self, InvalidTrust> {
        match &mut self.kind {
            Kind::SharedSecret(_, secrets) => secrets.add(secret)?,
            #[cfg(feature = "basic")]
            Kind::Basic(_) => {
                let (user, password) = secret.split_once(':').ok_or(InvalidTrust::NoUser)?;
                self.add_basic(user, password)?;
            }
            _ => return Err(InvalidTrust::NoSecrets),
        }
        Ok(self)
    }

    #[cfg(feature = "basic")]
    fn add_basic(&mut self, user: &str, password: &str) -> Result<(), InvalidTrust> {
        use base64::Engine as _;

        match fault(password) {
            Some(Fault::Short) => return Err(InvalidTrust::ShortPassword { least: SHORTEST }),
            Some(Fault::Character) => return Err(InvalidTrust::PasswordCharacter),
            None => {}
        }
        if user.contains(':') || !user.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(InvalidTrust::UserCharacter);
        }
        let credentials = Zeroizing::new(format!("{user}:{password}"));
        let encoded = Zeroizing::new(base64::engine::general_purpose::STANDARD.encode(credentials.as_bytes()));
        if let Kind::Basic(secrets) = &mut self.kind {
            secrets.push(encoded.as_bytes());
        }
        Ok(())
    }
}

/// Why a text can be no secret.
enum Fault {
    Short,
    /// One that no header could carry.
    Character,
}

fn fault(secret: &str) -> Option<Fault> {
    if secret.len() < SHORTEST {
        return Some(Fault::Short);
    }
    (!secret.bytes().all(|byte| byte.is_ascii_graphic())).then_some(Fault::Character)
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} secret(s)", self.0.len())
    }
}
