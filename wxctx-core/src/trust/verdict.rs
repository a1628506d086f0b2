use super::excluded::Excluded;
use crate::Proof;

/// What a trust says of one request that it did not refuse.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Verdict {
    /// Whether anything of the carrier counts.
    pub(crate) believed: bool,
    pub(crate) proof: Proof,
    /// Which of several secrets proved it.
    #[cfg_attr(not(feature = "layer"), allow(dead_code, reason = "only a layer's audit asks"))]
    pub(crate) secret: Option<usize>,
    pub(crate) excluded: Excluded,
}

impl Verdict {
    pub(super) const fn nothing() -> Self {
        Self { believed: false, proof: Proof::Asserted, secret: None, excluded: Excluded::NOTHING }
    }

    pub(crate) const fn believed(proof: Proof, secret: Option<usize>, excluded: Excluded) -> Self {
        Self { believed: true, proof, secret, excluded }
    }

    /// That on a context which the program itself made, or keeps.
    pub(crate) const fn supplied(proof: Proof) -> &'static Self {
        macro_rules! each {
            ($($proof:ident)*) => {
                match proof {
                    $(Proof::$proof => const { &Self::believed(Proof::$proof, None, Excluded::NOTHING) },)*
                }
            };
        }
        each!(Asserted Basic Secret Bridge Supplied Local)
    }

    /// Whether what the headers say is all there is to say.
    pub(crate) const fn is_plain(&self) -> bool {
        self.believed && self.excluded.names_none() && !matches!(self.proof, Proof::Local)
    }
}
