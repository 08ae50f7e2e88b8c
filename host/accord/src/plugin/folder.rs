//! What a command is about: a plugin's folder with its component, or a component alone.

use std::{
    fs,
    path::{Path, PathBuf},
    time::SystemTime,
};

use accord_engine::Sandbox;
use accord_inspection::{Candidate, Inspected, Reference};
use accord_model::{
    catalogue::{Catalogue, CatalogueData},
    dictionary::{Dictionary, DictionaryData},
    projection::Projection,
};
use accord_sections::Attachments;
use accord_service::reference::{ReferenceName, built_in};
use accord_toolchain::Project;

use super::{Usage, sandbox::sandbox};
use crate::access::Access;

/// Against what a component is held.
#[derive(Debug, clap::Args)]
pub(crate) struct Against {
    /// Use the dictionary and catalogue of the host of `--data` instead of this program's.
    #[arg(long)]
    host: bool,
}

/// The dictionary and the catalogue that a component is held against.
pub(crate) struct Words {
    pub(crate) dictionary: Dictionary,
    pub(crate) catalogue: Catalogue,
}

impl Against {
    pub(crate) fn words(&self, data: &Path) -> anyhow::Result<Words> {
        if !self.host {
            let (dictionary, catalogue) = built_in()?;
            return Ok(Words {
                dictionary,
                catalogue,
            });
        }
        let access = Access::open(data)?;
        let dictionary: DictionaryData =
            toml::from_str(&access.reference_text(ReferenceName::Dictionary)?)?;
        let catalogue: CatalogueData =
            toml::from_str(&access.reference_text(ReferenceName::Catalogue)?)?;
        Ok(Words {
            dictionary: Dictionary::new(dictionary)?,
            catalogue: Catalogue::new(catalogue)?,
        })
    }
}

impl Words {
    pub(crate) fn reference(&self) -> Reference<'_> {
        Reference {
            dictionary: &self.dictionary,
            catalogue: &self.catalogue,
        }
    }
}

/// A component and what travels, or will travel, with it.
pub(crate) struct Target {
    /// Its bytes.
    pub(crate) component: Vec<u8>,
    /// Those of the folder as it is now; else those of the component.
    pub(crate) attachments: Attachments,
    /// The folder of the cases, if it is one.
    pub(crate) folder: Option<PathBuf>,
}

/// Where the component of a project is put.
pub(crate) fn built(project: &Project) -> PathBuf {
    let file = format!("{}.wasm", project.name);
    project.folder.join("build").join(file)
}

/// A plugin's folder; called wrongly if it is none.
pub(crate) fn project(folder: &Path) -> anyhow::Result<Project> {
    let folder = fs::canonicalize(folder).map_err(|error| {
        let folder = folder.display();
        Usage::new(
            format!("没有文件夹 {folder}"),
            format!("cannot open folder {folder}: {error}"),
        )
    })?;
    Ok(Project::of_folder(&folder)?)
}

impl Target {
    /// A folder, or a `.wasm` file.
    pub(crate) fn open(path: &Path) -> anyhow::Result<Self> {
        if path.extension().is_some_and(|end| end == "wasm") {
            let component = read(path)?;
            // What is wrong with them, or with the component itself, is for its inspection
            // to say, as the host's would.
            let attachments = accord_sections::read(&component).unwrap_or_default();
            return Ok(Self {
                component,
                attachments,
                folder: None,
            });
        }
        let project = project(path)?;
        let file = component_of(&project).ok_or_else(|| {
            let name = &project.name;
            Usage::new(
                format!("{name} 还没有构建: 请先执行 accord plugin build"),
                format!("`{name}` is not built: run `accord plugin build` first"),
            )
        })?;
        warn_if_stale(&project.folder, &file);
        Ok(Self {
            component: read(&file)?,
            attachments: Attachments::of_folder(&project.folder)?,
            folder: Some(project.folder),
        })
    }

    /// Inspects it, with the cases as they are now if it is a folder.
    pub(crate) fn inspect(&self, sandbox: &Sandbox, words: &Words) -> Inspected {
        if self.folder.is_none() {
            return accord_inspection::inspect(sandbox, &self.component, words.reference());
        }
        accord_inspection::inspect_with(
            sandbox,
            &self.component,
            &self.attachments,
            words.reference(),
        )
    }
}

/// A plugin that can be asked.
pub(crate) struct Ready {
    pub(crate) sandbox: Sandbox,
    pub(crate) plugin: accord_engine::Plugin,
    pub(crate) projection: Projection,
    pub(crate) catalogue: Catalogue,
}

impl Ready {
    /// Compiles a component; its cases are not run.
    pub(crate) fn new(component: &[u8], words: &Words) -> anyhow::Result<Self> {
        let sandbox = sandbox()?;
        let plugin = sandbox.inspect(component).map_err(|error| {
            let (zh, en) = accord_inspection::refusal(&error);
            anyhow::anyhow!("{zh}  ({en})")
        })?;
        let projection = Projection::new(plugin.manifest(), &words.dictionary).ok_or_else(|| {
            anyhow::anyhow!(
                "插件读取的信息类别或字段不在数据字典中: 请执行 accord plugin check  (it reads what the dictionary lacks: run `accord plugin check`)"
            )
        })?;
        Ok(Self {
            sandbox,
            plugin,
            projection,
            catalogue: words.catalogue.clone(),
        })
    }

    pub(crate) fn candidate(&self) -> Candidate<'_> {
        Candidate {
            sandbox: &self.sandbox,
            plugin: &self.plugin,
            projection: &self.projection,
            catalogue: &self.catalogue,
        }
    }
}

fn read(file: &Path) -> anyhow::Result<Vec<u8>> {
    Ok(fs::read(file).map_err(|error| {
        let file = file.display();
        Usage::new(
            format!("无法读取 {file}"),
            format!("cannot read {file}: {error}"),
        )
    })?)
}

/// Where the build puts it; in Accord's own workspace, where that one's build does.
fn component_of(project: &Project) -> Option<PathBuf> {
    let name = format!("target/plugins/{}.wasm", project.name);
    let mut places = vec![built(project)];
    places.extend(project.folder.ancestors().map(|above| above.join(&name)));
    places.into_iter().find(|place| place.is_file())
}

/// Says so if a source is newer than the component: its answers would be yesterday's.
fn warn_if_stale(folder: &Path, component: &Path) {
    let changed = |file: &Path| -> Option<SystemTime> { fs::metadata(file).ok()?.modified().ok() };
    let Some(built) = changed(component) else {
        return;
    };
    let sources = ["src", "."].map(|name| folder.join(name));
    let is_source = |file: &PathBuf| {
        let end = file.extension().and_then(|end| end.to_str());
        matches!(end, Some("rs" | "py" | "js"))
    };
    let newer = sources
        .iter()
        .filter_map(|folder| fs::read_dir(folder).ok())
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(is_source)
        .find(|file| changed(file).is_some_and(|changed| changed > built));
    if let Some(file) = newer {
        let file = file.display();
        eprintln!(
            "warning: {file} 比组件新: 请执行 accord plugin build  ({file} is newer than the component: run `accord plugin build`)"
        );
    }
}
