//! Machine code of a cache is believed only if it is ours; otherwise it is made anew, and
//! nobody who asks can tell.

use std::{fs, path::PathBuf};

use accord_engine::{Cache, ClassLimits, Evaluation, Origin, Plugin, Sandbox};

use crate::bench::{a_level, component, question, values};

const KEY: [u8; 32] = [7; 32];

/// A folder for machine code, and sandboxes that use it one after the other.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn sandbox(&self, key: [u8; 32]) -> Sandbox {
        let cache = Cache::open(self.0.path(), &key, 64 << 20).unwrap();
        Sandbox::new(ClassLimits::default())
            .unwrap()
            .with_cache(cache)
    }

    /// The only file.
    fn file(&self) -> PathBuf {
        let mut files = fs::read_dir(self.0.path()).unwrap();
        let file = files.next().unwrap().unwrap().path();
        assert!(files.next().is_none());
        file
    }
}

fn ask(sandbox: &Sandbox, plugin: &Plugin) -> Evaluation {
    plugin
        .evaluate(sandbox, &a_level(&values()), &question(true))
        .unwrap()
}

/// Inspects `tax-a-level` with a key, sees where its machine code came from, and that it
/// answers as ever.
fn inspected(folder: &Folder, key: [u8; 32], origin: Origin) {
    let sandbox = folder.sandbox(key);
    let plugin = sandbox.inspect(&component("tax-a-level")).unwrap();
    assert_eq!(plugin.origin(), origin);
    let without = Sandbox::new(ClassLimits::default()).unwrap();
    let anew = without.inspect(&component("tax-a-level")).unwrap();
    assert_eq!(anew.origin(), Origin::Compiled);
    assert_eq!(plugin.manifest(), anew.manifest());
    assert_eq!(ask(&sandbox, &plugin), ask(&without, &anew));
}

#[test]
fn machine_code_that_was_kept_gives_the_same_answers() {
    let folder = Folder::new();
    inspected(&folder, KEY, Origin::Compiled);
    inspected(&folder, KEY, Origin::Cached);
}

#[test]
fn machine_code_under_another_key_is_made_anew() {
    let folder = Folder::new();
    inspected(&folder, KEY, Origin::Compiled);
    inspected(&folder, [8; 32], Origin::Compiled);
    inspected(&folder, [8; 32], Origin::Cached);
}

/// Every bit is tried where the cache itself is tested; here that the plugin comes about.
#[test]
fn damaged_machine_code_is_made_anew() {
    let folder = Folder::new();
    inspected(&folder, KEY, Origin::Compiled);
    let whole = fs::read(folder.file()).unwrap();
    let mut flipped = whole.clone();
    let middle = flipped.len() / 2;
    flipped[middle] ^= 1;
    for damaged in [&flipped[..], &whole[..whole.len() - 1], &[]] {
        fs::write(folder.file(), damaged).unwrap();
        inspected(&folder, KEY, Origin::Compiled);
        inspected(&folder, KEY, Origin::Cached);
    }
}

/// As a thief would wish it: another memorandum's machine code under this one's name.
#[test]
fn machine_code_of_another_plugin_is_made_anew() {
    let (folder, other) = (Folder::new(), Folder::new());
    inspected(&folder, KEY, Origin::Compiled);
    let sandbox = other.sandbox(KEY);
    sandbox.inspect(&component("tax-major-violation")).unwrap();
    fs::copy(other.file(), folder.file()).unwrap();
    inspected(&folder, KEY, Origin::Compiled);
}

/// Or a hostile upload would drive out what is in use.
#[test]
fn refused_component_is_not_kept() {
    let folder = Folder::new();
    let sandbox = folder.sandbox(KEY);
    assert!(
        sandbox
            .inspect(&component("hostile/endless-describe"))
            .is_err()
    );
    assert_eq!(fs::read_dir(folder.0.path()).unwrap().count(), 0);
}

#[test]
fn many_inspect_the_same_at_once() {
    let folder = Folder::new();
    let sandboxes = [folder.sandbox(KEY), folder.sandbox(KEY)];
    std::thread::scope(|scope| {
        for sandbox in sandboxes.iter().chain(&sandboxes) {
            scope.spawn(|| {
                let plugin = sandbox.inspect(&component("tax-a-level")).unwrap();
                assert_eq!(ask(sandbox, &plugin).verdict.determinations.len(), 1);
            });
        }
    });
    inspected(&folder, KEY, Origin::Cached);
}
