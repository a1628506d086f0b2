//! `parseContext()` of @cloudbase/node-sdk 3.18.3, and `WxContext::from_environment` and `from_environ`.

use std::borrow::Cow;

use serde_json::{Map, Value};
use wxctx::{Carrier, Field, Rejection, WxContext};

use crate::cases::Case;
use crate::difference::{Difference, Expected};
use crate::text::{holds_a_key_twice, holds_what_json_here_cannot, padded};
use crate::variables::{Environment, listed};

pub(crate) static DIFFERENCES: &[Difference<Context>] = &[
    Difference {
        name: "A context is text",
        reason: "The functions take a `&str`: what is no text in JavaScript has to be told apart where it is received.",
        apply: |context, expected| {
            if *context == Context::Neither && expected.answer == INVALID {
                expected.answer = Value::Null;
            }
        },
    },
    Difference {
        name: "More than 64 KiB are refused",
        reason: "The variables of a function hold 4 KiB; a megabyte of them is an attack.",
        apply: |context, expected| {
            if context.text().len() > 64 * 1024 {
                context.refuse(expected);
            }
        },
    },
    Difference {
        name: "`environment` is an object",
        reason: "Nothing else names a variable; `5` instead of it is a fault, and not a call without identity.",
        apply: |context, expected| {
            if matches!(context, Context::Environment(_)) && !expected.answer.is_object() {
                context.refuse(expected);
            }
        },
    },
    Difference {
        name: "`environment` is JSON that every language reads",
        reason: "Half of a surrogate pair is text in JavaScript alone, `1e999` is no number, and nobody sends objects nested by the hundred.",
        apply: |context, expected| {
            if let Context::Environment(text) = context {
                if holds_what_json_here_cannot(text, &expected.answer) {
                    context.refuse(expected);
                }
            }
        },
    },
    Difference {
        name: "A variable that comes twice is refused",
        reason: "Nothing says which of two callers is the true one. JSON has no key twice at all; in `environ` equal values, and \
                 variables that nothing is read of, are let pass.",
        apply: |context, expected| match context {
            Context::Environment(text) if holds_a_key_twice(text, &expected.answer) => context.refuse(expected),
            Context::Environ(text) => {
                for conflict in pairs(text).conflicts() {
                    match conflict.field() {
                        Some(_) => expected.refuse(conflict),
                        None => context.refuse(expected),
                    }
                }
            }
            _ => {}
        },
    },
    Difference {
        name: "An empty value hides none before it",
        reason: "Empty is absent, so there are not two values.",
        apply: |context, expected| {
            if let (Context::Environ(text), Some(variables)) = (context, expected.answer.as_object_mut()) {
                for (name, value) in variables.iter_mut().filter(|(_, value)| *value == "") {
                    let present = pairs(text).0.into_iter().rfind(|(other, value)| other == name && !value.is_empty());
                    *value = present.unwrap_or_default().1.into();
                }
            }
        },
    },
    Difference {
        name: "A comma makes no array",
        reason: "`TCB_SOURCE=wx_client,scf` is one value, as it is in `environment`.",
        apply: |context, expected| {
            let variables = expected.answer.as_object_mut().filter(|_| matches!(context, Context::Environ(_)));
            for value in variables.into_iter().flat_map(Map::values_mut) {
                let elements = value.as_array().and_then(|array| array.iter().map(Value::as_str).collect::<Option<Vec<_>>>());
                if let Some(elements) = elements {
                    *value = elements.join(",").into();
                }
            }
        },
    },
    Difference {
        name: "The value of a field is text",
        reason: "An id of digits has lost its zeros by the time that it is a number.",
        apply: |context, expected| {
            let Some(variables) = expected.answer.as_object().cloned() else { return };
            for (name, _) in variables.iter().filter(|(_, value)| !value.is_string() && !value.is_null()) {
                match field_of(name) {
                    Some(field) => expected.refuse(Rejection::Malformed(field)),
                    None if name == "WX_CONTEXT_KEYS" => context.refuse(expected),
                    None => {}
                }
            }
        },
    },
];

/// What the SDK throws.
const INVALID: &str = "INVALID_CONTEXT";

/// What a context has for us, as `parseContext()` chooses it.
#[derive(PartialEq)]
pub(crate) enum Context {
    Environment(String),
    Environ(String),
    Neither,
}

impl Context {
    pub(crate) fn of(case: &Case) -> Self {
        let context = &case.json["context"];
        match (&context["environment"], &context["environ"]) {
            (Value::String(text), _) if !text.is_empty() => Self::Environment(padded(case, text)),
            (Value::Null | Value::String(_), Value::String(text)) => Self::Environ(padded(case, text)),
            _ => Self::Neither,
        }
    }

    /// The official answer: a thrown error, or the variables.
    pub(crate) fn official(&self, case: &Case) -> Expected {
        let expected = &case.json["expected"];
        let mut answer = Expected::new(match self {
            _ if expected.is_null() => case.json["error"]["code"].clone(),
            Self::Environment(_) => expected["environment"].clone(),
            Self::Environ(_) | Self::Neither => expected["environ"].clone(),
        });
        if expected.is_null() {
            assert_eq!(answer.answer, INVALID, "{}", case.name());
            self.refuse(&mut answer);
        }
        answer
    }

    /// Our answer; `null` where there is nothing to hand to us.
    pub(crate) fn read(&self) -> Result<Value, Rejection> {
        let context = match self {
            Self::Environment(text) => WxContext::from_environment(text)?,
            Self::Environ(text) => WxContext::from_environ(text)?,
            Self::Neither => return Ok(Value::Null),
        };
        Ok(serde_json::to_value(context).expect("a context is JSON"))
    }

    /// What we read of the variables that the SDK found.
    pub(crate) fn expect(mut expected: Expected) -> Result<Value, Rejection> {
        let texts = |(name, value): (String, Value)| Some((name, value.as_str()?.to_owned()));
        if let Value::Object(variables) = expected.answer.take() {
            match Environment(variables.into_iter().filter_map(texts).collect()).read() {
                Ok(context) => expected.answer = context,
                Err(rejection) => expected.refuse(rejection),
            }
        }
        expected.outcome()
    }

    fn text(&self) -> &str {
        match self {
            Self::Environment(text) | Self::Environ(text) => text,
            Self::Neither => "",
        }
    }

    fn refuse(&self, expected: &mut Expected) {
        match self {
            Self::Environment(_) => expected.refuse(Rejection::MalformedCarrier(Carrier::Environment)),
            Self::Environ(_) => expected.refuse(Rejection::MalformedCarrier(Carrier::Environ)),
            Self::Neither => {}
        }
    }
}

/// Every pair of an `environ`, those that come again too.
fn pairs(environ: &str) -> Environment {
    let pairs = environ.split(';').filter_map(|segment| segment.split_once('='));
    Environment(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
}

/// The field that a variable is read into.
fn field_of(name: &str) -> Option<Field> {
    let name = Cow::from(name.trim());
    let own = [
        ("TCB_ENV", Field::Env),
        ("SCF_NAMESPACE", Field::Env),
        ("TCB_SOURCE", Field::Source),
        ("WX_CLOUDBASE_ACCESSTOKEN", Field::AccessToken),
    ];
    let own = own.into_iter().find(|(variable, _)| *variable == name).map(|(_, field)| field);
    own.or_else(|| listed().find(|(_, key)| *key == name.strip_prefix("WX_").unwrap_or(&name)).map(|(field, _)| field))
}
