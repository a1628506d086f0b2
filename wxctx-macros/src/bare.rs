use proc_macro2::Ident;
use syn::{Pat, Type};

use crate::attribute::Attribute;
use crate::errors::Errors;
use crate::field::Field;
use crate::holder::{self, Place};
use crate::judge::{self, Unread};
use crate::parameter::{self, What, fields_of};
use crate::selector::{MOST, Named};
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
    if let Some((_, whole)) = elements.iter().find(|(_, ty)| reads_itself(ty)) {
        errors.at(
            whole,
            format!("a tuple holds fields, and `{}` is none", shape::show(whole)),
            match apart(&elements) {
                Some(apart) => format!("write a parameter for each: `{apart}`"),
                None => "write a parameter for each, as in `#[wx] caller: Caller, #[wx(openid)] user: OpenId`".to_owned(),
            },
        );
        return;
    }
    let names = fields(&elements).filter(|fields| (2..=MOST).contains(&fields.len()) && holds(pattern, fields.len()));
    errors.at(
        &attribute.name,
        "nothing says which fields are read",
        match names {
            Some(fields) => format!("write `#[wx({})]`", fields.iter().map(|field| field.name).collect::<Vec<_>>().join(", ")),
            None => "name a field for each, as in `#[wx(openid, appid)] (openid, appid): (OpenId, AppId)`".to_owned(),
        },
    );
}

/// An element of a tuple, and the name that its pattern gives it.
type Element<'a> = (Option<&'a Ident>, &'a Type);

fn elements<'a>(pattern: &'a Pat, ty: &'a Type) -> Vec<Element<'a>> {
    let Type::Tuple(tuple) = shape::unwrapped(ty) else { return Vec::new() };
    let mut names = match pattern {
        Pat::Tuple(tuple) => tuple.elems.iter().map(parameter::name).collect(),
        _ => Vec::new(),
    };
    names.resize(tuple.elems.len(), None);
    names.into_iter().zip(&tuple.elems).collect()
}

/// Whether a type says by itself what is read.
fn reads_itself(ty: &Type) -> bool {
    judge::for_bare(ty).is_none()
}

/// Whether a pattern takes a tuple of this length.
fn holds(pattern: &Pat, length: usize) -> bool {
    match pattern {
        Pat::Tuple(tuple) => tuple.elems.len() == length || tuple.elems.iter().any(|pattern| matches!(pattern, Pat::Rest(_))),
        _ => true,
    }
}

/// A field for each element, which its type can hold, and no field twice.
fn fields(elements: &[Element<'_>]) -> Option<Vec<&'static Field>> {
    let fits = |ty: &Type, field: &Field| judge::for_field(ty, field, Place::Parameter).is_none();
    let own = |(name, ty): Element<'_>| field::named(&name?.to_string()).filter(|field| fits(ty, field));
    let mut taken: Vec<&str> = elements.iter().filter_map(|element| own(*element)).map(|field| field.name).collect();
    let mut named = taken.clone();
    named.sort_unstable();
    named.dedup();
    if named.len() < taken.len() {
        return None;
    }
    elements
        .iter()
        .map(|&(name, ty)| {
            own((name, ty)).or_else(|| {
                let meant = holder::meant(name, ty)?;
                let others = field::FIELDS.iter().filter(|field| field.kind == meant.kind);
                let field = [meant].into_iter().chain(others).find(|field| fits(ty, field) && !taken.contains(&field.name))?;
                taken.push(field.name);
                Some(field)
            })
        })
        .collect()
}

/// The elements of a tuple as parameters of their own.
fn apart(elements: &[Element<'_>]) -> Option<String> {
    let (whole, held): (Vec<Element<'_>>, Vec<_>) = elements.iter().partition(|(_, ty)| reads_itself(ty));
    if !whole.iter().all(|(_, ty)| judge::certain(ty, None)) {
        return None;
    }
    let mut fields = fields(&held)?.into_iter();
    let mut names: Vec<String> = Vec::new();
    let mut parameters = Vec::new();
    for (name, ty) in elements {
        let name = name.map(ToString::to_string);
        let (attribute, name) = if reads_itself(ty) {
            let word = if shape::is(shape::value(ty), "Caller") { "caller" } else { "context" };
            let free = name.filter(|name| field::named(name).is_none());
            ("#[wx]".to_owned(), free.unwrap_or_else(|| word.to_owned()))
        } else {
            let field = fields.next()?;
            (format!("#[wx({})]", field.name), name.unwrap_or_else(|| field.name.to_owned()))
        };
        if names.contains(&name) {
            return None;
        }
        parameters.push(format!("{attribute} {name}: {}", shape::show(ty)));
        names.push(name);
    }
    Some(parameters.join(", "))
}
