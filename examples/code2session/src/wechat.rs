//! `code2Session` of WeChat: which user a code of `wx.login` stands for.

use std::sync::Arc;
use std::time::Duration;

use serde::Deserialize;
use ureq::Agent;
use wxctx::{AppId, WxContext};

/// Why nobody logged in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum LoginError {
    /// The code is none, was used before or is too old: the client asks `wx.login` for another.
    Code,
    /// WeChat takes the user for a danger and blocks the login.
    Blocked,
    /// WeChat is busy, slow or away: the client tries again later.
    Busy,
    /// WeChat refuses the program itself, by an appid or secret that is wrong.
    Refused {
        /// WeChat's own number for it.
        errcode: i64,
    },
}

/// What WeChat answers. The `session_key` in it is not read: it must not leave the server, and here nothing needs it. A program that
/// decrypts with it keeps it beside the session.
#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    errcode: i64,
    openid: Option<String>,
    unionid: Option<String>,
}

/// The client of WeChat's API. It has no `Debug`: there is a secret in it.
#[derive(Clone)]
pub(crate) struct WeChat {
    agent: Agent,
    base: Arc<str>,
    appid: AppId,
    secret: Arc<str>,
}

impl WeChat {
    /// `base` is `https://api.weixin.qq.com`, but for tests.
    pub(crate) fn new(base: &str, appid: AppId, secret: &str) -> Self {
        let config = Agent::config_builder().timeout_global(Some(Duration::from_secs(5))).max_redirects(0);
        Self { agent: config.build().into(), base: base.trim_end_matches('/').into(), appid, secret: secret.into() }
    }

    /// The user whom this code stands for. A code is asked for once, never again: it is used up by it.
    pub(crate) async fn login(&self, code: String) -> Result<WxContext, LoginError> {
        // WeChat promises no length; what a client sends is bounded all the same.
        if code.is_empty() || code.len() > 256 || !code.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(LoginError::Code);
        }
        let wechat = self.clone();
        tokio::task::spawn_blocking(move || wechat.ask(&code)).await.unwrap_or(Err(LoginError::Busy))
    }

    fn ask(&self, code: &str) -> Result<WxContext, LoginError> {
        let request = self.agent.get(format!("{}/sns/jscode2session", self.base));
        let request = request.query("appid", self.appid.as_str()).query("secret", &*self.secret);
        let request = request.query("js_code", code).query("grant_type", "authorization_code");
        // The error is dropped: it may name the address, and the secret is part of that.
        let mut answer = request.call().map_err(|_| LoginError::Busy)?;
        let answer = answer.body_mut().with_config().limit(16 * 1024).read_json::<Answer>().map_err(|_| LoginError::Busy)?;
        match (answer.errcode, answer.openid) {
            (0, Some(openid)) => self.context(openid, answer.unionid.filter(|unionid| !unionid.is_empty())),
            (0, None) | (-1 | 45011, _) => Err(LoginError::Busy),
            (40029 | 40163, _) => Err(LoginError::Code),
            (40226, _) => Err(LoginError::Blocked),
            (errcode, _) => Err(LoginError::Refused { errcode }),
        }
    }

    fn context(&self, openid: String, unionid: Option<String>) -> Result<WxContext, LoginError> {
        let context = WxContext::builder().openid(openid).appid(self.appid.clone());
        let context = unionid.into_iter().fold(context, |context, unionid| context.unionid(unionid));
        // Ids that are none: not an answer of WeChat.
        context.build().map_err(|_| LoginError::Busy)
    }
}
