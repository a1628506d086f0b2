use super::json::Json;
use super::variables::from_trimmed;
use super::{Carrier, LIMIT};
use crate::field::Field;
use crate::{Rejection, WxContext};

const MALFORMED: Rejection = Rejection::MalformedCarrier(Carrier::Environment);

impl WxContext {
    /// Reads `context.environment` of the event runtimes: the JSON text of an object of texts, at most 64 KiB.
    ///
    /// ```
    /// use wxctx::WxContext;
    ///
    /// let environment = r#"{"WX_CONTEXT_KEYS":"WX_OPENID","WX_OPENID":"oABCD0123456789_-abcdefghijk","TCB_ENV":"prod-1a2b3c"}"#;
    /// let context = WxContext::from_environment(environment)?;
    /// assert_eq!(context.env().unwrap().as_str(), "prod-1a2b3c");
    /// # Ok::<(), wxctx::Rejection>(())
    /// ```
    ///
    /// # Errors
    /// As [`from_variables`](WxContext::from_variables); [`Rejection::Malformed`] for a field whose value is no text,
    /// [`Rejection::MalformedCarrier`] for what is no such JSON: bad syntax, a key twice, trailing data, over 64 KiB.
    pub fn from_environment(json: &str) -> Result<Self, Rejection> {
        if json.len() > LIMIT {
            return Err(MALFORMED);
        }
        let object = Json::object(json.as_bytes()).ok_or(MALFORMED)?;
        let mut pairs: Vec<(&str, &str)> = Vec::with_capacity(object.len());
        for (name, value) in &object {
            match value {
                Json::Text(text) => pairs.push((name.trim(), text.trim())),
                Json::Null => {}
                Json::Object(_) | Json::Other => match field_of(name) {
                    Some(field) => return Err(Rejection::Malformed(field)),
                    None if name.trim() == "WX_CONTEXT_KEYS" => return Err(MALFORMED),
                    None => {}
                },
            }
        }
        from_trimmed(&pairs, Carrier::Environment)
    }
}

/// The field that a name is read into, where `WX_CONTEXT_KEYS` lists it.
fn field_of(name: &str) -> Option<Field> {
    let name = name.trim();
    Field::ALL.iter().copied().find(|field| {
        field.variables().contains(&name) || !matches!(field, Field::Env | Field::Source) && field.sdk_key() == Some(name)
    })
}
