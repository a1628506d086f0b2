use std::{fmt, io};

use super::InvalidTrust;
use super::variables::{TABLE, Unusable};

/// Why the variables declare no trust. Names variables, never values. Its `Debug` is its readable text, since that is what a
/// `main` that returns it prints.
///
/// ```
/// use wxctx::UndeclaredTrust;
///
/// let error = UndeclaredTrust::UnusedVariable { name: "WXCTX_SECRET" };
/// assert_eq!(format!("{error:?}"), error.to_string());
/// ```
#[non_exhaustive]
pub enum UndeclaredTrust {
    /// None is declared, and this is no laptop.
    Undeclared,
    /// `WXCTX_TRUST` is none of the names it may be.
    UnknownTrust,
    /// The declared trust cannot be.
    Invalid(InvalidTrust),
    /// The trust is pinned to an environment, and the platform says that this is another one.
    OtherEnvironment,
    /// `basic` or `shared-secret` without a secret, or with nothing in the place of it.
    NoSecret,
    /// A secret that cannot be one.
    Secret {
        /// The variable.
        name: &'static str,
        /// The line, the first is 1.
        line: usize,
        /// What is wrong with it.
        source: InvalidTrust,
    },
    /// A line that looks like a comment among the secrets.
    CommentedSecret {
        /// The variable.
        name: &'static str,
        /// The line, the first is 1.
        line: usize,
    },
    /// The file of secrets cannot be read.
    SecretFile {
        /// What the system says.
        source: io::Error,
    },
    /// A variable that the declared trust does not use, so that it protects nothing.
    UnusedVariable {
        /// Its name.
        name: &'static str,
    },
    /// A variable of wxctx that does not declare a trust, such as a misspelt one.
    UnknownVariable {
        /// Its name.
        name: String,
    },
    /// A variable whose value cannot be used.
    Variable {
        /// Its name.
        name: &'static str,
        /// How a value is written.
        form: &'static str,
    },
}

impl fmt::Display for UndeclaredTrust {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Undeclared => f.write_str(
                "no trust is declared, so nobody's identity can be believed here.\n\n\
                 Can anything but WeChat reach this port?\n\
                 - No: WXCTX_TRUST=closed-ingress (public access, internal domain and HTTP routes are off; this asserts, it proves nothing)\n\
                 - Yes, and no WeChat identity is needed: WXCTX_TRUST=none\n\
                 - Yes, and it is needed: the same image as two services, public access off (closed-ingress) and on (none)\n\
                 - AnyService: WXCTX_TRUST=basic; a proxy of your own: WXCTX_TRUST=shared-secret; both with WXCTX_SECRET_FILE\n\n\
                 On a laptop a debug build needs none; a release build is told by WXCTX_TRUST=local.",
            ),
            Self::UnknownTrust => {
                f.write_str("WXCTX_TRUST must be one of none, closed-ingress, basic, shared-secret, local, local-container")
            }
            Self::Invalid(source) => write!(f, "the declared trust cannot be: {source}"),
            Self::OtherEnvironment => f.write_str(
                "the trust is pinned to another environment than CBR_ENV_ID, in which this program runs: every call would be refused. \
                 Change WXCTX_ENV or `Trust::env`, or deploy to that environment",
            ),
            Self::NoSecret => f.write_str(
                "this trust needs a secret of at least 16 bytes: WXCTX_SECRET_FILE names a file with one a line, or WXCTX_SECRET is one. \
                 For basic each is `user:password`, the password of at least 16 bytes",
            ),
            Self::Secret { name, line, source } => write!(f, "line {line} of {name} cannot be a secret: {source}"),
            Self::CommentedSecret { name, line } => {
                write!(f, "line {line} of {name} begins with `#`: there are no comments, each line is a secret. Delete it")
            }
            Self::SecretFile { source } => write!(f, "WXCTX_SECRET_FILE cannot be read: {source}"),
            Self::UnusedVariable { name: name @ "WXCTX_SECRET_HEADER" } => {
                write!(f, "{name} is set, and only WXCTX_TRUST=shared-secret uses it")
            }
            Self::UnusedVariable { name } => {
                write!(f, "{name} is set, and only WXCTX_TRUST=basic and WXCTX_TRUST=shared-secret use it")
            }
            Self::UnknownVariable { name } => {
                let known = TABLE.map(|(known, _)| known).join(", ");
                write!(f, "{name} is no variable of a trust; there are {known}. The others are those of `wxctx::serve`")
            }
            Self::Variable { name, form } => {
                let meaning = TABLE.iter().find(|(known, _)| known == name).map_or("", |(_, meaning)| meaning);
                write!(f, "{name} has a value that cannot be used; it is {meaning}. Write {form}")
            }
        }
    }
}

impl fmt::Debug for UndeclaredTrust {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for UndeclaredTrust {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::SecretFile { source } => Some(source),
            _ => None,
        }
    }
}

impl From<InvalidTrust> for UndeclaredTrust {
    fn from(source: InvalidTrust) -> Self {
        Self::Invalid(source)
    }
}

impl From<Unusable> for UndeclaredTrust {
    fn from(Unusable { name, form }: Unusable) -> Self {
        Self::Variable { name, form }
    }
}
