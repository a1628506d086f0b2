use crate::near::{fold, nearest};

/// The sources WeChat documents.
pub(crate) const DOCUMENTED: [&str; 9] =
    ["wx_devtools", "wx_client", "wx_http", "wx_trigger", "wx_paycallback", "wx_crawler", "wx_localdebug", "wx_unknown", "scf"];

/// The tags that the official SDKs append on the way.
pub(crate) const HOPS: [&str; 6] = ["scf", "cbr", "not_scf", "sumeru", "tencentcloud", "unknown"];

/// Every source; `scf` is both documented and a hop.
pub(crate) fn all() -> impl Iterator<Item = &'static str> {
    DOCUMENTED.into_iter().chain(HOPS.into_iter().filter(|hop| !DOCUMENTED.contains(hop)))
}

pub(crate) fn find(name: &str) -> Option<&'static str> {
    all().find(|source| *source == name)
}

/// The constant of this source's bit.
pub(crate) fn constant(source: &str) -> String {
    source.to_uppercase()
}

/// The source that somebody who wrote `word` will have meant.
pub(crate) fn meant(word: &str) -> Option<&'static str> {
    let folded = fold(word);
    let known = match folded.as_str() {
        "mini" | "miniprogram" | "weapp" | "app" | "user" | "phone" | "wechat" | "weixin" | "mobile" => "wx_client",
        "dev" | "devtool" | "ide" | "tools" => "wx_devtools",
        "cron" | "timer" | "schedule" | "scheduled" => "wx_trigger",
        "pay" | "payment" | "paycallback" | "payback" => "wx_paycallback",
        "spider" | "bot" => "wx_crawler",
        "local" | "localhost" | "debug" => "wx_localdebug",
        "web" | "httpapi" | "openapi" => "wx_http",
        "function" | "cloudfunction" => "scf",
        "container" | "cloudrun" => "cbr",
        _ => "",
    };
    find(known)
        .or_else(|| all().find(|source| fold(source) == folded))
        .or_else(|| DOCUMENTED.into_iter().find(|source| fold(source) == format!("wx{folded}")))
        .or_else(|| nearest(word, all()))
        .or_else(|| nearest(&format!("wx_{word}"), all()))
}

/// The documented names, as a message lists them.
pub(crate) fn list() -> String {
    DOCUMENTED.join(", ")
}

#[cfg(test)]
mod tests {
    use super::meant;

    #[test]
    fn what_people_write_leads_to_what_they_mean() {
        for (word, source) in [
            ("client", "wx_client"),
            ("WxClient", "wx_client"),
            ("WX_CLIENT", "wx_client"),
            ("wx_clint", "wx_client"),
            ("devtools", "wx_devtools"),
            ("timer", "wx_trigger"),
            ("pay_callback", "wx_paycallback"),
            ("http", "wx_http"),
            ("SCF", "scf"),
        ] {
            assert_eq!(meant(word), Some(source), "{word}");
        }
        assert_eq!(meant("banana"), None);
    }
}
