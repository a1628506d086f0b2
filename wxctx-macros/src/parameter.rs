use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote};
use syn::parse::{ParseStream, Parser};
use syn::{Pat, Token, Type};

use crate::attribute::{self, Attribute};
use crate::check;
use crate::errors::Errors;
use crate::function::Parameter;
use crate::holder::{Holder, Place};
use crate::option::ident_at;
use crate::selector::{Named, Selector};
use crate::{bare, judge, refused, shape, unfinished};

/// A `#[wx]` parameter, read and judged.
pub(crate) struct Asked {
    /// Those that stay: `cfg`, lints, other macros' own.
    attributes: Vec<Attribute>,
    pattern: Pat,
    /// Whether the pattern is one that some values do not match.
    partial: bool,
    ty: Type,
    what: What,
    /// The name in the signature, where the pattern may not stay.
    name: Ident,
}

/// What the parameter holds.
pub(crate) enum What {
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
    pub(crate) fn read(parameter: &Parameter, index: usize, root: &TokenStream, errors: &Errors) -> Option<Self> {
        let selectors: Vec<&Attribute> = parameter.attributes.iter().filter(|attribute| attribute.is_wx()).collect();
        let first = *selectors.first()?;
        let before = errors.count();
        let parsed = parse(parameter);
        let holder = Holder {
            place: Place::Parameter,
            name: parsed.as_ref().ok().and_then(|(pattern, _)| name(pattern)),
            ty: parsed.as_ref().ok().map(|(_, ty)| ty),
        };
        let mut selector = Selector::read(first, holder, errors);
        if let Some(second) = selectors.get(1) {
            errors.at(
                &second.name,
                "a second `#[wx]` on one parameter",
                "name several fields in one: `#[wx(openid, appid)] (openid, appid): (OpenId, AppId)`",
            );
            selector = None;
        }
        let Ok((pattern, ty)) = parsed else {
            // Half-typed: the compiler has said so already, and says it better.
            let (pattern, ty) = unfinished::read(parameter, selector.as_ref(), root)?;
            return Some(Self::new(parameter, index, pattern, ty, What::Refused));
        };
        let refutable = refused::refutable(&pattern);
        if let (Some(refutable), true) = (refutable, errors.count() == before) {
            errors.at(
                refutable,
                "this pattern does not match every value, and a parameter's has to",
                format!("take the value itself, as in `value: {}`, and match it in the body", shape::show(&ty)),
            );
            selector = None;
        }
        let partial = refutable.is_some();
        let what = match selector {
            None => What::Refused,
            Some(Selector::Fields(fields)) => fields_of(fields, &pattern, &ty, errors),
            Some(Selector::Bare | Selector::Flatten) => bare::read(first, &pattern, &ty, errors),
        };
        Some(Self { partial, ..Self::new(parameter, index, pattern, ty, what) })
    }

    /// An extractor of the framework that is half-typed: its name stays, so that the body is understood.
    pub(crate) fn unfinished(parameter: &Parameter, index: usize, root: &TokenStream) -> Option<Self> {
        if parse(parameter).is_ok() {
            return None;
        }
        let (pattern, ty) = unfinished::read(parameter, None, root)?;
        Some(Self::new(parameter, index, pattern, ty, What::Refused))
    }

    /// A parameter that is wrong for another reason than its `#[wx]`.
    pub(crate) fn refuse(parameter: &Parameter, index: usize) -> Option<Self> {
        let (pattern, ty) = parse(parameter).ok()?;
        Some(Self::new(parameter, index, pattern, ty, What::Refused))
    }

    fn new(parameter: &Parameter, index: usize, pattern: Pat, ty: Type, what: What) -> Self {
        let attributes: Vec<Attribute> =
            parameter.attributes.iter().filter(|attribute| check::stays(attribute)).cloned().collect();
        let mut name = format_ident!("__wx{index}", span = Span::mixed_site());
        if let Pat::Ident(pattern) = &pattern {
            let plain = pattern.by_ref.is_none() && pattern.subpat.is_none() && pattern.attrs.is_empty();
            // An expectation on the parameter itself could not be fulfilled: the statement uses it.
            let expects = attributes.iter().any(|attribute| attribute.is("expect"));
            if plain && !expects && !pattern.ident.to_string().starts_with('_') {
                name = pattern.ident.clone();
            }
        }
        Self { attributes, pattern, partial: false, ty, what, name }
    }

    /// The parameter in the signature.
    pub(crate) fn parameter(&self, root: &TokenStream, policy: Option<&Policy>) -> TokenStream {
        let Self { name, ty, .. } = self;
        let attributes = self.attributes.iter().filter(|attribute| !attribute.is("expect"));
        let private = quote!(#root::__private);
        let asked = match &self.what {
            What::Refused => {
                let ty = refused::stand_in(&self.pattern, ty);
                return quote!(#(#attributes)* #name: #root::Wx<#ty, #private::Invalid>);
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
        quote!(#(#attributes)* #name: #root::Wx<#ty, #asked>)
    }

    /// The statement that takes the value out.
    pub(crate) fn binding(&self, root: &TokenStream) -> TokenStream {
        let Self { pattern, name, .. } = self;
        let attributes =
            self.attributes.iter().filter(|attribute| attribute.is_lint() || attribute.is("cfg") || attribute.is("cfg_attr"));
        let otherwise = if self.partial { quote!(else { loop {} }) } else { TokenStream::new() };
        // `let _name = x.0` is a binding without effect to clippy.
        let is_unused = matches!(pattern, Pat::Ident(pattern) if pattern.ident.to_string().starts_with('_'));
        if is_unused {
            return quote!(#(#attributes)* let #root::Wx(#pattern, ..) = #name #otherwise;);
        }
        quote!(#(#attributes)* let #pattern = #name.0 #otherwise;)
    }

    /// The statements that let the compiler judge the types.
    pub(crate) fn checks(&self, generics: &[TokenTree], root: &TokenStream) -> TokenStream {
        let attributes: Vec<&Attribute> = self
            .attributes
            .iter()
            .filter(|attribute| attribute.is("cfg") || attribute.is("cfg_attr") || attribute.is("allow"))
            .collect();
        let mut checks = TokenStream::new();
        match &self.what {
            What::Refused => {}
            What::Type if !shape::checkable(&self.ty) || judge::certain(&self.ty, None) => {}
            What::Type => {
                let ty = &self.ty;
                checks.extend(if attribute::share(generics, &ty.to_token_stream()) {
                    // The bound that the compiler then suggests is the public trait.
                    quote! {
                        #(#attributes)*
                        let _: fn(&#root::Incoming<'_>) -> ::core::result::Result<_, #root::Rejection> =
                            <#ty as #root::FromWxContext>::from_wx_context;
                    }
                } else {
                    quote!(#(#attributes)* let _: ::core::primitive::bool = <#ty as #root::__private::fits::bare>::FITS;)
                });
            }
            What::Fields(fields) => {
                let types: Vec<&Type> = match shape::unwrapped(&self.ty) {
                    Type::Tuple(tuple) if fields.len() > 1 => tuple.elems.iter().collect(),
                    ty if fields.len() == 1 => vec![ty],
                    _ => Vec::new(),
                };
                for (named, ty) in fields.iter().zip(types) {
                    if shape::checkable(ty) && !judge::certain(ty, Some(named.field)) {
                        let fits = ident_at(named.field.name, Span::mixed_site());
                        checks.extend(quote! {
                            #(#attributes)*
                            let _: ::core::primitive::bool = <#ty as #root::__private::fits::#fits>::FITS;
                        });
                    }
                }
            }
        }
        checks
    }
}

pub(crate) fn parse(parameter: &Parameter) -> syn::Result<(Pat, Type)> {
    let parse = |input: ParseStream<'_>| {
        let pattern = Pat::parse_single(input)?;
        input.parse::<Token![:]>()?;
        Ok((pattern, input.parse()?))
    };
    parse.parse2(parameter.tokens.iter().cloned().collect())
}

/// The name that a pattern gives the whole value.
pub(crate) fn name(pattern: &Pat) -> Option<&Ident> {
    match pattern {
        Pat::Ident(pattern) if pattern.subpat.is_none() => Some(&pattern.ident),
        _ => None,
    }
}

pub(crate) fn fields_of(fields: Vec<Named>, pattern: &Pat, ty: &Type, errors: &Errors) -> What {
    let before = errors.count();
    if let [named] = fields.as_slice() {
        if let Some(wrong) = judge::for_field(ty, named.field, Place::Parameter) {
            errors.at(wrong.at, wrong.message, wrong.help);
        }
    } else if let Type::Tuple(tuple) = shape::unwrapped(ty) {
        if tuple.elems.len() == fields.len() {
            for (named, ty) in fields.iter().zip(&tuple.elems) {
                if let Some(wrong) = judge::for_field(ty, named.field, Place::Parameter) {
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
            format!("{} fields are named, and `{}` is no tuple", fields.len(), shape::show(ty)),
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
