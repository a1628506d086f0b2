use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{format_ident, quote};
use syn::parse::Parser;
use syn::{Pat, Type};

use crate::attribute::Attribute;
use crate::field::{self, Field, Kind};
use crate::function::{Angles, Parameter};
use crate::selector::Selector;

/// A parameter that is being typed, with the type its field has, so that what is written of the body is understood.
///
/// Only where the syntax is certainly unfinished, so that the compiler has reported it; anything else stays as it is.
pub(crate) fn read(parameter: &Parameter, selector: Option<&Selector>, root: &TokenStream) -> Option<(Pat, Type)> {
    let colon = colon(&parameter.tokens);
    let (before, after) = match colon {
        Some(colon) => (&parameter.tokens[..colon], &parameter.tokens[colon + 1..]),
        None => (&parameter.tokens[..], &[][..]),
    };
    if !ends_early(after) {
        return None;
    }
    let pattern = Pat::parse_single.parse2(before.iter().cloned().collect()).ok()?;
    let named = match &pattern {
        Pat::Ident(pattern) => field::named(&pattern.ident.to_string()),
        _ => None,
    };
    let ty = match selector {
        Some(Selector::Fields(fields)) => match fields.as_slice() {
            [only] => type_of(only.field, root),
            fields => {
                let types = fields.iter().map(|named| type_of(named.field, root));
                quote!((#(#types,)*))
            }
        },
        _ if !parameter.attributes.iter().any(Attribute::is_wx) => quote!(()),
        _ => named.map_or_else(|| quote!(#root::WxContext), |field| type_of(field, root)),
    };
    Some((pattern, syn::parse2(ty).ok()?))
}

/// The `:` between pattern and type.
fn colon(tokens: &[TokenTree]) -> Option<usize> {
    let is_colon = |index: usize| matches!(tokens.get(index), Some(TokenTree::Punct(punct)) if punct.as_char() == ':');
    (0..tokens.len()).find(|&index| is_colon(index) && !is_colon(index + 1) && (index == 0 || !is_colon(index - 1)))
}

fn ends_early(ty: &[TokenTree]) -> bool {
    let mut angles = Angles::default();
    for token in ty {
        angles.pass(token);
    }
    let last = ty.last().map(ToString::to_string).unwrap_or_default();
    !angles.closed() || ["", ":", "&", "<", ",", "+", "dyn", "impl", "mut", "'"].contains(&last.as_str())
}

fn type_of(field: &Field, root: &TokenStream) -> TokenStream {
    match field.kind {
        Kind::IpAddr => quote!(::std::net::IpAddr),
        Kind::Ipv6Addr => quote!(::std::net::Ipv6Addr),
        kind => {
            let name = format_ident!("{}", kind.type_name(), span = Span::mixed_site());
            quote!(#root::#name)
        }
    }
}
