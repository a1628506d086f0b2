//! `getWXContext()` of wx-server-sdk 4.0.2, and `WxContext::from_variables`.

use std::net::{IpAddr, Ipv6Addr};

use serde_json::{Map, Value};
use wxctx::{Carrier, Field, Rejection, WxContext};

use crate::difference::{Difference, Expected, is_valid};

pub(crate) static DIFFERENCES: &[Difference<Environment>] = &[
    Difference {
        name: "Secrets are never handed out",
        reason: "Whoever returns the context, as the official example does, would publish a token. A token is had from its own \
                 accessor, in a type that cannot be sent.",
        apply: |_, expected| object(expected).retain(|key, _| !is_secret(key)),
    },
    Difference {
        name: "Names without a field are left out",
        reason: "`WX_CONTEXT_KEYS` could otherwise name any variable of the process.",
        apply: |_, expected| object(expected).retain(|key, _| fields().any(|(_, field)| field == key)),
    },
    Difference {
        name: "`SOURCE` comes of `TCB_SOURCE` alone",
        reason: "What looks like the platform's word must not come from another variable.",
        apply: |env, expected| {
            if env.get("TCB_SOURCE").is_none_or(str::is_empty) {
                object(expected).remove("SOURCE");
            }
        },
    },
    Difference {
        name: "Ids stay text",
        reason: "Two ids of 20 digits can become the same number, and `007` loses its zeros.",
        apply: |env, expected| {
            for (_, key) in listed() {
                if let Some(value) = object(expected).get_mut(key).filter(|value| !value.is_string()) {
                    *value = env.official(key).last().copied().into();
                }
            }
        },
    },
    Difference {
        name: "`ENV` and `SOURCE` need no list",
        reason: "A timer's call often has no `WX_CONTEXT_KEYS`, and still has an environment and a source.",
        apply: |env, expected| {
            if env.get(LIST).is_none_or(str::is_empty) {
                let own = |name| env.get(name).filter(|value| !value.is_empty());
                set(expected, "ENV", own("TCB_ENV").or(own("SCF_NAMESPACE")));
                set(expected, "SOURCE", own("TCB_SOURCE"));
            }
        },
    },
    Difference {
        name: "Names are trimmed",
        reason: "`WX_OPENID, WX_APPID` silently loses `APPID` otherwise.",
        apply: |env, expected| {
            for (_, key) in listed() {
                let value = env.values(key).last().copied();
                if env.official(key).last().copied() != value {
                    set(expected, key, value);
                }
            }
            let last = |name| env.all(name).into_iter().rfind(|value| !value.is_empty());
            for (key, value) in [("ENV", last("TCB_ENV").or(last("SCF_NAMESPACE"))), ("SOURCE", last("TCB_SOURCE"))] {
                if value.is_some() {
                    set(expected, key, value);
                }
            }
        },
    },
    Difference {
        name: "Values are trimmed, and an empty one is absent",
        reason: "An openid of nothing is nobody; an empty one must not hide a value under the field's other name.",
        apply: |env, expected| {
            for (_, key) in listed() {
                set(expected, key, env.present(key).last().copied());
            }
            let last = |name| env.trimmed(name).last().copied();
            set(expected, "ENV", last("TCB_ENV").or(last("SCF_NAMESPACE")));
            set(expected, "SOURCE", last("TCB_SOURCE"));
        },
    },
    Difference {
        name: "Two values for one field are refused",
        reason: "Nothing says which of two callers is the true one.",
        apply: |env, expected| env.conflicts().into_iter().for_each(|conflict| expected.refuse(conflict)),
    },
    Difference {
        name: "Addresses are written in one form",
        reason: "They are `IpAddr` and `Ipv6Addr`, so that equal addresses are equal.",
        apply: |_, expected| {
            let v6 = text(expected, "CLIENTIPV6").and_then(|text| text.parse::<Ipv6Addr>().ok()).map(|ip| ip.to_string());
            let any = text(expected, "CLIENTIP").and_then(|text| text.parse::<IpAddr>().ok()).map(|ip| ip.to_string());
            for (key, address) in [("CLIENTIPV6", v6), ("CLIENTIP", any)] {
                if address.is_some() {
                    set(expected, key, address.as_deref());
                }
            }
        },
    },
    Difference {
        name: "Values are checked",
        reason: "What is no id, address or source is refused, a token with a space too, and never kept as if it were one.",
        apply: |env, expected| {
            for (field, key) in fields() {
                if text(expected, key).is_some_and(|text| !is_valid(field, text)) {
                    expected.refuse(Rejection::Malformed(field));
                }
            }
            if env.trimmed(TOKEN).iter().any(|token| !is_valid(Field::AccessToken, token)) {
                expected.refuse(Rejection::Malformed(Field::AccessToken));
            }
        },
    },
];

const LIST: &str = "WX_CONTEXT_KEYS";
const TOKEN: &str = "WX_CLOUDBASE_ACCESSTOKEN";

/// The fields that wx-server-sdk has a key for.
fn fields() -> impl Iterator<Item = (Field, &'static str)> {
    Field::ALL.iter().filter_map(|field| Some((*field, field.sdk_key()?)))
}

/// Those that `WX_CONTEXT_KEYS` has to list.
pub(crate) fn listed() -> impl Iterator<Item = (Field, &'static str)> {
    fields().filter(|(_, key)| !["ENV", "SOURCE"].contains(key))
}

fn is_secret(key: &str) -> bool {
    let key = key.to_uppercase();
    key.contains("TOKEN") || key.contains("SECRET") || key.ends_with("SESSION_KEY")
}

fn object(expected: &mut Expected) -> &mut Map<String, Value> {
    expected.answer.as_object_mut().expect("an official answer is an object")
}

fn text<'a>(expected: &'a Expected, key: &str) -> Option<&'a str> {
    expected.answer.get(key)?.as_str()
}

fn set(expected: &mut Expected, key: &str, value: Option<&str>) {
    match value {
        Some(value) => object(expected).insert(key.to_owned(), value.into()),
        None => object(expected).remove(key),
    };
}

/// The variables of a case. Names may come more than once.
pub(crate) struct Environment(pub(crate) Vec<(String, String)>);

impl Environment {
    pub(crate) fn of(variables: &Map<String, Value>) -> Self {
        Self(variables.iter().map(|(name, value)| (name.clone(), value.as_str().expect("a text").to_owned())).collect())
    }

    /// Our answer.
    pub(crate) fn read(&self) -> Result<Value, Rejection> {
        let context = WxContext::from_variables(self.0.iter().map(|(name, value)| (name, value)))?;
        Ok(serde_json::to_value(context).expect("a context is JSON"))
    }

    /// The variable of exactly this name.
    fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().rfind(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    /// The variables of this name, white space around it aside.
    fn all(&self, name: &str) -> Vec<&str> {
        self.0.iter().filter(|(other, _)| other.trim() == name).map(|(_, value)| value.as_str()).collect()
    }

    /// Their values without white space around them, and without the empty ones.
    fn trimmed(&self, name: &str) -> Vec<&str> {
        self.all(name).into_iter().map(str::trim).filter(|value| !value.is_empty()).collect()
    }

    /// The values that wx-server-sdk reads for a key, the one that counts at the end.
    fn official(&self, key: &str) -> Vec<&str> {
        let items = self.get(LIST).unwrap_or_default().split(',');
        items.filter(|item| item.strip_prefix("WX_").unwrap_or(item) == key).filter_map(|item| self.get(item)).collect()
    }

    /// The same, white space around names aside.
    fn values(&self, key: &str) -> Vec<&str> {
        let items = self.trimmed(LIST).last().copied().unwrap_or_default().split(',').map(str::trim);
        items.filter(|item| item.strip_prefix("WX_").unwrap_or(item) == key).flat_map(|item| self.all(item)).collect()
    }

    /// The same, white space around values aside.
    fn present(&self, key: &str) -> Vec<&str> {
        self.values(key).into_iter().map(str::trim).filter(|value| !value.is_empty()).collect()
    }

    /// What has two values.
    pub(crate) fn conflicts(&self) -> Vec<Rejection> {
        let is_two = |values: &[&str]| values.iter().any(|value| *value != values[0]);
        if is_two(&self.trimmed(LIST)) {
            return vec![Rejection::MalformedCarrier(Carrier::Variables)];
        }
        let env = Some(self.trimmed("TCB_ENV")).filter(|values| !values.is_empty());
        let own = [
            (Field::Env, env.unwrap_or_else(|| self.trimmed("SCF_NAMESPACE"))),
            (Field::Source, self.trimmed("TCB_SOURCE")),
            (Field::AccessToken, self.trimmed(TOKEN)),
        ];
        let listed = listed().map(|(field, key)| (field, self.present(key)));
        own.into_iter().chain(listed).filter(|(_, values)| is_two(values)).map(|(field, _)| Rejection::Conflict(field)).collect()
    }
}
