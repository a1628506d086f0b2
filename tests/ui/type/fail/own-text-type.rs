struct Text<const N: usize>([u8; N]);

#[wxctx::entry]
async fn hello(#[wx(client_ip)] address: Text<16>) {
    let _ = address;
}

fn main() {}
