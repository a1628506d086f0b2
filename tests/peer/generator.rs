//! Environments as the platform makes them, and as nobody should: a small generator with a seed, so that a failure comes again.

use std::collections::BTreeMap;

pub(crate) type Variables = BTreeMap<String, String>;

/// `SplitMix64`.
pub(crate) struct Generator(pub(crate) u64);

const ITEMS: &[&str] = &[
    "WX_OPENID",
    "WX_APPID",
    "WX_UNIONID",
    "WX_FROM_OPENID",
    "WX_FROM_APPID",
    "WX_FROM_UNIONID",
    "WX_CLIENTIP",
    "WX_CLIENTIPV6",
    "WX_OPEN_DATA_INFO",
    "WX_API_TOKEN",
];
const ODD_ITEMS: &[&str] = &[
    "",
    " ",
    "OPENID",
    "APPID",
    "UNIONID",
    "FROM_OPENID",
    "CLIENTIP",
    "CLIENTIPV6",
    "OPEN_DATA_INFO",
    "API_TOKEN",
    "WX_",
    "WX",
    "WX_WX_OPENID",
    "wx_openid",
    "Wx_OPENID",
    "WX_openid",
    "WX_ENV",
    "ENV",
    "WX_SOURCE",
    "SOURCE",
    "TCB_ENV",
    "TCB_SOURCE",
    "SCF_NAMESPACE",
    "WX_CONTEXT_KEYS",
    "CONTEXT_KEYS",
    "WX_CLOUDBASE_ACCESSTOKEN",
    "CLOUDBASE_ACCESSTOKEN",
    "WX_SESSION_KEY",
    "TRIGGER_API_TOKEN_V0",
    "WX_TRIGGER_API_TOKEN_V0",
    "WX_TRIGGER_API_TOKEN_V1",
    "WX_API_TOKEN ",
    "wx_api_token",
    "TENCENTCLOUD_SECRETKEY",
    "constructor",
    "toString",
    "WX_toString",
    "WX___proto__",
    "WX_2",
    "WX_名字",
    "WX_OPEN-ID",
    "QQ_OPENID",
    "WX_OPENID;WX_APPID",
    "WX_OPENID，WX_APPID",
    "\"WX_OPENID\"",
    "LOGINTYPE",
];
const SEPARATORS: &[&str] = &[",", ", ", " ,", ",,", ",\n", ";", "\t,\u{a0}", ", ,"];
/// White space to Rust, and to JavaScript, and the byte order mark, which is that to neither `trim` alone.
const SPACES: &[&str] = &[" ", "\t", "\r\n", "\u{a0}", "\u{3000}", "\u{85}", "\u{2028}", "\u{feff}", "\u{200b}"];
const ODD_VALUES: &[&str] = &[
    "",
    " ",
    "\t\n",
    "0",
    "-0",
    "007",
    "7",
    "-12",
    "+5",
    "1.5",
    "1e5",
    "0x10",
    "1\n",
    "１２３",
    "null",
    "undefined",
    "true",
    "9007199254740993",
    "12345678901234567890",
    "1234567890123456789012345678",
    "a,b",
    "a;b",
    "a=b",
    "a b",
    "o\u{1}",
    "o\u{7f}",
    "微信",
    "é",
    "😀",
    "\"",
    "\\",
    "'",
    "[\"a\"]",
    "{}",
    "%2C",
    "../..",
    "<a>",
    "a\u{2028}b",
    "\u{feff}a",
    "a\nb",
    "-",
    "_",
    "[object Object]",
];
const ADDRESSES: &[&str] = &[
    "203.0.113.7",
    "::ffff:203.0.113.7",
    "::FFFF:203.0.113.7",
    "2001:db8::1",
    "2001:0DB8::0001",
    "::",
    "127.0.0.1",
    "0.0.0.0",
    "1.2.3.004",
    "fe80::1%eth0",
    "203.0.113.7:443",
    "[::1]",
    "203.0.113.7, 198.51.100.1",
    "1.2.3",
    "256.1.1.1",
    "16909060",
];
const SOURCES: &[&str] = &[
    "wx_client",
    "wx_devtools",
    "wx_http",
    "wx_trigger",
    "scf",
    "cbr",
    "unknown",
    "not_scf",
    "",
    "WX_CLIENT",
    "web_client",
    " ",
    "wx client",
    "微信",
    "123",
    ";",
];

impl Generator {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number under `bound`.
    fn under(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % bound as u64).expect("less than a usize")
    }

    /// Whether what happens so many times in a hundred happens now.
    fn happens(&mut self, percent: usize) -> bool {
        self.under(100) < percent
    }

    fn one_of<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        choices[self.under(choices.len())]
    }

    fn letters(&mut self, length: usize) -> String {
        const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
        (0..length).map(|_| char::from(LETTERS[self.under(LETTERS.len())])).collect()
    }

    /// White space at one end or at both.
    fn padded(&mut self, text: &str) -> String {
        match self.under(3) {
            0 => format!("{}{text}", self.one_of(SPACES)),
            1 => format!("{text}{}", self.one_of(SPACES)),
            _ => format!("{}{text}{}", self.one_of(SPACES), self.one_of(SPACES)),
        }
    }

    /// One environment; `oddity` is how many of its parts in a hundred are as they should not be.
    pub(crate) fn environment(&mut self, oddity: usize) -> Variables {
        let mut items = Vec::new();
        for _ in 0..self.under(8) {
            let pool = if self.happens(oddity) { ODD_ITEMS } else { ITEMS };
            items.push(self.one_of(pool).to_owned());
        }
        let mut variables = Variables::new();
        self.list(&items, oddity, &mut variables);

        // What is listed, what the platform sets, and what a call before may have left.
        items.extend(ITEMS.iter().filter(|_| self.happens(20)).map(|item| (*item).to_owned()));
        for own in ["TCB_ENV", "TCB_SOURCE", "SCF_NAMESPACE"] {
            if self.happens(75) {
                items.push(own.to_owned());
            }
        }
        if self.happens(15) {
            items.push("WX_CLOUDBASE_ACCESSTOKEN".to_owned());
        }
        for item in items.iter().filter(|item| !item.is_empty() && !item.contains('=')) {
            let times = if self.happens(90) { 1 } else { self.under(3) };
            for _ in 0..times {
                let name = if self.happens(oddity / 3) { self.padded(item.trim()) } else { item.clone() };
                let value = if self.happens(oddity) { self.odd_value(item) } else { self.value(item) };
                variables.insert(name, value);
            }
            // The field's other name.
            if let Some(bare) = item.strip_prefix("WX_").filter(|bare| !bare.is_empty() && self.happens(oddity / 4)) {
                let same = variables.get(item).cloned().filter(|_| self.happens(50));
                let value = same.unwrap_or_else(|| self.value(item));
                variables.insert(bare.to_owned(), value);
            }
        }
        variables
    }

    fn list(&mut self, items: &[String], oddity: usize, variables: &mut Variables) {
        let mut list = String::new();
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                list += if self.happens(oddity) { self.one_of(SEPARATORS) } else { "," };
            }
            list += &if self.happens(oddity / 4) { self.padded(item) } else { item.clone() };
        }
        if self.happens(95) {
            let odd = self.happens(oddity / 4);
            let name = if odd { self.padded("WX_CONTEXT_KEYS") } else { "WX_CONTEXT_KEYS".to_owned() };
            if odd && self.happens(30) {
                variables.insert("WX_CONTEXT_KEYS".to_owned(), "WX_OPENID".to_owned());
            }
            variables.insert(name, list);
        }
    }

    /// A value as the platform writes it.
    fn value(&mut self, name: &str) -> String {
        match name.trim().trim_start_matches("WX_").trim_start_matches("FROM_") {
            "OPENID" | "UNIONID" => format!("o{}", self.letters(27)),
            "APPID" => format!("wx{:016x}", self.next()),
            "CLIENTIP" | "CLIENTIPV6" => self.one_of(&ADDRESSES[..6]).to_owned(),
            "OPEN_DATA_INFO" => self.one_of(&["{\"keys\":[]}", "{\"keys\":[\"weRunData\",\"shareInfo\"]}", ""]).to_owned(),
            "TCB_SOURCE" => {
                self.one_of(&["wx_client", "wx_client,scf", "wx_trigger", "scf,scf", ",scf", "wx_http,cbr,unknown"]).to_owned()
            }
            "TCB_ENV" | "SCF_NAMESPACE" => format!("prod-{:08x}", self.next() >> 32),
            _ => self.letters(12),
        }
    }

    fn odd_value(&mut self, name: &str) -> String {
        match self.under(8) {
            0 => {
                let value = self.value(name);
                self.padded(&value)
            }
            1 => {
                let length = [127, 128, 129, 512, 513, 4096, 4097][self.under(7)];
                let unit = self.one_of(&["o", "9", "é"]);
                unit.repeat(length)
            }
            2 => self.one_of(ADDRESSES).to_owned(),
            3 => {
                let elements: Vec<_> = (0..=self.under(4)).map(|_| self.one_of(SOURCES)).collect();
                elements.join(",")
            }
            _ => self.one_of(ODD_VALUES).to_owned(),
        }
    }
}
