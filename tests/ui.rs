//! What the compiler says: one file, one rule. The `.stderr` files belong to the toolchain in `rust-toolchain.toml`.
#![cfg(all(feature = "macros", feature = "axum"))]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

const TOPICS: [&str; 6] = ["param", "type", "option", "entry", "derive", "syntax"];

#[test]
fn ui_pass() {
    let written = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let right = written.join("right.rs");
    fs::write(&right, right_code(&page())).unwrap();
    let together = written.join("pass.rs");
    let (program, alone) = pass_cases();
    fs::write(&together, program).unwrap();

    let cases = trybuild::TestCases::new();
    cases.pass(right);
    cases.pass(together);
    for case in alone {
        cases.pass(case);
    }
}

/// Apart from what compiles, as all of them are then checked at once.
#[test]
fn ui_fail() {
    let cases = trybuild::TestCases::new();
    for topic in TOPICS {
        cases.compile_fail(format!("tests/ui/{topic}/fail/*.rs"));
    }
}

/// One program of all cases that have to pass, since each alone costs a link; and those that need a crate of their own.
fn pass_cases() -> (String, Vec<PathBuf>) {
    let mut program = "#![allow(dead_code)]\n\nfn main() {}\n".to_owned();
    let mut alone = Vec::new();
    for topic in TOPICS {
        let Ok(files) = fs::read_dir(folder().join("tests/ui").join(topic).join("pass")) else { continue };
        for file in files {
            let path = file.unwrap().path();
            let text = fs::read_to_string(&path).unwrap();
            if text.contains("crate::")
                || ["assert", "missing_docs", "no_implicit_prelude"].iter().any(|word| text.contains(word))
            {
                alone.push(path);
            } else {
                let name = path.file_stem().unwrap().to_str().unwrap().replace('-', "_");
                writeln!(program, "\n#[path = {:?}]\nmod {topic}_{name};", path.to_str().unwrap()).unwrap();
            }
        }
    }
    (program, alone)
}

/// Every case has its entry in `docs/errors.md`, with the code and the answer of the case.
#[test]
fn the_page_of_errors_says_what_the_cases_say() {
    let page = page();
    assert_lists(&page.keys().cloned().collect(), "the page");

    for (name, blocks) in &page {
        let code = fs::read_to_string(case(name).with_extension("rs")).unwrap();
        assert!(code.contains(blocks[0].1.trim_end()), "the code of {name}");
        let answer = answer(name);
        for line in blocks[1].1.lines() {
            assert!(answer.contains(line.trim()), "{name}: {line}");
        }
        let errors = |text: &str| text.lines().filter(|line| line.starts_with("error")).count();
        assert_eq!(errors(&blocks[1].1), errors(&answer), "the errors of {name}");
    }
}

/// Every case stands once in the table at the top of the page, beside the first line of what the compiler says.
#[test]
fn the_table_of_messages_leads_to_every_case() {
    let mut listed = BTreeMap::new();
    for (message, links) in rows("docs/errors.md") {
        for link in links.split(", ").filter_map(|link| Some(link.split_once("[`")?.1)) {
            let (name, anchor) = link.split_once("`](#").unwrap();
            assert_eq!(anchor.strip_suffix(')').unwrap(), name.replace('/', ""));
            assert!(listed.insert(name.to_owned(), message.replace("\\|", "|")).is_none(), "{name} twice");
        }
    }
    assert_lists(&listed.keys().cloned().collect(), "the table");
    for (name, message) in listed {
        let answer = answer(&name);
        let said = answer.lines().next().unwrap().split_once(": ").unwrap().1;
        assert!(is_said(&message, said), "{name}: `{said}` is not `{message}`");
    }
}

/// The questions have the commonest messages in both languages: in the words of that table, and with a link that it has, too.
#[test]
fn the_questions_say_and_link_what_the_table_does() {
    let table: BTreeMap<_, _> = rows("docs/errors.md").into_iter().collect();
    for page in ["docs/faq.md", "docs/zh/faq.md"] {
        let asked: Vec<_> = rows(page).into_iter().filter(|(_, link)| link.contains("errors.md#")).collect();
        assert!(asked.len() > 10, "{page}: {} messages", asked.len());
        for (row, link) in asked {
            let (message, _) = row.split_once(" | ").unwrap();
            let anchor = link.split_once("errors.md#").unwrap().1;
            let links = table.get(message).unwrap_or_else(|| panic!("{page}: {message}"));
            assert!(links.contains(&format!("](#{anchor}")), "{page}: {message} does not lead to {anchor}");
        }
    }
}

/// The rows of a page's tables: what stands before the last column, and that column.
fn rows(page: &str) -> Vec<(String, String)> {
    let page = fs::read_to_string(folder().join(page)).unwrap();
    let rows = page.lines().filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |"));
    let columns = rows.map(|row| row.rsplit_once(" | ").unwrap());
    columns.map(|(before, last)| (before.to_owned(), last.to_owned())).collect()
}

fn assert_lists(listed: &BTreeSet<String>, by: &str) {
    let cases = cases();
    let (missing, surplus): (Vec<_>, Vec<_>) = (cases.difference(listed).collect(), listed.difference(&cases).collect());
    assert!(missing.is_empty() && surplus.is_empty(), "{by} lacks {missing:?} and has too many {surplus:?}");
}

/// Whether a message of the table is what the compiler said, which puts a user's own words for each `…`.
fn is_said(message: &str, said: &str) -> bool {
    let mut parts = message.split('…');
    let Some(mut rest) = said.strip_prefix(parts.next().unwrap()) else { return false };
    let mut parts = parts.peekable();
    let is_exact = parts.peek().is_none();
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return rest.len() > part.len() && rest.ends_with(part);
        }
        let Some((own, after)) = rest.split_once(part) else { return false };
        if own.is_empty() {
            return false;
        }
        rest = after;
    }
    is_exact && rest.is_empty()
}

/// The names of all cases that fail: `topic/rule`.
fn cases() -> BTreeSet<String> {
    let mut cases = BTreeSet::new();
    for topic in TOPICS {
        for file in fs::read_dir(folder().join("tests/ui").join(topic).join("fail")).unwrap() {
            let path = file.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "rs") {
                cases.insert(format!("{topic}/{}", path.file_stem().unwrap().to_str().unwrap()));
            }
        }
    }
    cases
}

/// A case's file, without its extension.
fn case(name: &str) -> PathBuf {
    let (topic, rule) = name.split_once('/').unwrap();
    folder().join("tests/ui").join(topic).join("fail").join(rule)
}

/// What the compiler says of a case.
fn answer(name: &str) -> String {
    fs::read_to_string(case(name).with_extension("stderr")).unwrap()
}

fn folder() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The page's entries: the blocks of code under each name.
fn page() -> BTreeMap<String, Vec<(String, String)>> {
    let page = fs::read_to_string(folder().join("docs/errors.md")).unwrap();
    let entry = |entry: &str| {
        let (name, rest) = entry.split_once("`\n")?;
        let rest = rest.split("\n## ").next()?;
        let blocks = rest.split("```").skip(1).step_by(2);
        let blocks = blocks.filter_map(|block| block.split_once('\n')).map(|(kind, code)| (kind.to_owned(), code.to_owned()));
        Some((name.to_owned(), blocks.collect()))
    };
    page.split("\n### `").skip(1).filter_map(entry).collect()
}

/// All the code that the page calls right, as one program.
fn right_code(page: &BTreeMap<String, Vec<(String, String)>>) -> String {
    let mut program = "#![allow(dead_code, unused)]\n\nfn main() {}\n".to_owned();
    for (name, blocks) in page {
        if let Some((_, code)) = blocks.iter().find(|(kind, _)| kind == "rust") {
            let module = name.replace(['/', '-'], "_");
            let uses = "use axum::Json; use axum::http::HeaderMap; use std::net::*; use wxctx::*;";
            let uses: String = uses.split_inclusive(';').filter(|import| !code.contains(import.trim())).collect();
            writeln!(program, "\nmod {module} {{\n{uses}\n{code}}}").unwrap();
        }
    }
    program
}
