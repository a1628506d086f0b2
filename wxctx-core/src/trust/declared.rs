use super::variables::{TABLE, Variables};
use super::{InvalidTrust, Trust, UndeclaredTrust, is_cloud_variable};
use crate::{AppId, EnvId};

impl Trust {
    /// The trust that the operator declares by the process's variables, for a program with a server of its own. `wxctx::serve` reads
    /// them by itself.
    ///
    /// `WXCTX_TRUST` is its [name](Trust::name); the secrets of `basic` and `shared-secret` are the lines of the file that
    /// `WXCTX_SECRET_FILE` names, else of `WXCTX_SECRET`, and `WXCTX_SECRET_HEADER` is the header of `shared-secret`;
    /// `WXCTX_ENV`, `WXCTX_APPIDS` and `WXCTX_OWNER_APPID` are pins. A debug build with nothing of a cloud around it is
    /// [`local`](Trust::local) where `WXCTX_TRUST` is not set, and then refuses a call of which the server does not say the peer. So one
    /// image is deployed as several services, and says nothing of them.
    ///
    /// # Errors
    /// When no trust is declared, a variable cannot be used or protects nothing, or there is a `WXCTX_*` that does not declare a trust.
    ///
    /// ```no_run
    /// use wxctx::{Trust, UndeclaredTrust};
    ///
    /// fn main() -> Result<(), UndeclaredTrust> {
    ///     let layer = wxctx::layer(Trust::from_variables()?);
    ///     # let _ = layer;
    ///     Ok(())
    /// }
    /// ```
    pub fn from_variables() -> Result<Self, UndeclaredTrust> {
        let variables = Variables::of_process();
        match variables.unknown(|name| TABLE.iter().any(|(known, _)| *known == name)) {
            Some(name) => Err(UndeclaredTrust::UnknownVariable { name: name.to_owned() }),
            None => Self::declared(None, &variables, cfg!(debug_assertions)),
        }
    }

    /// The trust that the program or `WXCTX_TRUST` declares, else that of a laptop where this is one, with the pins of the variables.
    pub(crate) fn declared(program: Option<Self>, variables: &Variables, debug: bool) -> Result<Self, UndeclaredTrust> {
        let name = variables.get("WXCTX_TRUST");
        let unused: &[&'static str] = match name.filter(|_| program.is_none()) {
            Some("shared-secret") => &[],
            Some("basic") => &["WXCTX_SECRET_HEADER"],
            _ => &["WXCTX_SECRET", "WXCTX_SECRET_FILE", "WXCTX_SECRET_HEADER"],
        };
        let trust = match (program, name) {
            (Some(trust), _) => trust,
            (None, Some("basic")) => with_secrets(variables, |secret| {
                let (user, password) = secret.split_once(':').ok_or(InvalidTrust::NoUser)?;
                Self::basic(user, password)
            })?,
            (None, Some("shared-secret")) => {
                let header = variables.get("WXCTX_SECRET_HEADER").unwrap_or("x-gateway-secret");
                with_secrets(variables, |secret| Self::shared_secret(header, secret))?
            }
            (None, Some("none")) => Self::none(),
            (None, Some("closed-ingress")) => Self::closed_ingress(),
            (None, Some("local")) => Self::local()?,
            (None, Some("local-container")) => Self::local_container()?,
            (None, Some(_)) => return Err(UndeclaredTrust::UnknownTrust),
            (None, None) if debug && !variables.any(is_cloud_variable) => Self::undeclared_local()?,
            (None, None) => return Err(UndeclaredTrust::Undeclared),
        };
        match unused.iter().find(|name| variables.is_set(name)) {
            Some(name) => Err(UndeclaredTrust::UnusedVariable { name }),
            None => trust.pinned(variables),
        }
    }

    /// With the pins that variables name.
    pub(crate) fn pinned(mut self, variables: &Variables) -> Result<Self, UndeclaredTrust> {
        const ID: &str = "an id of 1 to 128 letters, digits, `_` and `-`";
        const PINS: [&str; 3] = ["WXCTX_ENV", "WXCTX_APPIDS", "WXCTX_OWNER_APPID"];
        // A template that filled nothing in would pin nothing.
        if let Some(name) = PINS.into_iter().find(|name| variables.is_set(name) && variables.get(name).is_none()) {
            return Err(UndeclaredTrust::Variable { name, form: "one, or do not set it: it is empty" });
        }
        if let Some(env) = variables.parsed("WXCTX_ENV", ID, |env| env.parse::<EnvId>().ok())? {
            self = self.env(env);
        }
        let appids = |appids: &str| appids.split(',').map(|appid| appid.trim().parse::<AppId>().ok()).collect::<Option<Vec<_>>>();
        if let Some(appids) = variables.parsed("WXCTX_APPIDS", "ids with one comma between two", appids)? {
            self = self.appids(appids);
        }
        if let Some(appid) = variables.parsed("WXCTX_OWNER_APPID", ID, |appid| appid.parse::<AppId>().ok())? {
            self = self.owner_appid(appid);
        }
        if self.is_of_another_environment() {
            return Err(UndeclaredTrust::OtherEnvironment);
        }
        #[cfg(feature = "tracing")]
        self.reads_variables(variables);
        Ok(self)
    }
}

/// One trust of all secrets, one a line: the first makes it, the others are accepted beside it.
fn with_secrets(variables: &Variables, make: impl Fn(&str) -> Result<Trust, InvalidTrust>) -> Result<Trust, UndeclaredTrust> {
    let (name, text) = secrets(variables)?;
    let mut trust = None::<Trust>;
    for (index, line) in text.lines().enumerate() {
        let secret = line.trim();
        if secret.is_empty() {
            continue;
        }
        // Somebody took it out, and would have made another secret of it.
        if secret.starts_with('#') {
            return Err(UndeclaredTrust::CommentedSecret { name, line: index + 1 });
        }
        let accepted = match trust.take() {
            None => make(secret),
            Some(trust) => trust.also_accept(secret),
        };
        trust = Some(accepted.map_err(|source| match source {
            InvalidTrust::Header => UndeclaredTrust::Variable {
                name: "WXCTX_SECRET_HEADER",
                form: "the name of a header that carries no identity: no `x-wx-…`, no `x-cloudbase-…`",
            },
            source => UndeclaredTrust::Secret { name, line: index + 1, source },
        })?);
    }
    trust.ok_or(UndeclaredTrust::NoSecret)
}

/// The variable that is read, and what it says.
fn secrets(variables: &Variables) -> Result<(&'static str, String), UndeclaredTrust> {
    const FILE: &str = "WXCTX_SECRET_FILE";
    const TEXT: &str = "WXCTX_SECRET";
    match (variables.get(FILE), variables.get(TEXT)) {
        (Some(path), _) => match std::fs::read_to_string(path) {
            Ok(text) => Ok((FILE, text)),
            Err(source) => Err(UndeclaredTrust::SecretFile { source }),
        },
        (None, Some(secret)) => Ok((TEXT, secret.to_owned())),
        (None, None) => Err(UndeclaredTrust::NoSecret),
    }
}
