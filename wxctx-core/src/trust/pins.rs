use super::Trust;
use crate::{AppId, EnvId, Forbidden, Incoming, OpenId, Rejection, UnionId, field};

impl Trust {
    #[cfg(feature = "layer")]
    pub(super) const fn has_no_pins(&self) -> bool {
        self.own_env.is_none() && self.env.is_none() && self.appids.is_none() && self.owner_appid.is_none()
    }

    /// Refuses what the operator pinned otherwise. As easy to forge as the trust allows.
    pub(super) fn check_pins(&self, incoming: &Incoming<'_>) -> Result<(), Rejection> {
        if self.env.is_some() || self.own_env.is_some() {
            let env: Option<EnvId> = incoming.get::<field::env, _>()?;
            let other = env.as_ref().is_some_and(|env| self.own_env.as_deref().is_some_and(|own| *env != own));
            if other || self.env.is_some() && env != self.env {
                return Err(Rejection::Forbidden(Forbidden::Env));
            }
        }
        if let Some(appids) = &self.appids {
            if !calling_app(incoming)?.is_some_and(|calling| appids.contains(&calling)) {
                return Err(Rejection::Forbidden(Forbidden::CallingApp));
            }
        }
        if self.owner_appid.is_some() && incoming.get::<field::appid, Option<AppId>>()? != self.owner_appid {
            return Err(Rejection::Forbidden(Forbidden::OwnerApp));
        }
        Ok(())
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
