enum Who {
    User(wxctx::OpenId),
    Nobody,
}

impl wxctx::FromWxContext for Who {
    fn from_wx_context(_: &wxctx::Incoming<'_>) -> Result<Self, wxctx::Rejection> {
        Ok(Who::Nobody)
    }
}

#[wxctx::entry]
async fn hello(#[wx] Who::User(user): Who) {
    let _ = user;
}

fn main() {}
