use proc_macro2::Ident;
use syn::Type;

use crate::field::{self, Field};
use crate::judge::{self, Unread};
use crate::shape;

/// Where a `#[wx]` stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Parameter,
    Field,
}

/// The parameter or the struct's field that a `#[wx]` stands on.
#[derive(Clone, Copy)]
pub(crate) struct Holder<'a> {
    pub(crate) place: Place,
    /// `None` for a pattern, and in a tuple struct.
    pub(crate) name: Option<&'a Ident>,
    /// `None` while it is being typed.
    pub(crate) ty: Option<&'a Type>,
}

impl Holder<'_> {
    /// What to write in place of a word that says whether the value must be there; `named` stands beside that word.
    pub(crate) fn presence(&self, word: &str, named: Option<&'static Field>) -> String {
        let says = match self.place {
            Place::Parameter => "the parameter's type says what must be there",
            Place::Field => "the field's type says what must be there",
        };
        self.present(word != "required", named).map_or_else(
            || format!("{says}: `Option<OpenId>` may be absent, `OpenId` may not"),
            |written| format!("{says}: write `{written}`"),
        )
    }

    fn present(&self, optional: bool, named: Option<&'static Field>) -> Option<String> {
        let (name, ty) = (self.name?, shape::value(self.ty?));
        let own = field::named(&name.to_string());
        let attribute = match (named.or(own).or_else(|| meant(Some(name), ty)), self.place) {
            (Some(field), Place::Field) if own.is_some_and(|own| own.name == field.name) => String::new(),
            (Some(field), _) => format!("#[wx({})] ", field.name),
            (None, _) if judge::for_bare(ty).is_some() => return None,
            (None, Place::Parameter) => "#[wx] ".to_owned(),
            (None, Place::Field) => "#[wx(flatten)] ".to_owned(),
        };
        let ty = shape::show(ty);
        Some(if optional { format!("{attribute}{name}: Option<{ty}>") } else { format!("{attribute}{name}: {ty}") })
    }
}

/// The field that a type and a name that is no field's own speak of.
pub(crate) fn meant(name: Option<&Ident>, ty: &Type) -> Option<&'static Field> {
    let by_name = name.and_then(|name| field::meant(&name.to_string()));
    match judge::for_bare(ty)? {
        Unread::Field(field) => Some(by_name.filter(|meant| meant.kind == field.kind).unwrap_or(field)),
        Unread::Text => by_name.filter(|meant| meant.kind.is_text()),
        Unread::Tuple | Unread::Wrong(_) => None,
    }
}
