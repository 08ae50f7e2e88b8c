//! Why a component cannot be built.

use std::{error::Error, io, path::PathBuf, process::ExitStatus};

use crate::{guest::TARGET, language::Language, tool::Tool};

/// Why a component cannot be built.
#[derive(Debug, thiserror::Error)]
pub enum ToolchainError {
    /// A program is missing on this machine, or is too old.
    #[error("no {tool}: {how}")]
    NotInstalled {
        /// Which.
        tool: Tool,
        /// How to get it.
        how: &'static str,
    },
    /// A packager of a pinned version could not be fetched from its registry.
    #[error("cannot get {packager}")]
    NotFetched {
        /// Its name and version.
        packager: &'static str,
        /// What the package manager met with.
        source: Box<ToolchainError>,
    },
    /// A program that is there does not start.
    #[error("cannot start `{line}`")]
    Start {
        /// The command.
        line: String,
        /// Why.
        source: io::Error,
    },
    /// A program failed.
    #[error("`{line}` failed ({status}){}", and(said))]
    Failed {
        /// The command.
        line: String,
        /// How it ended.
        status: ExitStatus,
        /// What it said; empty if that went to the terminal.
        said: String,
    },
    /// A program answered in a form unknown here.
    #[error("`{line}` does not tell {what}")]
    Answer {
        /// The command.
        line: String,
        /// What was asked.
        what: &'static str,
    },
    /// The disk refuses.
    #[error("cannot {doing}")]
    File {
        /// What was tried, with the path.
        doing: String,
        /// Why.
        source: io::Error,
    },
    /// Neither way to the target of guests in Rust is open.
    #[error(
        "no toolchain for {TARGET}\n  apt: {}\n  rustup: {}\n  help: run `rustup target add \
         {TARGET}`; where rustup is out of reach, on Debian as root `{APT}`, then try again",
        chain(apt),
        chain(rustup)
    )]
    NoTarget {
        /// Why Debian's packages do not do.
        apt: Box<ToolchainError>,
        /// Why rustup does not do.
        rustup: Box<ToolchainError>,
    },
    /// Debian's packages do not do.
    #[error(transparent)]
    Debian(#[from] DebianError),
    /// rustup added the target to another toolchain than the one in use.
    #[error("rustup added {TARGET}, yet not to {}, which is in use", sysroot.display())]
    OtherToolchain {
        /// The libraries of the one in use.
        sysroot: PathBuf,
    },
    /// The folder is no plugin's.
    #[error("`{}` has neither `accord.toml` nor `Cargo.toml`", folder.display())]
    NoProject {
        /// Which.
        folder: PathBuf,
    },
    /// `accord.toml` or `Cargo.toml` is not as it should be.
    #[error("`{}`: {reason}", file.display())]
    ProjectFile {
        /// Which.
        file: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// A plugin without the file that is its program.
    #[error("`{}` is missing: the plugin's program", file.display())]
    NoProgram {
        /// Which.
        file: PathBuf,
    },
    /// A program that does not load, or does not have what the contract asks for.
    #[error("{packager} makes no component of `{}`: {said}", folder.display())]
    Program {
        /// The packager's name and version.
        packager: &'static str,
        /// The plugin's folder.
        folder: PathBuf,
        /// What the packager said, with the interpreter's own message.
        said: String,
    },
    /// Two files of a plugin and its modules would have one path.
    #[error("`{file}` is both in `{}` and in `{}`", first.display(), second.display())]
    SameFile {
        /// The path within both.
        file: String,
        /// One folder.
        first: PathBuf,
        /// The other.
        second: PathBuf,
    },
    /// The folder is no package of its workspace.
    #[error("`{}` is no package of the workspace in `{}`", folder.display(), root.display())]
    NoPackage {
        /// Which.
        folder: PathBuf,
        /// The workspace.
        root: PathBuf,
    },
    /// A package whose library is no component.
    #[error("package `{package}` made no component: its library needs `crate-type = [\"cdylib\"]`")]
    NoComponent {
        /// Which.
        package: String,
    },
    /// What was built is something else.
    #[error("what was built of `{of}` is no component")]
    NotAComponent {
        /// The package or folder.
        of: String,
    },
    /// A language for which nothing needs to be built here.
    #[error("nothing is built of a plugin in `{language}`")]
    NotBuilt {
        /// Which.
        language: Language,
    },
}

/// Why Debian's packages do not give a toolchain.
#[derive(Debug, thiserror::Error)]
pub enum DebianError {
    /// It is another system.
    #[error("this is not Debian or Ubuntu")]
    NotDebian,
    /// The compiler is not installed.
    #[error("no {0}")]
    NoCompiler(&'static str),
    /// The compiler is older than this project needs.
    #[error("{who} is {release}, older than {wanted}, which is needed")]
    TooOld {
        /// The compiler.
        who: &'static str,
        /// Its version.
        release: String,
        /// The oldest that will do.
        wanted: &'static str,
    },
    /// The sources of the standard library are not installed.
    #[error("no sources of the standard library in {0}")]
    NoSources(&'static str),
    /// They are of another version than the compiler.
    #[error("the sources are those of {}, but the compiler is {release}", sources.display())]
    OtherSources {
        /// Where the link to the sources leads.
        sources: PathBuf,
        /// The compiler's version.
        release: String,
    },
    /// Only root installs packages.
    #[error("only root may install {0}")]
    NotRoot(String),
    /// Debian 12 or newer with its security updates has the package.
    #[error("apt does not offer `{0}` (Debian 12 or newer with its security updates has it)")]
    NotOffered(&'static str),
    /// A build of the standard library that ended well and is not whole.
    #[error("the build of the standard library left no {0}")]
    Incomplete(&'static str),
}

const APT: &str = "apt-get install --no-install-recommends rustc-web rust-web-src";

impl ToolchainError {
    /// What to do, for a person who reads Chinese; none where only the details tell.
    #[must_use]
    pub fn chinese(&self) -> Option<String> {
        match self {
            Self::NotInstalled { tool, .. } => {
                Some(format!("缺少 {tool}: {}", tool.how_in_chinese()))
            }
            Self::NotFetched { packager, .. } => {
                Some(format!("无法取得 {packager}: 请检查到软件仓库的网络连接"))
            }
            Self::NoTarget { .. } => Some(format!(
                "没有可用的 {TARGET} 工具链; 请执行 `rustup target add {TARGET}`, 无法访问 rustup 时, \
                 在 Debian 上以 root 执行 `{APT}`, 再重试"
            )),
            Self::NoProject { folder } => Some(format!(
                "{} 中既没有 accord.toml 也没有 Cargo.toml",
                folder.display()
            )),
            Self::ProjectFile { file, .. } => Some(format!("{} 有误", file.display())),
            Self::NoProgram { file } => Some(format!("缺少插件程序 {}", file.display())),
            Self::Program { folder, .. } => {
                Some(format!("{} 的程序不能生成组件", folder.display()))
            }
            Self::NoComponent { package } => Some(format!(
                "{package} 没有生成组件: 其库需要 crate-type = [\"cdylib\"]"
            )),
            Self::NotBuilt { language } => Some(format!("以 {language} 编写的插件无需在此构建")),
            _ => None,
        }
    }
}

/// An error with all that caused it, in one line.
pub(crate) fn chain(error: &(dyn Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}

fn and(said: &str) -> String {
    match said.trim() {
        "" => String::new(),
        said => format!(": {said}"),
    }
}

/// Says of an input or output error what was tried.
pub(crate) trait Doing<T> {
    /// `what` follows "cannot".
    fn doing(self, what: impl FnOnce() -> String) -> Result<T, ToolchainError>;
}

impl<T> Doing<T> for io::Result<T> {
    fn doing(self, what: impl FnOnce() -> String) -> Result<T, ToolchainError> {
        self.map_err(|source| ToolchainError::File {
            doing: what(),
            source,
        })
    }
}
