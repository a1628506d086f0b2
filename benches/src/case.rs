//! A measure goes through all cases by [`Measure`].

/// Which of the two does the work.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Side {
    /// wxctx, with every check on.
    Wxctx,
    /// The code that a user would otherwise have.
    ByHand,
}

impl Side {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Wxctx => "wxctx",
            Self::ByHand => "by_hand",
        }
    }
}

/// What is done with a case: `set_up` is not measured, `work` is. Work drops what it makes.
pub trait Measure {
    fn case<I: 'static>(&mut self, name: &str, side: Side, set_up: impl Fn() -> I + 'static, work: impl Fn(&mut I) + 'static);
}

/// Both sides of a case, beside each other.
pub fn pair<M: Measure, I: 'static, J: 'static>(
    measure: &mut M,
    name: &str,
    (set_up, work): (impl Fn() -> I + 'static, impl Fn(&mut I) + 'static),
    (set_up_by_hand, work_by_hand): (impl Fn() -> J + 'static, impl Fn(&mut J) + 'static),
) {
    measure.case(name, Side::Wxctx, set_up, work);
    measure.case(name, Side::ByHand, set_up_by_hand, work_by_hand);
}
