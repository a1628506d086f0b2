use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use serde_json::value::RawValue;
use zeroize::Zeroizing;

use super::Carrier;
use super::json::{Json, Key};
use crate::rejection::is_request_id;
use crate::{Rejection, WxContext};

const MALFORMED: Rejection = Rejection::MalformedCarrier(Carrier::Envelope);

/// What the bridge of an event cloud function hands over for one call: its event, and the variables of that very call.
///
/// `{"environment": text, "event": any, "requestId": text, "deadline": ms}`, with `environ` in place of `environment` on older
/// runtimes; all but the event may be missing. `wxctx::serve` reads it of the bridge in `deploy/cloud-function/`. It is public for a
/// bridge of one's own, which has to prove itself to the program first. Identity is in the variables alone, never in the event:
/// `event.userInfo` is whatever the caller wrote. Its `Debug` shows neither.
///
/// ```
/// use wxctx::Envelope;
///
/// let envelope = Envelope::from_json(br#"{
///     "environment": "{\"WX_CONTEXT_KEYS\":\"WX_OPENID\",\"WX_OPENID\":\"oABCD0123456789_-abcdefghijk\"}",
///     "event": {"name": "world", "userInfo": {"openId": "oOTHER0123456789_-abcdefghij"}},
///     "requestId": "6a3c0f2e-1b7d-4c55-9d51-0a2b6f1f7c11"
/// }"#)?;
/// assert_eq!(envelope.context()?.openid().unwrap(), "oABCD0123456789_-abcdefghijk");
/// assert!(envelope.event().starts_with(r#"{"name": "world""#));
/// # Ok::<(), wxctx::Rejection>(())
/// ```
pub struct Envelope<'a> {
    variables: CallVariables,
    event: &'a str,
    request_id: Option<Cow<'a, str>>,
    deadline: Option<SystemTime>,
}

impl<'a> Envelope<'a> {
    /// Reads one. How long it may be is for the reader of the bytes to say: the event of a call has up to 6 MB.
    ///
    /// ```
    /// use wxctx::{Carrier, Envelope, Rejection};
    ///
    /// assert!(Envelope::from_json(br#"{"environ": "TCB_SOURCE=wx_trigger", "event": null}"#).is_ok());
    /// let without_event = Envelope::from_json(br#"{"environ": "TCB_SOURCE=wx_trigger"}"#);
    /// assert_eq!(without_event.unwrap_err(), Rejection::MalformedCarrier(Carrier::Envelope));
    /// ```
    ///
    /// # Errors
    /// [`Rejection::MalformedCarrier`] for what is no such JSON: bad syntax, another key or a key twice, a value of another type,
    /// no event, both `environment` and `environ`, trailing data.
    pub fn from_json(json: &'a [u8]) -> Result<Self, Rejection> {
        let mut json = serde_json::Deserializer::from_slice(json);
        let envelope = json.deserialize_map(EnvelopeVisitor).map_err(|_| MALFORMED)?;
        json.end().map_err(|_| MALFORMED)?;
        Ok(envelope)
    }

    /// The context of the call, of its own variables; without any of them it is empty.
    ///
    /// ```
    /// use wxctx::Envelope;
    ///
    /// let envelope = Envelope::from_json(br#"{"environ": "TCB_SOURCE=wx_trigger", "event": {"userInfo": {"openId": "o"}}}"#)?;
    /// assert_eq!(envelope.context()?.source().unwrap().as_str(), "wx_trigger");
    /// assert!(envelope.context()?.openid().is_none());
    /// # Ok::<(), wxctx::Rejection>(())
    /// ```
    ///
    /// # Errors
    /// As [`WxContext::from_environment`] and [`WxContext::from_environ`].
    pub fn context(&self) -> Result<WxContext, Rejection> {
        self.variables.context()
    }

    /// The event, JSON text as it came.
    ///
    /// ```
    /// let envelope = wxctx::Envelope::from_json(br#"{"event": {"n": 1.50}}"#)?;
    /// assert_eq!(envelope.event(), r#"{"n": 1.50}"#);
    /// # Ok::<(), wxctx::Rejection>(())
    /// ```
    pub fn event(&self) -> &'a str {
        self.event
    }

    /// The platform's id of the call, where it is 1 to 128 characters of `[A-Za-z0-9_.-]`.
    ///
    /// ```
    /// let envelope = wxctx::Envelope::from_json(br#"{"event": {}, "requestId": "6a3c0f2e-1b7d"}"#)?;
    /// assert_eq!(envelope.request_id(), Some("6a3c0f2e-1b7d"));
    /// # Ok::<(), wxctx::Rejection>(())
    /// ```
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref().filter(|id| is_request_id(id))
    }

    /// When the call must have been answered; `deadline` is in milliseconds since 1970.
    ///
    /// ```
    /// use std::time::{Duration, SystemTime};
    ///
    /// let envelope = wxctx::Envelope::from_json(br#"{"event": {}, "deadline": 1700000000000}"#)?;
    /// assert_eq!(envelope.deadline(), Some(SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000)));
    /// # Ok::<(), wxctx::Rejection>(())
    /// ```
    pub fn deadline(&self) -> Option<SystemTime> {
        self.deadline
    }

    /// What the trust of the bridge reads of a request's extensions.
    #[doc(hidden)]
    pub fn variables(&self) -> CallVariables {
        self.variables.clone()
    }
}

impl fmt::Debug for Envelope<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Envelope")
            .field("request_id", &self.request_id())
            .field("deadline", &self.deadline)
            .finish_non_exhaustive()
    }
}

/// The variables of one call as they came; decoded once the request has proved itself.
#[derive(Clone)]
pub struct CallVariables(Arc<Variables>);

enum Variables {
    Nothing,
    Environment(Zeroizing<String>),
    Environ(Zeroizing<String>),
}

impl CallVariables {
    pub(crate) fn context(&self) -> Result<WxContext, Rejection> {
        match &*self.0 {
            Variables::Nothing => WxContext::from_environ(""),
            Variables::Environment(json) => WxContext::from_environment(json),
            Variables::Environ(text) => WxContext::from_environ(text),
        }
    }
}

impl fmt::Debug for CallVariables {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CallVariables")
    }
}

struct EnvelopeVisitor;

impl<'de> Visitor<'de> for EnvelopeVisitor {
    type Value = Envelope<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an envelope")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Envelope<'de>, A::Error> {
        let (mut environment, mut environ, mut event, mut request_id, mut deadline) = (None, None, None, None, None);
        while let Some(Key(key)) = entries.next_key()? {
            let is_new = match &*key {
                "environment" => environment.replace(entries.next_value::<Text<'_>>()?).is_none(),
                "environ" => environ.replace(entries.next_value::<Text<'_>>()?).is_none(),
                "event" => event.replace(entries.next_value::<&RawValue>()?).is_none(),
                "requestId" => request_id.replace(entries.next_value::<Text<'_>>()?).is_none(),
                "deadline" => deadline.replace(entries.next_value::<Option<u64>>()?).is_none(),
                _ => return Err(A::Error::custom("no key of an envelope")),
            };
            if !is_new {
                return Err(A::Error::custom("a key comes twice"));
            }
        }
        let variables = match (environment.and_then(Text::given), environ.and_then(Text::given)) {
            (None, None) => Variables::Nothing,
            (Some(json), None) => Variables::Environment(Zeroizing::new(json.into_owned())),
            (None, Some(text)) => Variables::Environ(Zeroizing::new(text.into_owned())),
            (Some(_), Some(_)) => return Err(A::Error::custom("variables come twice")),
        };
        let deadline = match deadline.flatten().map(Duration::from_millis) {
            Some(since) => Some(SystemTime::UNIX_EPOCH.checked_add(since).ok_or_else(|| A::Error::custom("no such time"))?),
            None => None,
        };
        Ok(Envelope {
            variables: CallVariables(Arc::new(variables)),
            event: event.ok_or_else(|| A::Error::missing_field("event"))?.get(),
            request_id: request_id.and_then(Text::given),
            deadline,
        })
    }
}

/// A text, or null.
struct Text<'a>(Option<Cow<'a, str>>);

impl<'a> Text<'a> {
    /// Nothing but white space is absent.
    fn given(self) -> Option<Cow<'a, str>> {
        self.0.filter(|text| !text.trim().is_empty())
    }
}

impl<'de> Deserialize<'de> for Text<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Json::deserialize(deserializer)? {
            Json::Null => Ok(Self(None)),
            Json::Text(text) => Ok(Self(Some(text))),
            Json::Object(_) | Json::Other => Err(D::Error::custom("no text")),
        }
    }
}
