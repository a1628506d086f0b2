use proc_macro2::{Ident, TokenStream, TokenTree};

use crate::attribute::visible;

/// The elements between commas; empty ones are passed over.
pub(crate) fn commas(tokens: TokenStream) -> Vec<Vec<TokenTree>> {
    let tokens = visible(tokens);
    tokens
        .split(|token| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ','))
        .filter(|element| !element.is_empty())
        .map(<[TokenTree]>::to_vec)
        .collect()
}

/// `a | b`, `a b`: an element that was meant to be several.
pub(crate) struct Joined {
    /// What stands where the comma should, or right behind that place.
    pub(crate) at: TokenTree,
    pub(crate) words: Vec<String>,
}

impl Joined {
    pub(crate) fn read(element: &[TokenTree]) -> Option<Self> {
        let at = element.iter().find(|token| joins(token)).or_else(|| {
            let is_plain = element.iter().all(|token| matches!(token, TokenTree::Ident(_)));
            element.get(1).filter(|_| is_plain)
        })?;
        let parts: Vec<&[TokenTree]> =
            if joins(at) { element.split(joins).filter(|part| !part.is_empty()).collect() } else { element.chunks(1).collect() };
        let words: Vec<String> = parts.iter().filter_map(|part| part.last()).map(ToString::to_string).collect();
        (words.len() > 1).then(|| Self { at: at.clone(), words })
    }

    pub(crate) fn message(&self, noun: &str) -> String {
        if joins(&self.at) {
            format!("{noun}s are separated by commas")
        } else {
            format!("a comma is missing before this {noun}")
        }
    }
}

fn joins(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Punct(punct) if matches!(punct.as_char(), '|' | '&' | '+' | ';'))
}

/// Parts an element before each name that follows another without a comma.
pub(crate) fn part(element: &[TokenTree], is_name: impl Fn(&Ident) -> bool) -> Vec<Vec<TokenTree>> {
    let mut parts: Vec<Vec<TokenTree>> = vec![Vec::new()];
    for token in element {
        let follows = matches!(parts.last().and_then(|part| part.last()), Some(TokenTree::Ident(_) | TokenTree::Group(_)));
        if follows && matches!(token, TokenTree::Ident(ident) if is_name(ident)) {
            parts.push(Vec::new());
        }
        if let Some(part) = parts.last_mut() {
            part.push(token.clone());
        }
    }
    parts
}
