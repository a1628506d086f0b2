use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::sync::{Arc, OnceLock};

use super::variables::{TABLE, Variables};
use super::{Kind, Trust};

/// Whether a trust of this process was made of its variables: what another one makes of them is then meant.
static VARIABLES_ARE_READ: AtomicBool = AtomicBool::new(false);

/// When something is said of a trust.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Occasion {
    Never,
    Layer,
    Call,
}

/// What whoever declares a trust was told of it. Each is said once.
#[derive(Debug)]
pub(super) struct Announced {
    /// The last [`Occasion`] on which somebody was told.
    told: AtomicU8,
    is_within: AtomicBool,
    is_without_peer: AtomicBool,
    /// Those of the variables that declare a trust which were set.
    variables: Vec<&'static str>,
    /// Where the variables were read for it: those that hold an appid which does not look like one.
    doubtful: OnceLock<Vec<&'static str>>,
}

impl Announced {
    pub(super) fn of_process() -> Self {
        let names = TABLE.iter().map(|(name, _)| *name);
        Self {
            told: AtomicU8::new(Occasion::Never as u8),
            is_within: AtomicBool::new(false),
            is_without_peer: AtomicBool::new(false),
            variables: names.filter(|name| std::env::var_os(name).is_some()).collect(),
            doubtful: OnceLock::new(),
        }
    }
}

impl Trust {
    /// Whether nobody was told on this occasion yet.
    pub(crate) fn is_to_be_told(&self, occasion: Occasion) -> bool {
        self.announced.told.load(Ordering::Relaxed) < occasion as u8
    }

    /// Notes that somebody is told now; whether that is news on each of the occasions up to this one.
    pub(crate) fn tell(&self, occasion: Occasion) -> impl Fn(Occasion) -> bool {
        let before = self.announced.told.fetch_max(occasion as u8, Ordering::Relaxed);
        move |news| before < news as u8 && news <= occasion
    }

    /// Notes that somebody is told that the server does not say who calls, where such a call may be believed; whether nobody was yet.
    pub(crate) fn tell_without_peer(&self) -> bool {
        matches!(self.kind, Kind::Local { declared: true, .. }) && !self.announced.is_without_peer.swap(true, Ordering::Relaxed)
    }

    pub(crate) const fn proves_nothing(&self) -> bool {
        matches!(self.kind, Kind::ClosedIngress)
    }

    /// Whether it is another one than the outer, and nobody was told of it yet.
    pub(crate) fn is_to_be_announced_within(&self, outer: &Self) -> bool {
        !Arc::ptr_eq(&self.announced, &outer.announced) && !self.announced.is_within.swap(true, Ordering::Relaxed)
    }

    /// Notes that the variables were read for it.
    pub(super) fn reads_variables(&self, variables: &Variables) {
        VARIABLES_ARE_READ.store(true, Ordering::Relaxed);
        let is_doubtful =
            |name: &&str| variables.get(name).is_some_and(|ids| !ids.split(',').all(|id| looks_like_an_appid(id.trim())));
        let _ = self.announced.doubtful.set(["WXCTX_APPIDS", "WXCTX_OWNER_APPID"].into_iter().filter(is_doubtful).collect());
    }

    /// The variables that were set and count for nothing in this process.
    pub(crate) fn unread_variables(&self) -> &[&'static str] {
        if VARIABLES_ARE_READ.load(Ordering::Relaxed) { &[] } else { &self.announced.variables }
    }

    /// The variables that hold an appid which does not look like one. It is no error, as nobody promises the form.
    pub(crate) fn doubtful_variables(&self) -> &[&'static str] {
        self.announced.doubtful.get().map_or(&[], Vec::as_slice)
    }
}

fn looks_like_an_appid(text: &str) -> bool {
    let digits = text.strip_prefix("wx").unwrap_or_default();
    digits.len() == 16 && digits.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}
