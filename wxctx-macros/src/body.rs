use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens;

use crate::attribute::{self, Attribute, is_pound};
use crate::function::regroup;

/// The inner attributes `#![…]` at the start, and the rest.
pub(crate) fn split(body: TokenStream) -> (TokenStream, TokenStream) {
    let tokens: Vec<TokenTree> = body.into_iter().collect();
    let mut at = 0;
    while let [pound, TokenTree::Punct(bang), TokenTree::Group(group), ..] = &tokens[at..] {
        if !is_pound(pound) || bang.as_char() != '!' || group.delimiter() != Delimiter::Bracket {
            break;
        }
        at += 3;
    }
    let rest = tokens[at..].iter().cloned().collect();
    (tokens[..at].iter().cloned().collect(), rest)
}

/// Whether an item inside has a `#[wx]` of its own: an entry function, a derive.
pub(crate) fn has_own(tokens: &TokenStream) -> bool {
    let trees: Vec<TokenTree> = tokens.clone().into_iter().collect();
    trees.windows(2).any(|pair| {
        is_pound(&pair[0]) && {
            let (attributes, _) = attribute::split(vec![pair[0].clone(), pair[1].clone()]);
            attributes.iter().any(|attribute| attribute.ends_with("entry") || attribute.mentions("FromWxContext"))
        }
    }) || trees.iter().any(|token| matches!(token, TokenTree::Group(group) if has_own(&group.stream())))
}

/// The tokens without their `#[wx]` attributes, and those; nothing is rebuilt where there is none.
pub(crate) fn strip(tokens: TokenStream) -> (TokenStream, Vec<Attribute>) {
    let trees: Vec<TokenTree> = tokens.clone().into_iter().collect();
    let mut found = Vec::new();
    let mut kept = TokenStream::new();
    let mut rest = trees.as_slice();
    while let Some((token, after)) = rest.split_first() {
        if is_pound(token) {
            if let Some(group @ TokenTree::Group(_)) = after.first() {
                let (attributes, none) = attribute::split(vec![token.clone(), group.clone()]);
                if let ([attribute], []) = (attributes.as_slice(), none.as_slice()) {
                    if attribute.is_wx() {
                        found.push(attribute.clone());
                        rest = &after[1..];
                        continue;
                    }
                }
            }
        }
        match token {
            TokenTree::Group(group) => {
                let (inner, more) = strip(group.stream());
                if more.is_empty() {
                    token.to_tokens(&mut kept);
                } else {
                    regroup(group, inner).to_tokens(&mut kept);
                    found.extend(more);
                }
            }
            _ => token.to_tokens(&mut kept),
        }
        rest = after;
    }
    if found.is_empty() { (tokens, found) } else { (kept, found) }
}
