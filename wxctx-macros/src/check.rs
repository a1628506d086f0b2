use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use syn::{Pat, Type};

use crate::attribute::{self, Attribute};
use crate::errors::Errors;
use crate::field::{self, Field, Kind};
use crate::function::{Function, Parameter};
use crate::judge::{self, Unread};
use crate::near::fold;
use crate::parameter::parse;
use crate::shape;

/// What holds for the function as a whole. What the compiler would refuse once more is taken out.
pub(crate) fn function(function: &mut Function, errors: &Errors) {
    let is_test = attributes(function, errors);
    let is_main = function.name == "main";
    if is_main {
        errors.at(
            &function.name,
            "`main` starts the program; no call arrives there",
            "keep `main` as it is, and write `#[wxctx::entry]` on the function that answers a call",
        );
    }
    qualifiers(function, is_main || is_test, errors);
}

/// Takes out the attributes that cannot stand on an entry function; whether it is a test.
fn attributes(function: &mut Function, errors: &Errors) -> bool {
    let all = std::mem::take(&mut function.attributes);
    let mut twice = false;
    let mut is_test = false;
    function.attributes = all
        .into_iter()
        .filter(|attribute| {
            if attribute.is("entry")
                || (attribute.ends_with("entry") && attribute.path.first().is_some_and(|first| first == "wxctx"))
            {
                if !twice {
                    errors.at(
                        &attribute.name,
                        "`#[entry]` stands on this function twice",
                        "write it once, with all options: `#[wxctx::entry(allow(…), direct)]`",
                    );
                }
                twice = true;
            } else if attribute.is_wx() {
                errors.at(
                    &attribute.name,
                    "`#[wx]` belongs on a parameter, not on the function",
                    "write it in front of the parameter, as in `#[wx(openid)] user: OpenId`",
                );
            } else if attribute.ends_with("test") && attribute.rest.is_empty() || attribute.is("rstest") {
                is_test = true;
                errors.at(
                    &attribute.name,
                    "a test is not called by WeChat",
                    "take `#[wxctx::entry]` away and let the test call the entry function: `hello(Wx::new(openid)).await`",
                );
            } else if attribute.ends_with("main") && function.name != "main" {
                errors.at(
                    &attribute.name,
                    "an entry function does not start the program",
                    "take this attribute away; it belongs on `main`",
                );
            } else {
                return true;
            }
            false
        })
        .collect();
    is_test
}

fn qualifiers(function: &mut Function, is_other: bool, errors: &Errors) {
    for (word, message, help) in [
        ("const", "an entry function cannot be `const`: it runs when a call arrives", "write `async fn`"),
        ("extern", "an entry function cannot be `extern`: no foreign code calls it", "write `async fn`"),
        (
            "unsafe",
            "an entry function cannot be `unsafe`: the framework calls it without a promise of its own",
            "write `async fn`, and the block that needs it as `unsafe { … }`",
        ),
    ] {
        if let Some(found) = function.qualifier(word) {
            errors.at(found, message, help);
        }
    }
    let unsound = function.qualifiers.iter().any(|token| ["const", "extern"].contains(&token.to_string().as_str()));
    function.qualifiers.retain(|token| match token {
        TokenTree::Ident(ident) => ident != "const" && ident != "extern",
        _ => false,
    });
    let waits = ["Future", "BoxFuture", "LocalBoxFuture"].iter().any(|name| attribute::mentions(&function.output, name));
    if function.qualifier("async").is_none() && !waits {
        if !unsound && !is_other {
            errors.at(&function.keyword, "an entry function is `async`", format!("write `async fn {}`", function.name));
        }
        let keyword = Ident::new("async", Span::mixed_site());
        function.qualifiers.insert(0, keyword.into());
    }
}

/// What a parameter is besides an extractor of the framework.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// `#[wx]` stands on it, or nothing is wrong.
    Fine,
    /// It is wrong, reported, and cannot be a parameter at all.
    Drop,
    /// It is wrong, reported, and cannot be read.
    Refuse,
}

/// Whether an attribute stays on a parameter.
pub(crate) fn stays(attribute: &Attribute) -> bool {
    let conditional = attribute.is("cfg_attr") && attribute.mentions("wx");
    !attribute.is_wx() && !attribute.is_doc() && !conditional && misnamed(attribute).is_none()
}

/// What is wrong with a parameter apart from its `#[wx]`.
pub(crate) fn parameter(parameter: &Parameter, is_last: bool, unread: bool, errors: &Errors) -> Verdict {
    let wx = parameter.attributes.iter().find(|attribute| attribute.is_wx());
    if parameter.is_receiver() {
        match wx {
            Some(wx) => errors.at(
                &wx.name,
                "`self` is not read from a call",
                "take `#[wx]` away, and make this a free function with a parameter as in `#[wx(openid)] user: OpenId`",
            ),
            None => errors.at(
                parameter.tokens.iter().cloned().collect::<TokenStream>(),
                "an entry function has no `self`",
                "make it a free function; what the methods share is the framework's state, as in `State(db): State<Db>`",
            ),
        }
        return Verdict::Fine;
    }
    if parameter.tokens.iter().filter(|token| token.to_string() == ".").count() == 3 {
        errors.at(
            parameter.tokens.iter().cloned().collect::<TokenStream>(),
            "an entry function takes a fixed number of parameters",
            "name each parameter",
        );
        return Verdict::Drop;
    }
    if let Some(conditional) = parameter.attributes.iter().find(|attribute| attribute.is("cfg_attr") && attribute.mentions("wx"))
    {
        errors.at(
            &conditional.name,
            "`#[wx]` cannot depend on a `cfg`: the parameter would be another one without it",
            "write `#[wx(…)]` itself, and `#[cfg(…)]` in front of it where the whole parameter depends on it",
        );
        return if wx.is_some() { Verdict::Fine } else { Verdict::Refuse };
    }
    if wx.is_some() {
        return Verdict::Fine;
    }
    if let Some((attribute, meant)) = parameter.attributes.iter().find_map(|attribute| Some((attribute, misnamed(attribute)?))) {
        errors.at(
            &attribute.name,
            format!(
                "`{}` is not an attribute of a parameter",
                attribute.path.last().map(ToString::to_string).unwrap_or_default()
            ),
            format!("write `#[{meant}]`"),
        );
        return Verdict::Refuse;
    }
    if parameter.is_of_another() {
        return Verdict::Fine;
    }
    extractor(parameter, is_last, unread, errors)
}

/// `#[openid]`, `#[WX]`, `#[wxs]`
fn misnamed(attribute: &Attribute) -> Option<String> {
    let [name] = attribute.path.as_slice() else { return None };
    let word = name.to_string();
    let folded = fold(&word);
    if let Some(field) = field::find(&word).or_else(|| field::meant(&word).filter(|field| fold(field.name) == folded)) {
        return Some(format!("wx({})", field.name));
    }
    if ["wx", "xw", "wxs", "wxx", "wwx", "weixin", "wechat", "wxcontext", "wxctx", "caller"].contains(&folded.as_str()) {
        let rest: TokenStream = attribute.rest.iter().cloned().collect();
        return Some(format!("wx{rest}"));
    }
    None
}

/// A parameter without `#[wx]` that certainly lacks one, or stands where it cannot. `unread`: no parameter has one, and an option needs it.
fn extractor(parameter: &Parameter, is_last: bool, unread: bool, errors: &Errors) -> Verdict {
    let Ok((pattern, ty)) = parse(parameter) else { return Verdict::Fine };
    if let Some(ours) = judge::part_of_the_context(&ty).filter(|ours| unread || root(ours).is_some_and(|root| root == "wxctx")) {
        let name = last(ours);
        let field = Kind::of_type(&name).and_then(field::of_kind);
        let attribute = field.map_or_else(|| "#[wx]".to_owned(), |field| format!("#[wx({})]", field.name));
        errors.at(
            ours,
            format!("nothing says that this `{name}` is read from the call"),
            format!("write `{attribute}` in front of the parameter"),
        );
        return Verdict::Refuse;
    }
    // The sender of a body could then be anybody.
    if let Some((name, field)) = whole(&pattern).and_then(|name| Some((name, id_meant(name)?))) {
        if matches!(judge::for_bare(&ty), Some(Unread::Text)) {
            errors.at(
                &ty,
                format!("nothing says that `{name}` is read from the call: as it stands, it is the request's body"),
                format!("write `{}`; if it is the body, call it otherwise", field.written(name)),
            );
            return Verdict::Refuse;
        }
    }
    // The path says whose `Bytes` these are.
    let takes_body = judge::takes_body(&ty) || last(&ty) == "Bytes";
    if takes_body && !is_last && root(&ty).is_some_and(|root| root == "axum") {
        errors.at(
            &ty,
            format!("`{}` takes the request's body, and only the last parameter can", last(&ty)),
            "write this parameter last",
        );
        return Verdict::Refuse;
    }
    Verdict::Fine
}

/// The name of the whole value, whatever else the pattern takes of it.
fn whole(pattern: &Pat) -> Option<&Ident> {
    match pattern {
        Pat::Ident(pattern) => Some(&pattern.ident),
        Pat::Paren(paren) => whole(&paren.pat),
        _ => None,
    }
}

/// What a path of several segments begins with.
fn root(ty: &Type) -> Option<&Ident> {
    match ty {
        Type::Path(path) if path.path.segments.len() > 1 => path.path.segments.first().map(|segment| &segment.ident),
        _ => None,
    }
}

/// What a path ends with.
fn last(ty: &Type) -> String {
    match shape::unwrapped(ty) {
        Type::Path(path) => path.path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default(),
        _ => String::new(),
    }
}

/// The id of a person or an app that a parameter of this name, `openid` or `openId`, is meant to hold.
fn id_meant(name: &Ident) -> Option<&'static Field> {
    let word = name.to_string();
    let field = field::named(&word).or_else(|| field::meant(&word).filter(|field| fold(field.name) == fold(&word)))?;
    matches!(field.kind, Kind::OpenId | Kind::AppId | Kind::UnionId).then_some(field)
}
