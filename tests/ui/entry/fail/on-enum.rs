#[wxctx::entry]
enum Hello {
    World,
}

fn main() {}
