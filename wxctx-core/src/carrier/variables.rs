use super::Carrier;
use crate::field::Field;
use crate::{Rejection, WxContext};

const KEYS: &str = "WX_CONTEXT_KEYS";

impl WxContext {
    /// Reads variables in the manner of wx-server-sdk: the ids and addresses that `WX_CONTEXT_KEYS` lists, `ENV` of `TCB_ENV`, else
    /// `SCF_NAMESPACE`, and `SOURCE` of `TCB_SOURCE`.
    ///
    /// For bridges and tests, of a snapshot that belongs to one call: the environment of a process can hold the *previous*
    /// caller. Where it differs from wx-server-sdk on purpose stands in
    /// [differences.md](https://github.com/wxctx/wxctx/blob/main/docs/differences.md).
    ///
    /// ```
    /// use wxctx::WxContext;
    ///
    /// let context = WxContext::from_variables([
    ///     ("WX_CONTEXT_KEYS", "WX_OPENID,WX_APPID"),
    ///     ("WX_OPENID", "oABCD0123456789_-abcdefghijk"),
    ///     ("WX_APPID", "wx0123456789abcdef"),
    ///     ("TCB_SOURCE", "wx_client,scf"),
    /// ])?;
    /// assert_eq!(context.openid().unwrap(), "oABCD0123456789_-abcdefghijk");
    /// assert!(!context.source().unwrap().is_direct());
    /// # Ok::<(), wxctx::Rejection>(())
    /// ```
    ///
    /// # Errors
    /// [`Rejection::Malformed`] for a value that its field cannot have, [`Rejection::Conflict`] for one variable, or one field, with
    /// two values, [`Rejection::MalformedCarrier`] where `WX_CONTEXT_KEYS` itself comes twice.
    pub fn from_variables<N, V>(pairs: impl IntoIterator<Item = (N, V)>) -> Result<Self, Rejection>
    where
        N: AsRef<str>,
        V: AsRef<str>,
    {
        let pairs: Vec<(N, V)> = pairs.into_iter().collect();
        let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (name.as_ref().trim(), value.as_ref().trim())).collect();
        from_trimmed(&pairs, Carrier::Variables)
    }
}

/// Reads pairs whose names and values have no white space around them.
pub(super) fn from_trimmed(pairs: &[(&str, &str)], carrier: Carrier) -> Result<WxContext, Rejection> {
    let keys = find(pairs, KEYS).map_err(|_| Rejection::MalformedCarrier(carrier))?.unwrap_or_default();
    WxContext::from_texts(|field| read(pairs, keys, field).map_err(|_| Rejection::Conflict(field)))
}

/// The text of a field. A listed name counts with and without the prefix, as wx-server-sdk strips it once.
fn read<'a>(pairs: &[(&str, &'a str)], keys: &str, field: Field) -> Result<Option<&'a str>, TwoValues> {
    if matches!(field, Field::Env | Field::Source | Field::AccessToken) {
        for name in field.variables() {
            if let Some(value) = find(pairs, name)? {
                return Ok(Some(value));
            }
        }
        return Ok(None);
    }
    let Some(sdk_key) = field.sdk_key() else { return Ok(None) };
    let mut found = None;
    for name in field.variables().iter().copied().chain([sdk_key]) {
        if keys.split(',').any(|key| key.trim() == name) {
            found = one(found, find(pairs, name)?)?;
        }
    }
    Ok(found)
}

/// Two different values where one is expected.
struct TwoValues;

fn find<'a>(pairs: &[(&str, &'a str)], name: &str) -> Result<Option<&'a str>, TwoValues> {
    let values = pairs.iter().filter(|(other, value)| *other == name && !value.is_empty());
    values.map(|&(_, value)| Some(value)).try_fold(None, one)
}

/// Equal ones are one: duplicate keys were seen in a real `environ`.
fn one<'a>(before: Option<&'a str>, now: Option<&'a str>) -> Result<Option<&'a str>, TwoValues> {
    match (before, now) {
        (Some(before), Some(now)) if before != now => Err(TwoValues),
        (before, now) => Ok(before.or(now)),
    }
}
