use http::HeaderName;

use crate::carrier::{Headers, Several, first};
use crate::field::{self, Marker};
#[cfg(feature = "layer")]
use crate::trust::Excluded;
use crate::trust::{Pins, Verdict};
use crate::value::Value;
use crate::{AppId, EnvId, Field, Forbidden, FromField, Proof, Rejection, Source, SourceChain, Trust, WxContext};

/// One call, judged: what a [`FromWxContext`](crate::FromWxContext) reads its fields from.
///
/// ```
/// use wxctx::{Incoming, WxContext, field};
///
/// let context = WxContext::builder().source("wx_client").build()?;
/// let incoming = Incoming::from(&context);
/// assert_eq!(incoming.get::<field::source, String>()?, "wx_client");
/// # Ok::<(), wxctx::Rejection>(())
/// ```
pub struct Incoming<'a> {
    headers: Option<&'a dyn Headers>,
    context: Option<&'a WxContext>,
    /// Which of the two supplies the fields; the other can only contradict it.
    supplier: Supplier,
    verdict: Result<&'a Verdict, Rejection>,
    /// Those of the trust that judged it.
    pins: Option<&'a Pins>,
    /// The headers supply the fields, and nothing can contradict them, leave one out or fill one in.
    is_plain: bool,
}

/// What supplies the fields of a call.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Supplier {
    Headers,
    Context,
    /// The context alone: headers mean nothing.
    #[cfg(feature = "bridge")]
    Envelope,
}

impl Supplier {
    /// Whether headers count at all, be it to contradict.
    const fn reads_headers(self) -> bool {
        match self {
            Self::Headers | Self::Context => true,
            #[cfg(feature = "bridge")]
            Self::Envelope => false,
        }
    }
}

impl<'a> From<&'a WxContext> for Incoming<'a> {
    fn from(context: &'a WxContext) -> Self {
        let verdict = Ok(Verdict::supplied(context.proof));
        Self { headers: None, context: Some(context), supplier: Supplier::Context, verdict, pins: None, is_plain: false }
    }
}

impl<'a> Incoming<'a> {
    pub(crate) fn request(
        headers: &'a dyn Headers,
        context: Option<&'a WxContext>,
        trust: &'a Trust,
        verdict: Result<&'a Verdict, Rejection>,
    ) -> Self {
        let supplier = trust.supplier();
        let is_plain = supplier == Supplier::Headers && context.is_none() && verdict.is_ok_and(Verdict::is_plain);
        let headers = supplier.reads_headers().then_some(headers);
        Self { headers, context, supplier, verdict, pins: Some(trust.pins()), is_plain }
    }

    /// That of a call of which the headers supply everything.
    #[cfg(feature = "layer")]
    pub(crate) const fn evident(headers: &'a dyn Headers, verdict: &'a Verdict) -> Self {
        let supplier = Supplier::Headers;
        Self { headers: Some(headers), context: None, supplier, verdict: Ok(verdict), pins: None, is_plain: true }
    }

    /// The headers, where they supply the fields and nothing else has a say.
    pub(crate) fn plain_headers(&self) -> Option<&'a dyn Headers> {
        self.headers.filter(|_| self.is_plain)
    }

    /// The field as `T`; nothing else of the request is looked at.
    ///
    /// ```
    /// use wxctx::{Incoming, OpenId, WxContext, field};
    ///
    /// let context = WxContext::builder().openid("oABCD0123456789_-abcdefghijk").build()?;
    /// let incoming = Incoming::from(&context);
    /// let openid = incoming.get::<field::openid, OpenId>()?;
    /// let unionid = incoming.get::<field::unionid, Option<String>>()?;
    /// assert_eq!(openid, "oABCD0123456789_-abcdefghijk");
    /// assert_eq!(unionid, None);
    /// # Ok::<(), wxctx::Rejection>(())
    /// ```
    ///
    /// # Errors
    /// With what the trust refuses the call for, whatever `T` is; and with what the field is refused for, unless `T` holds it.
    pub fn get<F: Marker, T: FromField<F>>(&self) -> Result<T, Rejection> {
        if self.is_plain {
            return T::from_field(self.read_plain::<F>());
        }
        let verdict = self.trusted()?;
        T::from_field(self.read::<F>(verdict))
    }

    /// How far the call may be believed.
    ///
    /// ```
    /// use wxctx::{Incoming, Proof, WxContext};
    ///
    /// let context = WxContext::builder().build()?;
    /// assert_eq!(Incoming::from(&context).proof()?, Proof::Supplied);
    /// # Ok::<(), wxctx::Rejection>(())
    /// ```
    ///
    /// # Errors
    /// With what the trust refuses the call for.
    pub fn proof(&self) -> Result<Proof, Rejection> {
        Ok(self.trusted()?.proof)
    }

    /// Refuses unless the origin is in `mask` and everything after it is a hop tag; with `direct`, refuses
    /// hops, and a call that does not say its own.
    pub(crate) fn guard(&self, mask: u32, direct: bool) -> Result<(), Rejection> {
        let verdict = self.trusted()?;
        let chain = match self.read::<field::source>(verdict) {
            // Under a proven trust a call without SOURCE is one of unknown origin.
            Err(Rejection::Missing(_)) => None,
            read => Some(read?),
        };
        let is_allowed = |origin: Source| mask == crate::source::origin::ANY || origin.bit() & mask != 0;
        let forbidden = match chain {
            None if direct || !is_allowed(Source::Unknown) => Forbidden::NoSource,
            Some(chain) if !is_allowed(chain.origin()) => Forbidden::Origin,
            Some(chain) if mask != crate::source::origin::ANY && !chain.hops().all(|hop| hop.is_hop()) => Forbidden::UnknownHop,
            Some(chain) if direct && !chain.is_direct() => Forbidden::Hops,
            _ => return Ok(()),
        };
        Err(Rejection::Forbidden(forbidden))
    }

    /// The trust's answer; `Option` and `Result` never hold a refusal of it.
    pub(crate) fn trusted(&self) -> Result<&Verdict, Rejection> {
        self.verdict
    }

    /// Whether anything of the carrier counts.
    pub(crate) fn is_believed(&self) -> Result<bool, Rejection> {
        Ok(self.trusted()?.believed)
    }

    /// Whether the client had any `from-*` left out, so that it could pass for a user of the owning app.
    pub(crate) fn excludes_from(&self) -> bool {
        self.verdict.is_ok_and(|verdict| verdict.excluded.from) || self.context.is_some_and(|context| context.excludes_from)
    }

    /// What supplies the fields.
    #[cfg(feature = "layer")]
    pub(crate) const fn supplier(&self) -> Supplier {
        self.supplier
    }

    /// The headers, where they count at all.
    #[cfg(feature = "layer")]
    pub(crate) const fn headers(&self) -> Option<&'a dyn Headers> {
        self.headers
    }

    /// Whether the client had this field left out.
    #[cfg(feature = "layer")]
    pub(crate) fn excludes(&self, field: Field) -> bool {
        match self.verdict {
            Ok(verdict) => verdict.excluded.names(field),
            Err(_) => self.headers.is_some_and(|headers| Excluded::read(headers).names(field)),
        }
    }

    /// Whether headers and context both have this field.
    #[cfg(feature = "layer")]
    pub(crate) fn is_in_both(&self, field: Field) -> bool {
        self.context.is_some_and(|context| context.has(field))
            && self.headers.zip(field.header()).is_some_and(|(headers, name)| has_value(headers, name))
    }

    /// What [`read`](Self::read) would say.
    #[inline]
    fn read_plain<F: Marker>(&self) -> Result<F::Value, Rejection> {
        match self.header::<F>() {
            Ok([]) => Err(Rejection::Missing(F::FIELD)),
            Ok(value) => F::Value::of_field(value, F::FIELD),
            Err(Several) => Err(Rejection::Conflict(F::FIELD)),
        }
    }

    #[cold]
    fn read<F: Marker>(&self, verdict: &Verdict) -> Result<F::Value, Rejection> {
        if !verdict.believed {
            return Err(Rejection::NotFromWeChat);
        }
        let value = if self.supplier == Supplier::Headers { self.in_headers::<F>()? } else { self.in_context::<F>() };
        match value {
            Some(value) if self.is_contradicted::<F>(&value)? => Err(Rejection::Conflict(F::FIELD)),
            Some(_) if verdict.excluded.names(F::FIELD) => Err(Rejection::Conflict(F::FIELD)),
            Some(value) => Ok(value),
            None if verdict.proof == Proof::Local => self.local_value::<F>(),
            None => Err(Rejection::Missing(F::FIELD)),
        }
    }
}

impl<'a> Incoming<'a> {
    fn in_headers<F: Marker>(&self) -> Result<Option<F::Value>, Rejection> {
        match self.header::<F>() {
            Ok([]) => Ok(None),
            Ok(value) => F::Value::of_field(value, F::FIELD).map(Some),
            Err(Several) => Err(Rejection::Conflict(F::FIELD)),
        }
    }

    /// What the headers have of a field; nothing where it is absent.
    #[inline]
    fn header<F: Marker>(&self) -> Result<&'a [u8], Several> {
        let value = self.value(F::header())?;
        if !value.is_empty() || F::list_header().is_none() {
            return Ok(value);
        }
        self.value(F::list_header()).map(first)
    }

    #[inline]
    fn value(&self, name: Option<&'static HeaderName>) -> Result<&'a [u8], Several> {
        match (self.headers, name) {
            (Some(headers), Some(name)) => headers.value(name),
            _ => Ok(&[]),
        }
    }

    fn in_context<F: Marker>(&self) -> Option<F::Value> {
        self.context.and_then(F::of).cloned()
    }

    /// Whether the carrier that supplies nothing says something else. Calls are numbered by each of them.
    fn is_contradicted<F: Marker>(&self, value: &F::Value) -> Result<bool, Rejection> {
        if self.headers.is_none() || self.context.is_none() || F::FIELD == Field::CallId {
            return Ok(false);
        }
        let other = if self.supplier == Supplier::Headers { self.in_context::<F>() } else { self.in_headers::<F>()? };
        Ok(other.is_some_and(|other| other.text() != value.text()))
    }

    /// Whether anything says who calls.
    pub(crate) fn has_identity(&self) -> bool {
        self.has_any(&[
            Field::OpenId,
            Field::AppId,
            Field::UnionId,
            Field::FromOpenId,
            Field::FromAppId,
            Field::FromUnionId,
            Field::AccessToken,
            Field::FromAccessToken,
        ])
    }

    /// Whether the carrier has any of these fields, be it a malformed one.
    fn has_any(&self, fields: &[Field]) -> bool {
        match (self.supplier, self.headers, self.context) {
            (Supplier::Headers, Some(headers), _) => {
                fields.iter().filter_map(|field| field.header()).any(|name| has_value(headers, name))
            }
            (Supplier::Context, _, Some(context)) => fields.iter().any(|&field| context.has(field)),
            _ => false,
        }
    }

    /// The identity of a laptop: nothing but these four is filled in, with what is pinned where it is. A call that no user starts,
    /// or one over a shared resource, has no openid of its own, and gets none.
    fn local_value<F: Marker>(&self) -> Result<F::Value, Rejection> {
        let text = match F::FIELD {
            Field::OpenId if self.may_be_the_own_users() => "oLOCAL_0000000000000000_user",
            Field::AppId => self.pins.and_then(Pins::appid).map_or("wx0000000000000000", AppId::as_str),
            Field::Env => self.pins.and_then(Pins::env).map_or("local", EnvId::as_str),
            Field::Source => "wx_client",
            field => return Err(Rejection::Missing(field)),
        };
        F::Value::from_bytes(text.as_bytes()).map_err(|_| Rejection::Malformed(F::FIELD))
    }

    fn may_be_the_own_users(&self) -> bool {
        let is_a_users =
            |chain: SourceChain| matches!(chain.origin(), Source::WxClient | Source::WxDevtools | Source::WxLocaldebug);
        !self.has_any(&[Field::FromOpenId, Field::FromAppId, Field::FromUnionId])
            && self.get::<field::source, SourceChain>().is_ok_and(is_a_users)
    }
}

/// Whether a header came with anything in it, be it twice.
pub(crate) fn has_value(headers: &dyn Headers, name: &'static HeaderName) -> bool {
    !matches!(headers.value(name), Ok([]))
}

impl std::fmt::Debug for Incoming<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Incoming").field("verdict", &self.verdict).finish_non_exhaustive()
    }
}
