use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};
use syn::parse::{ParseStream, Parser};
use syn::{Pat, Token, Type};

use crate::attribute::Attribute;
use crate::errors::Errors;
use crate::field;
use crate::function::Parameter;
use crate::judge::{self, Unread};
use crate::option::ident_at;
use crate::refused;
use crate::selector::{Named, Place, Selector};

/// A `#[wx]` parameter, read and judged.
pub(crate) struct Asked {
    /// Those that stay: `cfg`, lints, other macros' own.
    attributes: Vec<Attribute>,
    pattern: Pat,
    colon: Token![:],
    ty: Type,
    what: What,
    /// The name in the signature, where the pattern may not stay.
    name: Ident,
}

/// What the parameter holds.
enum What {
    Fields(Vec<Named>),
    /// The type's own `FromWxContext`.
    Type,
    /// It was wrong, and that is reported.
    Refused,
}

/// The options that every parameter carries.
pub(crate) struct Policy {
    pub(crate) mask: TokenStream,
    pub(crate) direct: bool,
}

impl Asked {
    /// Reads a parameter; `None` leaves it as it is, without its `#[wx]`.
    pub(crate) fn read(parameter: &Parameter, index: usize, errors: &Errors) -> Option<Self> {
        let selectors: Vec<&Attribute> = parameter.attributes.iter().filter(|attribute| attribute.is_wx()).collect();
        let first = *selectors.first()?;
        let parse = |input: ParseStream<'_>| Ok((Pat::parse_single(input)?, input.parse::<Token![:]>()?, input.parse::<Type>()?));
        // Half-typed: the compiler has said so already, and says it better.
        let (pattern, colon, ty) = parse.parse2(parameter.tokens.iter().cloned().collect()).ok()?;

        let mut selector = Selector::read(first, Place::Parameter, errors);
        if let Some(second) = selectors.get(1) {
            errors.at(
                &second.name,
                "a second `#[wx]` on one parameter",
                "name several fields in one: `#[wx(openid, appid)] (openid, appid): (OpenId, AppId)`",
            );
            selector = None;
        }
        let attributes = parameter
            .attributes
            .iter()
            .filter(|attribute| !attribute.is_wx() && !attribute.is_doc())
            .cloned()
            .collect();
        let what = match selector {
            None => What::Refused,
            Some(Selector::Fields(fields)) => fields_of(fields, &pattern, &ty, errors),
            Some(Selector::Bare | Selector::Flatten) => bare(first, &pattern, &ty, errors),
        };
        let mut asked = Self { attributes, name: format_ident!("__wx{index}", span = Span::mixed_site()), pattern, colon, ty, what };
        if let Pat::Ident(pattern) = &asked.pattern {
            let plain = pattern.by_ref.is_none() && pattern.subpat.is_none() && pattern.attrs.is_empty();
            // An expectation on the parameter itself could not be fulfilled: the statement uses it.
            let expects = asked.attributes.iter().any(|attribute| attribute.is("expect"));
            if plain && !expects && !pattern.ident.to_string().starts_with('_') {
                asked.name = pattern.ident.clone();
            }
        }
        Some(asked)
    }

    /// A parameter in a place where its type can never be read.
    pub(crate) fn refuse(parameter: &Parameter, index: usize) -> Option<Self> {
        let quiet = Errors::new();
        let parameter = Parameter {
            attributes: parameter.attributes.iter().filter(|attribute| !attribute.is_wx()).cloned().chain(bare_wx()).collect(),
            tokens: parameter.tokens.clone(),
            comma: None,
        };
        let asked = Self::read(&parameter, index, &quiet);
        drop(quiet.finish());
        asked.map(|asked| Self { what: What::Refused, ..asked })
    }

    /// The parameter in the signature.
    pub(crate) fn parameter(&self, root: &TokenStream, policy: Option<&Policy>) -> TokenStream {
        let Self { name, colon, ty, .. } = self;
        let attributes = self.attributes.iter().filter(|attribute| !attribute.is("expect"));
        let private = quote!(#root::__private);
        let asked = match &self.what {
            What::Refused => {
                let ty = refused::stand_in(&self.pattern, ty);
                return quote!(#(#attributes)* #name #colon #root::Wx<#ty, #private::Invalid>);
            }
            What::Type => quote!(()),
            What::Fields(fields) => {
                let fields = fields.iter().map(|named| ident_at(named.field.name, named.token.span()));
                quote!((#(#root::field::#fields,)*))
            }
        };
        let asked = match policy {
            None => asked,
            Some(Policy { mask, direct }) => quote!(#private::Guard<#asked, { #mask }, #direct>),
        };
        quote!(#(#attributes)* #name #colon #root::Wx<#ty, #asked>)
    }

    /// The statement that takes the value out.
    pub(crate) fn binding(&self, root: &TokenStream) -> TokenStream {
        let Self { pattern, name, .. } = self;
        let attributes =
            self.attributes.iter().filter(|attribute| attribute.is_lint() || attribute.is("cfg") || attribute.is("cfg_attr"));
        quote!(#(#attributes)* let #root::Wx(#pattern, ..) = #name;)
    }

    /// The statements that let the compiler judge the types.
    pub(crate) fn checks(&self, root: &TokenStream) -> TokenStream {
        let attributes: Vec<&Attribute> = self
            .attributes
            .iter()
            .filter(|attribute| attribute.is("cfg") || attribute.is("cfg_attr") || attribute.is("allow"))
            .collect();
        let mut pairs: Vec<(Ident, &Type)> = Vec::new();
        match &self.what {
            What::Refused => {}
            What::Type => pairs.push((ident_at("bare", Span::mixed_site()), &self.ty)),
            What::Fields(fields) => {
                let types: Vec<&Type> = match judge::unwrapped(&self.ty) {
                    Type::Tuple(tuple) if fields.len() > 1 => tuple.elems.iter().collect(),
                    ty if fields.len() == 1 => vec![ty],
                    _ => Vec::new(),
                };
                pairs.extend(fields.iter().map(|named| ident_at(named.field.name, Span::mixed_site())).zip(types));
            }
        }
        pairs
            .into_iter()
            .filter(|(_, ty)| judge::checkable(ty))
            .map(|(fits, ty)| {
                quote!(#(#attributes)* let _: ::core::primitive::bool = <#ty as #root::__private::fits::#fits>::FITS;)
            })
            .collect()
    }
}

fn bare_wx() -> Vec<Attribute> {
    crate::attribute::split(quote!(#[wx]).into_iter().collect()).0
}

fn fields_of(fields: Vec<Named>, pattern: &Pat, ty: &Type, errors: &Errors) -> What {
    let before = errors.count();
    if let [named] = fields.as_slice() {
        if let Some(wrong) = judge::for_field(ty, named.field) {
            errors.at(wrong.at, wrong.message, wrong.help);
        }
    } else if let Type::Tuple(tuple) = judge::unwrapped(ty) {
        if tuple.elems.len() == fields.len() {
            for (named, ty) in fields.iter().zip(&tuple.elems) {
                if let Some(wrong) = judge::for_field(ty, named.field) {
                    errors.at(wrong.at, wrong.message, wrong.help);
                }
            }
            arity_of_pattern(&fields, pattern, errors);
        } else {
            errors.at(
                ty,
                format!("{} fields are named, and the type has {}", fields.len(), tuple.elems.len()),
                format!("write `{}`", types(&fields)),
            );
        }
    } else if judge::is_no_tuple(ty) {
        errors.at(
            ty,
            format!("{} fields are named, and `{}` is no tuple", fields.len(), judge::show(ty)),
            format!("write `{}`", types(&fields)),
        );
    }
    if errors.count() > before { What::Refused } else { What::Fields(fields) }
}

fn arity_of_pattern(fields: &[Named], pattern: &Pat, errors: &Errors) {
    if let Pat::Tuple(tuple) = pattern {
        let open = tuple.elems.iter().any(|pattern| matches!(pattern, Pat::Rest(_)));
        if !open && tuple.elems.len() != fields.len() {
            let names = fields.iter().map(|named| named.field.name).collect::<Vec<_>>().join(", ");
            errors.at(
                pattern,
                format!("{} fields are named, and the pattern has {}", fields.len(), tuple.elems.len()),
                format!("write `({names})`"),
            );
        }
    }
}

fn types(fields: &[Named]) -> String {
    let types = fields.iter().map(|named| named.field.kind.type_name()).collect::<Vec<_>>().join(", ");
    format!("({types})")
}

/// `#[wx]` alone: the parameter's name, else its type.
fn bare(attribute: &Attribute, pattern: &Pat, ty: &Type, errors: &Errors) -> What {
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
