//! The pages of `docs/` and beside the README hang together.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The Markdown files of a folder of the repository.
fn pages(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.filter(|path| path.extension().is_some_and(|extension| extension == "md")).collect()
}

/// The targets of a page's links, without those in its code.
fn links(text: &str) -> Vec<&str> {
    let mut inside = false;
    let mut targets = Vec::new();
    for line in text.lines() {
        inside ^= line.trim_start().starts_with("```");
        if !inside {
            let parts = line.split("](").skip(1);
            targets.extend(parts.filter_map(|part| part.split_once(')')).map(|(target, _)| target));
        }
    }
    targets
}

/// A heading's anchor, as forges and mdBook make it.
fn anchor(heading: &str) -> String {
    let text = heading.trim_start_matches('#').trim().to_lowercase();
    let kept = text.chars().filter(|&char| char.is_alphanumeric() || " -_".contains(char));
    kept.map(|char| if char == ' ' { '-' } else { char }).collect()
}

#[test]
fn every_link_leads_somewhere() {
    let pages = pages(root()).into_iter().chain(pages(&root().join("docs")));
    let mut checked = 0;
    for page in pages {
        let text = fs::read_to_string(&page).unwrap();
        for target in links(&text).into_iter().filter(|target| !target.contains("://")) {
            let (file, fragment) = target.split_once('#').map_or((target, None), |(file, fragment)| (file, Some(fragment)));
            let path = if file.is_empty() { page.clone() } else { page.with_file_name("").join(file) };
            assert!(path.exists(), "{}: {target}", page.display());
            if let Some(fragment) = fragment {
                let there = fs::read_to_string(&path).unwrap();
                let mut headings = there.lines().filter(|line| line.starts_with('#'));
                assert!(headings.any(|heading| anchor(heading) == fragment), "{}: {target}", page.display());
            }
            checked += 1;
        }
    }
    assert!(checked > 20, "{checked} links");
}

/// The README is the crate's documentation, too, where nothing stands beside it.
#[test]
fn the_readme_has_whole_addresses() {
    for readme in ["README.md", "README.zh-CN.md"] {
        let text = fs::read_to_string(root().join(readme)).unwrap();
        for target in links(&text) {
            assert!(target.starts_with("https://") || target.starts_with('#'), "{readme}: {target}");
            if let Some(path) = target.strip_prefix("https://github.com/wxctx/wxctx/blob/main/") {
                assert!(root().join(path).exists(), "{readme}: {target}");
            }
        }
    }
}

#[test]
fn the_summary_lists_every_page() {
    let docs = root().join("docs");
    let summary = fs::read_to_string(docs.join("SUMMARY.md")).unwrap();
    let listed: BTreeSet<_> = links(&summary).into_iter().map(PathBuf::from).collect();
    let there = pages(&docs).into_iter().map(|path| PathBuf::from(path.file_name().unwrap()));
    let there: BTreeSet<_> = there.filter(|name| name != Path::new("SUMMARY.md")).collect();
    assert_eq!(listed, there);
}

#[test]
fn the_table_for_those_who_come_from_node_has_every_key() {
    let page = fs::read_to_string(root().join("docs/from-node.md")).unwrap();
    for field in wxctx::Field::ALL {
        if let Some(key) = field.sdk_key() {
            let row = format!("| `{key}` | `{field}` | `");
            assert!(page.lines().any(|line| line.starts_with(&row)), "{row}");
        }
    }
}

#[test]
fn the_table_of_sources_has_every_one() {
    let page = fs::read_to_string(root().join("docs/from-node.md")).unwrap();
    for source in wxctx::Source::DOCUMENTED {
        let row = format!("| `{source}` | ");
        assert!(page.lines().any(|line| line.starts_with(&row)), "{row}");
    }
    let hops = page.lines().find(|line| line.starts_with("| `cbr`, ")).unwrap();
    for hop in wxctx::Source::HOPS.iter().filter(|hop| !wxctx::Source::DOCUMENTED.contains(hop)) {
        assert!(hops.contains(&format!("`{hop}`")), "{hop}");
    }
}

/// The Rust files of a folder and of the folders in it.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let (folders, files): (Vec<_>, Vec<_>) =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).partition(|path| path.is_dir());
    let files = files.into_iter().filter(|path| path.extension().is_some_and(|extension| extension == "rs"));
    files.chain(folders.iter().flat_map(|folder| sources(folder))).collect()
}

/// The names `WXCTX_…` that are a string of their own in a program, the start of one that goes on with `{` too.
fn names(program: &str, quote: char) -> BTreeSet<String> {
    let strings = program.split(quote).filter(|string| string.starts_with("WXCTX_"));
    let names = strings.map(|string| string.split('{').next().unwrap());
    names.filter(|name| name.chars().all(|char| char.is_ascii_uppercase() || char == '_')).map(str::to_owned).collect()
}

#[test]
fn the_page_of_refusals_has_every_code_that_is_answered() {
    let read = |path: &Path| fs::read_to_string(path).unwrap();
    let serve = root().join("src/serve");
    let variables = names(&read(&serve.join("variables.rs")), '"');
    let used: BTreeSet<_> = sources(&serve).iter().flat_map(|file| names(&read(file), '"')).collect();
    let mut codes: BTreeSet<_> = used.difference(&variables).cloned().collect();
    codes.extend(names(&read(&root().join("deploy/cloud-function/index.js")), '\''));
    assert!(codes.len() >= 11, "{codes:?}");
    let page = read(&root().join("docs/refusals.md"));
    for code in codes {
        // `WXCTX_HTTP_` goes on with a number.
        let row = if code.ends_with('_') { format!("\n| `{code}") } else { format!("\n| `{code}` |") };
        assert!(page.contains(&row), "{code} is not on the page");
    }
}
