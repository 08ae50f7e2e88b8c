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
mod language;
mod placing;
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

/// The component of a project, whatever its language.
///
/// # Errors
/// If a tool is missing, the program does not compile, or the language is one of which
/// nothing is built.
pub fn build(project: &Project) -> Result<Vec<u8>, ToolchainError> {
    match project.language {
        Language::Rust => rust::build(&project.folder, &GuestToolchain::ready()?),
        language => Err(ToolchainError::NotBuilt { language }),
    }
}

/// Whether bytes begin as a component does, as against a core module.
fn is_component(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\0asm\x0d\0\x01\0")
}
