#[derive(wxctx::FromWxContext)]
pub struct Member {
    #[cfg(windows)]
    pub user: Missing,
    #[cfg(unix)]
    pub openid: wxctx::OpenId,
    #[cfg_attr(unix, wx(appid))]
    pub app: String,
}

fn main() {}
