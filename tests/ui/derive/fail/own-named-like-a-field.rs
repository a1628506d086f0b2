use wxctx::FromWxContext;

struct Client;

#[derive(FromWxContext)]
struct Me {
    client: Client,
    id: Option<Client>,
}

fn main() {}
