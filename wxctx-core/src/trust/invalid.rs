use std::fmt;

/// Why a trust cannot be declared. Says what to change, never a secret. Its `Debug` is its readable text, since that is what a
/// `main` that returns it prints.
///
/// ```
/// use wxctx::{InvalidTrust, Trust};
///
/// // What an unset variable looks like.
/// let unset = Trust::shared_secret("x-gateway-secret", "");
/// assert_eq!(unset.unwrap_err(), InvalidTrust::ShortSecret { least: 16 });
/// ```
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum InvalidTrust {
    /// The secret is empty, as of an unset variable, or shorter than may be.
    ShortSecret {
        /// The fewest bytes that it must have.
        least: usize,
    },
    /// The secret holds something that is not visible ASCII.
    SecretCharacter,
    /// The password of `basic` is empty, as of an unset variable, or shorter than may be.
    ShortPassword {
        /// The fewest bytes that it must have.
        least: usize,
    },
    /// The password of `basic` holds something that is not visible ASCII.
    PasswordCharacter,
    /// The user of `basic` holds a colon, or something that is not visible ASCII.
    UserCharacter,
    /// Another password for `basic` is not written `user:password`.
    NoUser,
    /// The header's name is not one of HTTP, or one that carries identity itself.
    Header,
    /// Only `basic` and `shared_secret` have secrets that another one could replace.
    NoSecrets,
    /// `local` was asked for in a cloud: this variable says so.
    Cloud {
        /// The variable that is set.
        variable: String,
    },
}

impl fmt::Display for InvalidTrust {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ShortSecret { least } => write!(f, "the secret is empty or shorter than {least} bytes"),
            Self::SecretCharacter => f.write_str("the secret holds a space or something else that is not visible ASCII"),
            Self::ShortPassword { least } => write!(f, "the password is empty or shorter than {least} bytes"),
            Self::PasswordCharacter => f.write_str("the password holds a space or something else that is not visible ASCII"),
            Self::UserCharacter => f.write_str("the user holds a colon, a space or something else that is not visible ASCII"),
            Self::NoUser => f.write_str("for basic it is `user:password`, and there is no colon"),
            Self::Header => {
                f.write_str("this header cannot carry the secret: its name is invalid, or it carries identity itself")
            }
            Self::NoSecrets => f.write_str("only basic and shared-secret have a secret to add another to"),
            Self::Cloud { variable } => write!(f, "local is for a laptop, and {variable} is set, as in a cloud"),
        }
    }
}

impl fmt::Debug for InvalidTrust {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for InvalidTrust {}
