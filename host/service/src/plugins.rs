//! Uploading a plugin: inspected in full before anything of it is kept.

use accord_engine::Digest;
use accord_inspection::{Finding, Report, ReportView};
use accord_model::{
    contract::Manifest,
    date::Date,
    principal::{Principal, Right},
};
use accord_store::{Mutation, PartId};
use serde::{Deserialize, Serialize};

use crate::{
    codec::{self, Stored},
    error::ServiceError,
    host::{Host, now, operation, today},
    spaces,
};

/// What is known of an uploaded plugin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PluginInfo {
    /// SHA-256 of the component, in hexadecimal.
    pub digest: String,
    /// Code of its memorandum.
    pub memorandum: String,
    /// Its version.
    pub version: String,
    /// Chinese title of its memorandum.
    pub title: String,
    /// 文号.
    pub document_number: String,
    /// Bytes of the component.
    pub size: u64,
    /// Kinds of record that it reads.
    pub reads: Vec<String>,
    /// Codes of the measures that it points at.
    pub measures: Vec<String>,
    /// Lists that it may propose a subject for.
    pub listings: Vec<String>,
    /// First day for which it answers, by its own word.
    pub in_force_from: Option<Date>,
    /// First day for which it no longer answers, by its own word.
    pub expires_on: Option<Date>,
    /// When it was uploaded, milliseconds since 1970-01-01 UTC.
    pub uploaded_at: i64,
    /// Who uploaded it; none if it was before that was kept.
    pub uploaded_by: Option<Principal>,
}

/// A plugin that was taken, and the report of its inspection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Uploaded {
    /// The plugin.
    #[serde(flatten)]
    pub plugin: PluginInfo,
    /// The report.
    pub inspection: ReportView,
}

/// Why a component is not taken: what the sandbox or the manifest's check says, if they
/// say no, else the whole report.
fn refused(report: Report, view: ReportView) -> ServiceError {
    let mut faults = Vec::new();
    for finding in report.findings {
        match finding {
            Finding::Refused(error) => return ServiceError::Refused(error),
            Finding::Manifest(fault) => faults.push(fault),
            _ => {}
        }
    }
    if faults.is_empty() {
        ServiceError::Inspection(Box::new(view))
    } else {
        ServiceError::Manifest(faults)
    }
}

impl Stored for PluginInfo {
    const WHAT: &str = "plugin";
    const VERSION: u8 = 2;

    fn migrate(version: u8, body: &[u8]) -> Option<Result<Self, postcard::Error>> {
        // Version 1 ended before who uploaded it; as one byte, that is nobody.
        (version == 1).then(|| postcard::from_bytes(&[body, &[0]].concat()))
    }
}

impl PluginInfo {
    fn new(by: &Principal, digest: Digest, size: usize, manifest: &Manifest) -> Self {
        let mut measures: Vec<String> = manifest
            .measures
            .iter()
            .map(|measure| measure.code.clone())
            .collect();
        measures.dedup();
        Self {
            digest: digest.to_string(),
            memorandum: manifest.code.clone(),
            version: manifest.version.clone(),
            title: manifest.title.clone(),
            document_number: manifest.document_number.clone(),
            size: u64::try_from(size).unwrap_or(u64::MAX),
            reads: manifest
                .reads
                .iter()
                .map(|need| need.kind.clone())
                .collect(),
            measures,
            listings: manifest.listings.clone(),
            in_force_from: manifest.in_force_from,
            expires_on: manifest.expires_on,
            uploaded_at: now(),
            uploaded_by: Some(by.clone()),
        }
    }
}

impl Host {
    /// Inspects a component in full, its golden cases too, and keeps it if it is in order.
    /// The same bytes again change nothing.
    ///
    /// # Errors
    /// [`ServiceError::Forbidden`]; [`ServiceError::Refused`], [`ServiceError::Manifest`] and
    /// [`ServiceError::Inspection`] say why it was not kept.
    pub fn upload(&self, by: &Principal, component: &[u8]) -> Result<Uploaded, ServiceError> {
        self.allow(by, Right::UploadPlugins)?;
        let reference = self.reference.load();
        let catalogue = reference.catalogues.since(Some(today()));
        let inspected = accord_inspection::inspect(
            &self.sandbox,
            component,
            accord_inspection::Reference {
                dictionary: &reference.dictionary,
                catalogue: &catalogue,
            },
        );
        let inspection = inspected.report.view(&inspected.attachments);
        let plugin = match inspected.plugin {
            Some(plugin) if inspection.in_order => plugin,
            _ => return Err(refused(inspected.report, inspection)),
        };
        if let Some(plugin) = self.plugin(plugin.digest())? {
            return Ok(Uploaded { plugin, inspection });
        }
        let info = PluginInfo::new(by, plugin.digest(), plugin.size(), plugin.manifest());
        let key = info.digest.as_bytes();
        self.store.commit(
            PartId::CONTROL,
            operation()?,
            &[],
            &[
                Mutation::put(spaces::COMPONENTS, key, component),
                Mutation::put(spaces::PLUGINS, key, codec::encode(&info)?),
            ],
        )?;
        Ok(Uploaded {
            plugin: info,
            inspection,
        })
    }

    /// What is known of the plugin of a digest.
    ///
    /// # Errors
    /// Those of the store.
    pub fn plugin(&self, digest: Digest) -> Result<Option<PluginInfo>, ServiceError> {
        let key = digest.to_string();
        self.store
            .get(PartId::CONTROL, spaces::PLUGINS, key.as_bytes())?
            .map(|bytes| codec::decode(&bytes))
            .transpose()
    }

    /// All uploaded plugins, by digest.
    ///
    /// # Errors
    /// Those of the store.
    pub fn plugins(&self) -> Result<Vec<PluginInfo>, ServiceError> {
        let mut plugins = Vec::new();
        let mut after: Option<Vec<u8>> = None;
        loop {
            let page = self
                .store
                .scan(PartId::CONTROL, spaces::PLUGINS, after.as_deref(), 100)?;
            for (_, bytes) in &page.entries {
                plugins.push(codec::decode(bytes)?);
            }
            match page.next {
                Some(next) => after = Some(next),
                None => return Ok(plugins),
            }
        }
    }
}
