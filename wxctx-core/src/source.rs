use std::fmt;

use serde::{Serialize, Serializer};

use crate::text::Text;
use crate::value::{InvalidValue, Value, bounded, from_text};

/// The most bytes of a chain; every hop adds a few, and nothing on the platform bounds them.
const LIMIT: usize = 512;

macro_rules! sources {
    (documented: $($documented:ident $documented_bit:ident $documented_name:literal $documented_doc:literal)*;
     hops: $($hop:ident $hop_bit:ident $hop_name:literal $hop_doc:literal)*) => {
        /// What started a call, or handed it on.
        ///
        /// The values of the official page `Cloud.getWXContext`, and the tags that the official SDKs append. What is not
        /// documented is kept as [`Other`](Source::Other), never guessed.
        ///
        /// ```
        /// use wxctx::{Source, SourceChain};
        ///
        /// let chain: SourceChain = "wx_tomorrow".parse()?;
        /// match chain.origin() {
        ///     Source::WxClient | Source::WxDevtools => println!("a person"),
        ///     Source::Other(text) => println!("not documented: {text}"),
        ///     _ => println!("a program"),
        /// }
        /// # assert_eq!(chain.origin(), Source::Other("wx_tomorrow".into()));
        /// # Ok::<(), wxctx::InvalidValue>(())
        /// ```
        #[derive(Clone, PartialEq, Eq, Hash, Debug)]
        #[non_exhaustive]
        pub enum Source {
            $(#[doc = $documented_doc] $documented,)*
            $(#[doc = $hop_doc] $hop,)*
            /// A text that nobody documented, as it came.
            Other(Box<str>),
        }

        #[derive(Clone, Copy)]
        enum Place { $($documented,)* $($hop,)* }

        /// The bits of `#[entry(allow(…))]`.
        #[allow(missing_docs)]
        pub mod origin {
            use super::Place;

            $(pub const $documented_bit: u32 = 1 << (Place::$documented as u32);)*
            $(pub const $hop_bit: u32 = 1 << (Place::$hop as u32);)*
            pub const ANY: u32 = u32::MAX;
        }

        impl Source {
            /// The values of the official page.
            pub const DOCUMENTED: &'static [Source] = &[$(Source::$documented),*];

            /// The tags of hops: `scf` of the official page, and what the official SDKs append.
            pub const HOPS: &'static [Source] = &[Source::Scf, $(Source::$hop),*];

            /// The name as it stands in `SOURCE`.
            ///
            /// ```
            /// assert_eq!(wxctx::Source::WxClient.as_str(), "wx_client");
            /// ```
            pub fn as_str(&self) -> &str {
                match self {
                    $(Source::$documented => $documented_name,)*
                    $(Source::$hop => $hop_name,)*
                    Source::Other(text) => text,
                }
            }

            fn from_element(element: &str) -> Self {
                match element {
                    "" => Source::Unknown,
                    $($documented_name => Source::$documented,)*
                    $($hop_name => Source::$hop,)*
                    other => Source::Other(other.into()),
                }
            }

            /// The bit of this source in the mask of `#[entry(allow(…))]`; none for an undocumented one.
            pub(crate) fn bit(&self) -> u32 {
                match self {
                    $(Source::$documented => origin::$documented_bit,)*
                    $(Source::$hop => origin::$hop_bit,)*
                    Source::Other(_) => 0,
                }
            }
        }
    };
}

sources! {
    documented:
        WxDevtools WX_DEVTOOLS "wx_devtools" "The developer tools."
        WxClient WX_CLIENT "wx_client" "A mini program."
        WxHttp WX_HTTP "wx_http" "WeChat's HTTP API."
        WxTrigger WX_TRIGGER "wx_trigger" "A timer."
        WxPaycallback WX_PAYCALLBACK "wx_paycallback" "A payment callback."
        WxCrawler WX_CRAWLER "wx_crawler" "The mini-program crawler."
        WxLocaldebug WX_LOCALDEBUG "wx_localdebug" "Local debugging in the developer tools."
        WxUnknown WX_UNKNOWN "wx_unknown" "WeChat, from an unknown place."
        Scf SCF "scf" "Another cloud function.";
    hops:
        Cbr CBR "cbr" "A Cloud Run service."
        NotScf NOT_SCF "not_scf" "A program that is not a cloud function."
        Sumeru SUMERU "sumeru" "The platform's Sumeru."
        Tencentcloud TENCENTCLOUD "tencentcloud" "Another Tencent Cloud product."
        Unknown UNKNOWN "unknown" "A place that the SDK, or nobody, could name."
}

impl Source {
    /// Whether the official SDKs append it when they call onward.
    ///
    /// ```
    /// use wxctx::Source;
    ///
    /// assert!(Source::Scf.is_hop());
    /// assert!(!Source::WxClient.is_hop());
    /// ```
    pub fn is_hop(&self) -> bool {
        Self::HOPS.contains(self)
    }
}

/// A source as it stands in a log: one that is not known is not repeated, as a client can write an id there.
#[cfg(feature = "tracing")]
pub fn logged(source: &Source) -> &str {
    match source {
        Source::Other(_) => "other",
        known => known.as_str(),
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Where a call came from: an origin and the hops after it, as in `wx_client,scf`.
///
/// At most 512 bytes of visible ASCII. Whitespace inside is refused: that is what two joined headers look like. Elements may be
/// empty; an empty first one, as in `,scf`, is an unknown origin.
///
/// ```
/// use wxctx::{Source, SourceChain};
///
/// let chain: SourceChain = "wx_client,scf".parse()?;
/// assert_eq!(chain.origin(), Source::WxClient);
/// assert_eq!(chain.direct_caller(), Source::Scf);
/// assert!(!chain.is_direct());
/// # Ok::<(), wxctx::InvalidValue>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct SourceChain(Text);

impl SourceChain {
    /// The text as it came.
    ///
    /// ```
    /// let chain: wxctx::SourceChain = "wx_client,scf".parse()?;
    /// assert_eq!(chain.as_str(), "wx_client,scf");
    /// # Ok::<(), wxctx::InvalidValue>(())
    /// ```
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// What started the call.
    ///
    /// ```
    /// use wxctx::{Source, SourceChain};
    ///
    /// assert_eq!("wx_client,scf".parse::<SourceChain>()?.origin(), Source::WxClient);
    /// assert_eq!(",scf".parse::<SourceChain>()?.origin(), Source::Unknown);
    /// # Ok::<(), wxctx::InvalidValue>(())
    /// ```
    pub fn origin(&self) -> Source {
        Source::from_element(self.elements().next().unwrap_or_default())
    }

    /// What handed the call on, in order.
    ///
    /// ```
    /// use wxctx::{Source, SourceChain};
    ///
    /// let chain: SourceChain = "wx_client,scf,cbr".parse()?;
    /// assert!(chain.hops().eq([Source::Scf, Source::Cbr]));
    /// # Ok::<(), wxctx::InvalidValue>(())
    /// ```
    pub fn hops(&self) -> impl Iterator<Item = Source> + '_ {
        self.iter().skip(1)
    }

    /// The last element: what called this function.
    ///
    /// ```
    /// use wxctx::{Source, SourceChain};
    ///
    /// assert_eq!("wx_client,scf".parse::<SourceChain>()?.direct_caller(), Source::Scf);
    /// assert_eq!("wx_client".parse::<SourceChain>()?.direct_caller(), Source::WxClient);
    /// # Ok::<(), wxctx::InvalidValue>(())
    /// ```
    pub fn direct_caller(&self) -> Source {
        Source::from_element(self.elements().next_back().unwrap_or_default())
    }

    /// Whether the origin called this function itself.
    ///
    /// ```
    /// use wxctx::SourceChain;
    ///
    /// assert!("wx_client".parse::<SourceChain>()?.is_direct());
    /// assert!(!"wx_client,scf".parse::<SourceChain>()?.is_direct());
    /// # Ok::<(), wxctx::InvalidValue>(())
    /// ```
    pub fn is_direct(&self) -> bool {
        !self.as_str().contains(',')
    }

    /// Origin and hops, in order.
    ///
    /// ```
    /// use wxctx::{Source, SourceChain};
    ///
    /// let chain: SourceChain = "wx_client,scf".parse()?;
    /// assert!(chain.iter().eq([Source::WxClient, Source::Scf]));
    /// # Ok::<(), wxctx::InvalidValue>(())
    /// ```
    pub fn iter(&self) -> impl Iterator<Item = Source> + '_ {
        self.elements().map(Source::from_element)
    }

    fn elements(&self) -> std::str::Split<'_, char> {
        self.as_str().split(',')
    }
}

impl SourceChain {
    /// Whether the bytes are a chain.
    pub(crate) fn check(bytes: &[u8]) -> Result<(), InvalidValue> {
        let all = bounded(bytes, LIMIT)?.iter().all(u8::is_ascii_graphic);
        if all { Ok(()) } else { Err(InvalidValue::Character) }
    }
}

impl Value for SourceChain {
    fn from_bytes(bytes: &[u8]) -> Result<Self, InvalidValue> {
        Text::checked(bounded(bytes, LIMIT)?, |byte| byte.is_ascii_graphic()).map(Self).ok_or(InvalidValue::Character)
    }

    fn text(&self) -> Option<String> {
        Some(self.as_str().to_owned())
    }
}

from_text!(SourceChain);

impl fmt::Debug for SourceChain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SourceChain").field(&self.as_str()).finish()
    }
}

impl fmt::Display for SourceChain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl Serialize for SourceChain {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}
