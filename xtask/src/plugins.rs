//! `cargo xtask plugins`: every guest of the workspace as a component in
//! `target/plugins`.
//!
//! A package is a guest by what its manifest says:
//!
//! ```toml
//! [package.metadata.accord]
//! plugin = true            # its library is a component: target/plugins/NAME.wasm
//!
//! [package.metadata.accord]
//! plugins = "examples"     # each cdylib among its examples is one:
//! folder = "hostile"       # target/plugins/hostile/EXAMPLE.wasm
//! ```
//!
//! Folders of `plugins` with an `accord.toml` are guests in other languages (see
//! [`interpreted`]).
//!
//! What its folder holds of golden cases and of proposals for the catalogue is attached.
//! Components are replaced only when their bytes changed.

mod interpreted;

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use accord_sections::{Attachments, attach};
use accord_toolchain::{GuestToolchain, Package, Workspace, replace, rust};
use anyhow::{Context, Result, bail, ensure};

/// The file that remembers what was placed, so that a guest removed from the
/// workspace does not live on as a component.
const PLACED: &str = ".placed";

/// Builds and places every component and says how large it is.
pub fn run() -> Result<()> {
    build(&GuestToolchain::ready()?)
}

/// The same with a toolchain at hand.
pub fn build(toolchain: &GuestToolchain) -> Result<()> {
    let rust = rust::Guests::of_folder(Path::new("."), toolchain)?;
    let workspace = rust.workspace();
    let mut components = Components::default();
    for (package, guests) in guests(workspace)? {
        match guests {
            Guests::Library => {
                let attachments = Attachments::of_folder(&package.folder)?;
                let code = rust.library(package)?;
                components.add(package.name.as_ref(), code, &attachments)?;
            }
            Guests::Examples { folder } => {
                for (name, code) in rust.examples(package)? {
                    components.add(&folder.join(name), code, &Attachments::default())?;
                }
            }
        }
    }
    for project in interpreted::projects(&workspace.root.join("plugins"))? {
        let attachments = Attachments::of_folder(&project.folder)?;
        let workshop = workspace.target.join("guest/interpreted");
        if let Some(code) = interpreted::build(&project, &workshop.join(&project.name))? {
            components.add(project.name.as_ref(), code, &attachments)?;
        }
    }
    place(&workspace.target.join("plugins"), &components)
}

/// What of a package are guests.
#[derive(Debug, PartialEq)]
enum Guests {
    Library,
    Examples { folder: PathBuf },
}

fn guests(workspace: &Workspace) -> Result<Vec<(&Package, Guests)>> {
    let mut found = Vec::new();
    for package in &workspace.packages {
        let accord = &package.accord;
        let text = |key: &str| accord.get(key).and_then(|value| value.as_str());
        if accord.get("plugin").is_some_and(|plugin| plugin == true) {
            found.push((package, Guests::Library));
        }
        match text("plugins") {
            None => {}
            Some("examples") => {
                let folder = text("folder").unwrap_or_default().into();
                found.push((package, Guests::Examples { folder }));
            }
            Some(other) => bail!(
                "package `{}`: `plugins = \"{other}\"` is unknown, only \"examples\" is",
                package.name
            ),
        }
    }
    Ok(found)
}

/// What is to be placed, by the file below `target/plugins`.
#[derive(Default)]
struct Components(BTreeMap<PathBuf, Component>);

struct Component {
    bytes: Vec<u8>,
    /// How many of them are there without attachments.
    code: usize,
}

impl Components {
    fn add(&mut self, name: &Path, code: Vec<u8>, attachments: &Attachments) -> Result<()> {
        let attached = || format!("cannot attach to {}", name.display());
        let component = Component {
            bytes: attach(&code, attachments).with_context(attached)?,
            code: code.len(),
        };
        let before = self.0.insert(name.with_added_extension("wasm"), component);
        ensure!(before.is_none(), "two guests are named {}", name.display());
        Ok(())
    }
}

fn place(plugins: &Path, components: &Components) -> Result<()> {
    if components.0.is_empty() {
        eprintln!("no guests in this workspace");
    }
    fs::create_dir_all(plugins).with_context(|| format!("cannot make {}", plugins.display()))?;
    for (name, component) in &components.0 {
        let to = plugins.join(name);
        let changed = replace(&to, &component.bytes)?;
        let news = if changed { "" } else { "  (unchanged)" };
        eprintln!("{}  {}{news}", sizes(component), to.display());
    }
    forget_others(plugins, components)
}

/// Removes components that an earlier run placed and this one did not. What
/// others put into the folder stays.
fn forget_others(plugins: &Path, components: &Components) -> Result<()> {
    let list = plugins.join(PLACED);
    for name in fs::read_to_string(&list).unwrap_or_default().lines() {
        if components.0.contains_key(Path::new(name)) {
            continue;
        }
        let file = plugins.join(name);
        match fs::remove_file(&file) {
            Ok(()) => eprintln!("  removed  {}", file.display()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => {
                return Err(error).with_context(|| format!("cannot remove {}", file.display()));
            }
        }
    }
    let names: String = components
        .0
        .keys()
        .map(|name| format!("{}\n", name.display()))
        .collect();
    fs::write(&list, names).with_context(|| format!("cannot write {}", list.display()))
}

/// What a host keeps, and what of it is code: the rest are cases, which cost nothing to run.
fn sizes(component: &Component) -> String {
    let all = size(component.bytes.len());
    if component.bytes.len() == component.code {
        return format!("{all:>12}  {:20}", "");
    }
    format!(
        "{all:>12}  {:20}",
        format!("({} code)", size(component.code))
    )
}

/// A size for people, in tenths of KiB.
fn size(bytes: usize) -> String {
    let tenths = bytes.saturating_mul(10).div_ceil(1024);
    format!("{}.{} KiB", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn workspace(accord: &str) -> Workspace {
        Workspace {
            root: "/w".into(),
            target: "/w/target".into(),
            packages: vec![Package {
                id: "id".to_owned(),
                name: "tax-a-level".to_owned(),
                folder: "/w/plugins/tax-a-level".into(),
                accord: serde_json::from_str(accord).unwrap(),
            }],
        }
    }

    fn found(accord: &str) -> Result<Vec<Guests>> {
        let workspace = workspace(accord);
        Ok(guests(&workspace)?.into_iter().map(|(_, g)| g).collect())
    }

    #[test]
    fn a_package_says_which_guests_it_has() {
        assert_eq!(found(r#"{ "plugin": true }"#).unwrap(), [Guests::Library]);
        let folder = "hostile".into();
        assert_eq!(
            found(r#"{ "plugins": "examples", "folder": "hostile" }"#).unwrap(),
            [Guests::Examples { folder }]
        );
    }

    #[test]
    fn a_package_that_says_nothing_is_no_guest() {
        assert_eq!(found("null").unwrap(), []);
        assert_eq!(found(r#"{ "plugin": false }"#).unwrap(), []);
        assert!(found(r#"{ "plugins": "benches" }"#).is_err());
    }

    #[test]
    fn two_guests_do_not_share_a_file() {
        let component = b"\0asm\x0d\0\x01\0".to_vec();
        let mut components = Components::default();
        let mut add =
            |name: &str| components.add(name.as_ref(), component.clone(), &Attachments::default());
        add("tax-a-level").unwrap();
        add("hostile/spins-v1.0").unwrap();
        assert!(add("tax-a-level").is_err());
        let files: Vec<_> = components.0.into_keys().collect();
        assert_eq!(
            files,
            [
                Path::new("hostile/spins-v1.0.wasm"),
                Path::new("tax-a-level.wasm")
            ]
        );
    }

    #[test]
    fn sizes_are_read_by_people() {
        assert_eq!(size(0), "0.0 KiB");
        assert_eq!(size(59_700), "58.4 KiB");
    }
}
