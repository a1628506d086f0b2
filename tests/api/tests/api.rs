//! What is public: listed in docs/api, so that a change of it is seen, and documented with examples.
//!
//! After a change that is meant: `WXCTX_API=overwrite .ci/run api`.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use rustdoc_types::{Crate, Id, Impl, Item, ItemEnum};

const CRATES: [&str; 3] = ["wxctx", "wxctx-core", "wxctx-macros"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Has rustdoc write the JSON of a crate, with all features.
fn rustdoc(package: &str) -> PathBuf {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(&cargo)
        .args(["rustdoc", "--locked", "--lib", "--all-features", "--package", package, "--"])
        .args(["-Zunstable-options", "--output-format=json", "--cap-lints=allow"])
        .env("RUSTDOC", Path::new(env!("CARGO_MANIFEST_DIR")).join("rustdoc"))
        .env_remove("RUSTDOCFLAGS")
        .current_dir(root())
        .status()
        .unwrap();
    assert!(status.success(), "rustdoc fails on {package}");
    let metadata =
        Command::new(cargo).args(["metadata", "--no-deps", "--format-version", "1"]).current_dir(root()).output().unwrap();
    let metadata: serde_json::Value = serde_json::from_slice(&metadata.stdout).unwrap();
    let target = metadata["target_directory"].as_str().unwrap();
    Path::new(target).join("doc").join(format!("{}.json", package.replace('-', "_")))
}

fn read(package: &str) -> Crate {
    serde_json::from_slice(&fs::read(rustdoc(package)).unwrap()).unwrap()
}

#[test]
fn the_public_api_is_the_listed_one() {
    let overwrite = env::var("WXCTX_API").is_ok_and(|value| value == "overwrite");
    for package in CRATES {
        let api = public_api::Builder::from_rustdoc_json(rustdoc(package)).omit_blanket_impls(true).build().unwrap();
        let found = api.items().fold(String::new(), |list, item| list + &item.to_string() + "\n");
        let file = root().join("docs/api").join(format!("{package}.txt"));
        if overwrite {
            fs::write(&file, &found).unwrap();
        }
        let listed = fs::read_to_string(&file).unwrap_or_default();
        let lost: Vec<_> = listed.lines().filter(|line| !found.lines().any(|other| other == *line)).collect();
        let new: Vec<_> = found.lines().filter(|line| !listed.lines().any(|other| other == *line)).collect();
        assert!(
            found == listed,
            "the public API of {package} is not that of docs/api/{package}.txt; if it is meant, run \
             `WXCTX_API=overwrite .ci/run api`\n- {}\n+ {}",
            lost.join("\n- "),
            new.join("\n+ ")
        );
    }
}

#[test]
fn every_public_item_has_an_example() {
    let mut items = 0;
    let mut without = Vec::new();
    for package in CRATES {
        let documented = read(package);
        for (path, item) in public(&documented) {
            items += 1;
            if !item.docs.as_deref().is_some_and(|docs| docs.contains("```")) {
                without.push(path);
            }
        }
    }
    assert!(items > 150, "only {items} items were found");
    assert!(without.is_empty(), "without an example:\n{}", without.join("\n"));
}

/// Types, traits, functions, methods and macros, with their paths. rustdoc leaves out what is private or hidden.
fn public(documented: &Crate) -> Vec<(String, &Item)> {
    let mut found = Vec::new();
    let mut ids = vec![(documented.root, String::new())];
    while let Some((id, parent)) = ids.pop() {
        let Some(item) = documented.index.get(&id) else { continue };
        let path = format!("{parent}::{}", item.name.as_deref().unwrap_or_default());
        let mut inside = |inner: &[Id]| ids.extend(inner.iter().map(|&id| (id, path.clone())));
        match &item.inner {
            ItemEnum::Module(module) => inside(&module.items),
            ItemEnum::Use(used) => ids.extend(used.id.map(|id| (id, parent))),
            ItemEnum::Struct(inner) => inside(&methods(documented, &inner.impls)),
            ItemEnum::Enum(inner) => inside(&methods(documented, &inner.impls)),
            ItemEnum::Trait(inner) => inside(&inner.items),
            _ => {}
        }
        if !matches!(
            item.inner,
            ItemEnum::Module(_) | ItemEnum::Use(_) | ItemEnum::AssocConst { .. } | ItemEnum::AssocType { .. }
        ) {
            found.push((path, item));
        }
    }
    found
}

/// What a type has of its own; what its traits ask for is documented there.
fn methods(documented: &Crate, impls: &[Id]) -> Vec<Id> {
    let own = |id| match &documented.index[id].inner {
        ItemEnum::Impl(Impl { trait_: None, items, .. }) => items.clone(),
        _ => Vec::new(),
    };
    impls.iter().flat_map(own).collect()
}
