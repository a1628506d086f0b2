use proc_macro2::{Group, Ident, Span, TokenStream};
use quote::{ToTokens, quote};

use crate::check::{self, Verdict};
use crate::errors::Errors;
use crate::function::{Function, Item, Parameter, regroup};
use crate::option::{Options, ident_at};
use crate::parameter::{Asked, Policy};
use crate::{body, probe, reply, source};

/// `#[entry]`: the item again, whatever is wrong with it, and what is wrong.
pub(crate) fn expand(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let errors = Errors::new();
    let options = Options::read(arguments, &errors);
    let mut tokens = match Item::read(item) {
        Item::Function(mut function) => self::function(&options, &mut function, &errors),
        Item::Other(keyword, item) => {
            errors.at(
                keyword.as_ref().map_or_else(|| item.clone(), ToTokens::to_token_stream),
                keyword.map_or_else(
                    || "`#[entry]` stands on a function".to_owned(),
                    |word| format!("`#[entry]` stands on a function, not on {}", a(&word)),
                ),
                "write it on the `async fn` that answers a call",
            );
            if body::has_own(&item) { item } else { body::strip(item).0 }
        }
    };
    tokens.extend(errors.finish());
    tokens
}

fn a(word: &Ident) -> String {
    let word = word.to_string();
    let article = if word.starts_with(['a', 'e', 'i']) { "an" } else { "a" };
    match word.as_str() {
        "mod" => "a module".to_owned(),
        "macro_rules" => "a macro".to_owned(),
        _ => format!("{article} `{word}`"),
    }
}

fn function(options: &Options, function: &mut Function, errors: &Errors) -> TokenStream {
    check::function(function, errors);
    let root = options.root();
    let policy = policy(options, &root);
    let asks = |parameter: &Parameter| parameter.attributes.iter().any(|attribute| attribute.mentions("wx") || attribute.is_wx());
    let always = |parameter: &Parameter| asks(parameter) && !parameter.is_conditional();
    let unread = options.policy().filter(|_| !function.parameters.iter().any(always));
    let before = errors.count();

    let mut parameters = TokenStream::new();
    let mut checks = TokenStream::new();
    let mut probes = TokenStream::new();
    let mut bindings = TokenStream::new();
    // What depends on a `cfg` may be the last, or absent; so may what another macro takes away.
    let remains = |parameter: &Parameter| !parameter.is_conditional() && !parameter.is_of_another();
    let last = function.parameters.iter().rposition(remains).unwrap_or_default();
    let is_method = function.parameters.iter().any(Parameter::is_receiver);
    for (index, parameter) in function.parameters.iter().enumerate() {
        let is_last = index >= last || parameter.is_conditional();
        let asked = match check::parameter(parameter, is_last, unread.is_some(), errors) {
            Verdict::Drop => continue,
            // A method is reported, and stays what its trait says it is.
            _ if is_method => None,
            Verdict::Refuse => Asked::refuse(parameter, index),
            Verdict::Fine if parameter.is_unwritten() => continue,
            Verdict::Fine => Asked::read(parameter, index, &root, errors).or_else(|| Asked::unfinished(parameter, index, &root)),
        };
        if let Some(asked) = asked {
            parameters.extend(asked.parameter(&root, policy.as_ref()));
            checks.extend(asked.checks(&function.generics, &root));
            bindings.extend(asked.binding(&root));
        } else {
            if !parameter.is_of_another() {
                probes.extend(probe::forgotten(parameter, &root));
                if !is_last {
                    probes.extend(probe::body(parameter, &root));
                }
            }
            for attribute in parameter.attributes.iter().filter(|attribute| check::stays(attribute)) {
                attribute.to_tokens(&mut parameters);
            }
            parameters.extend(body::strip(parameter.tokens.iter().cloned().collect()).0);
        }
        parameter.comma.to_tokens(&mut parameters);
    }

    // What is read may be said already.
    if let Some(option) = unread.filter(|_| errors.count() == before) {
        const ADD: &str = "add the parameter `#[wx(source)] _source: SourceChain`";
        let (there, help) = if function.parameters.iter().any(asks) {
            ("a `cfg` can take it away", ADD)
        } else if function.parameters.iter().any(|parameter| !parameter.is_of_another()) {
            (
                "there is none",
                "write `#[wx]` in front of the parameter that is read from the call, or add `#[wx(source)] _source: SourceChain`",
            )
        } else {
            ("there is none", ADD)
        };
        errors.at(option, format!("`{option}` is checked where a `#[wx]` parameter is read, and {there}"), help);
    }
    // Beside another error it may be that one's echo.
    if errors.any() {
        probes = TokenStream::new();
    }
    let prologue = quote!(#probes #checks #bindings);
    let body = function.body.take().map(|body| self::body(&body, &prologue, errors));
    function.body = body;
    if reply::is_secret(function, errors) {
        reply::set_aside(function, &root);
    }
    if function.name == "main" { main(function, parameters) } else { function.with(parameters) }
}

/// What `allow` and `direct` put into every parameter's type.
fn policy(options: &Options, root: &TokenStream) -> Option<Policy> {
    options.policy()?;
    let sources = options.allow.as_ref().map_or(&[][..], |(_, sources)| sources);
    let bits = sources.iter().map(|source| ident_at(&source::constant(source), Span::mixed_site()));
    let mask =
        if sources.is_empty() { quote!(#root::__private::origin::ANY) } else { quote!(#(#root::__private::origin::#bits)|*) };
    Some(Policy { mask, direct: options.direct.is_some() })
}

/// The user's block, whole, behind the prologue: so even its braces keep their places.
fn body(block: &Group, prologue: &TokenStream, errors: &Errors) -> Group {
    let mut block = block.clone();
    if !body::has_own(&block.stream()) {
        let (stripped, found) = body::strip(block.stream());
        if !found.is_empty() {
            block = regroup(&block, stripped);
        }
        for attribute in found {
            errors.at(
                &attribute.name,
                "`#[wx]` stands on a parameter of the entry function, not in its body",
                "move it there, as in `#[wx(openid)] user: OpenId`, and use `user` here",
            );
        }
    }
    if prologue.is_empty() {
        return block;
    }
    let (inner, rest) = body::split(block.stream());
    let block = if inner.is_empty() { block } else { regroup(&block, rest) };
    // As an arm, since of a block within a block the compiler says that it has braces too many.
    regroup(&block, quote!(#inner #prologue match () { () => #block }))
}

/// A `main` that was meant for something else goes on under another name, with an empty one in its place.
fn main(function: &mut Function, parameters: TokenStream) -> TokenStream {
    let main = std::mem::replace(&mut function.name, ident_at("__wxctx_main", Span::mixed_site()));
    function.attributes.retain(|attribute| !attribute.ends_with("main"));
    let function = function.with(parameters);
    quote!(#[allow(dead_code)] #function #[allow(dead_code)] fn #main() {})
}
