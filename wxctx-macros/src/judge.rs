use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::Type;

use crate::field::{Field, Kind, of_kind};
use crate::holder::Place;
use crate::shape::{Shape, is, shape, show, unwrapped, value};

/// Whether a type is certainly right, unless it is another of the same name: it need not be checked.
pub(crate) fn certain(ty: &Type, field: Option<&Field>) -> bool {
    match shape(ty) {
        Shape::Named(name, arguments) => match (name.as_str(), arguments.as_slice()) {
            ("Option", [inner]) => certain(inner, field),
            ("Result", [inner, error]) => certain(inner, field) && is(error, "Rejection"),
            ("Caller" | "WxContext", []) => field.is_none(),
            (name, []) => field.is_some_and(|field| field.kind.type_name() == name),
            _ => false,
        },
        _ => false,
    }
}

/// Whether a type is named like one that `#[wx]` alone reads, in an `Option` or not.
pub(crate) fn is_whole(ty: &Type) -> bool {
    is(value(ty), "Caller") || is(value(ty), "WxContext")
}

/// Whether a type is named like one of axum's that takes the request's body. `Bytes` and `String` are not among them, as other frameworks
/// extract these very types in any place.
pub(crate) fn takes_body(ty: &Type) -> bool {
    ["Json", "Form", "Multipart", "RawForm", "Request", "Body"].iter().any(|name| is(value(ty), name))
}

/// The part of a type that is named like one of ours, which only `#[wx]` can fill.
pub(crate) fn part_of_the_context(ty: &Type) -> Option<&Type> {
    match shape(ty) {
        Shape::Tuple => match unwrapped(ty) {
            Type::Tuple(tuple) => tuple.elems.iter().find_map(part_of_the_context),
            _ => None,
        },
        Shape::Named(name, arguments) => match (name.as_str(), arguments.as_slice()) {
            ("Option" | "Result", [inner, ..]) => part_of_the_context(inner),
            ("Caller" | "WxContext", []) => Some(ty),
            ("IpAddr" | "Ipv6Addr", []) => None,
            (name, []) => Kind::of_type(name).map(|_| ty),
            _ => None,
        },
        _ => None,
    }
}

/// Why a type cannot be right, told by its tokens alone.
pub(crate) struct Wrong {
    pub(crate) at: TokenStream,
    pub(crate) message: String,
    pub(crate) help: String,
}

/// Types of other crates that people reach for and that never hold a field.
const FOREIGN: [&str; 26] = [
    "u8",
    "u16",
    "u32",
    "u64",
    "u128",
    "usize",
    "i8",
    "i16",
    "i32",
    "i64",
    "i128",
    "isize",
    "f32",
    "f64",
    "bool",
    "char",
    "Vec",
    "Arc",
    "Rc",
    "Cow",
    "HashMap",
    "BTreeMap",
    "HashSet",
    "OsString",
    "HeaderMap",
    "HeaderValue",
];

/// Whether a type that is written out is certainly no tuple and no name for one.
pub(crate) fn is_no_tuple(ty: &Type) -> bool {
    match shape(ty) {
        Shape::Named(name, _) => {
            Kind::of_type(&name).is_some()
                || FOREIGN.contains(&name.as_str())
                || ["Option", "Result", "String", "Box", "Caller", "WxContext", "Wx", "Source", "str"].contains(&name.as_str())
        }
        Shape::Reference(_) | Shape::Alien | Shape::Opaque => true,
        Shape::Tuple | Shape::Unknown => false,
    }
}

/// Judges a type for a field; `None` leaves it to the check trait.
pub(crate) fn for_field(ty: &Type, field: &Field, place: Place) -> Option<Wrong> {
    let kind = field.kind;
    let own = kind.type_name();
    let wrong = |message: String, help: String| Some(Wrong { at: ty.to_token_stream(), message, help });
    let shown = show(ty);
    let cannot = format!("`{shown}` cannot hold the field `{}`", field.name);
    let fitting = format!("write {}", kind.fitting());
    let secret = |cannot: String| {
        wrong(
            format!("{cannot}: a secret is no plain text"),
            "write `AccessToken`; `expose_secret()` gives the text where it is needed".to_owned(),
        )
    };
    match shape(ty) {
        Shape::Reference(_) => {
            let holder = if place == Place::Parameter { "parameter" } else { "struct" };
            wrong(format!("a reference cannot hold the field `{}`: the value is the {holder}'s own", field.name), fitting)
        }
        Shape::Tuple => wrong(format!("{cannot}: one field is no tuple"), format!("write {} alone", kind.fitting())),
        Shape::Alien | Shape::Opaque => wrong(cannot, fitting),
        Shape::Unknown => None,
        Shape::Named(name, arguments) => match (name.as_str(), arguments.as_slice()) {
            ("Option", [inner]) => for_field(inner, field, place),
            ("Result", [value, error]) => for_field(value, field, place).or_else(|| refusal(error)),
            ("Box", [inner]) if is(inner, "str") && kind.is_text() => None,
            ("String", []) if kind.is_text() => None,
            ("String" | "str", []) if kind == Kind::AccessToken => secret(cannot),
            ("Box" | "Arc" | "Rc", [inner]) if kind == Kind::AccessToken && is(inner, "str") => secret(cannot),
            ("String", []) => wrong(cannot, fitting),
            ("Wx", [inner]) => wrong(wrapped(place), format!("write `{}`", show(inner))),
            ("Source", []) if kind == Kind::SourceChain => {
                wrong(cannot, "write `SourceChain`; its `origin()` is the `Source` that began the call".to_owned())
            }
            ("Caller" | "WxContext", []) if place == Place::Field => wrong(
                cannot,
                format!("write `#[wx(flatten)]` to read `{name}`; the field `{}` takes {}", field.name, kind.fitting()),
            ),
            ("Caller" | "WxContext", []) => wrong(
                cannot,
                format!("write {}; to read `{name}`, write `#[wx]` alone, on a name that is no field", kind.fitting()),
            ),
            ("Ipv4Addr", []) if kind == Kind::IpAddr => {
                wrong(cannot, "write `IpAddr`; the address may be of either version".to_owned())
            }
            (name, []) if name == own => None,
            (name, _) if Kind::of_type(name).is_some() && arguments.is_empty() => wrong(cannot, fitting),
            ("HeaderMap" | "HeaderValue", _) => {
                wrong(cannot, format!("{fitting}; all headers are an extractor of the framework, without `#[wx]`"))
            }
            ("str" | "Box" | "SocketAddr" | "Ipv4Addr", _) => wrong(cannot, fitting),
            (name, _) if FOREIGN.contains(&name) => wrong(cannot, fitting),
            _ => None,
        },
    }
}

/// The error of a `Result` that certainly is not `Rejection`.
fn refusal(error: &Type) -> Option<Wrong> {
    let known = match shape(error) {
        Shape::Named(name, _) => {
            ["String", "Box", "str", "Infallible", "StatusCode", "Error"].contains(&name.as_str())
                || FOREIGN.contains(&name.as_str())
                || Kind::of_type(&name).is_some()
        }
        Shape::Unknown => false,
        Shape::Tuple | Shape::Reference(_) | Shape::Alien | Shape::Opaque => true,
    };
    known.then(|| Wrong {
        at: error.to_token_stream(),
        message: format!("`{}` is not what a refusal is told with", show(error)),
        help: "write `Rejection` (`wxctx::Rejection`)".to_owned(),
    })
}

/// What is wrong with a type that is to say by itself what is read.
pub(crate) enum Unread {
    /// It is a field's type: the field has to be named.
    Field(&'static Field),
    /// Text can be nearly every field.
    Text,
    /// A tuple: the fields have to be named.
    Tuple,
    Wrong(Wrong),
}

/// `Wx<T>` as the type, where `Wx` is the macro's to write or has no place.
fn wrapped(place: Place) -> String {
    match place {
        Place::Parameter => "`#[wx]` puts `Wx` around the type itself",
        Place::Field => "a struct's field holds the value itself, without `Wx`",
    }
    .to_owned()
}

pub(crate) fn for_bare(ty: &Type) -> Option<Unread> {
    let wrong =
        |message: String, help: &str| Some(Unread::Wrong(Wrong { at: ty.to_token_stream(), message, help: help.to_owned() }));
    let shown = show(ty);
    let cannot = format!("`{shown}` does not say what is to be read");
    match shape(ty) {
        Shape::Tuple => Some(Unread::Tuple),
        Shape::Reference(inner) => {
            if matches!(shape(inner), Shape::Named(name, _) if name == "Caller" || name == "WxContext") {
                return wrong(
                    format!("`{shown}` is a reference, and the value is the parameter's own"),
                    &format!("write `{}`", show(inner)),
                );
            }
            wrong(cannot, "name a field, as in `#[wx(openid)]`, and write its own type, as in `OpenId`")
        }
        Shape::Alien => wrong(cannot, "write `Caller`, `WxContext` or a type with `#[derive(FromWxContext)]`"),
        Shape::Opaque | Shape::Unknown => None,
        Shape::Named(name, arguments) => match (name.as_str(), arguments.as_slice()) {
            ("Option", [inner]) => for_bare(inner),
            ("Result", [inner, error]) => for_bare(inner).or_else(|| refusal(error).map(Unread::Wrong)),
            ("Wx", [inner]) => wrong(wrapped(Place::Parameter), &format!("write `{}`", show(inner))),
            ("String" | "str", []) => Some(Unread::Text),
            ("Box", [inner]) if is(inner, "str") => Some(Unread::Text),
            ("Source", []) => of_kind(Kind::SourceChain).map(Unread::Field),
            ("Ipv4Addr" | "SocketAddr", []) => of_kind(Kind::IpAddr).map(Unread::Field),
            ("HeaderMap" | "HeaderValue", []) => wrong(
                cannot,
                "take `#[wx]` away: all headers are an extractor of the framework; a field is named as in `#[wx(openid)]`",
            ),
            (name, []) if Kind::of_type(name).is_some() => Kind::of_type(name).and_then(of_kind).map(Unread::Field),
            (name, _) if FOREIGN.contains(&name) => {
                wrong(cannot, "write `Caller`, `WxContext` or a type with `#[derive(FromWxContext)]`")
            }
            _ => None,
        },
    }
}
