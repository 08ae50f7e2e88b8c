//! Calling programs, each announced as one would type it.

use std::{
    io,
    path::PathBuf,
    process::{Command, Output, Stdio},
};

use crate::{error::ToolchainError, tool::Tool};

/// Announces `command` and runs it to its end.
///
/// # Errors
/// If it is missing, cannot be started or does not succeed; the error names it.
pub fn run(command: &mut Command) -> Result<(), ToolchainError> {
    eprintln!("==> {}", line(command));
    run_quietly(command)
}

/// [`run`] without the announcement.
///
/// # Errors
/// As [`run`].
pub fn run_quietly(command: &mut Command) -> Result<(), ToolchainError> {
    let status = command
        .status()
        .map_err(|error| not_started(command, error))?;
    if !status.success() {
        return Err(ToolchainError::Failed {
            line: line(command),
            status,
            said: String::new(),
        });
    }
    Ok(())
}

/// What `command` prints on stdout.
///
/// # Errors
/// As [`run`], with what it printed on stderr.
pub fn output(command: &mut Command) -> Result<String, ToolchainError> {
    let output = captured(command)?;
    String::from_utf8(output.stdout).map_err(|_| ToolchainError::Answer {
        line: line(command),
        what: "it in UTF-8",
    })
}

/// Runs `command` and keeps what it says for the case that it fails.
///
/// # Errors
/// As [`output`].
pub(crate) fn captured(command: &mut Command) -> Result<Output, ToolchainError> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .map_err(|error| not_started(command, error))?;
    if !output.status.success() {
        return Err(ToolchainError::Failed {
            line: line(command),
            status: output.status,
            said: String::from_utf8_lossy(&output.stderr).trim().to_owned(),
        });
    }
    Ok(output)
}

/// Whether `command` can be started and succeeds; what it prints is dropped.
pub fn succeeds(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Why `command` does not start: missing, if it is a tool that a machine may lack.
pub(crate) fn not_started(command: &Command, error: io::Error) -> ToolchainError {
    match Tool::of_program(command.get_program()) {
        Some(tool) if error.kind() == io::ErrorKind::NotFound => tool.missing(),
        _ => ToolchainError::Start {
            line: line(command),
            source: error,
        },
    }
}

/// The command as one would type it, without its environment.
pub(crate) fn line(command: &Command) -> String {
    let program = PathBuf::from(command.get_program());
    let mut line = program.file_stem().map_or_else(
        || program.display().to_string(),
        |name| name.to_string_lossy().into_owned(),
    );
    for argument in command.get_args() {
        line.push(' ');
        line.push_str(&argument.to_string_lossy());
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_tool_is_told_with_how_to_get_it() {
        let error = run_quietly(&mut Command::new("/nowhere/npm")).unwrap_err();
        assert!(matches!(
            error,
            ToolchainError::NotInstalled {
                tool: Tool::Npm,
                ..
            }
        ));
        assert!(error.chinese().is_some_and(|text| text.contains("npm")));
        let error = run_quietly(&mut Command::new("/nowhere/other")).unwrap_err();
        assert!(matches!(error, ToolchainError::Start { .. }));
    }
}
