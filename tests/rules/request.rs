use std::net::IpAddr;
use std::sync::LazyLock;

use http::HeaderMap;
use wxctx::{AppId, Carrier, CloudbaseContext, Field, Forbidden, Proof, Rejection, Trust, WxContext};

use super::context::{self, Texts, find, texts};
use super::value::{fits, shown};

pub(crate) const SECRET: &str = "the-new-secret-of-2026";
/// `Basic`, and Base64 of `anyservice:the-new-secret-of-2026`.
pub(crate) const BASIC: &str = "Basic YW55c2VydmljZTp0aGUtbmV3LXNlY3JldC1vZi0yMDI2";
const PINNED_ENV: &str = "prod-1a2b3c";
const PINNED_APPID: &str = "wx0123456789abcdef";
const REFUSED_HOST: &str = "tcloudbase.com";

/// A trust, and whether it reads `x-cloudbase-context`.
struct Declared {
    trust: Trust,
    reads_context: bool,
    is_pinned: bool,
}

/// Every kind of trust, with either carrier; a laptop's only where the machine is one.
static DECLARED: LazyLock<Vec<Declared>> = LazyLock::new(|| {
    let plain = [Trust::none(), Trust::closed_ingress()];
    let proven = [Trust::basic("anyservice", SECRET), Trust::shared_secret("x-gateway-secret", SECRET)].map(Result::unwrap);
    let local = [Trust::local(), Trust::local_container()].into_iter().filter_map(Result::ok);
    let pinned = [Ok(Trust::closed_ingress()), Trust::local()].into_iter().filter_map(Result::ok).map(|trust| {
        let appid: AppId = PINNED_APPID.parse().unwrap();
        trust.env(PINNED_ENV.parse().unwrap()).appids([appid.clone()]).owner_appid(appid).refuse_hosts([REFUSED_HOST])
    });
    let trusts = plain.into_iter().chain(proven).chain(local).map(|trust| (trust, false));
    let trusts = trusts.chain(pinned.map(|trust| (trust, true)));
    trusts
        .flat_map(|(trust, is_pinned)| {
            let context = trust.clone().carrier(CloudbaseContext);
            [(trust, false), (context, true)].map(|(trust, reads_context)| Declared { trust, reads_context, is_pinned })
        })
        .collect()
});

/// Holds headers against what must be read of them, under every trust.
pub(crate) fn check(headers: &HeaderMap) {
    for declared in DECLARED.iter() {
        let call = Call { headers, declared, context: decoded(headers) };
        match WxContext::from_headers(headers, &declared.trust) {
            Ok(context) => call.is_accepted(&context),
            Err(rejection) => assert!(
                call.deserves(rejection),
                "{rejection:?} under {} ({}) of {headers:?}",
                declared.trust.name(),
                declared.reads_context
            ),
        }
    }
}

fn values<'a>(headers: &'a HeaderMap, name: &str) -> Vec<&'a [u8]> {
    headers.get_all(name).iter().map(|value| value.as_bytes().trim_ascii()).collect()
}

/// The field as the headers say it, by the documentation.
fn in_headers(headers: &HeaderMap, field: Field) -> Result<Option<String>, Rejection> {
    let list = |name: &str| match values(headers, name).as_slice() {
        [] => Ok(None),
        [value] => Ok(Some(*value).filter(|value| !value.is_empty())),
        _ => Err(Rejection::Conflict(field)),
    };
    let mut value = field.header().map_or(Ok(None), |name| list(name.as_str()))?;
    if field == Field::ClientIp && value.is_none() {
        let addresses = list("x-original-forwarded-for")?;
        value = addresses.and_then(|addresses| addresses.split(|byte| *byte == b',').next()).map(<[u8]>::trim_ascii);
    }
    let Some(value) = value else { return Ok(None) };
    let text = std::str::from_utf8(value).ok().filter(|text| fits(field, text)).ok_or(Rejection::Malformed(field))?;
    Ok(Some(shown(field, text)))
}

/// The other carrier.
fn decoded(headers: &HeaderMap) -> Result<Texts, Rejection> {
    const MALFORMED: Rejection = Rejection::MalformedCarrier(Carrier::CloudbaseContext);
    match values(headers, "x-cloudbase-context").as_slice() {
        [] | [b""] => Ok(Vec::new()),
        [value] => {
            let context = WxContext::from_cloudbase_context(std::str::from_utf8(value).map_err(|_| MALFORMED)?)?;
            Ok(texts(&context))
        }
        _ => Err(MALFORMED),
    }
}

/// Whether the client asked the gateway to leave out what `test` says.
fn excludes(headers: &HeaderMap, test: impl Fn(&str) -> bool) -> bool {
    let names = values(headers, "x-wx-exclude-credentials").into_iter().flat_map(|value| value.split(|byte| *byte == b','));
    names.map(|name| String::from_utf8_lossy(name.trim_ascii()).to_ascii_lowercase()).any(|name| test(&name))
}

fn is_excluded(headers: &HeaderMap, field: Field) -> bool {
    let short = field.header().and_then(|name| name.as_str().strip_prefix("x-wx-"));
    excludes(headers, |name| Some(name) == short)
}

/// One request under one trust.
struct Call<'a> {
    headers: &'a HeaderMap,
    declared: &'a Declared,
    context: Result<Texts, Rejection>,
}

impl Call<'_> {
    fn is(&self, names: &[&str]) -> bool {
        names.contains(&self.declared.trust.name())
    }

    fn has(&self, name: &str) -> bool {
        self.headers.contains_key(name)
    }

    fn in_context(&self, field: Field) -> Option<&str> {
        self.context.as_ref().ok().and_then(|texts| find(texts, field))
    }

    /// The field as the carrier says it that supplies the fields.
    fn supplied(&self, field: Field) -> Result<Option<String>, Rejection> {
        if self.declared.reads_context {
            return Ok(self.in_context(field).map(str::to_owned));
        }
        in_headers(self.headers, field)
    }

    fn is_proven(&self) -> bool {
        let is = |name, test: fn(&[u8]) -> bool| match self.headers.get_all(name).iter().collect::<Vec<_>>().as_slice() {
            [value] => test(value.as_bytes()),
            _ => false,
        };
        match self.declared.trust.name() {
            "basic" => is("x-anyservice-authorization", |value| {
                value.len() > 6 && value[..6].eq_ignore_ascii_case(b"basic ") && value[6..].trim_ascii() == &BASIC.as_bytes()[6..]
            }),
            "shared-secret" => is("x-gateway-secret", |value| value == SECRET.as_bytes()),
            _ => true,
        }
    }

    /// Whether the one Host is a name of this machine.
    fn has_loopback_host(&self) -> bool {
        let [host] = values(self.headers, "host")[..] else { return false };
        let Ok(host) = std::str::from_utf8(host) else { return false };
        let name = host.strip_suffix(|letter: char| letter.is_ascii_digit()).map_or(host, |_| {
            let without_port = host.trim_end_matches(|letter: char| letter.is_ascii_digit());
            without_port.strip_suffix(':').filter(|name| !name.contains(':') || name.ends_with(']')).unwrap_or(host)
        });
        let name = name.strip_suffix(':').unwrap_or(name);
        let address = name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(name);
        name.eq_ignore_ascii_case("localhost") || address.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
    }

    fn is_forwarded(&self) -> bool {
        let own_proxy = self.has("x-wx-local-debug");
        self.headers.keys().map(http::HeaderName::as_str).any(|name| {
            ["forwarded", "via"].contains(&name) || name.starts_with("x-forwarded-") && !(own_proxy && name == "x-forwarded-for")
        })
    }

    fn is_accepted(&self, context: &WxContext) {
        let Self { headers, declared, .. } = self;
        let name = declared.trust.name();
        let shown = format!("{context:?} under {name} ({}) of {headers:?}", declared.reads_context);
        context::check(context, excludes(headers, |name| name.starts_with("from-")));

        assert_ne!(name, "none", "{shown}");
        assert!(self.is_proven() && self.context.is_ok(), "{shown}");
        let is_local = self.is(&["local", "local-container"]);
        assert!(is_local || !self.has("x-wx-local-debug"), "{shown}");
        assert!(!is_local || self.has_loopback_host() && !self.is_forwarded(), "{shown}");
        let proof = match name {
            "closed-ingress" => Proof::Asserted,
            "basic" => Proof::Basic,
            "shared-secret" => Proof::Secret,
            _ => Proof::Local,
        };
        assert_eq!(context.proof(), proof, "{shown}");

        let read = texts(context);
        for &field in Field::ALL {
            let supplied = self.supplied(field).unwrap_or_else(|rejection| panic!("{rejection:?}, yet {shown}"));
            let supplied_text = |field| self.supplied(field).ok().flatten();
            let is_shared =
                [Field::FromOpenId, Field::FromAppId, Field::FromUnionId].map(supplied_text).iter().any(Option::is_some);
            let origin =
                supplied_text(Field::Source).map_or("wx_client".to_owned(), |chain| chain.split(',').next().unwrap().to_owned());
            let local = match field {
                Field::OpenId if is_shared || !["wx_client", "wx_devtools", "wx_localdebug"].contains(&&*origin) => "",
                Field::OpenId => "oLOCAL_0000000000000000_user",
                Field::AppId if declared.is_pinned => PINNED_APPID,
                Field::AppId => "wx0000000000000000",
                Field::Env if declared.is_pinned => PINNED_ENV,
                Field::Env => "local",
                Field::Source => "wx_client",
                _ => "",
            };
            let filled = Some(local).filter(|local| is_local && !local.is_empty());
            assert_eq!(find(&read, field), supplied.as_deref().or(filled), "{field} of {shown}");
            if let Some(supplied) = &supplied {
                assert!(!is_excluded(headers, field), "{field} of {shown}");
                let other = if declared.reads_context {
                    in_headers(headers, field).ok().map(|text| text.as_deref() == Some(supplied) || text.is_none())
                } else {
                    Some(self.in_context(field).is_none_or(|text| text == supplied))
                };
                assert!(field == Field::CallId || other == Some(true), "{field} of {shown}");
            }
        }
        assert!(name != "closed-ingress" || context.source().is_some(), "{shown}");
        if declared.is_pinned {
            let shared =
                [Field::FromOpenId, Field::FromAppId, Field::FromUnionId].iter().any(|field| find(&read, *field).is_some());
            let calling = find(&read, if shared { Field::FromAppId } else { Field::AppId });
            let pins = (find(&read, Field::Env), calling, find(&read, Field::AppId));
            assert_eq!(pins, (Some(PINNED_ENV), Some(PINNED_APPID), Some(PINNED_APPID)), "{shown}");
        }
    }

    /// Whether there is what the refusal speaks of.
    fn deserves(&self, rejection: Rejection) -> bool {
        let is_local = self.is(&["local", "local-container"]);
        let from_context = self.context.as_ref().err() == Some(&rejection) && !self.is(&["none"]);
        match rejection {
            Rejection::Unproven => !self.is_proven(),
            Rejection::NotFromWeChat => {
                self.is(&["none"]) || self.is(&["closed-ingress"]) && self.supplied(Field::Source) == Ok(None)
            }
            Rejection::Malformed(field) => {
                from_context
                    || in_headers(self.headers, field) == Err(rejection)
                        && (!self.declared.reads_context || self.in_context(field).is_some())
            }
            Rejection::Conflict(field) => {
                let read = in_headers(self.headers, field);
                let is_contradicted = match (&read, self.in_context(field)) {
                    (Ok(Some(text)), Some(other)) => text != other && field != Field::CallId,
                    _ => false,
                };
                read == Err(rejection) || is_contradicted || is_excluded(self.headers, field)
            }
            Rejection::MalformedCarrier(_) => from_context,
            Rejection::Forbidden(forbidden) => match forbidden {
                Forbidden::LocalDebug => !is_local && self.has("x-wx-local-debug"),
                Forbidden::LocalHost => is_local && !self.has_loopback_host(),
                Forbidden::LocalForwarded => is_local && self.is_forwarded(),
                Forbidden::LocalOrigin => is_local && (self.has("origin") || self.has("sec-fetch-site")),
                Forbidden::Host => {
                    let mut hosts = values(self.headers, "host").into_iter().map(<[u8]>::to_ascii_lowercase);
                    self.declared.is_pinned
                        && hosts.any(|host| host.windows(REFUSED_HOST.len()).any(|part| part == REFUSED_HOST.as_bytes()))
                }
                Forbidden::Env
                | Forbidden::NoEnv
                | Forbidden::CallingApp
                | Forbidden::NoCallingApp
                | Forbidden::OwnerApp
                | Forbidden::NoOwnerApp => self.declared.is_pinned,
                _ => false,
            },
            _ => false,
        }
    }
}
