use proc_macro2::Ident;
use syn::{Pat, Type};

use crate::attribute::Attribute;
use crate::errors::Errors;
use crate::holder::{self, Place};
use crate::judge::{self, Unread};
use crate::parameter::{self, What, fields_of};
use crate::selector::Named;
use crate::{elsewhere, field, shape};

/// `#[wx]` alone: the parameter's name, else its type.
pub(crate) fn read(attribute: &Attribute, pattern: &Pat, ty: &Type, errors: &Errors) -> What {
    let name = parameter::name(pattern);
    if let Some((field, name)) = name.and_then(|name| Some((field::named(&name.to_string())?, name))) {
        return fields_of(vec![Named { field, token: name.clone() }], pattern, ty, errors);
    }
    let Some(unread) = judge::for_bare(ty) else { return What::Type };
    let meant = holder::meant(name, ty);
    match (unread, name) {
        (Unread::Wrong(wrong), _) => errors.at(wrong.at, wrong.message, wrong.help),
        (Unread::Tuple, _) => tuple(attribute, pattern, ty, errors),
        (unread, Some(name)) => {
            let word = name.to_string();
            let is_text = matches!(unread, Unread::Text);
            let help = elsewhere::answer(&word, Place::Parameter).filter(|_| is_text).map(str::to_owned);
            let help = help.or_else(|| Some(format!("write `#[wx({})]`", meant?.name)));
            let help = help.or_else(|| Some(format!("write `{}`", field::meant(&word)?.written(name))));
            errors.at(
                name,
                format!("`{name}` is not a field"),
                help.unwrap_or_else(|| "name the field, as in `#[wx(openid)]`".to_owned()),
            );
        }
        (_, None) => errors.at(
            &attribute.name,
            "nothing says which field is read: this pattern names none",
            meant.map_or_else(
                || "name the field, as in `#[wx(openid)]`".to_owned(),
                |field| format!("write `#[wx({})]`", field.name),
            ),
        ),
    }
    What::Refused
}

fn tuple(attribute: &Attribute, pattern: &Pat, ty: &Type, errors: &Errors) {
    let elements = elements(pattern, ty);
    if let Some((_, whole)) = elements.iter().find(|(_, ty)| judge::for_bare(ty).is_none()) {
        errors.at(
            whole,
            format!("a tuple holds fields, and `{}` is none", shape::show(whole)),
            match elements.iter().map(|(name, ty)| alone(*name, ty)).collect::<Option<Vec<_>>>() {
                Some(alone) => format!("write a parameter for each: `{}`", alone.join(", ")),
                None => "write a parameter for each, as in `#[wx] caller: Caller, #[wx(openid)] user: OpenId`".to_owned(),
            },
        );
        return;
    }
    let guessed: Vec<&str> = elements
        .into_iter()
        .filter_map(|(name, ty)| {
            let own = name.and_then(|name| field::named(&name.to_string()));
            own.or_else(|| holder::meant(None, ty)).map(|field| field.name)
        })
        .collect();
    let guessed = if guessed.is_empty() { "openid, appid".to_owned() } else { guessed.join(", ") };
    errors.at(&attribute.name, "nothing says which fields are read", format!("write `#[wx({guessed})]`"));
}

/// The elements of a tuple, and the names that its pattern gives them.
fn elements<'a>(pattern: &'a Pat, ty: &'a Type) -> Vec<(Option<&'a Ident>, &'a Type)> {
    let Type::Tuple(tuple) = shape::unwrapped(ty) else { return Vec::new() };
    let mut names = match pattern {
        Pat::Tuple(tuple) => tuple.elems.iter().map(parameter::name).collect(),
        _ => Vec::new(),
    };
    names.resize(tuple.elems.len(), None);
    names.into_iter().zip(&tuple.elems).collect()
}

/// An element of a tuple as a parameter of its own.
fn alone(name: Option<&Ident>, ty: &Type) -> Option<String> {
    let shown = shape::show(ty);
    let name = name.map(ToString::to_string);
    if judge::for_bare(ty).is_none() {
        let value = shape::show(shape::value(ty));
        let word = if value == "Caller" { "caller" } else { "context" };
        let name = name.filter(|name| field::named(name).is_none()).unwrap_or_else(|| word.to_owned());
        return Some(format!("#[wx] {name}: {shown}"));
    }
    let field = name.as_deref().and_then(field::named).or_else(|| holder::meant(None, ty))?;
    let name = name.unwrap_or_else(|| field.name.to_owned());
    Some(format!("#[wx({})] {name}: {shown}", field.name))
}
