//! Taking in what departments send: NDJSON, CSV and XLSX.
//!
//! Departments' files are dirty, late and sent again. [`accord_files`] reads them into
//! messages; here messages change documents. A bad line is reported and kept to be mended,
//! the good ones land; the same file twice changes nothing; whoever sends may only send
//! what is its own. Every version of a record names its batch.

mod desk;

use std::{
    borrow::Cow,
    collections::BTreeSet,
    io::{Read, Seek as _, SeekFrom},
    ops::ControlFlow,
    sync::Arc,
};

use accord_files::{FileFormat, Line, Mendable, Original, Place, Reading, Reason};
use accord_model::{
    codes,
    message::{Flag, Message},
    principal::{Principal, Right},
};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::{
    batches::{BatchReport, REJECTED_KEPT, REJECTED_SHOWN, Rejected, RejectionView, unwritten},
    error::{ServiceError, Text},
    host::{Host, now, today},
    intake::desk::{Desk, Taken},
    reference::Reference,
};

pub(crate) use desk::MENTIONED;

/// Lines that are applied together. Each time, nearly every part is written once: fewer
/// lines would write the same pages of sled more often (measured: 20,000 lines take a
/// quarter longer and leave a store a third larger than 100,000).
const LINES: usize = 100_000;

/// Bytes of lines that are applied together; with [`LINES`] it bounds the memory that an
/// import takes.
const BYTES: usize = 48 << 20;

/// Bytes of a workbook.
const WORKBOOK: u64 = 256 << 20;

/// Bytes by which the format of a file is told.
const HEAD: u64 = 512;

/// What is sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImportRequest {
    /// Name of the file; it tells the format where the first bytes leave it open.
    #[serde(default)]
    pub file: Option<String>,
    /// Code of the form of a table; told by its header if absent. `kind:` and the code of a
    /// kind of record is the form that the dictionary gives every kind.
    #[serde(default)]
    pub form: Option<String>,
    /// Code of the department that provides what names no provider; the sender's own if
    /// absent.
    #[serde(default)]
    pub provider: Option<String>,
}

/// A line waiting to be applied.
struct Waiting {
    sheet: Option<Arc<str>>,
    line: u64,
    messages: Vec<Message>,
    flags: Vec<Flag>,
    /// As it was sent, if it may be refused after all, which only a merger can be.
    original: Option<Sent>,
}

/// A line as it was sent.
enum Sent {
    Json(String),
    Row {
        header: Vec<String>,
        cells: Vec<String>,
    },
}

impl Sent {
    fn of(original: Original<'_>) -> Self {
        match original {
            Original::Json(text) => Self::Json(text.to_owned()),
            Original::Row { header, cells } => Self::Row {
                header: header.to_vec(),
                cells: cells.to_vec(),
            },
        }
    }

    fn as_original(&self) -> Original<'_> {
        match self {
            Self::Json(text) => Original::Json(text),
            Self::Row { header, cells } => Original::Row { header, cells },
        }
    }
}

/// What is wrong with a line: the field, what stands there, and why.
type Wrong = (Option<String>, Option<String>, Text);

/// What became of a line.
#[derive(Clone)]
enum Outcome {
    Taken(Taken, BTreeSet<Flag>),
    Refused(Text),
}

/// An import under way.
struct Import<'h> {
    host: &'h Host,
    reference: Arc<Reference>,
    /// The department whose records alone may be sent.
    own: Option<String>,
    report: BatchReport,
    rejected: Mendable<Rejected<'h>>,
    waiting: Vec<Waiting>,
    /// Bytes of the lines that wait, as they were sent.
    waiting_bytes: usize,
    /// Bytes of the rejected lines so far.
    kept_bytes: usize,
    sheet: Option<Arc<str>>,
    failed: Option<ServiceError>,
}

impl Host {
    /// Takes in a file; durable when it returns.
    ///
    /// # Errors
    /// [`ServiceError::Forbidden`], [`ServiceError::NoSuchDepartment`];
    /// [`ServiceError::File`] if the file cannot be read, and the store's: what was applied
    /// before stays, the batch says how far it came, and the same file can be sent again.
    pub fn import(
        &self,
        by: &Principal,
        request: &ImportRequest,
        input: &mut dyn Read,
    ) -> Result<BatchReport, ServiceError> {
        let reference = self.reference.load_full();
        let own = self.own_records_of(&reference, by)?;
        let provider = self.provider(&reference, by, own.as_deref(), request)?;
        let mut input = Hashed {
            input,
            hash: Sha256::new(),
        };
        let mut head = Vec::new();
        Read::take(&mut input, HEAD)
            .read_to_end(&mut head)
            .map_err(ServiceError::Input)?;
        let format = FileFormat::detect(request.file.as_deref(), &head);
        let format = format.map_err(ServiceError::File)?;
        let mut report = BatchReport::beginning(by, name_of(format));
        report.provider.clone_from(&provider);
        report.file = request
            .file
            .as_deref()
            .map(|name| codes::masked(&shortened(name)));
        let report = self.begin_batch(report)?;
        let mut import = Import {
            host: self,
            own,
            rejected: Mendable::new(Rejected::new(self, report.number)),
            report,
            waiting: Vec::new(),
            waiting_bytes: 0,
            kept_bytes: 0,
            sheet: None,
            failed: None,
            reference: Arc::clone(&reference),
        };
        let reading = Reading {
            dictionary: &reference.dictionary,
            forms: &reference.forms,
            provider: provider.as_deref(),
            form: request.form.as_deref(),
            encoding: None,
        };
        let done = import.read(&mut head.chain(&mut input), format, &reading);
        let done = done.and_then(|()| import.apply());
        let Import {
            mut report,
            rejected,
            ..
        } = import;
        // What came back is kept though the rest of the file could not be read.
        let kept = rejected.finish().map(|_| ()).map_err(unwritten);
        let done = done.and(kept).and_then(|()| Ok(self.store.flush()?));
        report.rejections.sort_by_key(|rejection| rejection.line);
        report.digest = done.is_ok().then(|| hex::encode(input.hash.finalize()));
        report.ended_at = Some(now());
        if let Err(error) = &done {
            let text = error.text();
            report.failure = Some((text.zh, text.en));
        }
        let ended = self.end_batch(&report);
        done?;
        ended?;
        Ok(report)
    }

    /// The department whose records alone someone may send; none if any.
    fn own_records_of(
        &self,
        reference: &Reference,
        by: &Principal,
    ) -> Result<Option<String>, ServiceError> {
        if by.may(Right::ImportAnyRecords) {
            return Ok(None);
        }
        self.allow(by, Right::ImportOwnRecords)?;
        // A department that has ended sends nothing more.
        let open = |own: &&str| reference.departments.is_open(own, today());
        let own = by.department().filter(open).map(str::to_owned);
        own.map(Some).ok_or(ServiceError::Forbidden {
            right: Right::ImportAnyRecords,
        })
    }

    fn provider(
        &self,
        reference: &Reference,
        by: &Principal,
        own: Option<&str>,
        request: &ImportRequest,
    ) -> Result<Option<String>, ServiceError> {
        let provider = request.provider.as_deref().or(own).or(by.department());
        let Some(provider) = provider else {
            return Ok(None);
        };
        if reference.departments.get(provider).is_none() {
            return Err(ServiceError::NoSuchDepartment(shortened(provider)));
        }
        if own.is_some_and(|own| !reference.is_of(provider, own)) {
            return Err(ServiceError::Forbidden {
                right: Right::ImportAnyRecords,
            });
        }
        Ok(Some(provider.to_owned()))
    }
}

impl Import<'_> {
    fn read(
        &mut self,
        input: &mut dyn Read,
        format: FileFormat,
        reading: &Reading<'_>,
    ) -> Result<(), ServiceError> {
        let host = self.host;
        let mut take = |line: Line<'_>| match self.line(line) {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                self.failed = Some(error);
                ControlFlow::Break(())
            }
        };
        let summary = match format {
            FileFormat::Ndjson => accord_files::read_ndjson(input, reading, &mut take),
            FileFormat::Csv => accord_files::read_csv(input, reading, &mut take),
            FileFormat::Xlsx => {
                // A workbook is an archive whose index stands at its end. The file has no
                // name and is gone with this process.
                let mut spool = tempfile::tempfile_in(&host.folder).map_err(ServiceError::Input)?;
                let length = std::io::copy(&mut Read::take(input, WORKBOOK + 1), &mut spool)
                    .map_err(ServiceError::Input)?;
                if length > WORKBOOK {
                    return Err(ServiceError::FileTooLarge { limit: WORKBOOK });
                }
                spool
                    .seek(SeekFrom::Start(0))
                    .map_err(ServiceError::Input)?;
                accord_files::read_xlsx(std::io::BufReader::new(spool), reading, &mut take)
            }
        };
        if let Some(error) = self.failed.take() {
            return Err(error);
        }
        let summary = summary.map_err(ServiceError::File)?;
        self.report.form = summary.form;
        self.report.unread_sheets = summary.unread_sheets;
        Ok(())
    }

    fn line(&mut self, line: Line<'_>) -> Result<(), ServiceError> {
        self.report.counts.read += 1;
        if self.sheet.as_deref() != line.place.sheet {
            self.sheet = line.place.sheet.map(Arc::from);
        }
        let taken = match &line.outcome {
            Ok(taken) => taken,
            Err(rejections) => {
                let texts: Vec<_> = rejections
                    .iter()
                    .map(|rejection| {
                        let text = rejection.text();
                        (
                            rejection.field.clone(),
                            rejection.value.clone(),
                            Text {
                                zh: text.zh,
                                en: text.en,
                            },
                        )
                    })
                    .collect();
                return self.reject(line.place, line.original, texts);
            }
        };
        if let Some(text) = self.not_theirs(&taken.messages) {
            let wrong = (Some("provider".to_owned()), None, text);
            return self.reject(line.place, line.original, vec![wrong]);
        }
        self.waiting.push(Waiting {
            sheet: self.sheet.clone(),
            line: line.place.line,
            original: taken
                .messages
                .iter()
                .any(may_be_refused)
                .then(|| Sent::of(line.original)),
            messages: taken.messages.clone(),
            flags: taken.flags.clone(),
        });
        self.waiting_bytes += length(line.original);
        if self.waiting.len() >= LINES || self.waiting_bytes >= BYTES {
            self.apply()?;
        }
        Ok(())
    }

    /// Why the sender may not say this.
    fn not_theirs(&self, messages: &[Message]) -> Option<Text> {
        messages.iter().find_map(|message| match message {
            Message::Subject(_, profile) => self.not_their(&profile.provider),
            Message::Record(_, record) => self.not_their(&record.provider),
            Message::Withdrawal(_, withdrawal) => self.not_their(&withdrawal.provider),
            Message::Role(role) => {
                let finding = role.finding.as_ref();
                finding.and_then(|finding| self.not_their(&finding.provider))
            }
            // They touch what other departments have said of a subject.
            Message::RoleWithdrawal(_)
            | Message::Merger { .. }
            | Message::MergerWithdrawal { .. } => self.own.as_ref().map(|_| Text {
                zh: "撤销任职、合并主体只能由平台办理: 请提交依据".to_owned(),
                en: "only the platform withdraws roles and merges subjects: send it the grounds"
                    .to_owned(),
            }),
        })
    }

    fn not_their(&self, provider: &str) -> Option<Text> {
        if provider.is_empty() {
            return None;
        }
        if self.reference.departments.get(provider).is_none() {
            return Some(Text {
                zh: "部门名录中没有此部门: 请核对代码, 或先登记部门".to_owned(),
                en: "no such department: check the code, or register the department first"
                    .to_owned(),
            });
        }
        match &self.own {
            Some(own) if !self.reference.is_of(provider, own) => Some(Text {
                zh: "只能报送本部门的信息".to_owned(),
                en: "a department sends its own records only".to_owned(),
            }),
            _ => None,
        }
    }

    fn reject(
        &mut self,
        place: Place<'_>,
        original: Original<'_>,
        wrong: Vec<Wrong>,
    ) -> Result<(), ServiceError> {
        let counts = &mut self.report.counts;
        counts.rejected += 1;
        self.kept_bytes += length(original);
        if self.kept_bytes <= REJECTED_KEPT {
            let reasons: Vec<_> = wrong
                .iter()
                .map(|(field, _, text)| Reason {
                    field: field.as_deref().map(Cow::Borrowed),
                    reason: Cow::Borrowed(&text.zh),
                })
                .collect();
            let kept = self.rejected.add_for(place, original, &reasons);
            kept.map_err(unwritten)?;
            self.report.rejected_kept += 1;
        }
        for (field, value, text) in wrong {
            if self.report.rejections.len() < REJECTED_SHOWN {
                self.report.rejections.push(RejectionView {
                    sheet: place.sheet.map(str::to_owned),
                    line: place.line,
                    field,
                    value,
                    reason_zh: text.zh,
                    reason_en: text.en,
                });
            }
        }
        Ok(())
    }

    /// Applies what waits. Parts are written one by one, so a failure leaves whole parts;
    /// the same lines again complete them.
    fn apply(&mut self) -> Result<(), ServiceError> {
        let waiting = std::mem::take(&mut self.waiting);
        self.waiting_bytes = 0;
        let outcomes = {
            let _alone = self.host.writing_subjects();
            let stamp = self.host.clock.begin_write()?;
            let mut desk = Desk::new(self.host, self.report.number, stamp.at());
            let outcomes = waiting
                .iter()
                .map(|line| apply_line(&mut desk, line))
                .collect::<Result<Vec<_>, _>>()?;
            desk.write()?;
            outcomes
        };
        for (line, outcome) in waiting.into_iter().zip(outcomes) {
            match outcome {
                Outcome::Taken(taken, flags) => self.count(taken, &flags),
                Outcome::Refused(text) => {
                    if let Some(original) = &line.original {
                        let place = Place {
                            sheet: line.sheet.as_deref(),
                            line: line.line,
                        };
                        self.reject(place, original.as_original(), vec![(None, None, text)])?;
                    }
                }
            }
        }
        Ok(())
    }

    fn count(&mut self, taken: Taken, flags: &BTreeSet<Flag>) {
        let counts = &mut self.report.counts;
        counts.accepted += 1;
        match taken {
            Taken::Unchanged => {}
            Taken::Corrected => counts.corrected += 1,
            Taken::Added => counts.added += 1,
        }
        counts.changed = counts.added + counts.corrected;
        counts.flagged += u64::from(!flags.is_empty());
        for flag in flags {
            *counts.flags.entry(flag.code().to_owned()).or_default() += 1;
        }
    }
}

/// Whether a message that is in order by itself may be refused by what is known.
const fn may_be_refused(message: &Message) -> bool {
    matches!(message, Message::Merger { .. })
}

/// Bytes of a line as it was sent.
fn length(original: Original<'_>) -> usize {
    match original {
        Original::Json(text) => text.len(),
        Original::Row { cells, .. } => cells.iter().map(String::len).sum(),
    }
}

fn apply_line(desk: &mut Desk<'_>, line: &Waiting) -> Result<Outcome, ServiceError> {
    let mut flags: BTreeSet<Flag> = line.flags.iter().copied().collect();
    let mut greatest = Taken::Unchanged;
    for message in &line.messages {
        match desk.apply(message, &mut flags)? {
            Ok(taken) => greatest = greatest.max(taken),
            Err(refused) => return Ok(Outcome::Refused(refused.text())),
        }
    }
    Ok(Outcome::Taken(greatest, flags))
}

const fn name_of(format: FileFormat) -> &'static str {
    match format {
        FileFormat::Ndjson => "ndjson",
        FileFormat::Csv => "csv",
        FileFormat::Xlsx => "xlsx",
    }
}

/// A name as a report may hold it.
fn shortened(text: &str) -> String {
    text.chars().take(200).collect()
}

/// An input whose bytes are hashed as they are read.
struct Hashed<'i> {
    input: &'i mut dyn Read,
    hash: Sha256,
}

impl Read for Hashed<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let length = self.input.read(buffer)?;
        self.hash.update(buffer.get(..length).unwrap_or_default());
        Ok(length)
    }
}
