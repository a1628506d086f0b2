use wxctx::{AppId, Caller, OpenId};

#[wxctx::entry]
async fn hello((user, app): (Option<OpenId>, AppId), caller: Caller) {
    let _ = (user, app, caller);
}

fn main() {}
