use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{GenericArgument, PathArguments, Type};

/// A type as far as tokens tell.
pub(crate) enum Shape<'a> {
    Named(String, Vec<&'a Type>),
    Reference(&'a Type),
    Tuple,
    /// Certainly nothing a call carries: arrays, slices, pointers, functions.
    Alien,
    /// `impl Trait`
    Opaque,
    Unknown,
}

/// First segments under which a known name is what it says.
const ROOTS: [&str; 6] = ["std", "core", "alloc", "wxctx", "http", "axum"];

pub(crate) fn shape(ty: &Type) -> Shape<'_> {
    match unwrapped(ty) {
        Type::Tuple(_) => Shape::Tuple,
        Type::Reference(reference) => Shape::Reference(&reference.elem),
        Type::Array(_) | Type::Slice(_) | Type::Ptr(_) | Type::FnPtr(_) | Type::Never(_) | Type::TraitObject(_) => Shape::Alien,
        Type::ImplTrait(_) => Shape::Opaque,
        Type::Path(path) if path.qself.is_none() => {
            let segments = &path.path.segments;
            let known = segments.len() == 1 || segments.first().is_some_and(|first| ROOTS.iter().any(|root| first.ident == root));
            let Some(last) = segments.last().filter(|_| known) else { return Shape::Unknown };
            let arguments = match &last.arguments {
                PathArguments::AngleBracketed(arguments) => arguments
                    .args
                    .iter()
                    .filter_map(|argument| match argument {
                        GenericArgument::Type(ty) => Some(ty),
                        _ => None,
                    })
                    .collect(),
                _ => Vec::new(),
            };
            Shape::Named(last.ident.to_string(), arguments)
        }
        _ => Shape::Unknown,
    }
}

pub(crate) fn is(ty: &Type, name: &str) -> bool {
    matches!(shape(ty), Shape::Named(named, _) if named == name)
}

pub(crate) fn unwrapped(ty: &Type) -> &Type {
    match ty {
        Type::Paren(paren) => unwrapped(&paren.elem),
        Type::Group(group) => unwrapped(&group.elem),
        ty => ty,
    }
}

/// What is in an `Option` or a `Result`.
pub(crate) fn value(ty: &Type) -> &Type {
    match shape(ty) {
        Shape::Named(name, arguments) => match (name.as_str(), arguments.as_slice()) {
            ("Option" | "Result", [inner, ..]) => value(inner),
            _ => ty,
        },
        _ => ty,
    }
}

/// What a reference or a wrapper holds, none of which a struct's field can be.
pub(crate) fn wrapped_value(ty: &Type) -> Option<&Type> {
    match shape(ty) {
        Shape::Reference(inner) => Some(inner),
        Shape::Named(name, arguments) => match (name.as_str(), arguments.as_slice()) {
            ("Wx" | "Box" | "Arc" | "Rc", [inner]) => Some(inner),
            _ => None,
        },
        _ => None,
    }
}

/// Whether the type can be named in an expression: no `impl Trait`, no `_`.
pub(crate) fn checkable(ty: &Type) -> bool {
    fn plain(tokens: TokenStream) -> bool {
        tokens.into_iter().all(|token| match token {
            proc_macro2::TokenTree::Ident(ident) => ident != "impl" && ident != "_",
            proc_macro2::TokenTree::Punct(punct) => punct.as_char() != '_',
            proc_macro2::TokenTree::Group(group) => plain(group.stream()),
            proc_macro2::TokenTree::Literal(_) => true,
        })
    }
    plain(ty.to_token_stream())
}

/// The type as its user wrote it.
pub(crate) fn show(ty: &Type) -> String {
    let mut shown = ty.to_token_stream().to_string();
    for (spaced, tight) in
        [(" < ", "<"), (" >", ">"), ("& ", "&"), (" :: ", "::"), (" ,", ","), ("' ", "'"), ("< ", "<"), (" ;", ";")]
    {
        shown = shown.replace(spaced, tight);
    }
    shown
}
