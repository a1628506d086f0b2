use std::collections::BTreeMap;

use super::ServeError;

/// The variables of wxctx's own; another `WXCTX_*` is a misspelt one.
pub(super) const KNOWN: [&str; 7] =
    ["WXCTX_TRUST", "WXCTX_SECRET", "WXCTX_SECRET_FILE", "WXCTX_SECRET_HEADER", "WXCTX_ENV", "WXCTX_APPIDS", "WXCTX_OWNER_APPID"];

/// What the process was started with, as far as it says where it runs and what the operator declared. Read once; never for
/// identity.
pub(super) struct Variables(BTreeMap<String, String>);

impl Variables {
    pub(super) fn of_process() -> Result<Self, ServeError> {
        let pairs = std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
        let variables: BTreeMap<_, _> = pairs.filter(|(name, _)| is_of_interest(name)).collect();
        match variables.keys().find(|name| name.starts_with("WXCTX_") && !KNOWN.contains(&name.as_str())) {
            Some(name) => Err(ServeError::UnknownVariable { name: name.clone() }),
            None => Ok(Self(variables)),
        }
    }

    /// The value without white space around it; an empty one counts as not set.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(|value| value.trim()).filter(|value| !value.is_empty())
    }

    /// Whether it is set at all, be it to nothing.
    pub(super) fn is_set(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    pub(super) fn any_starts_with(&self, prefix: &str) -> bool {
        self.0.keys().any(|name| name.starts_with(prefix))
    }
}

fn is_of_interest(name: &str) -> bool {
    name.starts_with("WXCTX_")
        || name.starts_with("SCF_")
        || matches!(name, "PORT" | "CBR_ENV_ID" | "TENCENTCLOUD_RUNENV" | "KUBERNETES_SERVICE_HOST")
}
