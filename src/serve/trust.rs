use super::ServeError;
use super::variables::Variables;
use crate::{AppId, EnvId, InvalidTrust, Trust};

/// The trust that the program or `WXCTX_TRUST` declares, if either does.
pub(super) fn declared(trust: Option<Trust>, variables: &Variables) -> Result<Option<Trust>, ServeError> {
    let name = variables.get("WXCTX_TRUST");
    let declared = match (trust, name) {
        (Some(_), Some(_)) => return Err(ServeError::TwoTrusts),
        (Some(trust), None) => Some(trust),
        (None, None) => None,
        (None, Some("basic")) => Some(with_secrets(variables, |secret| {
            let (user, password) = secret.split_once(':').ok_or(InvalidTrust::NoUser)?;
            Trust::basic(user, password)
        })?),
        (None, Some("shared-secret")) => {
            let header = variables.get("WXCTX_SECRET_HEADER").unwrap_or("x-gateway-secret");
            Some(with_secrets(variables, |secret| Trust::shared_secret(header, secret))?)
        }
        (None, Some("none")) => Some(Trust::none()),
        (None, Some("closed-ingress")) => Some(Trust::closed_ingress()),
        (None, Some("local")) => Some(Trust::local()?),
        (None, Some("local-container")) => Some(Trust::local_container()?),
        (None, Some(_)) => return Err(ServeError::UnknownTrust),
    };
    let uses_secrets = matches!(name, Some("basic" | "shared-secret"));
    match ["WXCTX_SECRET", "WXCTX_SECRET_FILE", "WXCTX_SECRET_HEADER"].into_iter().find(|name| variables.is_set(name)) {
        Some(name) if !uses_secrets => Err(ServeError::UnusedVariable { name }),
        _ => declared.map(|trust| pinned(trust, variables)).transpose(),
    }
}

/// The trust behind the bridge. A variable about a port would protect nothing there; pins hold everywhere.
#[cfg(unix)]
pub(super) fn bridge(declared: Option<Trust>, variables: &Variables, secret: &str) -> Result<Trust, ServeError> {
    const PORT: [&str; 4] = ["WXCTX_TRUST", "WXCTX_SECRET", "WXCTX_SECRET_FILE", "WXCTX_SECRET_HEADER"];
    if let Some(name) = PORT.into_iter().find(|name| variables.is_set(name)) {
        return Err(ServeError::BridgeTrust { name });
    }
    let trust = wxctx_core::private::bridge::trust(declared, secret).map_err(|_| ServeError::NoBridge)?;
    pinned(trust, variables)
}

/// One trust of all secrets, one a line: the first makes it, the others are accepted beside it.
fn with_secrets(variables: &Variables, make: impl Fn(&str) -> Result<Trust, InvalidTrust>) -> Result<Trust, ServeError> {
    let (name, text) = secrets(variables)?;
    let mut trust = None::<Trust>;
    for (index, line) in text.lines().enumerate() {
        let secret = line.trim();
        if secret.is_empty() {
            continue;
        }
        // Somebody took it out, and would have made another secret of it.
        if secret.starts_with('#') {
            return Err(ServeError::CommentedSecret { name, line: index + 1 });
        }
        let accepted = match trust.take() {
            None => make(secret),
            Some(trust) => trust.also_accept(secret),
        };
        trust = Some(accepted.map_err(|source| match source {
            InvalidTrust::Header => ServeError::Variable {
                name: "WXCTX_SECRET_HEADER",
                form: "the name of a header that carries no identity: no `x-wx-…`, no `x-cloudbase-…`",
            },
            source => ServeError::Secret { name, line: index + 1, source },
        })?);
    }
    trust.ok_or(ServeError::NoSecret)
}

/// The variable that is read, and what it says.
fn secrets(variables: &Variables) -> Result<(&'static str, String), ServeError> {
    const FILE: &str = "WXCTX_SECRET_FILE";
    const TEXT: &str = "WXCTX_SECRET";
    match (variables.get(FILE), variables.get(TEXT)) {
        (Some(path), _) => match std::fs::read_to_string(path) {
            Ok(text) => Ok((FILE, text)),
            Err(source) => Err(ServeError::SecretFile { source }),
        },
        (None, Some(secret)) => Ok((TEXT, secret.to_owned())),
        (None, None) => Err(ServeError::NoSecret),
    }
}

/// With the pins that variables name.
pub(super) fn pinned(mut trust: Trust, variables: &Variables) -> Result<Trust, ServeError> {
    const ID: &str = "an id of 1 to 128 letters, digits, `_` and `-`";
    if let Some(env) = variables.parsed("WXCTX_ENV", ID, |env| env.parse::<EnvId>().ok())? {
        trust = trust.env(env);
    }
    let appids = |appids: &str| appids.split(',').map(|appid| appid.trim().parse::<AppId>().ok()).collect::<Option<Vec<_>>>();
    if let Some(appids) = variables.parsed("WXCTX_APPIDS", "ids with one comma between two", appids)? {
        trust = trust.appids(appids);
    }
    if let Some(appid) = variables.parsed("WXCTX_OWNER_APPID", ID, |appid| appid.parse::<AppId>().ok())? {
        trust = trust.owner_appid(appid);
    }
    if wxctx_core::private::is_of_another_environment(&trust) {
        return Err(ServeError::OtherEnvironment);
    }
    Ok(trust)
}
