#[wxctx::entry]
trait Hello {}

fn main() {}
