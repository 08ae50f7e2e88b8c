use super::*;

const KEY: [u8; 32] = [7; 32];
const CODE: &[u8] = b"machine code, as far as the cache knows";

fn name(of: &[u8]) -> Name {
    Name {
        component: Digest::of(of),
        engine: [1; 32],
    }
}

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self) -> PathBuf {
        self.0.path().join("cache")
    }

    fn cache(&self, key: [u8; 32], limit: u64) -> Cache {
        Cache::open(&self.path(), &key, limit).unwrap()
    }

    fn files(&self) -> usize {
        fs::read_dir(self.path()).unwrap().count()
    }
}

fn loaded(cache: &Cache, of: &[u8]) -> Option<Vec<u8>> {
    cache.load(&name(of)).map(|code| code.bytes().to_vec())
}

#[test]
fn code_is_given_back_to_who_has_the_key() {
    let folder = Folder::new();
    let cache = folder.cache(KEY, 1_000);
    assert_eq!(loaded(&cache, b"a"), None);
    cache.store(&name(b"a"), CODE);
    assert_eq!(loaded(&cache, b"a").as_deref(), Some(CODE));
    let again = folder.cache(KEY, 1_000);
    assert_eq!(loaded(&again, b"a").as_deref(), Some(CODE));
    assert_eq!(loaded(&folder.cache([8; 32], 1_000), b"a"), None);
}

#[test]
fn every_flipped_bit_is_seen() {
    let folder = Folder::new();
    let cache = folder.cache(KEY, 1_000);
    cache.store(&name(b"a"), CODE);
    let path = cache.path(&name(b"a"));
    let whole = fs::read(&path).unwrap();
    for at in 0..whole.len() {
        for bit in 0..8 {
            let mut damaged = whole.clone();
            damaged[at] ^= 1 << bit;
            fs::write(&path, damaged).unwrap();
            assert_eq!(loaded(&cache, b"a"), None, "byte {at}, bit {bit}");
        }
    }
}

#[test]
fn every_length_but_its_own_is_seen() {
    let folder = Folder::new();
    let cache = folder.cache(KEY, 1_000);
    cache.store(&name(b"a"), CODE);
    let path = cache.path(&name(b"a"));
    let whole = fs::read(&path).unwrap();
    for length in 0..whole.len() {
        fs::write(&path, &whole[..length]).unwrap();
        assert_eq!(loaded(&cache, b"a"), None, "{length} bytes");
    }
    fs::write(&path, [&whole[..], b"x"].concat()).unwrap();
    assert_eq!(loaded(&cache, b"a"), None);
    fs::write(&path, [0; 2_000]).unwrap();
    assert_eq!(loaded(&cache, b"a"), None, "longer than the whole cache");
}

#[test]
fn file_under_another_name_is_not_believed() {
    let folder = Folder::new();
    let cache = folder.cache(KEY, 1_000);
    cache.store(&name(b"a"), CODE);
    let other_engine = Name {
        engine: [2; 32],
        ..name(b"a")
    };
    for other in [name(b"b"), other_engine] {
        fs::copy(cache.path(&name(b"a")), cache.path(&other)).unwrap();
        assert!(cache.load(&other).is_none());
    }
}

#[test]
fn what_cannot_be_read_or_written_is_done_without() {
    let folder = Folder::new();
    let cache = folder.cache(KEY, 1_000);
    fs::create_dir_all(cache.path(&name(b"a")).join("within")).unwrap();
    assert_eq!(loaded(&cache, b"a"), None);
    cache.store(&name(b"a"), CODE);
    assert_eq!(loaded(&cache, b"a"), None);
    assert_eq!(folder.files(), 1, "nothing half-written is left");
    fs::remove_dir_all(folder.path()).unwrap();
    cache.store(&name(b"b"), CODE);
    assert_eq!(loaded(&cache, b"b"), None);
}

#[test]
fn least_recently_used_makes_room() {
    let folder = Folder::new();
    // Room for two.
    let cache = folder.cache(KEY, 2 * (TAG + CODE.len()) as u64);
    let used_at = |of: &[u8], second| {
        let file = fs::File::open(cache.path(&name(of))).unwrap();
        let at = SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(second);
        file.set_modified(at).unwrap();
    };
    for of in [b"a", b"b"] {
        cache.store(&name(of), CODE);
    }
    used_at(b"a", 1);
    used_at(b"b", 2);
    assert!(loaded(&cache, b"a").is_some(), "now it was used last");
    cache.store(&name(b"c"), CODE);
    assert_eq!(folder.files(), 2);
    assert!(loaded(&cache, b"b").is_none());
    assert!(loaded(&cache, b"a").is_some());
    assert!(loaded(&cache, b"c").is_some());
    // What was never finished is in nobody's use.
    fs::write(folder.path().join(".tmp"), [0; 500]).unwrap();
    used_at(b"a", 1);
    used_at(b"c", 2);
    let unfinished = fs::File::open(folder.path().join(".tmp")).unwrap();
    unfinished.set_modified(SystemTime::UNIX_EPOCH).unwrap();
    cache.store(&name(b"c"), CODE);
    assert_eq!(folder.files(), 2);
    assert!(loaded(&cache, b"a").is_some());
}

#[test]
fn what_is_larger_than_the_cache_is_not_kept() {
    let folder = Folder::new();
    let cache = folder.cache(KEY, 50);
    cache.store(&name(b"a"), CODE);
    assert_eq!(folder.files(), 0);
}

#[test]
fn many_writers_leave_whole_files() {
    let folder = Folder::new();
    let limit = 3 * (TAG + CODE.len()) as u64;
    let caches = [folder.cache(KEY, limit), folder.cache(KEY, limit)];
    std::thread::scope(|scope| {
        for writer in 0..4 {
            let cache = &caches[writer % 2];
            scope.spawn(move || {
                for round in 0..50_u8 {
                    let of = [round % 5];
                    cache.store(&name(&of), CODE);
                    // Another writer may have made room of it; what is there is whole.
                    let found = loaded(cache, &of);
                    assert!(found.is_none_or(|code| code == CODE));
                }
            });
        }
    });
    // The last word: nobody writes any more, so what is written stays.
    caches[0].store(&name(b"a"), CODE);
    assert_eq!(loaded(&caches[1], b"a").as_deref(), Some(CODE));
    assert!(folder.files() <= 3);
}

#[test]
fn folder_and_files_are_their_owners_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = Folder::new();
    let cache = folder.cache(KEY, 1_000);
    cache.store(&name(b"a"), CODE);
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o077;
    assert_eq!(mode(&folder.path()), 0);
    assert_eq!(mode(&cache.path(&name(b"a"))), 0);
}
