use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// The one object within another that anything is read of.
pub(super) const WECHAT_CONTEXT: &str = "wechatContext";

/// The members of an object.
pub(super) type Object<'a> = BTreeMap<Cow<'a, str>, Json<'a>>;

/// JSON as far as a carrier has any: texts in objects. What else there is, is told apart and dropped.
pub(super) enum Json<'a> {
    Null,
    Text(Cow<'a, str>),
    /// The whole, or one under [`WECHAT_CONTEXT`].
    Object(Object<'a>),
    Other,
}

impl<'a> Json<'a> {
    /// The object that is the whole of `bytes`; no key of any object in it comes twice, and nothing follows it.
    pub(super) fn object(bytes: &'a [u8]) -> Option<Object<'a>> {
        match serde_json::from_slice(bytes) {
            Ok(Self::Object(object)) => Some(object),
            _ => None,
        }
    }
}

impl<'de> Deserialize<'de> for Json<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(JsonVisitor)
    }
}

struct JsonVisitor;

impl<'de> Visitor<'de> for JsonVisitor {
    type Value = Json<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Json<'de>, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Json<'de>, E> {
        Ok(Json::Other)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Json<'de>, E> {
        Ok(Json::Other)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Json<'de>, E> {
        Ok(Json::Other)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Json<'de>, E> {
        Ok(Json::Other)
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Json<'de>, E> {
        Ok(Json::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Json<'de>, E> {
        Ok(Json::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Json<'de>, A::Error> {
        while elements.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Json::Other)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Json<'de>, A::Error> {
        let mut object = BTreeMap::new();
        while let Some(Key(key)) = entries.next_key()? {
            let value = match entries.next_value()? {
                // A tree of small objects takes sixty times the room of its text.
                Json::Object(_) if key != WECHAT_CONTEXT => Json::Other,
                value => value,
            };
            if object.insert(key, value).is_some() {
                return Err(A::Error::custom("a key comes twice"));
            }
        }
        Ok(Json::Object(object))
    }
}

/// A key, borrowed where it has no escape.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key<'a>(pub(super) Cow<'a, str>);

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Json::deserialize(deserializer)? {
            Json::Text(text) => Ok(Self(text)),
            _ => Err(D::Error::custom("a key is no text")),
        }
    }
}
