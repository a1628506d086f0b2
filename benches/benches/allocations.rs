//! How often each case asks the heap, and for how many bytes: `name side count bytes`.
//!
//! `cargo bench --manifest-path benches/Cargo.toml --bench allocations`

use wxctx_benches::case::{Measure, Side};
use wxctx_benches::cases;

struct Allocations;

impl Measure for Allocations {
    fn case<I: 'static>(&mut self, name: &str, side: Side, set_up: impl Fn() -> I, work: impl Fn(&mut I)) {
        // What is made once in a process is made before.
        work(&mut set_up());
        let mut input = set_up();
        let counted = allocation_counter::measure(|| work(&mut input));
        println!("{name} {} {} {}", side.name(), counted.count_total, counted.bytes_total);
    }
}

fn main() {
    cases::all(&mut Allocations);
}
