//! Every carrier, held against the answers of the official packages. Where we differ on purpose is a row of a table, with its
//! reason; a case that the rows do not explain fails, and so does a row that no case needs.

mod cases;
mod difference;
mod extended_context;
mod parse_context;
mod text;
mod variables;

use cases::Case;
use difference::{Difference, Expected, Tally};
use extended_context::Header;
use parse_context::Context;
use variables::Environment;

#[test]
fn get_wx_context() {
    let mut tally = Tally::of(variables::DIFFERENCES);
    for case in Case::all(&[include_str!("../vectors/get_wx_context.json"), include_str!("../vectors/get_wx_context_more.json")])
    {
        let environment = Environment::of(case.json["env"].as_object().expect("variables"));
        let official = Expected::new(case.json["expected"].clone());
        tally.check(case.name(), &environment, official, Expected::outcome, &environment.read());
    }
    tally.finish(128 + 45);
}

#[test]
fn parse_context() {
    let mut tally = Tally::of(parse_context::DIFFERENCES);
    let mut without_text = 0;
    for case in Case::all(&[include_str!("../vectors/parse_context.json"), include_str!("../vectors/parse_context_more.json")]) {
        let context = Context::of(&case);
        without_text += usize::from(context == Context::Neither);
        tally.check(case.name(), &context, context.official(&case), Context::expect, &context.read());
    }
    assert_eq!(without_text, 10, "contexts that hold no text for us");
    tally.finish(50 + 51);
}

#[test]
fn extended_context() {
    let mut tally = Tally::of(extended_context::DIFFERENCES);
    for case in
        Case::all(&[include_str!("../vectors/extended_context.json"), include_str!("../vectors/extended_context_more.json")])
    {
        let header = Header::of(&case);
        let official = Expected::new(case.json["expected"].clone());
        tally.check(case.name(), &header, official, Header::expect, &header.read());
    }
    tally.finish(18 + 51);
}

/// The rows of each table of `docs/differences.md`: what differs, and why.
fn documented(section: &str) -> Vec<(&str, &str)> {
    let rows = section.lines().filter(|line| line.starts_with("| ")).skip(1);
    let cells = rows.map(|row| row.trim_matches('|').split(" | ").map(str::trim).collect::<Vec<_>>());
    cells
        .map(|cells| match cells[..] {
            [name, official, ours, reason] if !official.is_empty() && !ours.is_empty() => (name, reason),
            _ => panic!("four cells, not {cells:?}"),
        })
        .collect()
}

fn named<C>(table: &[Difference<C>]) -> Vec<(&'static str, &'static str)> {
    table.iter().map(|row| (row.name, row.reason)).collect()
}

#[test]
fn the_documentation_has_these_tables() {
    let documentation = include_str!("../../docs/differences.md");
    let sections: Vec<_> = documentation.split("\n## ").skip(1).collect();
    let [variables, parse_context, extended_context] = sections[..] else { panic!("{} sections", sections.len()) };
    assert_eq!(documented(variables), named(variables::DIFFERENCES));
    assert_eq!(documented(parse_context), named(parse_context::DIFFERENCES));
    assert_eq!(documented(extended_context), named(extended_context::DIFFERENCES));
}
