//! The same five entry functions for every framework; only the framework's own attribute differs.

macro_rules! handlers {
    ($(#[$attribute:meta])*) => {
        use wxctx::{AppId, Caller, OpenId, Rejection, SourceChain, UnionId};

        #[wxctx::entry]
        $(#[$attribute])*
        pub async fn show_user(#[wx(openid)] user: OpenId) -> String {
            user.as_str().to_owned()
        }

        #[wxctx::entry]
        $(#[$attribute])*
        pub async fn several(
            #[wx(openid, appid, unionid)] (openid, appid, unionid): (OpenId, AppId, Option<UnionId>),
        ) -> String {
            format!("{} {appid} {:?}", openid.as_str(), unionid.is_some())
        }

        #[wxctx::entry]
        $(#[$attribute])*
        pub async fn show_caller(#[wx] caller: Caller, #[wx(source)] chain: Option<SourceChain>) -> String {
            format!("{} {:?} {}", caller.key(), caller.via, chain.is_some())
        }

        #[wxctx::entry(allow(wx_client, wx_devtools), direct)]
        $(#[$attribute])*
        pub async fn guarded(#[wx] appid: AppId) -> String {
            appid.to_string()
        }

        #[wxctx::entry]
        $(#[$attribute])*
        pub async fn told(#[wx(unionid)] unionid: Result<UnionId, Rejection>) -> String {
            unionid.map_or_else(|rejection| rejection.code().to_owned(), |unionid| unionid.as_str().to_owned())
        }
    };
}
pub(crate) use handlers;
