//! Makes components of plugins' folders.
//!
//! One owner for how a component is built, whoever asks: the workspace for its own
//! guests before every first build, and `accord plugin build` for a department's folder
//! anywhere. So its dependencies are few, and what is missing on a machine is an error
//! that says how to get it.
//!
//! What a component carries beside its code is not made here: see `accord-sections`.

mod cache;
pub mod cargo;
pub mod command;
mod error;
mod guest;
mod interpreted;
pub mod javascript;
mod language;
mod placing;
pub mod python;
pub mod rust;
mod tool;
mod workspace;

pub use crate::{
    error::{DebianError, ToolchainError},
    guest::{GuestToolchain, TARGET},
    language::{Language, Project},
    placing::replace,
    tool::Tool,
    workspace::{Package, Workspace},
};

/// The contract between plugins and the host, in WIT; its file is `memorandum.wit`.
pub const CONTRACT: &str = include_str!("../../../wit/v1/memorandum.wit");

/// The world of the contract that every plugin is of.
pub const WORLD: &str = "memorandum";

/// The component of a project, whatever its language, made in the folder `target` of the
/// project, or for Rust in that of its workspace.
///
/// # Errors
/// If a tool is missing, the program does not compile, or the language is one of which
/// nothing is built.
pub fn build(project: &Project) -> Result<Vec<u8>, ToolchainError> {
    match project.language {
        Language::Rust => rust::build(&project.folder, &GuestToolchain::ready()?),
        Language::Python => python::build(project, &project.folder.join("target/guest")),
        Language::JavaScript => javascript::build(project, &project.folder.join("target/guest")),
        language @ Language::Table => Err(ToolchainError::NotBuilt { language }),
    }
}

/// Whether bytes begin as a component does, as against a core module.
fn is_component(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\0asm\x0d\0\x01\0")
}
