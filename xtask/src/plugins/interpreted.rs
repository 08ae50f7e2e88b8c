//! Guests in languages whose tools a machine may lack.
//!
//! The two commands of the README need nothing but Rust. So a guest in Python or
//! JavaScript is left out where its tools are missing or its packager cannot be fetched,
//! and aloud: nobody shall take a guest that was not built for one that is there.

use std::{
    fs,
    path::{Path, PathBuf},
};

use accord_toolchain::{Language, Project, ToolchainError, javascript, python};
use anyhow::{Context, Result};

/// The folders below `plugins` that have an `accord.toml`, except those of Rust, which
/// the workspace names.
pub fn projects(plugins: &Path) -> Result<Vec<Project>> {
    let listing = || format!("cannot list {}", plugins.display());
    let mut folders: Vec<PathBuf> = fs::read_dir(plugins)
        .and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect())
        .with_context(listing)?;
    folders.retain(|folder| folder.join("accord.toml").is_file());
    folders.sort();
    let mut projects = Vec::new();
    for folder in folders {
        let project = Project::of_folder(&folder)?;
        if project.language != Language::Rust {
            projects.push(project);
        }
    }
    Ok(projects)
}

/// The component of a project, or none if this machine cannot make it.
pub fn build(project: &Project, workshop: &Path) -> Result<Option<Vec<u8>>> {
    let built = match project.language {
        Language::Python => python::build(project, workshop),
        Language::JavaScript => javascript::build(project, workshop),
        language => Err(ToolchainError::NotBuilt { language }),
    };
    match built {
        Ok(component) => Ok(Some(component)),
        Err(error) if is_skipped(&error) => {
            eprintln!("==> SKIPPED {}: {}", project.folder.display(), told(error));
            Ok(None)
        }
        Err(error) => Err(error.into()),
    }
}

/// Whether the machine is at fault, or nothing is to be built, and not the plugin.
fn is_skipped(error: &ToolchainError) -> bool {
    matches!(
        error,
        ToolchainError::NotInstalled { .. }
            | ToolchainError::NotFetched { .. }
            | ToolchainError::NotBuilt { .. }
    )
}

fn told(error: ToolchainError) -> String {
    let chinese = error.chinese().map(|chinese| format!("{chinese}  "));
    format!(
        "{}({:#})",
        chinese.unwrap_or_default(),
        anyhow::Error::from(error)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_machine_lacks_is_skipped() {
        let folder = PathBuf::from("plugins/x");
        let language = Language::Table;
        assert!(is_skipped(&ToolchainError::NotBuilt { language }));
        assert!(!is_skipped(&ToolchainError::NoProgram {
            file: folder.join("app.py")
        }));
        assert!(!is_skipped(&ToolchainError::Program {
            packager: "componentize-py",
            folder,
            said: "SyntaxError".to_owned()
        }));
    }
}
