use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::quote;

use crate::attribute::mentions;
use crate::errors::Errors;
use crate::function::{Function, regroup};

const SECRET: &str = "AccessToken";

/// Whether a function that reads a secret gives it away in its return type.
pub(crate) fn is_secret(function: &Function, errors: &Errors) -> bool {
    let reads = function.parameters.iter().any(|parameter| {
        parameter.attributes.iter().any(crate::attribute::Attribute::is_wx) && mentions(&parameter.tokens, SECRET)
    });
    let Some(token) = find(returned(&function.output)).filter(|_| reads) else { return false };
    errors.at(
        &token,
        "a secret cannot be put into a reply",
        "answer with what was done with the token, not with the token itself",
    );
    !mentions(&function.output, "impl")
}

fn returned(output: &[TokenTree]) -> &[TokenTree] {
    let end = output.iter().position(|token| matches!(token, TokenTree::Ident(ident) if ident == "where"));
    &output[..end.unwrap_or(output.len())]
}

fn find(tokens: &[TokenTree]) -> Option<Ident> {
    tokens.iter().find_map(|token| match token {
        TokenTree::Ident(ident) if ident == SECRET => Some(ident.clone()),
        TokenTree::Group(group) => find(&group.stream().into_iter().collect::<Vec<_>>()),
        _ => None,
    })
}

/// Keeps the body for the compiler to check, behind a reply that every framework takes.
pub(crate) fn set_aside(function: &mut Function, root: &TokenStream) {
    let length = returned(&function.output).len();
    let clause = function.output.split_off(length);
    let output: TokenStream = std::mem::take(&mut function.output).into_iter().collect();
    function.output = quote!(-> #root::Rejection).into_iter().chain(clause).collect();
    if let Some(body) = &function.body {
        let aside = quote!(let _ = async move || #output #body; #root::Rejection::Undeclared);
        function.body = Some(regroup(body, aside));
    }
}
