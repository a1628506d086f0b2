use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::{Data, DeriveInput, Field as Member, Fields, Type};

use crate::attribute::{self, Attribute};
use crate::errors::Errors;
use crate::field::{self, Field};
use crate::holder::{Holder, Place};
use crate::option::{default_root, ident_at, struct_root};
use crate::selector::Selector;
use crate::{judge, unnamed};

/// `#[derive(FromWxContext)]`: an implementation, whatever is wrong, and what is wrong.
pub(crate) fn expand(item: TokenStream) -> TokenStream {
    let errors = Errors::new();
    let mut tokens = match syn::parse2::<DeriveInput>(item) {
        Ok(input) => implementation(&input, &errors),
        Err(error) => error.to_compile_error(),
    };
    tokens.extend(errors.finish());
    tokens
}

fn implementation(input: &DeriveInput, errors: &Errors) -> TokenStream {
    let root = root(&input.attrs, errors);
    let mut reads = Vec::new();
    match &input.data {
        Data::Struct(data) => {
            if data.fields.is_empty() {
                errors.at(
                    &input.ident,
                    format!("`{}` has no field to read", input.ident),
                    "give it a field, as in `openid: OpenId`",
                );
            }
            for (index, member) in data.fields.iter().enumerate() {
                reads.extend(Read::of(index, member, &data.fields, errors));
            }
        }
        Data::Enum(data) => errors.at(
            data.enum_token,
            "an enum cannot be read from a call: nothing says which variant it is",
            "derive `FromWxContext` on a struct, or write `impl FromWxContext` by hand",
        ),
        Data::Union(data) => {
            errors.at(data.union_token, "a union cannot be read from a call", "derive `FromWxContext` on a struct");
        }
    }

    let mut generics = input.generics.clone();
    let parameters: Vec<String> = input.generics.type_params().map(|parameter| parameter.ident.to_string()).collect();
    let broken = errors.any();
    if !broken {
        for read in &reads {
            let tokens: Vec<_> = read.ty.to_token_stream().into_iter().collect();
            if parameters.iter().any(|parameter| attribute::mentions(&tokens, parameter)) {
                let bound = read.bound(&root);
                let ty = read.ty;
                if let Ok(predicate) = syn::parse2(quote!(#ty: #bound)) {
                    generics.make_where_clause().predicates.push(predicate);
                }
            }
        }
    }
    let body = if broken {
        quote!(::core::result::Result::Err(#root::Rejection::Undeclared))
    } else {
        let members = reads.iter().map(|read| {
            let (member, ty, fits) = (&read.member, read.ty, read.fits(&root));
            // A type that is not found is reported where it stands in the struct, and only there.
            if judge::certain(ty, read.field) {
                quote!(#member: #fits::extract(incoming)?)
            } else {
                quote!(#member: <#ty as #fits>::extract(incoming)?)
            }
        });
        quote!(::core::result::Result::Ok(Self { #(#members,)* }))
    };
    let incoming = if broken { quote!(_) } else { quote!(incoming) };
    let name = &input.ident;
    let (before, after, clause) = generics.split_for_impl();
    quote! {
        #[automatically_derived]
        impl #before #root::FromWxContext for #name #after #clause {
            fn from_wx_context(
                #incoming: &#root::Incoming<'_>,
            ) -> ::core::result::Result<Self, #root::Rejection> {
                #body
            }
        }
    }
}

/// `#[wx(crate = path)]` on the struct.
fn root(attributes: &[syn::Attribute], errors: &Errors) -> TokenStream {
    let mut root = None;
    for attribute in own(attributes) {
        let before = root.is_some();
        match attribute.rest.as_slice() {
            [proc_macro2::TokenTree::Group(group)] if !group.stream().is_empty() => {
                if before {
                    errors.at(&attribute.name, "a second `#[wx]` on one struct", "write `#[wx(crate = path)]` once");
                } else {
                    root = struct_root(group.stream(), errors);
                }
            }
            _ => errors.at(
                &attribute.name,
                "`#[wx]` says nothing on a struct",
                "take it away, or write it on a field, as in `#[wx(openid)]`",
            ),
        }
    }
    root.unwrap_or_else(default_root)
}

/// The `#[wx]` among a struct's or a field's attributes.
fn own(attributes: &[syn::Attribute]) -> Vec<Attribute> {
    attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("wx"))
        .flat_map(|found| attribute::split(found.to_token_stream().into_iter().collect()).0)
        .collect()
}

/// How one field of the struct is read.
struct Read<'a> {
    member: syn::Member,
    ty: &'a Type,
    /// `None`: by its type's own `FromWxContext`.
    field: Option<&'static Field>,
}

impl<'a> Read<'a> {
    fn of(index: usize, member: &'a Member, fields: &Fields, errors: &Errors) -> Option<Self> {
        let attributes = own(&member.attrs);
        if let Some(second) = attributes.get(1) {
            errors.at(&second.name, "a second `#[wx]` on one field", "write one of them");
            return None;
        }
        let selector = match attributes.first() {
            Some(attribute) => {
                let holder = Holder { place: Place::Field, name: member.ident.as_ref(), ty: Some(&member.ty) };
                Selector::read(attribute, holder, errors)?
            }
            None => Selector::Bare,
        };
        let ty = &member.ty;
        let field = match selector {
            Selector::Fields(named) => named.first().map(|named| named.field),
            Selector::Flatten => None,
            Selector::Bare => {
                let own = member.ident.as_ref().and_then(|name| field::named(&name.to_string()));
                if own.is_none() {
                    unnamed::report(member, attributes.first(), errors);
                }
                Some(own?)
            }
        };
        let wrong = match field {
            Some(field) => judge::for_field(ty, field, Place::Field),
            None => unnamed::flattened(ty),
        };
        if let Some(wrong) = wrong {
            errors.at(wrong.at, wrong.message, wrong.help);
            return None;
        }
        let member = match (&member.ident, fields) {
            (Some(ident), Fields::Named(_)) => syn::Member::Named(ident.clone()),
            _ => syn::Member::Unnamed(index.into()),
        };
        Some(Self { member, ty, field })
    }

    /// The trait that reads it.
    fn fits(&self, root: &TokenStream) -> TokenStream {
        let name = ident_at(self.field.map_or("bare", |field| field.name), Span::mixed_site());
        quote!(#root::__private::fits::#name)
    }

    /// What a generic type has to be.
    fn bound(&self, root: &TokenStream) -> TokenStream {
        if self.field.is_some() { self.fits(root) } else { quote!(#root::FromWxContext) }
    }
}
