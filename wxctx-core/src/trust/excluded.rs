use http::HeaderName;

use crate::Field;
use crate::carrier::Headers;

static EXCLUDE_CREDENTIALS: HeaderName = HeaderName::from_static("x-wx-exclude-credentials");

/// What the client asked the gateway to leave out (`X-WX-EXCLUDE-CREDENTIALS`). A field that came all the same was not put
/// there by the gateway.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Excluded {
    fields: u32,
    /// Any `from-*` is named.
    pub(crate) from: bool,
}

impl Excluded {
    pub(super) const NOTHING: Self = Self { fields: 0, from: false };

    pub(crate) fn read(headers: &dyn Headers) -> Self {
        let mut excluded = Self::NOTHING;
        headers.each(&EXCLUDE_CREDENTIALS, &mut |value| {
            for name in value.split(|&byte| byte == b',').map(<[u8]>::trim_ascii) {
                excluded.add(name);
            }
        });
        excluded
    }

    pub(crate) const fn names(self, field: Field) -> bool {
        self.fields & (1 << field as u32) != 0
    }

    pub(super) const fn names_none(self) -> bool {
        self.fields == 0
    }

    fn add(&mut self, name: &[u8]) {
        self.from |= name.get(..5).is_some_and(|start| start.eq_ignore_ascii_case(b"from-"));
        for &field in Field::ALL {
            let header = field.header().and_then(|header| header.as_str().strip_prefix("x-wx-"));
            if header.is_some_and(|header| header.as_bytes().eq_ignore_ascii_case(name)) {
                self.fields |= 1 << field as u32;
            }
        }
    }
}
