use crate::SourceChain;

/// What one look at all headers says of those that a trust asks for in every request, and that hardly any request has: what is
/// absent need not be looked up.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Survey {
    pub(crate) source: SourceHeader,
    pub(crate) has_local_debug: bool,
    pub(crate) has_exclude_credentials: bool,
    pub(crate) has_cloudbase_context: bool,
    /// `X-Request-Id`, `X-Cloudbase-Request-Id`.
    pub(crate) has_request_id: [bool; 2],
}

/// How `X-WX-SOURCE` arrived.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum SourceHeader {
    Absent,
    /// Once, and it is a chain.
    Valid,
    /// In any other way.
    Other,
}

impl Survey {
    pub(crate) const NOTHING: Self = Self {
        source: SourceHeader::Absent,
        has_local_debug: false,
        has_exclude_credentials: false,
        has_cloudbase_context: false,
        has_request_id: [false; 2],
    };

    /// Notes a header; says whether no `Debug` of a header map may show its value.
    #[inline]
    pub(crate) fn note(&mut self, name: &str, value: &[u8]) -> bool {
        match name.strip_prefix("x-") {
            Some(name) => self.note_own(name, value),
            None => false,
        }
    }

    fn note_own(&mut self, name: &str, value: &[u8]) -> bool {
        if let Some(name) = name.strip_prefix("wx-") {
            match name {
                "source" => self.source = self.source.and(value),
                "local-debug" => self.has_local_debug = true,
                "exclude-credentials" => self.has_exclude_credentials = true,
                _ => return name.ends_with("openid") || name.ends_with("unionid") || name.ends_with("token"),
            }
            return false;
        }
        match name {
            "cloudbase-context" => self.has_cloudbase_context = true,
            "request-id" => self.has_request_id[0] = true,
            "cloudbase-request-id" => self.has_request_id[1] = true,
            "cloudbase-authorization" | "cloudbase-sessiontoken" | "scf-session-token" => return true,
            _ => return name.starts_with("scf-secret-"),
        }
        false
    }
}

impl SourceHeader {
    fn and(self, value: &[u8]) -> Self {
        let value = value.trim_ascii();
        match self {
            Self::Absent if SourceChain::check(value).is_ok() => Self::Valid,
            _ => Self::Other,
        }
    }
}
