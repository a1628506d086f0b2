use proc_macro2::Ident;
use quote::ToTokens;
use syn::{Field as Member, Type};

use crate::attribute::Attribute;
use crate::errors::Errors;
use crate::holder::{self, Place};
use crate::judge::{self, Unread, Wrong};
use crate::{elsewhere, field, shape};

/// A struct's field with neither a name of the context's nor a `#[wx(…)]`: says what to write.
pub(crate) fn report(member: &Member, attribute: Option<&Attribute>, errors: &Errors) {
    let ty = &member.ty;
    let help = help(member);
    match (attribute, &member.ident) {
        (Some(attribute), _) => {
            errors.at(&attribute.name, "`#[wx]` alone does not say what is read into a struct's field", help);
        }
        (None, Some(name)) => errors.at(name, format!("`{name}` is not a field of the call's context"), help),
        (None, None) => errors.at(ty, "nothing says what is read into this field", help),
    }
}

fn help(member: &Member) -> String {
    let ty = &member.ty;
    let name = member.ident.as_ref();
    let word = name.map(ToString::to_string).unwrap_or_default();
    if let Some(field) = holder::meant(name, ty) {
        return format!("write `#[wx({})]` in front of it", field.name);
    }
    if let Some(inner) = shape::wrapped_value(ty).filter(|inner| judge::is_whole(inner)) {
        return format!("write `#[wx(flatten)] {}`", typed_as(name, inner));
    }
    let Some(unread) = judge::for_bare(ty) else {
        let value = shape::show(shape::value(ty));
        return if judge::is_whole(ty) {
            format!("write `#[wx(flatten)]` in front of it to read the whole `{value}`")
        } else {
            format!(
                "write `#[wx(flatten)]` in front of it where `{value}` has `#[derive(FromWxContext)]`, \
                 or name a field, as in `#[wx(openid)]`"
            )
        };
    };
    let typed = name.and_then(|name| Some(field::meant(&word)?.written(name)));
    match unread {
        Unread::Tuple => "give each its own field in the struct".to_owned(),
        Unread::Text => elsewhere::answer(&word, Place::Field).map_or_else(
            || match typed {
                Some(typed) => format!("write `{typed}`"),
                None => format!("write `#[wx(…)]` in front of it; the fields are {}", field::list()),
            },
            str::to_owned,
        ),
        Unread::Field(_) | Unread::Wrong(_) => {
            let out = format!("no field of the context is a `{}`: leave it out of the struct", shape::show(ty));
            match typed {
                Some(typed) => format!("{out}, or write `{typed}`"),
                None => out,
            }
        }
    }
}

fn typed_as(name: Option<&Ident>, ty: &Type) -> String {
    let ty = shape::show(ty);
    name.map_or_else(|| ty.clone(), |name| format!("{name}: {ty}"))
}

/// A type that certainly cannot be flattened.
pub(crate) fn flattened(ty: &Type) -> Option<Wrong> {
    let shown = shape::show(ty);
    let wrong =
        |help: String| Wrong { at: ty.to_token_stream(), message: format!("`{shown}` has no fields of its own to read"), help };
    Some(match judge::for_bare(ty)? {
        Unread::Field(field) => wrong(format!("write `#[wx({})]` in place of `#[wx(flatten)]`", field.name)),
        Unread::Text => wrong("name a field in place of `flatten`, as in `#[wx(openid)]`".to_owned()),
        Unread::Tuple => wrong("give each its own field in the struct".to_owned()),
        Unread::Wrong(wrong) => wrong,
    })
}
