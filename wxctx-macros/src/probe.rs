//! Statements that judge a parameter without `#[wx]` by what its type is, not by what it is called.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::Type;

use crate::function::Parameter;
use crate::judge;
use crate::option::ident_at;
use crate::parameter::parse;
use crate::shape;

/// Tells of a `#[wx]` that is missing, where a type of ours stands without one.
pub(crate) fn forgotten(parameter: &Parameter, root: &TokenStream) -> Option<TokenStream> {
    let (_, ty) = parse(parameter).ok()?;
    Some(probe(judge::part_of_the_context(&ty)?, "is_marked", parameter, root))
}

/// Tells of an extractor of axum that takes the body, where it is not the last parameter.
pub(crate) fn body(parameter: &Parameter, root: &TokenStream) -> Option<TokenStream> {
    let (_, ty) = parse(parameter).ok()?;
    if !judge::takes_body(&ty) || !shape::checkable(&ty) {
        return None;
    }
    Some(probe(&ty, "is_last", parameter, root))
}

fn probe(ty: &Type, check: &str, parameter: &Parameter, root: &TokenStream) -> TokenStream {
    let span = ty.to_token_stream().into_iter().next().map_or_else(Span::mixed_site, |token| token.span());
    let check = ident_at(check, span);
    let check = quote_spanned!(span.resolved_at(Span::mixed_site())=> __Parameter::<#ty>::#check());
    let conditions = parameter.attributes.iter().filter(|attribute| attribute.is("cfg"));
    quote! {
        #(#conditions)*
        {
            #[allow(unused_imports)]
            use #root::__private::parameter::{Extractor as _, Parameter as __Parameter};
            #check;
        }
    }
}
