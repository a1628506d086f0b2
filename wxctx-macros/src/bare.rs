use syn::{Pat, Type};

use crate::attribute::Attribute;
use crate::errors::Errors;
use crate::field;
use crate::judge::{self, Unread};
use crate::parameter::{What, fields_of};
use crate::selector::Named;

/// `#[wx]` alone: the parameter's name, else its type.
pub(crate) fn read(attribute: &Attribute, pattern: &Pat, ty: &Type, errors: &Errors) -> What {
    let name = match pattern {
        Pat::Ident(pattern) if pattern.subpat.is_none() => Some(&pattern.ident),
        _ => None,
    };
    if let Some((field, name)) = name.and_then(|name| Some((field::named(&name.to_string())?, name))) {
        return fields_of(vec![Named { field, token: name.clone() }], pattern, ty, errors);
    }
    let Some(unread) = judge::for_bare(ty) else { return What::Type };
    let meant = name.and_then(|name| field::meant(&name.to_string()));
    match (unread, name) {
        (Unread::Wrong(wrong), _) => errors.at(wrong.at, wrong.message, wrong.help),
        (Unread::Field(field), Some(name)) => {
            let field = meant.filter(|meant| meant.kind == field.kind).unwrap_or(field);
            errors.at(name, format!("`{name}` is not a field"), format!("write `#[wx({})]`", field.name));
        }
        (Unread::Text, Some(name)) => {
            let field = meant.filter(|meant| meant.kind.is_text()).map_or("openid", |field| field.name);
            errors.at(name, format!("`{name}` is not a field"), format!("write `#[wx({field})]`"));
        }
        (Unread::Field(field), None) => errors.at(
            &attribute.name,
            "nothing says which field is read: this pattern names none",
            format!("write `#[wx({})]`", field.name),
        ),
        (Unread::Text, None) => errors.at(
            &attribute.name,
            "nothing says which field is read: this pattern names none",
            "name the field, as in `#[wx(openid)]`",
        ),
        (Unread::Tuple, _) => {
            errors.at(&attribute.name, "nothing says which fields are read", format!("write `#[wx({})]`", guess(pattern, ty)));
        }
    }
    What::Refused
}

/// The fields that a tuple's names, else its types, speak of.
fn guess(pattern: &Pat, ty: &Type) -> String {
    let names: Vec<Option<&'static str>> = match pattern {
        Pat::Tuple(tuple) => tuple
            .elems
            .iter()
            .map(|element| match element {
                Pat::Ident(pattern) => field::named(&pattern.ident.to_string()).map(|field| field.name),
                _ => None,
            })
            .collect(),
        _ => Vec::new(),
    };
    let guessed: Vec<&str> = match judge::unwrapped(ty) {
        Type::Tuple(tuple) => tuple
            .elems
            .iter()
            .enumerate()
            .filter_map(|(index, ty)| {
                names.get(index).copied().flatten().or_else(|| match judge::for_bare(ty) {
                    Some(Unread::Field(field)) => Some(field.name),
                    _ => None,
                })
            })
            .collect(),
        _ => Vec::new(),
    };
    if guessed.is_empty() { "openid, appid".to_owned() } else { guessed.join(", ") }
}
