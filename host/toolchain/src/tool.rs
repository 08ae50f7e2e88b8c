//! The programs that are called and come from elsewhere: what they are named, and how
//! a machine gets them.

use std::{ffi::OsStr, fmt, path::Path};

use crate::error::ToolchainError;

/// A program that builds need.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tool {
    /// Rust's package manager.
    Cargo,
    /// Rust's compiler.
    Rustc,
    /// What installs Rust.
    Rustup,
    /// The linker that makes components of Rust's libraries.
    ComponentLinker,
    /// Python 3.10 or later.
    Python,
    /// Python's module for private environments, a package of its own in Debian.
    PythonVenv,
    /// Node.js 18 or later.
    Node,
    /// Node.js' package manager.
    Npm,
}

impl Tool {
    /// All of them.
    const ALL: [Self; 8] = [
        Self::Cargo,
        Self::Rustc,
        Self::Rustup,
        Self::ComponentLinker,
        Self::Python,
        Self::PythonVenv,
        Self::Node,
        Self::Npm,
    ];

    /// Its name, which is also that of its program.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Cargo => "cargo",
            Self::Rustc => "rustc",
            Self::Rustup => "rustup",
            Self::ComponentLinker => "wasm-component-ld",
            Self::Python => "python3",
            Self::PythonVenv => "python3-venv",
            Self::Node => "node",
            Self::Npm => "npm",
        }
    }

    /// How to get it, in English.
    #[must_use]
    pub fn how(self) -> &'static str {
        match self {
            Self::Cargo | Self::Rustc | Self::Rustup => "install Rust as https://rustup.rs tells",
            Self::ComponentLinker => {
                "use a Rust installed by rustup, or run `cargo install wasm-component-ld` and \
                 install lld"
            }
            Self::Python => "install Python 3.10 or later (Debian: `apt-get install python3`)",
            Self::PythonVenv => {
                "install Python's modules `venv` and `ensurepip` (Debian: `apt-get install \
                 python3-venv`)"
            }
            Self::Node => "install Node.js 18 or later (Debian: `apt-get install nodejs`)",
            Self::Npm => "install npm (Debian: `apt-get install npm`)",
        }
    }

    /// How to get it, in Chinese.
    #[must_use]
    pub fn how_in_chinese(self) -> &'static str {
        match self {
            Self::Cargo | Self::Rustc | Self::Rustup => "请按 https://rustup.rs 的说明安装 Rust",
            Self::ComponentLinker => {
                "请使用 rustup 安装的 Rust, 或执行 `cargo install wasm-component-ld` 并安装 lld"
            }
            Self::Python => "请安装 Python 3.10 或更高版本 (Debian: `apt-get install python3`)",
            Self::PythonVenv => {
                "请安装 Python 的 venv 与 ensurepip 模块 (Debian: `apt-get install python3-venv`)"
            }
            Self::Node => "请安装 Node.js 18 或更高版本 (Debian: `apt-get install nodejs`)",
            Self::Npm => "请安装 npm (Debian: `apt-get install npm`)",
        }
    }

    /// The error that it is missing.
    pub(crate) fn missing(self) -> ToolchainError {
        ToolchainError::NotInstalled {
            tool: self,
            how: self.how(),
        }
    }

    /// Which tool a program is, by its name on the path.
    pub(crate) fn of_program(program: &OsStr) -> Option<Self> {
        let name = Path::new(program).file_stem()?;
        Self::ALL.into_iter().find(|tool| name == tool.name())
    }
}

impl fmt::Display for Tool {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_is_known_by_its_name() {
        for (program, tool) in [
            ("cargo", Some(Tool::Cargo)),
            ("/home/x/.cargo/bin/rustc", Some(Tool::Rustc)),
            ("npm.cmd", Some(Tool::Npm)),
            ("id", None),
            ("", None),
        ] {
            assert_eq!(Tool::of_program(OsStr::new(program)), tool, "{program}");
        }
    }
}
