use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{Pat, Type};

use crate::function::regroup;
use crate::{judge, shape};

/// The type of a refused parameter: what the user wrote, changed as little as leaves no second error.
pub(crate) fn stand_in(pattern: &Pat, ty: &Type) -> TokenStream {
    owned(fitted(pattern, ty).unwrap_or_else(|| ty.to_token_stream()))
}

/// As many elements as the pattern has, where that number was the mistake.
fn fitted(pattern: &Pat, ty: &Type) -> Option<TokenStream> {
    let Pat::Tuple(pattern) = pattern else { return None };
    let wanted = pattern.elems.len();
    let written: Vec<TokenStream> = match shape::unwrapped(ty) {
        Type::Tuple(tuple) => tuple.elems.iter().map(ToTokens::to_token_stream).collect(),
        ty if judge::is_no_tuple(ty) => vec![ty.to_token_stream()],
        _ => return None,
    };
    let is_tuple = matches!(shape::unwrapped(ty), Type::Tuple(_));
    let open = pattern.elems.iter().any(|element| matches!(element, Pat::Rest(_)));
    if is_tuple && (open || written.len() == wanted) {
        return None;
    }
    let nothing = std::iter::repeat_with(|| quote!(()));
    let elements = written.into_iter().chain(nothing).take(wanted);
    Some(quote!((#(#elements,)*)))
}

/// `'static` for every lifetime, so that the handler stays one.
fn owned(tokens: TokenStream) -> TokenStream {
    let text = tokens.to_string();
    let is_unsized = text == "str" || (text.starts_with('[') && !text.contains(';'));
    let mut made = if is_unsized { quote!(&'static) } else { TokenStream::new() };
    let mut rest = tokens.into_iter().peekable();
    while let Some(token) = rest.next() {
        match &token {
            TokenTree::Punct(punct) if punct.as_char() == '\'' => {
                rest.next();
                made.extend(quote!('static));
            }
            TokenTree::Punct(punct) if punct.as_char() == '&' => {
                token.to_tokens(&mut made);
                if !rest.peek().is_some_and(|next| is_punct(next, '\'')) {
                    made.extend(quote!('static));
                }
            }
            TokenTree::Ident(ident) if ident == "Cow" => {
                token.to_tokens(&mut made);
                if let Some(angle) = rest.next_if(|next| is_punct(next, '<')) {
                    angle.to_tokens(&mut made);
                    if !rest.peek().is_some_and(|next| is_punct(next, '\'')) {
                        made.extend(quote!('static,));
                    }
                }
            }
            TokenTree::Group(group) => regroup(group, owned(group.stream())).to_tokens(&mut made),
            _ => token.to_tokens(&mut made),
        }
    }
    made
}

/// The part of a pattern that some values certainly do not match.
pub(crate) fn refutable(pattern: &Pat) -> Option<&Pat> {
    match pattern {
        Pat::TupleStruct(tuple) => {
            let name = tuple.path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default();
            if ["Some", "Ok", "Err"].contains(&name.as_str()) {
                return Some(pattern);
            }
            tuple.elems.iter().find_map(refutable)
        }
        Pat::Ident(ident) if ident.ident == "None" => Some(pattern),
        Pat::Lit(_) | Pat::Range(_) => Some(pattern),
        Pat::Tuple(tuple) => tuple.elems.iter().find_map(refutable),
        Pat::Struct(fields) => fields.fields.iter().find_map(|field| refutable(&field.pat)),
        Pat::Paren(paren) => refutable(&paren.pat),
        _ => None,
    }
}

fn is_punct(token: &TokenTree, mark: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == mark)
}
