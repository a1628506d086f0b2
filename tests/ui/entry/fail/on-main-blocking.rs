#[wxctx::entry]
fn main() {
    println!("hello");
}
