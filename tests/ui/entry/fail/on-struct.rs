#[wxctx::entry]
struct Hello;

fn main() {}
