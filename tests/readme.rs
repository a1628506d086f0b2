//! The two READMEs say the same, and what they list is what there is.

#[path = "common/markdown.rs"]
mod markdown;

use markdown::{assert_alike, split};
use wxctx::Field;

const ENGLISH: &str = include_str!("../README.md");
const CHINESE: &str = include_str!("../README.zh-CN.md");

#[test]
fn both_have_the_same_code_blocks_and_structure() {
    assert!(split(ENGLISH).0.len() > 8);
    assert_alike("README", ENGLISH, CHINESE);
}

#[test]
fn both_list_every_field() {
    for readme in [ENGLISH, CHINESE] {
        for field in Field::ALL {
            let cell = |text: Option<&str>| text.map_or("–".to_owned(), |text| format!("`{text}`"));
            let start = format!("| `{field}` | `");
            let end = format!("` | {} | {} |", cell(field.sdk_key()), cell(field.header().map(AsRef::as_ref)));
            assert!(readme.lines().any(|line| line.starts_with(&start) && line.ends_with(&end)), "{start}…{end}");
        }
    }
}

#[test]
fn both_list_every_trust() {
    for readme in [ENGLISH, CHINESE] {
        for name in ["none", "closed-ingress", "basic", "shared-secret", "local", "local-container"] {
            let row = format!(" | `{name}` | `Trust::{}(", name.replace('-', "_"));
            assert!(readme.contains(&row), "{row}");
        }
    }
}

#[cfg(feature = "serve")]
#[test]
fn both_list_every_variable_and_no_other() {
    let rows = |readme: &'static str| -> Vec<_> {
        let rows = readme.lines().skip_while(|line| !line.starts_with("| `WXCTX_TRUST` |")).take_while(|line| !line.is_empty());
        let cells = |row: &'static str| row.strip_prefix("| `")?.strip_suffix(" |")?.split_once("` | ");
        rows.map(|row| cells(row).unwrap_or((row, "is no row of two cells"))).collect()
    };
    let variables: Vec<_> = wxctx::Server::variables().collect();
    assert_eq!(
        rows(ENGLISH),
        variables,
        "the README's table has the words of those in src/serve/variables.rs and wxctx-core/src/trust/variables.rs"
    );
    let names = |rows: Vec<(&'static str, &'static str)>| rows.into_iter().map(|(name, _)| name).collect::<Vec<_>>();
    assert_eq!(names(rows(CHINESE)), names(variables));
}

#[test]
fn both_list_every_feature_and_no_other() {
    let manifest = include_str!("../Cargo.toml").lines().skip_while(|line| *line != "[features]").skip(1);
    let declared =
        manifest.take_while(|line| !line.starts_with('[')).filter(|line| line.starts_with(|first: char| first.is_alphabetic()));
    let mut declared: Vec<_> = declared.map(|line| line.split(' ').next().unwrap()).filter(|name| *name != "default").collect();
    declared.sort_unstable();
    for (readme, heading) in [(ENGLISH, "## Features"), (CHINESE, "## 特性")] {
        let section = readme.lines().skip_while(|line| *line != heading).skip(1).take_while(|line| !line.starts_with('#'));
        let names = section.filter_map(|line| line.strip_prefix("| `")?.split(" | ").next());
        let mut names: Vec<_> =
            names.flat_map(|names| names.split(['`', ',', '、', ' '])).filter(|name| !name.is_empty()).collect();
        names.sort_unstable();
        assert_eq!(names, declared);
    }
}

/// The frameworks' own builds compile these files.
#[test]
fn the_programs_of_the_frameworks_are_the_ones_that_are_built() {
    for (page, example) in [(ENGLISH, "readme"), (include_str!("../docs/frameworks.md"), "guide")] {
        let programs: Vec<_> = split(page).0.into_iter().filter(|block| block[0] == "```rust,ignore").collect();
        let built = ["actix-web", "poem", "salvo"].map(|framework| {
            let path = format!("{}/examples/{framework}/examples/{example}.rs", env!("CARGO_MANIFEST_DIR"));
            std::fs::read_to_string(path).unwrap()
        });
        assert_eq!(programs.len(), built.len());
        for (program, built) in programs.iter().zip(built) {
            assert_eq!(program[1..program.len() - 1], built.lines().skip(2).collect::<Vec<_>>());
        }
    }
}
