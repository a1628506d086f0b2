//! Two texts with `\n---\n` between them: the arguments of `#[entry]` and the item it stands on; the item goes to the derive too.
//! `invisible(…)` stands for the group without delimiters that `macro_rules!` puts around a fragment.
#![no_main]

#[path = "../../wxctx-macros/src/attribute.rs"]
mod attribute;
#[path = "../../wxctx-macros/src/bare.rs"]
mod bare;
#[path = "../../wxctx-macros/src/body.rs"]
mod body;
#[path = "../../wxctx-macros/src/check.rs"]
mod check;
#[path = "../../wxctx-macros/src/comma.rs"]
mod comma;
#[path = "../../wxctx-macros/src/derive.rs"]
mod derive;
#[path = "../../wxctx-macros/src/elsewhere.rs"]
mod elsewhere;
#[path = "../../wxctx-macros/src/entry.rs"]
mod entry;
#[path = "../../wxctx-macros/src/errors.rs"]
mod errors;
#[path = "../../wxctx-macros/src/field.rs"]
mod field;
#[path = "../../wxctx-macros/src/function.rs"]
mod function;
#[path = "../../wxctx-macros/src/holder.rs"]
mod holder;
#[path = "../../wxctx-macros/src/judge.rs"]
mod judge;
#[path = "../../wxctx-macros/src/near.rs"]
mod near;
#[path = "../../wxctx-macros/src/option.rs"]
mod option;
#[path = "../../wxctx-macros/src/parameter.rs"]
mod parameter;
#[path = "../../wxctx-macros/src/probe.rs"]
mod probe;
#[path = "../../wxctx-macros/src/refused.rs"]
mod refused;
#[path = "../../wxctx-macros/src/reply.rs"]
mod reply;
#[path = "../../wxctx-macros/src/selector.rs"]
mod selector;
#[path = "../../wxctx-macros/src/shape.rs"]
mod shape;
#[path = "../../wxctx-macros/src/source.rs"]
mod source;
#[path = "../../wxctx-macros/src/unfinished.rs"]
mod unfinished;
#[path = "../../wxctx-macros/src/unnamed.rs"]
mod unnamed;

use libfuzzer_sys::{Corpus, fuzz_target};
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::{DeriveInput, File, Item, ItemFn};

/// Where the compiler itself would long have given up.
const DEPTH: usize = 60;

fuzz_target!(|text: &str| -> Corpus {
    let (arguments, item) = text.split_once("\n---\n").unwrap_or(("", text));
    let (Some(arguments), Some(item)) = (tokens(arguments), tokens(item)) else { return Corpus::Reject };
    on_a_function(&arguments, &item);
    on_a_struct(&item);
    Corpus::Keep
});

fn tokens(text: &str) -> Option<TokenStream> {
    with_invisible(text.parse().ok()?, 0)
}

fn with_invisible(tokens: TokenStream, depth: usize) -> Option<TokenStream> {
    if depth > DEPTH {
        return None;
    }
    let mut made = Vec::new();
    for token in tokens {
        let TokenTree::Group(group) = token else {
            made.push(token);
            continue;
        };
        let is_invisible = matches!(made.last(), Some(TokenTree::Ident(ident)) if ident == "invisible");
        let delimiter = if is_invisible { Delimiter::None } else { group.delimiter() };
        if is_invisible {
            made.pop();
        }
        made.push(Group::new(delimiter, with_invisible(group.stream(), depth + 1)?).into());
    }
    Some(made.into_iter().collect())
}

fn mentions(tokens: &TokenStream, words: &[&str]) -> bool {
    let tokens: Vec<TokenTree> = tokens.clone().into_iter().collect();
    words.iter().any(|word| attribute::mentions(&tokens, word))
}

/// Whatever stands there: what the user wrote is left behind, and every mistake is said.
fn on_a_function(arguments: &TokenStream, item: &TokenStream) {
    let output = entry::expand(arguments.clone(), item.clone());
    let text = output.to_string();
    assert!(text.parse::<TokenStream>().is_ok(), "{text}");
    let Ok(input) = syn::parse2::<ItemFn>(item.clone()) else { return };

    let file: File = syn::parse2(output).unwrap_or_else(|error| panic!("{error}: {text}"));
    let functions: Vec<&ItemFn> = file
        .items
        .iter()
        .filter_map(|item| match item {
            Item::Fn(function) => Some(function),
            _ => None,
        })
        .collect();
    let errors = file.items.iter().filter(|item| matches!(item, Item::Macro(_))).count();
    assert_eq!(file.items.len(), functions.len() + errors, "{text}");
    let is_main = input.sig.ident == "main";
    assert!(
        functions.len() == 1 + usize::from(is_main) && functions.iter().any(|function| function.sig.ident == input.sig.ident),
        "{text}"
    );
    let left = functions[0];
    assert!(errors == 0 || left.sig.asyncness.is_some() || !is_asynchronous(&input), "{text}");
    if errors == 0 {
        unchanged(&input, left, &text);
    }
}

fn is_asynchronous(function: &ItemFn) -> bool {
    function.sig.asyncness.is_some()
}

/// Nothing of a right function changes but its `#[wx]` parameters and what stands in front of its body.
fn unchanged(input: &ItemFn, output: &ItemFn, text: &str) {
    let show = |tokens: &dyn quote::ToTokens| tokens.to_token_stream().to_string();
    assert_eq!(show(&input.vis), show(&output.vis), "{text}");
    assert_eq!(show(&input.sig.ident), show(&output.sig.ident), "{text}");
    assert_eq!(show(&input.sig.generics), show(&output.sig.generics), "{text}");
    assert_eq!(show(&input.sig.output), show(&output.sig.output), "{text}");
    assert_eq!(input.sig.inputs.len(), output.sig.inputs.len(), "{text}");
    assert!(output.sig.asyncness.is_some() || input.sig.asyncness.is_none(), "{text}");
    for (before, after) in input.sig.inputs.iter().zip(&output.sig.inputs) {
        let (before, after) = (before.to_token_stream(), after.to_token_stream());
        assert!(mentions(&before, &["wx"]) || before.to_string() == after.to_string(), "{before} is {after} in {text}");
    }
    let (before, after) = (input.block.to_token_stream(), output.block.to_token_stream());
    if before.to_string() != after.to_string() && !before.to_string().contains("# !") {
        // The user's block stands whole behind the prologue, as the arm of a match.
        let last = |tokens: TokenStream| tokens.into_iter().last();
        let within = |token: Option<TokenTree>| match token {
            Some(TokenTree::Group(group)) => last(group.stream()),
            _ => None,
        };
        let last = within(within(last(after)));
        assert_eq!(last.map(|block| block.to_string()), Some(before.to_string()), "{text}");
    }
}

/// An implementation for the struct, whatever is wrong with it.
fn on_a_struct(item: &TokenStream) {
    let output = derive::expand(item.clone());
    let text = output.to_string();
    assert!(text.parse::<TokenStream>().is_ok(), "{text}");
    let file: File = syn::parse2(output).unwrap_or_else(|error| panic!("{error}: {text}"));
    let implementations = file.items.iter().filter(|item| matches!(item, Item::Impl(_))).count();
    match syn::parse2::<DeriveInput>(item.clone()) {
        Ok(_) => assert_eq!(implementations, 1, "{text}"),
        Err(_) => assert!(implementations == 0 && !file.items.is_empty(), "{text}"),
    }
}
