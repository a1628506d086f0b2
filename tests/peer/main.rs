//! wx-server-sdk itself, asked for thousands of environments, beside `WxContext::from_variables`: what differs has to be in the
//! table of the conformance tests.
//!
//! It needs Node.js and `npm ci --prefix tests/peer`, so it runs only when it is named: `cargo test --test peer`.

#[path = "../conformance/cases.rs"]
mod cases;
#[path = "../conformance/difference.rs"]
mod difference;
mod generator;
#[path = "../conformance/variables.rs"]
mod variables;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use cases::Case;
use difference::{Expected, Tally};
use generator::{Generator, Variables};
use serde_json::Value;
use variables::Environment;

const SEED: u64 = 0x0057_5843_5458;
const ENVIRONMENTS: usize = 3000;
const VERSION: &str = "4.0.2";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/peer")
}

/// What the SDK answers to each environment.
fn ask(environments: &[Value]) -> Vec<Value> {
    let manifest = std::fs::read_to_string(folder().join("node_modules/wx-server-sdk/package.json"));
    let manifest = manifest.expect("wx-server-sdk is not installed: run `npm ci --prefix tests/peer`");
    let manifest: Value = serde_json::from_str(&manifest).expect("package.json is JSON");
    assert_eq!(manifest["version"], VERSION, "another wx-server-sdk is installed: run `npm ci --prefix tests/peer`");

    let node = Command::new("node").arg(folder().join("peer.js")).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let mut node = node.expect("node does not start: install Node.js, and run `npm ci --prefix tests/peer`");
    let lines = environments.iter().map(Value::to_string).collect::<Vec<_>>().join("\n");
    node.stdin.take().expect("a pipe").write_all(lines.as_bytes()).expect("peer.js reads all of its input");
    let output = node.wait_with_output().expect("peer.js ends");
    assert!(output.status.success(), "peer.js fails: {}", output.status);

    let answers = String::from_utf8(output.stdout).expect("JSON is UTF-8");
    let answers: Vec<Value> = answers.lines().map(|line| serde_json::from_str(line).expect("a line is JSON")).collect();
    assert_eq!(answers.len(), environments.len(), "an answer for each environment");
    answers
}

#[test]
fn thousands_of_environments_are_explained() {
    let mut generator = Generator(SEED);
    let environments = (0..ENVIRONMENTS).map(|index| generator.environment([0, 8, 25, 60][index % 4]));
    let environments: Vec<Value> = environments.map(|variables: Variables| variables.into_iter().collect()).collect();
    let mut distinct: Vec<String> = environments.iter().map(Value::to_string).collect();
    distinct.sort();
    distinct.dedup();
    assert!(distinct.len() >= 2000, "only {} different environments", distinct.len());

    let mut tally = Tally::of(variables::DIFFERENCES);
    let mut contexts = 0;
    for (index, (variables, official)) in environments.iter().zip(ask(&environments)).enumerate() {
        let environment = Environment::of(variables.as_object().expect("variables"));
        let ours = environment.read();
        contexts += usize::from(ours.is_ok());
        let name = format!("environment {index} of seed {SEED:#x}: {variables}");
        tally.check(&name, &environment, Expected::new(official), Expected::outcome, &ours);
    }
    tally.finish(2000);
    assert!((1000..2500).contains(&contexts), "{contexts} contexts, all others refused");
}

/// The recorded answers are those of the SDK that is installed.
#[test]
fn the_recorded_answers_are_its_own() {
    let cases = Case::all(&[include_str!("../vectors/get_wx_context.json"), include_str!("../vectors/get_wx_context_more.json")]);
    let environments: Vec<_> = cases.iter().map(|case| case.json["env"].clone()).collect();
    for (case, answer) in cases.iter().zip(ask(&environments)) {
        // A variable called `0` can be read where the process set it itself.
        let may_differ = case.name() == "keys_zero_string_with_var";
        assert_eq!(answer == case.json["expected"], !may_differ, "{}: {answer}", case.name());
    }
}
