#[wxctx::entry]
const HELLO: u8 = 1;

fn main() {}
