/// How far a context may be believed.
///
/// ```
/// use wxctx::{Proof, WxContext};
///
/// /// Money moves only on a proof.
/// fn may_pay(context: &WxContext) -> bool {
///     matches!(context.proof(), Proof::Basic | Proof::Secret | Proof::Bridge | Proof::Supplied)
/// }
/// # assert!(may_pay(&WxContext::builder().build().unwrap()));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
#[non_exhaustive]
pub enum Proof {
    /// The operator asserts that only WeChat reaches the port; nothing proves it.
    Asserted,
    /// The request carried the user and password of AnyService.
    Basic,
    /// The request carried the secret of the operator's own proxy.
    Secret,
    /// The bridge of the event cloud function handed the call over.
    Bridge,
    /// The program itself supplied the context.
    #[default]
    Supplied,
    /// A laptop: nobody is in front of it but its owner.
    Local,
}

impl Proof {
    /// Its name in a log.
    ///
    /// ```
    /// assert_eq!(wxctx::Proof::Asserted.as_str(), "asserted");
    /// ```
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Asserted => "asserted",
            Self::Basic => "basic",
            Self::Secret => "secret",
            Self::Bridge => "bridge",
            Self::Supplied => "supplied",
            Self::Local => "local",
        }
    }
}
