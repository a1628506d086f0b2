//! Wall time of each case, for orientation: it moves with the machine's load.
//!
//! `cargo bench --manifest-path benches/Cargo.toml --bench time`

use std::time::Duration;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use wxctx_benches::case::{Measure, Side};
use wxctx_benches::cases;

struct Time<'a>(&'a mut Criterion);

impl Measure for Time<'_> {
    fn case<I: 'static>(&mut self, name: &str, side: Side, set_up: impl Fn() -> I, work: impl Fn(&mut I)) {
        self.0.bench_function(&format!("{name}/{}", side.name()), |bencher| {
            bencher.iter_batched_ref(&set_up, &work, BatchSize::SmallInput);
        });
    }
}

fn all(criterion: &mut Criterion) {
    cases::all(&mut Time(criterion));
}

criterion_group! {
    name = times;
    config = Criterion::default().warm_up_time(Duration::from_millis(300)).measurement_time(Duration::from_secs(1));
    targets = all
}
criterion_main!(times);
