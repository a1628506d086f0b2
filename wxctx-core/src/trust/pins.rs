use super::Trust;
#[cfg(feature = "layer")]
use crate::Field;
#[cfg(feature = "layer")]
use crate::carrier::Headers;
use crate::{AppId, EnvId, Forbidden, Incoming, InvalidValue, OpenId, Rejection, UnionId, field};

/// What the operator narrows a trust to.
#[derive(Clone, Debug)]
pub(crate) struct Pins {
    /// `CBR_ENV_ID`, read when the trust was declared; refuses only a different value, as every one is where it is no id.
    own_env: Option<Result<EnvId, InvalidValue>>,
    env: Option<EnvId>,
    appids: Option<Box<[AppId]>>,
    owner_appid: Option<AppId>,
}

impl Pins {
    pub(super) fn of_process() -> Self {
        let own_env = std::env::var("CBR_ENV_ID").ok().filter(|env| !env.trim().is_empty());
        Self { own_env: own_env.map(|env| env.trim().parse()), env: None, appids: None, owner_appid: None }
    }

    /// Whether the headers meet them without more than a look: none, or those of an environment, which Cloud Run always says.
    #[cfg(feature = "layer")]
    pub(super) fn are_evidently_met(&self, headers: &dyn Headers) -> bool {
        if self.appids.is_some() || self.owner_appid.is_some() {
            return false;
        }
        let mut pinned = self.env.iter().map(Ok).chain(self.own_env.iter().map(Result::as_ref)).peekable();
        if pinned.peek().is_none() {
            return true;
        }
        let env = Field::Env.header().and_then(|name| headers.value(name).ok());
        env.is_some_and(|env| pinned.all(|pinned| pinned.is_ok_and(|pinned| env == pinned.as_str().as_bytes())))
    }

    /// What is pinned: by the words of the methods, and by the platform.
    #[cfg(feature = "layer")]
    pub(crate) fn names(&self) -> Vec<&'static str> {
        let pinned = [
            ("CBR_ENV_ID", self.own_env.is_some()),
            ("env", self.env.is_some()),
            ("appids", self.appids.is_some()),
            ("owner_appid", self.owner_appid.is_some()),
        ];
        pinned.into_iter().filter(|(_, is_pinned)| *is_pinned).map(|(name, _)| name).collect()
    }

    /// Whether the pinned environment is not the process's own, so that no call is let in.
    #[cfg(feature = "layer")]
    pub(super) fn is_of_another_environment(&self) -> bool {
        self.env.as_ref().is_some_and(|env| self.is_another(env))
    }

    /// Whether this is not the process's own environment.
    fn is_another(&self, env: &EnvId) -> bool {
        self.own_env.as_ref().is_some_and(|own| own.as_ref() != Ok(env))
    }

    pub(crate) const fn env(&self) -> Option<&EnvId> {
        self.env.as_ref()
    }

    /// The owning app, else the first of those that may call: without `FROM_*` an app is both.
    pub(crate) fn appid(&self) -> Option<&AppId> {
        self.owner_appid.as_ref().or_else(|| self.appids.as_ref()?.first())
    }

    /// Refuses what the operator pinned otherwise. As easy to forge as the trust allows.
    pub(super) fn check(&self, incoming: &Incoming<'_>) -> Result<(), Rejection> {
        if self.env.is_some() || self.own_env.is_some() {
            match incoming.get::<field::env, Option<EnvId>>()? {
                None if self.env.is_some() => return Err(Rejection::Forbidden(Forbidden::NoEnv)),
                Some(env) if self.is_another(&env) || self.env.as_ref().is_some_and(|pinned| *pinned != env) => {
                    return Err(Rejection::Forbidden(Forbidden::Env));
                }
                _ => {}
            }
        }
        if let Some(appids) = &self.appids {
            let calling = calling_app(incoming)?.ok_or(Rejection::Forbidden(Forbidden::NoCallingApp))?;
            if !appids.contains(&calling) {
                return Err(Rejection::Forbidden(Forbidden::CallingApp));
            }
        }
        if let Some(owner) = &self.owner_appid {
            let appid: Option<AppId> = incoming.get::<field::appid, _>()?;
            if appid.ok_or(Rejection::Forbidden(Forbidden::NoOwnerApp))? != *owner {
                return Err(Rejection::Forbidden(Forbidden::OwnerApp));
            }
        }
        Ok(())
    }
}

impl Trust {
    /// Refuses calls of another environment, or of none.
    ///
    /// ```
    /// use wxctx::Trust;
    ///
    /// let trust = Trust::closed_ingress().env("prod-1a2b3c".parse()?);
    /// # let _ = trust;
    /// # Ok::<(), wxctx::InvalidValue>(())
    /// ```
    pub fn env(mut self, env: EnvId) -> Self {
        self.pins.env = Some(env);
        self
    }

    /// Refuses calls of other *calling* apps: `FROM_APPID` if any `FROM_*` came, else `APPID`.
    ///
    /// ```
    /// use wxctx::Trust;
    ///
    /// let trust = Trust::closed_ingress().appids(["wx0123456789abcdef".parse()?, "wxfedcba9876543210".parse()?]);
    /// # let _ = trust;
    /// # Ok::<(), wxctx::InvalidValue>(())
    /// ```
    pub fn appids(mut self, appids: impl IntoIterator<Item = AppId>) -> Self {
        self.pins.appids = Some(appids.into_iter().collect());
        self
    }

    /// Refuses calls in which another app owns the resource (`APPID`).
    ///
    /// ```
    /// use wxctx::{Forbidden, Rejection, Trust, WxContext};
    ///
    /// let trust = Trust::closed_ingress().owner_appid("wx0123456789abcdef".parse().unwrap());
    /// let other = WxContext::builder().appid("wxfedcba9876543210").source("wx_client").build()?;
    /// let refused = WxContext::from_headers(&wxctx::test::headers(&other), &trust);
    /// assert_eq!(refused.unwrap_err(), Rejection::Forbidden(Forbidden::OwnerApp));
    /// # Ok::<(), Rejection>(())
    /// ```
    pub fn owner_appid(mut self, appid: AppId) -> Self {
        self.pins.owner_appid = Some(appid);
        self
    }
}

/// `FROM_APPID` if any `FROM_*` came, else `APPID`.
fn calling_app(incoming: &Incoming<'_>) -> Result<Option<AppId>, Rejection> {
    let from_openid: Option<OpenId> = incoming.get::<field::from_openid, _>()?;
    let from_unionid: Option<UnionId> = incoming.get::<field::from_unionid, _>()?;
    let from_appid: Option<AppId> = incoming.get::<field::from_appid, _>()?;
    if from_appid.is_some() || from_openid.is_some() || from_unionid.is_some() {
        return Ok(from_appid);
    }
    incoming.get::<field::appid, _>()
}
