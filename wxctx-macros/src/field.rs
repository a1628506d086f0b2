use std::fmt::Display;

use crate::near::{fold, nearest};

/// What a field's value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    OpenId,
    AppId,
    UnionId,
    EnvId,
    SourceChain,
    IpAddr,
    Ipv6Addr,
    OpenDataInfo,
    CallId,
    AccessToken,
}

impl Kind {
    pub(crate) const ALL: [Self; 10] = [
        Self::OpenId,
        Self::AppId,
        Self::UnionId,
        Self::EnvId,
        Self::SourceChain,
        Self::IpAddr,
        Self::Ipv6Addr,
        Self::OpenDataInfo,
        Self::CallId,
        Self::AccessToken,
    ];

    /// The name of the type that holds it.
    pub(crate) const fn type_name(self) -> &'static str {
        match self {
            Self::OpenId => "OpenId",
            Self::AppId => "AppId",
            Self::UnionId => "UnionId",
            Self::EnvId => "EnvId",
            Self::SourceChain => "SourceChain",
            Self::IpAddr => "IpAddr",
            Self::Ipv6Addr => "Ipv6Addr",
            Self::OpenDataInfo => "OpenDataInfo",
            Self::CallId => "CallId",
            Self::AccessToken => "AccessToken",
        }
    }

    /// Whether `String` and `Box<str>` hold it as well.
    pub(crate) const fn is_text(self) -> bool {
        !matches!(self, Self::IpAddr | Self::Ipv6Addr | Self::AccessToken)
    }

    /// The types that fit, as a message lists them.
    pub(crate) fn fitting(self) -> String {
        let name = self.type_name();
        if self.is_text() { format!("`{name}`, `String` or `Box<str>`") } else { format!("`{name}`") }
    }

    pub(crate) fn of_type(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.type_name() == name)
    }
}

/// A field of the call context, as `#[wx(…)]` names it.
#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    /// Other words people use for it, folded.
    aliases: &'static [&'static str],
}

impl Field {
    /// This field under another name.
    pub(crate) fn written(&self, name: impl Display) -> String {
        format!("#[wx({})] {name}: {}", self.name, self.kind.type_name())
    }
}

const fn field(name: &'static str, kind: Kind, aliases: &'static [&'static str]) -> Field {
    Field { name, kind, aliases }
}

pub(crate) static FIELDS: [Field; 14] = [
    field("openid", Kind::OpenId, &["user", "uid", "userid", "useropenid", "openids", "oid", "id", "me", "member", "sub"]),
    field("appid", Kind::AppId, &["app", "applicationid", "aid", "miniprogram", "miniprogramid"]),
    field("unionid", Kind::UnionId, &["union", "unionids", "unionuserid"]),
    field("from_openid", Kind::OpenId, &["fromuser", "fromuid", "sharedopenid", "shareduser"]),
    field("from_appid", Kind::AppId, &["fromapp", "sharedappid", "sharedapp"]),
    field("from_unionid", Kind::UnionId, &["fromunion", "sharedunionid"]),
    field("env", Kind::EnvId, &["environment", "envid", "environmentid", "namespace", "scfnamespace", "cloudenv"]),
    field("source", Kind::SourceChain, &["sourcechain", "sources", "src", "origin", "chain", "channel", "from"]),
    field(
        "client_ip",
        Kind::IpAddr,
        &["ip", "ipv4", "clientipv4", "ipaddr", "ipaddress", "addr", "address", "remoteaddr", "remoteip", "peer"],
    ),
    field("client_ipv6", Kind::Ipv6Addr, &["ipv6", "ip6", "clientip6", "ipv6addr"]),
    field("open_data_info", Kind::OpenDataInfo, &["opendata", "datainfo", "opendatainfos"]),
    field("call_id", Kind::CallId, &["requestid", "reqid", "traceid", "call", "callids"]),
    field("access_token", Kind::AccessToken, &["token", "cloudbaseaccesstoken", "accesstokens"]),
    field("from_access_token", Kind::AccessToken, &["fromtoken", "fromcloudbaseaccesstoken", "sharedtoken", "sharedaccesstoken"]),
];

/// The field of exactly this name.
pub(crate) fn find(name: &str) -> Option<&'static Field> {
    FIELDS.iter().find(|field| field.name == name)
}

/// The field that is named by a parameter or a struct's field: `_openid`, `r#env`.
pub(crate) fn named(name: &str) -> Option<&'static Field> {
    let name = name.strip_prefix("r#").unwrap_or(name);
    find(name.trim_start_matches('_'))
}

/// The field that somebody who wrote `word` will have meant.
pub(crate) fn meant(word: &str) -> Option<&'static Field> {
    let folded = fold(word);
    let bare = ["xwx", "wx", "tcb", "get"]
        .into_iter()
        .find_map(|prefix| folded.strip_prefix(prefix).filter(|rest| !rest.is_empty()))
        .unwrap_or(&folded);
    let known = |word: &str| FIELDS.iter().find(|field| fold(field.name) == word || field.aliases.contains(&word));
    known(&folded)
        .or_else(|| known(bare))
        .or_else(|| nearest(bare, FIELDS.iter().map(|field| field.name)).and_then(find))
        .or_else(|| begun(bare))
}

/// The one field that begins with these letters.
fn begun(word: &str) -> Option<&'static Field> {
    let mut found = FIELDS.iter().filter(|field| word.len() > 2 && fold(field.name).starts_with(word));
    found.next().filter(|_| found.next().is_none())
}

/// The first field whose value is of this kind.
pub(crate) fn of_kind(kind: Kind) -> Option<&'static Field> {
    FIELDS.iter().find(|field| field.kind == kind)
}

/// Every name, as a message lists them.
pub(crate) fn list() -> String {
    FIELDS.iter().map(|field| field.name).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::{FIELDS, find, meant, named};
    use crate::near::fold;

    #[test]
    fn what_people_write_leads_to_what_they_mean() {
        for (word, name) in [
            ("OPENID", "openid"),
            ("openId", "openid"),
            ("OpenId", "openid"),
            ("open_id", "openid"),
            ("opneid", "openid"),
            ("user", "openid"),
            ("uid", "openid"),
            ("x-wx-openid", "openid"),
            ("WX_OPENID", "openid"),
            ("union_id", "unionid"),
            ("app_id", "appid"),
            ("FROM_OPENID", "from_openid"),
            ("fromOpenId", "from_openid"),
            ("source_chain", "source"),
            ("TCB_SOURCE", "source"),
            ("ip", "client_ip"),
            ("CLIENTIP", "client_ip"),
            ("CLIENTIPV6", "client_ipv6"),
            ("ENV", "env"),
            ("callId", "call_id"),
            ("OPEN_DATA_INFO", "open_data_info"),
            ("WX_CLOUDBASE_ACCESSTOKEN", "access_token"),
        ] {
            assert_eq!(meant(word).map(|field| field.name), Some(name), "{word}");
        }
        assert!(meant("banana").is_none());
    }

    #[test]
    fn aliases_are_folded_and_lead_to_one_field() {
        let mut seen = Vec::new();
        for field in &FIELDS {
            seen.push(fold(field.name));
            seen.extend(field.aliases.iter().map(|alias| fold(alias)));
        }
        let all = seen.len();
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), all);
        assert!(FIELDS.iter().all(|field| field.aliases.iter().all(|alias| fold(alias) == *alias)));
    }

    #[test]
    fn names_of_parameters() {
        assert_eq!(named("_openid").map(|field| field.name), Some("openid"));
        assert_eq!(named("r#env").map(|field| field.name), Some("env"));
        assert!(named("user").is_none());
        assert!(find("OPENID").is_none());
    }
}
