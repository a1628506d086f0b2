//! What the compiler says: one file, one rule. The `.stderr` files belong to the toolchain in `rust-toolchain.toml`.

#[test]
fn ui() {
    let cases = trybuild::TestCases::new();
    for topic in ["entry", "option", "param", "type", "derive", "syntax"] {
        cases.pass(format!("tests/ui/{topic}/pass/*.rs"));
        cases.compile_fail(format!("tests/ui/{topic}/fail/*.rs"));
    }
}
