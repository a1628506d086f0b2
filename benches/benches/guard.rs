//! Counts instructions and allocations of every case, prints the table, and fails where wxctx is worse than `baseline.tsv`.
//!
//! `cargo bench --manifest-path benches/Cargo.toml --bench guard`, and with `-- --renew` to write the baseline anew.
//!
//! Instructions depend on the compiler (pinned), and a little on the C library and on callgrind. So a case has grown when it is
//! more than 3 % over its baseline both by itself and beside the hand-written code of the same run: what makes both dearer is
//! the machine. Allocations depend on nothing.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};

use serde_json::Value;

/// The most that a count may be over its baseline.
const TOLERANCE: f64 = 1.03;

/// What one side of a case costs.
#[derive(Clone, Copy, Default)]
struct Cost {
    instructions: u64,
    allocations: u64,
}

/// wxctx, and the hand-written code.
#[derive(Clone, Copy, Default)]
struct Row {
    wxctx: Cost,
    by_hand: Cost,
}

type Table = BTreeMap<String, Row>;

impl Row {
    fn ratio(&self) -> f64 {
        per(self.wxctx.instructions, self.by_hand.instructions)
    }

    fn side(&mut self, name: &str) -> &mut Cost {
        if name.starts_with("wxctx") { &mut self.wxctx } else { &mut self.by_hand }
    }

    /// What got worse, if anything did.
    fn worse_than(&self, baseline: &Self) -> Option<&'static str> {
        let grown = per(self.wxctx.instructions, baseline.wxctx.instructions) > TOLERANCE;
        if grown && self.ratio() > baseline.ratio() * TOLERANCE {
            return Some("more instructions");
        }
        (per(self.wxctx.allocations, baseline.wxctx.allocations) > TOLERANCE).then_some("more allocations")
    }
}

#[allow(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
fn per(count: u64, of: u64) -> f64 {
    if count == of { 1.0 } else { count as f64 / of as f64 }
}

/// What a bench of this package prints.
fn output(bench: &str, arguments: &[&str]) -> String {
    let features: &[&str] = if cfg!(feature = "frameworks") { &["--features", "frameworks"] } else { &[] };
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["bench", "--quiet", "--manifest-path", concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")]);
    cargo.args(features).args(["--bench", bench, "--"]).args(arguments).stderr(Stdio::inherit());
    let output = cargo.output().expect("cargo runs");
    assert!(output.status.success(), "{bench} failed: {}", String::from_utf8_lossy(&output.stdout));
    String::from_utf8(output.stdout).expect("text")
}

fn measured() -> Table {
    let mut table = Table::new();
    for line in output("instructions", &["--output-format=json"]).lines() {
        let case: Value = serde_json::from_str(line).expect("a summary of gungraun");
        let name = case["id"].as_str().expect("a name").to_owned();
        let instructions = &case["profiles"][0]["data"]["total"]["metrics"]["Ir"]["values"]["new"];
        let side = case["function_name"].as_str().expect("a side");
        table.entry(name).or_default().side(side).instructions = instructions.as_u64().expect("a count");
    }
    for line in output("allocations", &[]).lines() {
        let mut words = line.split(' ');
        let mut word = || words.next().expect("a word");
        let (name, side, count) = (word(), word(), word());
        let row = table.get_mut(name).unwrap_or_else(|| panic!("benches/instructions.rs does not name {name}"));
        row.side(side).allocations = count.parse().expect("a count");
    }
    table
}

const HEAD: &str = "case\twxctx_instructions\tby_hand_instructions\twxctx_allocations\tby_hand_allocations";

fn written(table: &Table) -> String {
    let mut text = format!("{HEAD}\n");
    for (name, Row { wxctx, by_hand }) in table {
        let counts = [wxctx.instructions, by_hand.instructions, wxctx.allocations, by_hand.allocations];
        text.push_str(name);
        counts.iter().for_each(|count| text.push_str(&format!("\t{count}")));
        text.push('\n');
    }
    text
}

fn read(text: &str) -> Table {
    let row = |line: &str| {
        let (name, counts) = line.split_once('\t').expect("a name");
        let counts: Vec<u64> = counts.split('\t').map(|count| count.parse().expect("a count")).collect();
        let [wxctx, by_hand, wxctx_allocations, by_hand_allocations] = counts[..] else { panic!("four counts: {line}") };
        let wxctx = Cost { instructions: wxctx, allocations: wxctx_allocations };
        (name.to_owned(), Row { wxctx, by_hand: Cost { instructions: by_hand, allocations: by_hand_allocations } })
    };
    text.lines().skip(1).map(row).collect()
}

fn main() -> ExitCode {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("baseline.tsv");
    let table = measured();
    let mut baseline = std::fs::read_to_string(&path).map(|text| read(&text)).unwrap_or_default();
    if std::env::args().any(|argument| argument == "--renew") {
        // What this run did not measure stays.
        baseline.extend(table.clone());
        std::fs::write(&path, written(&baseline)).expect("the baseline is written");
    }
    println!("{:38} {:>21} {:>12} {:>7}   {:>11}", "case", "instructions (before)", "by hand", "ratio", "allocations");
    let mut failed = 0;
    for (name, row) in &table {
        let Some(before) = baseline.get(name) else {
            println!("{name}: not in the baseline, see the head of benches/guard.rs");
            failed += 1;
            continue;
        };
        let verdict = row.worse_than(before).inspect(|_| failed += 1).unwrap_or_default();
        println!(
            "{name:38} {:>10} ({:>8}) {:>12} {:>7.2}   {:>4} ({:>4}) {verdict}",
            row.wxctx.instructions,
            before.wxctx.instructions,
            row.by_hand.instructions,
            row.ratio(),
            row.wxctx.allocations,
            row.by_hand.allocations,
        );
    }
    println!("{} cases, {failed} worse than the baseline", table.len());
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
