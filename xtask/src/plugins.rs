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
//! Components bear no path of the machine that built them: a department's
//! reviewer must be able to build the same bytes elsewhere. They are replaced
//! only when their bytes changed, and at once, never in halves, because a host
//! or a test may be reading.

use std::{
    collections::BTreeMap,
    ffi::{OsStr, OsString},
    fs, io,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail, ensure};

use crate::{
    cargo::{self, Artifact, Package, Workspace},
    guest::{GuestToolchain, TARGET},
};

/// The beginning of every component, as against a core module.
const COMPONENT: &[u8] = b"\0asm\x0d\0\x01\0";

/// The file that remembers what was placed, so that a guest removed from the
/// workspace does not live on as a component.
const PLACED: &str = ".placed";

/// Builds and places every component and says how large it is.
pub fn run() -> Result<()> {
    build(&GuestToolchain::ready()?)
}

/// The same with a toolchain at hand.
pub fn build(toolchain: &GuestToolchain) -> Result<()> {
    let workspace = Workspace::load()?;
    fetch(&workspace)?;
    let flags = cargo::encoded_rustflags(&flags(&workspace, toolchain)?);
    let mut components = BTreeMap::new();
    for (package, guests) in guests(&workspace)? {
        for artifact in compile(&workspace, toolchain, &flags, package, &guests)? {
            if let Some((name, file)) = component(package, &guests, &artifact) {
                let before = components.insert(name.clone(), file);
                ensure!(before.is_none(), "two guests are named {}", name.display());
            }
        }
    }
    place(&workspace.target.join("plugins"), &components)
}

/// What of a package are guests.
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

/// Before the flags are made: they name the folders of registries, and must be
/// the same in the first build as in the second.
fn fetch(workspace: &Workspace) -> Result<()> {
    let mut command = cargo::cargo();
    command
        .current_dir(&workspace.root)
        .args(["fetch", "--quiet", "--target", TARGET]);
    cargo::run_quietly(&mut command)
}

/// One package at a time: built together, the features of one would change the
/// bytes of another.
fn compile(
    workspace: &Workspace,
    toolchain: &GuestToolchain,
    flags: &OsStr,
    package: &Package,
    guests: &Guests,
) -> Result<Vec<Artifact>> {
    let mut command = cargo::cargo();
    command
        .current_dir(&workspace.root)
        .args(["build", "--target", TARGET, "--profile", "plugin"])
        .args(["--package", &package.name])
        .arg(match guests {
            Guests::Library => "--lib",
            Guests::Examples { .. } => "--examples",
        })
        .arg("--target-dir")
        .arg(workspace.target.join("guest"))
        .env("CARGO_ENCODED_RUSTFLAGS", flags);
    toolchain.apply(&mut command);
    cargo::build(&mut command)
}

fn flags(workspace: &Workspace, toolchain: &GuestToolchain) -> Result<Vec<OsString>> {
    let mut folders = cargo::home_folders()?;
    folders.extend([
        (workspace.root.clone(), "/accord".to_owned()),
        (workspace.target.clone(), "/target".to_owned()),
        (toolchain.sysroot().to_owned(), "/rust".to_owned()),
    ]);
    // A small stack, placed first, so that an overflow traps instead of
    // reaching data, and so that a fresh instance has few pages to make.
    let mut flags = vec![
        OsString::from("-Clink-arg=-zstack-size=32768"),
        OsString::from("-Clink-arg=--stack-first"),
    ];
    flags.extend(cargo::remapped(folders));
    Ok(flags)
}

/// The component in an artefact: its place below `target/plugins`, and the file.
fn component(package: &Package, guests: &Guests, made: &Artifact) -> Option<(PathBuf, PathBuf)> {
    if made.package != package.id {
        return None;
    }
    let file = made
        .files
        .iter()
        .find(|file| file.extension().is_some_and(|end| end == "wasm"))?;
    let name = match guests {
        Guests::Library => PathBuf::from(&package.name),
        Guests::Examples { folder } if made.kinds.iter().any(|kind| kind == "example") => {
            folder.join(&made.name)
        }
        Guests::Examples { .. } => return None,
    };
    Some((name.with_added_extension("wasm"), file.clone()))
}

fn place(plugins: &Path, components: &BTreeMap<PathBuf, PathBuf>) -> Result<()> {
    if components.is_empty() {
        eprintln!("no guests in this workspace");
    }
    fs::create_dir_all(plugins).with_context(|| format!("cannot make {}", plugins.display()))?;
    for (name, file) in components {
        let bytes = fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
        ensure!(
            bytes.starts_with(COMPONENT),
            "{} is no component: is its linker wasm-component-ld?",
            file.display()
        );
        let to = plugins.join(name);
        let changed =
            replace(&to, &bytes).with_context(|| format!("cannot write {}", to.display()))?;
        let news = if changed { "" } else { "  (unchanged)" };
        eprintln!("{:>9}  {}{news}", size(bytes.len()), to.display());
    }
    forget_others(plugins, components)
}

/// Replaces `file` unless it has these bytes already; tells whether it did.
fn replace(file: &Path, bytes: &[u8]) -> io::Result<bool> {
    if fs::read(file).is_ok_and(|present| present == bytes) {
        return Ok(false);
    }
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    let new = file.with_added_extension("new");
    fs::write(&new, bytes)?;
    fs::rename(new, file)?;
    Ok(true)
}

/// Removes components that an earlier run placed and this one did not. What
/// others put into the folder stays.
fn forget_others(plugins: &Path, components: &BTreeMap<PathBuf, PathBuf>) -> Result<()> {
    let list = plugins.join(PLACED);
    for name in fs::read_to_string(&list).unwrap_or_default().lines() {
        if components.contains_key(Path::new(name)) {
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
        .keys()
        .map(|name| format!("{}\n", name.display()))
        .collect();
    fs::write(&list, names).with_context(|| format!("cannot write {}", list.display()))
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
                accord: serde_json::from_str(accord).unwrap(),
            }],
        }
    }

    fn artifact(name: &str, kind: &str, file: &str) -> Artifact {
        Artifact {
            package: "id".to_owned(),
            name: name.to_owned(),
            kinds: vec![kind.to_owned()],
            files: vec!["/t/x.rlib".into(), file.into()],
        }
    }

    #[test]
    fn a_library_is_named_after_its_package() {
        let workspace = workspace(r#"{ "plugin": true }"#);
        let found = guests(&workspace).unwrap();
        let (package, kind) = &found[0];
        let made = artifact("tax_a_level", "cdylib", "/t/tax_a_level.wasm");
        let (name, file) = component(package, kind, &made).unwrap();
        assert_eq!(name, Path::new("tax-a-level.wasm"));
        assert_eq!(file, Path::new("/t/tax_a_level.wasm"));
    }

    #[test]
    fn an_example_goes_into_the_folder_of_its_package() {
        let workspace = workspace(r#"{ "plugins": "examples", "folder": "hostile" }"#);
        let found = guests(&workspace).unwrap();
        let (package, kind) = &found[0];
        let made = artifact("spins-v1.0", "example", "/t/spins.wasm");
        let (name, _) = component(package, kind, &made).unwrap();
        assert_eq!(name, Path::new("hostile/spins-v1.0.wasm"));
        let library = artifact("hostile", "cdylib", "/t/hostile.wasm");
        assert!(component(package, kind, &library).is_none());
    }

    #[test]
    fn a_package_that_says_nothing_is_no_guest() {
        assert!(guests(&workspace("null")).unwrap().is_empty());
        assert!(
            guests(&workspace(r#"{ "plugin": false }"#))
                .unwrap()
                .is_empty()
        );
        assert!(guests(&workspace(r#"{ "plugins": "benches" }"#)).is_err());
    }

    #[test]
    fn sizes_are_read_by_people() {
        assert_eq!(size(0), "0.0 KiB");
        assert_eq!(size(59_700), "58.4 KiB");
    }
}
