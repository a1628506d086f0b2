//! The pages of `docs/`, of `deploy/` and beside the README hang together, and the Chinese ones say what the English ones do.

#[path = "common/markdown.rs"]
mod markdown;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// What a whole address of a file of the repository starts with.
const FORGE: &str = "https://github.com/wxctx/wxctx/blob/main/";
/// The pages of `docs/` that are in English only.
const ENGLISH_ONLY: [&str; 3] = ["differences.md", "errors.md", "performance.md"];

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

/// Each English page that is there in Chinese too, and the Chinese one.
fn translated() -> Vec<(PathBuf, PathBuf)> {
    let beside = ["README", "deploy/README", "deploy/cloud-function/README"]
        .map(|page| (root().join(format!("{page}.md")), root().join(format!("{page}.zh-CN.md"))));
    let chinese = pages(&root().join("docs/zh")).into_iter();
    chinese.map(|page| (root().join("docs").join(page.file_name().unwrap()), page)).chain(beside).collect()
}

#[test]
fn every_link_leads_somewhere() {
    let folders =
        ["", "docs", "docs/zh", "deploy", "deploy/cloud-function", "examples/code2session", "wxctx-core", "wxctx-macros"];
    let mut checked = 0;
    for page in folders.iter().flat_map(|folder| pages(&root().join(folder))) {
        let text = fs::read_to_string(&page).unwrap();
        for target in links(&text) {
            let (folder, relative) = match target.strip_prefix(FORGE) {
                Some(path) => (root().to_owned(), path),
                None if target.contains("://") => continue,
                None => (page.with_file_name(""), target),
            };
            let (file, fragment) = relative.split_once('#').map_or((relative, None), |(file, fragment)| (file, Some(fragment)));
            let path = if file.is_empty() { page.clone() } else { folder.join(file) };
            assert!(path.exists(), "{}: {target}", page.display());
            if let Some(fragment) = fragment {
                let there = fs::read_to_string(&path).unwrap();
                let mut headings = there.lines().filter(|line| line.starts_with('#'));
                assert!(headings.any(|heading| anchor(heading) == fragment), "{}: {target}", page.display());
            }
            checked += 1;
        }
    }
    assert!(checked > 100, "{checked} links");
}

/// The README is the crate's documentation, too, where nothing stands beside it; the Chinese pages are a book of their own.
#[test]
fn what_leaves_the_readme_or_the_chinese_guide_has_a_whole_address() {
    let readmes = ["README.md", "README.zh-CN.md"].map(|page| (root().join(page), false));
    for (page, is_book) in pages(&root().join("docs/zh")).into_iter().map(|page| (page, true)).chain(readmes) {
        for target in links(&fs::read_to_string(&page).unwrap()) {
            let whole = target.starts_with("https://") || target.starts_with('#');
            assert!(whole || is_book && !target.contains('/'), "{}: {target}", page.display());
        }
    }
}

#[test]
fn the_summary_lists_every_page() {
    for docs in ["docs", "docs/zh"].map(|docs| root().join(docs)) {
        let summary = fs::read_to_string(docs.join("SUMMARY.md")).unwrap();
        let listed: BTreeSet<_> = links(&summary).into_iter().map(PathBuf::from).collect();
        let there = pages(&docs).into_iter().map(|path| PathBuf::from(path.file_name().unwrap()));
        let there: BTreeSet<_> = there.filter(|name| name != Path::new("SUMMARY.md")).collect();
        assert_eq!(listed, there, "{}", docs.display());
    }
}

#[test]
fn every_page_of_the_guide_but_three_is_in_chinese() {
    let names = |docs: &str| -> BTreeSet<_> {
        pages(&root().join(docs)).iter().map(|page| page.file_name().unwrap().to_str().unwrap().to_owned()).collect()
    };
    let mut chinese = names("docs/zh");
    assert!(ENGLISH_ONLY.iter().all(|page| chinese.insert((*page).to_owned())), "{chinese:?}");
    assert_eq!(names("docs"), chinese);
}

/// The code in a page's prose: names, values, codes.
fn code(page: &str) -> BTreeSet<String> {
    let prose = markdown::split(page).1.join(" ");
    prose.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

#[test]
fn both_languages_say_the_same() {
    for (english, chinese) in translated() {
        let name = chinese.strip_prefix(root()).unwrap().display().to_string();
        let (english, chinese) = (fs::read_to_string(english).unwrap(), fs::read_to_string(&chinese).unwrap());
        let differs: Vec<_> = code(&english).symmetric_difference(&code(&chinese)).cloned().collect();
        assert!(differs.is_empty(), "{name}: in one language only: {differs:?}");
        // The English summary lists the pages that are in English only, too.
        if !name.ends_with("SUMMARY.md") {
            markdown::assert_alike(&name, &english, &chinese);
        }
    }
}

#[test]
fn both_languages_link_to_each_other() {
    for (english, chinese) in translated().iter().filter(|(english, _)| english.ends_with("README.md")) {
        for (page, other) in [(english, chinese), (chinese, english)] {
            let text = fs::read_to_string(page).unwrap();
            let address = format!("{FORGE}{}", other.strip_prefix(root()).unwrap().display());
            assert!(links(&text).contains(&&*address), "{}: {address}", page.display());
        }
    }
}

/// Markdown closes `**` after punctuation only before white space or more punctuation, and Chinese has no white space there.
#[test]
fn bold_text_in_chinese_is_closed() {
    for (_, page) in translated() {
        let text = fs::read_to_string(&page).unwrap();
        for line in markdown::split(&text).1 {
            let parts: Vec<_> = line.split("**").collect();
            for pair in parts.windows(2).skip(1).step_by(2) {
                let punctuated = !pair[0].ends_with(char::is_alphanumeric);
                assert!(!(punctuated && pair[1].starts_with(char::is_alphanumeric)), "{}: {line}", page.display());
            }
        }
    }
}

#[test]
fn the_table_for_those_who_come_from_node_has_every_key() {
    for page in ["docs/from-node.md", "docs/zh/from-node.md"] {
        let text = fs::read_to_string(root().join(page)).unwrap();
        for field in wxctx::Field::ALL {
            if let Some(key) = field.sdk_key() {
                let row = format!("| `{key}` | `{field}` | `");
                assert!(text.lines().any(|line| line.starts_with(&row)), "{page}: {row}");
            }
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
    let variables: BTreeSet<_> = [serve.join("variables.rs"), root().join("wxctx-core/src/trust/variables.rs")]
        .iter()
        .flat_map(|file| names(&read(file), '"'))
        .collect();
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
