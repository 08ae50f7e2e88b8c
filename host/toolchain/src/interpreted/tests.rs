//! With a packager that needs nothing installed: it makes a component of the names and
//! texts of the files that it finds, and then calls a program of every system.

use super::*;
use crate::language::Language;

const HEADER: &[u8] = b"\0asm\x0d\0\x01\0";

const PACKAGER: Packager = Packager {
    name: "concatenation 1",
    program: "app.py",
    ends: &["py"],
    call: |stage| {
        let mut component = HEADER.to_vec();
        collect(&stage.sources, &mut component);
        assert!(stage.contract.join("memorandum.wit").is_file());
        fs::write(&stage.component, component).doing(String::new)?;
        Ok(rustc("--version"))
    },
};

fn rustc(argument: &str) -> Command {
    let mut command = Command::new("rustc");
    command.arg(argument);
    command
}

fn collect(folder: &Path, component: &mut Vec<u8>) {
    let mut paths: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    for path in paths {
        component.extend(path.file_name().unwrap().as_encoded_bytes());
        if path.is_dir() {
            collect(&path, component);
        } else {
            component.extend(fs::read(&path).unwrap());
        }
    }
}

/// A folder with a plugin and a folder of modules for it.
struct Desk {
    folder: tempfile::TempDir,
    project: Project,
}

impl Desk {
    fn new(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let project = Project {
            folder: folder.path().join("plugin"),
            language: Language::Python,
            name: "x".to_owned(),
            modules: vec![folder.path().join("kit")],
        };
        for folder in [&project.folder, &project.modules[0]] {
            fs::create_dir(folder).unwrap();
        }
        let desk = Self { folder, project };
        for (file, text) in files {
            desk.write(file, text);
        }
        desk
    }

    fn write(&self, file: &str, text: &str) {
        replace(&self.folder.path().join(file), text.as_bytes()).unwrap();
    }

    fn workshop(&self) -> PathBuf {
        self.folder.path().join("workshop")
    }

    fn build(&self) -> Result<String, ToolchainError> {
        self.build_with(&PACKAGER)
    }

    fn build_with(&self, packager: &Packager) -> Result<String, ToolchainError> {
        let component = build(&self.project, &self.workshop(), packager)?;
        Ok(String::from_utf8(component[HEADER.len()..].to_vec()).unwrap())
    }
}

/// One that must not be called.
const IDLE: Packager = Packager {
    call: |_| panic!("nothing changed"),
    ..PACKAGER
};

#[test]
fn the_program_is_built_with_its_modules_and_nothing_else() {
    let desk = Desk::new(&[
        ("plugin/app.py", "1"),
        ("plugin/rules/term.py", "2"),
        ("plugin/README.md", "how"),
        ("plugin/cases/case.py", "no"),
        ("plugin/tests/test.py", "no"),
        ("plugin/.hidden/x.py", "no"),
        ("kit/accord/__init__.py", "3"),
    ]);
    assert_eq!(
        desk.build().unwrap(),
        "accord__init__.py3app.py1rulesterm.py2"
    );
}

#[test]
fn what_did_not_change_is_not_built_again() {
    let desk = Desk::new(&[("plugin/app.py", "1"), ("kit/kit.py", "2")]);
    let first = desk.build().unwrap();
    desk.write("plugin/cases/term.toml", "");
    assert_eq!(desk.build_with(&IDLE).unwrap(), first);
    desk.write("kit/kit.py", "3");
    assert_eq!(desk.build().unwrap(), "app.py1kit.py3");
    desk.write("plugin/new.py", "");
    assert_eq!(desk.build().unwrap(), "app.py1kit.py3new.py");
    fs::remove_file(desk.project.folder.join("new.py")).unwrap();
    assert_eq!(desk.build().unwrap(), "app.py1kit.py3");
}

#[test]
fn another_packager_builds_anew() {
    let desk = Desk::new(&[("plugin/app.py", "1")]);
    desk.build().unwrap();
    let newer = Packager {
        name: "concatenation 2",
        call: |stage| {
            fs::write(&stage.component, HEADER).doing(String::new)?;
            Ok(rustc("--version"))
        },
        ..PACKAGER
    };
    assert_eq!(desk.build_with(&newer).unwrap(), "");
}

#[test]
fn a_component_that_is_not_the_one_built_is_not_taken_for_it() {
    let desk = Desk::new(&[("plugin/app.py", "1")]);
    let first = desk.build().unwrap();
    fs::write(desk.workshop().join("component.wasm"), HEADER).unwrap();
    assert_eq!(desk.build().unwrap(), first);
    fs::remove_file(desk.workshop().join("component.stamp")).unwrap();
    assert_eq!(desk.build().unwrap(), first);
}

#[test]
fn what_failed_leaves_nothing_that_looks_built() {
    let desk = Desk::new(&[("plugin/app.py", "1")]);
    let breaks = Packager {
        call: |stage| {
            fs::write(&stage.component, "half").doing(String::new)?;
            Ok(rustc("--version"))
        },
        ..PACKAGER
    };
    assert!(matches!(
        desk.build_with(&breaks),
        Err(ToolchainError::NotAComponent { .. })
    ));
    let refuses = Packager {
        call: |_| Ok(rustc("--no-such-option")),
        ..PACKAGER
    };
    assert!(matches!(
        desk.build_with(&refuses),
        Err(ToolchainError::Program { said, .. }) if said.contains("no-such-option")
    ));
    assert_eq!(desk.build().unwrap(), "app.py1");
}

#[test]
fn a_plugin_without_a_program_and_modules_that_collide_are_refused() {
    let desk = Desk::new(&[("plugin/main.py", "")]);
    assert!(matches!(
        desk.build(),
        Err(ToolchainError::NoProgram { .. })
    ));
    let desk = Desk::new(&[("plugin/app.py", ""), ("kit/app.py", "")]);
    assert!(matches!(
        desk.build(),
        Err(ToolchainError::SameFile { file, .. }) if file == "app.py"
    ));
}
