//! Instructions of each case under callgrind: exact, whatever else the machine does.
//!
//! `cargo bench --manifest-path benches/Cargo.toml --bench instructions`

use gungraun::prelude::*;
use wxctx_benches::case::{Measure, Side};
use wxctx_benches::cases;

/// What it is done with is freed when the process ends.
type Work = &'static mut dyn FnMut();

/// Finds one side of one case, and does everything but the work.
struct Prepare {
    name: &'static str,
    side: Side,
    work: Option<Work>,
}

impl Measure for Prepare {
    fn case<I: 'static>(&mut self, name: &str, side: Side, set_up: impl Fn() -> I + 'static, work: impl Fn(&mut I) + 'static) {
        if name != self.name || side != self.side {
            return;
        }
        // What is made once in a process is made before.
        work(&mut set_up());
        let mut input = set_up();
        self.work = Some(Box::leak(Box::new(move || work(&mut input))));
    }
}

fn prepare(name: &'static str, side: Side) -> Work {
    let mut prepare = Prepare { name, side, work: None };
    cases::all(&mut prepare);
    prepare.work.unwrap_or_else(|| panic!("there is no case {name}"))
}

/// Every case by its name, and those of the frameworks behind their feature.
macro_rules! measured {
    ($($name:ident)*; frameworks: $($framework:ident)*) => {
        #[library_benchmark]
        $(#[bench::$name(prepare(stringify!($name), Side::Wxctx))])*
        fn wxctx(work: Work) {
            work();
        }

        #[library_benchmark]
        $(#[bench::$name(prepare(stringify!($name), Side::ByHand))])*
        fn by_hand(work: Work) {
            work();
        }

        #[cfg(feature = "frameworks")]
        #[library_benchmark]
        $(#[bench::$framework(prepare(stringify!($framework), Side::Wxctx))])*
        fn wxctx_elsewhere(work: Work) {
            work();
        }

        #[cfg(feature = "frameworks")]
        #[library_benchmark]
        $(#[bench::$framework(prepare(stringify!($framework), Side::ByHand))])*
        fn by_hand_elsewhere(work: Work) {
            work();
        }
    };
}

measured! {
    axum_one_field_of_15
    axum_three_fields_of_15
    axum_three_parameters_of_15
    axum_derived_struct_of_15
    axum_caller_of_15
    axum_shared_caller_of_15
    axum_context_of_15
    axum_context_to_eight_borrowed_of_15
    axum_one_field_of_30
    axum_three_fields_of_30
    axum_three_parameters_of_30
    axum_derived_struct_of_30
    axum_caller_of_30
    axum_shared_caller_of_30
    axum_context_of_30
    axum_context_to_eight_borrowed_of_30
    trust_basic
    trust_shared_secret
    trust_local
    trust_of_environment
    trust_pinned
    layer_alone_of_15
    layer_and_one_field_of_15
    layer_and_three_fields_of_15
    layer_alone_of_30
    layer_and_one_field_of_30
    layer_and_three_fields_of_30
    refusal_missing
    refusal_malformed
    refusal_duplicate
    refusal_unproven
    cloudbase_context
    environ_of_1300_bytes
    environment_of_1300_bytes
    environ_of_4096_bytes
    environment_of_4096_bytes;
    frameworks:
    actix_web_one_field
    actix_web_three_fields
    poem_one_field
    poem_three_fields
    salvo_one_field
    salvo_three_fields
}

library_benchmark_group!(name = axum, benchmarks = [wxctx, by_hand]);

#[cfg(feature = "frameworks")]
library_benchmark_group!(name = frameworks, benchmarks = [wxctx_elsewhere, by_hand_elsewhere]);

/// What the C library does best differs between processors; without these it does the same on each.
fn config() -> LibraryBenchmarkConfig {
    let without = "-AVX,-AVX2,-AVX_Fast_Unaligned_Load,-AVX512F,-AVX512VL,-AVX512BW,-ERMS,-FSRM,-BMI2";
    let mut config = LibraryBenchmarkConfig::default();
    config.env("GLIBC_TUNABLES", format!("glibc.cpu.hwcaps={without}"));
    config
}

#[cfg(not(feature = "frameworks"))]
main!(config = config(), library_benchmark_groups = axum);

#[cfg(feature = "frameworks")]
main!(config = config(), library_benchmark_groups = [axum, frameworks]);
