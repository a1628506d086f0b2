//! What the macros expand to, and that the user's tokens keep their places.
//!
//! `EXPAND=overwrite cargo test -p wxctx-macros` writes `tests/expand/*.expanded` anew.

use std::collections::HashSet;
use std::io::Write as _;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs};

use proc_macro2::{TokenStream, TokenTree};

use crate::{attribute, derive, entry};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/expand")
}

/// Expands the macro that stands first in the text.
fn expand(text: &str) -> TokenStream {
    let tokens: TokenStream = text.parse().unwrap();
    let mut trees: Vec<TokenTree> = tokens.into_iter().collect();
    let rest: TokenStream = trees.split_off(2).into_iter().collect();
    let (attributes, _) = attribute::split(trees);
    let arguments = match attributes[0].rest.as_slice() {
        [TokenTree::Group(group)] => group.stream(),
        _ => TokenStream::new(),
    };
    if attributes[0].is("derive") { derive::expand(rest) } else { entry::expand(arguments, rest) }
}

/// As rustfmt writes it, which leaves out the braces around an arm of one expression.
fn formatted(tokens: &TokenStream) -> String {
    let mut rustfmt =
        Command::new("rustfmt").args(["--edition", "2024"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    rustfmt.stdin.take().unwrap().write_all(tokens.to_string().as_bytes()).unwrap();
    String::from_utf8(rustfmt.wait_with_output().unwrap().stdout).unwrap()
}

#[test]
fn five_typical_items_expand_as_written() {
    for name in ["field", "several_fields", "own_type", "mistake", "derive"] {
        let expanded = formatted(&expand(&fs::read_to_string(folder().join(format!("{name}.rs"))).unwrap()));
        let file = folder().join(format!("{name}.expanded"));
        if env::var_os("EXPAND").is_some_and(|value| value == "overwrite") {
            fs::write(&file, &expanded).unwrap();
        }
        assert_eq!(expanded, fs::read_to_string(&file).unwrap(), "{name}");
    }
}

/// Every token and its place in the source.
fn places(tokens: TokenStream, found: &mut HashSet<(String, Range<usize>)>) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => {
                let braces = format!("{:?}", group.delimiter());
                found.insert((braces, group.span_open().byte_range()));
                places(group.stream(), found);
            }
            token => {
                found.insert((token.to_string(), token.span().byte_range()));
            }
        }
    }
}

fn kept(source: &str, pieces: &[&str]) {
    let mut found = HashSet::new();
    places(expand(source), &mut found);
    for piece in pieces {
        let at = source.find(piece).unwrap();
        let tokens: TokenStream = piece.parse().unwrap();
        let mut wanted = HashSet::new();
        places(tokens, &mut wanted);
        for (token, place) in wanted {
            let place = place.start + at..place.end + at;
            assert!(found.contains(&(token.clone(), place.clone())), "{token} at {place:?} of {source}");
        }
    }
}

#[test]
fn body_patterns_and_types_keep_their_places() {
    kept(
        "#[wxctx::entry] async fn hello(#[wx(openid)] mut user: Option<OpenId>, Json(event): Json<Event>) -> usize { user.take(); event.len() }",
        &["async fn hello", "mut user", "Option<OpenId>", "Json(event): Json<Event>", "-> usize", "{ user.take(); event.len() }"],
    );
    kept(
        "#[wxctx::entry(allow(wx_client))] async fn hello<T>(#[wx(openid, appid)] (a, b): (OpenId, T)) where T: Fits { a; }",
        &["hello<T>", "(a, b)", "(OpenId, T)", "where T: Fits", "{ a; }"],
    );
}

#[test]
fn a_mistake_leaves_the_rest_in_place() {
    kept(
        "#[wxctx::entry(alow)] async fn hello(#[wx(opnid)] user: OpenId, #[wx] app: ) -> usize { user.as_str(). }",
        &["user", "OpenId", "app", "-> usize", "{ user.as_str(). }"],
    );
    kept(
        "#[wxctx::entry] async fn hello(#[wx(openid)] user: Option<, #[wx(appid)] app: AppId) { #[wx] let x = app; }",
        &["user", "AppId", "let x = app;"],
    );
}

#[test]
fn anything_at_all_is_survived() {
    for source in [
        "#[entry]",
        "#[entry] fn",
        "#[entry] fn x",
        "#[entry] fn x()",
        "#[entry] fn x(#)",
        "#[entry] fn x(#[wx])",
        "#[entry] fn x(#[wx] #[wx] , , :)",
        "#[entry] fn x(#[wx(] )] a: b)",
        "#[entry] fn x(#[wx(=)] a: b) {}",
        "#[entry] fn x(#[wx(,,,)] a: b) {}",
        "#[entry] fn x(#[wx('a 'b)] a: <<<) {}",
        "#[entry] async fn x<(#[wx] a: b) {}",
        "#[entry(,,, = allow(= ,) crate = = direct())] async fn x(a: b) {}",
        "#[entry(crate = a b)] async fn x(#[wx(openid] a: b)) {}",
        "#[entry] 1 + 1",
        "#[entry] impl",
        "#[entry] #",
        "#[entry] pub(crate)",
        "#[entry] async fn x(&'a mut self, #[wx] & mut self, ...) {}",
        "#[entry] async fn x(#[wx(openid)] (a, b): ()) {}",
        "#[derive(X)] struct",
        "#[derive(X)] struct A;",
        "#[derive(X)] struct A(#[wx] #[wx()] B, #[wx(flatten, flatten)] C);",
        "#[derive(X)] #[wx] #[wx()] #[wx(crate)] #[wx(crate = )] struct A { a: B }",
        "#[derive(X)] enum A {}",
    ] {
        if source.parse::<TokenStream>().is_ok() && source.parse::<TokenStream>().unwrap().into_iter().count() >= 2 {
            expand(source);
        }
    }
}
