mod platform {
    pub mod wechat {
        pub use wxctx::*;
        #[doc(hidden)]
        pub use wxctx::__private;
    }
}
use platform::wechat;

#[wechat::entry(crate = crate::platform::wechat)]
async fn hello(#[wx(openid)] user: wechat::OpenId) {
    let _ = user;
}

fn main() {
    let _: axum::Router = axum::Router::new().route("/", axum::routing::post(hello));
}
