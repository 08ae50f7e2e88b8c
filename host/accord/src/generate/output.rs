//! The file: what a subject, a record and a role look like in it.

use std::{
    io::{self, Write},
    mem,
};

use accord_model::{
    contract::{Role, SubjectKind},
    date::Date,
    identifier::Identifier,
    message::Flag,
    subject::Finding,
};
use sha2::{Digest, Sha256};

use super::{
    dirt::{Dirt, Dirtying, Noted, Outcome},
    head::{Head, RecordKind},
    line::Line,
    mixer::{Mixer, Stream},
    population::{DIVISION_TEXT, Status, Subject},
    said::Said,
    summary::Summary,
};

/// How many subjects the digest of the summary covers.
pub(super) const DIGESTED: u64 = 1_000;

/// A role to be written.
#[derive(Debug)]
pub(super) struct Post {
    pub(super) organisation: Identifier,
    pub(super) person: Identifier,
    pub(super) role: Role,
    pub(super) from: Option<Date>,
    pub(super) to: Option<Date>,
    pub(super) finding: Option<Finding>,
}

/// Where lines go.
#[derive(Debug)]
pub(super) struct Output<W> {
    sink: W,
    line: Line,
    values: Line,
    mixer: Mixer,
    /// None of a clean data set.
    dirtying: Option<Dirtying>,
    digest: Sha256,
    summary: Summary,
}

impl<W: Write> Output<W> {
    /// Writes to this sink.
    pub(super) fn new(sink: W, mixer: Mixer, dirtying: Option<Dirtying>) -> Self {
        let kinds = RecordKind::ALL.map(|kind| (kind.words().0, 0));
        Self {
            sink,
            line: Line::default(),
            values: Line::default(),
            mixer,
            dirtying,
            digest: Sha256::new(),
            summary: Summary {
                records: kinds.to_vec(),
                ..Summary::default()
            },
        }
    }

    /// Writes a subject's own line. In 0.5 % of organisations the day of foundation is
    /// left out, in 1 % the industry.
    pub(super) fn subject(&mut self, subject: &Subject) -> io::Result<()> {
        count(&mut self.summary.subjects, kind_name(subject.kind));
        let register = subject.register();
        self.profile(subject, register, subject.status);
        self.send(None, &[])?;
        if subject.index < DIGESTED {
            self.digest.update(self.line.as_str());
        }
        let Some(dirt) = self.befalls(subject, None) else {
            return Ok(());
        };
        let status = match subject.status {
            Some(Status::Active) => Status::Deregistered,
            _ => Status::Active,
        };
        self.profile(subject, RecordKind::CreditLevel.provider(), Some(status));
        self.send(Some(dirt), dirt.flags())
    }

    /// Writes what a register says of a subject into the line.
    fn profile(&mut self, subject: &Subject, register: &str, status: Option<Status>) {
        let is_person = subject.kind == SubjectKind::NaturalPerson;
        let mut gaps = self.mixer.dice(Stream::ProfileGap, subject.index);
        let since = Some(subject.since).filter(|_| is_person || !gaps.chance(5, 1_000));
        let line = &mut self.line;
        line.start("subject");
        line.identifier("identifier", &subject.identifier);
        line.text("kind", kind_name(subject.kind));
        line.text("provider", register);
        line.texts("name", &subject.name);
        line.date("since", since);
        if !is_person && !gaps.chance(10, 1_000) {
            line.text("industry", subject.industry);
        }
        line.text("region", DIVISION_TEXT);
        line.optional("status", status.map(Status::name));
    }

    /// Writes a record of a subject.
    pub(super) fn record(
        &mut self,
        subject: &Subject,
        head: &Head,
        values: impl FnOnce(&mut Line),
    ) -> io::Result<()> {
        let mut written = mem::take(&mut self.values);
        written.start_object();
        values(&mut written);
        written.close();
        let clean = Said::new(subject, head, written.as_str());
        match self.befalls(subject, Some(head)) {
            None => self.say(&clean, None)?,
            Some(dirt @ Dirt::Duplicate) => {
                self.say(&clean, None)?;
                self.say(&clean, Some(dirt))?;
            }
            Some(dirt @ Dirt::DeletionFirst) => {
                self.say(&clean, None)?;
                let another = clean.another();
                another.withdrawal(&mut self.line);
                self.send(Some(dirt), &[Flag::NothingWithdrawn])?;
                self.say(&another, Some(dirt))?;
            }
            Some(dirt) => self.say(&clean.with(dirt), Some(dirt))?,
        }
        self.values = written;
        Ok(())
    }

    /// What befalls the subject's own line or, if one is given, the record's.
    fn befalls(&mut self, subject: &Subject, record: Option<&Head>) -> Option<Dirt> {
        self.dirtying.as_mut()?.befalls(subject, record)
    }

    /// Writes the line of a record.
    fn say(&mut self, said: &Said<'_>, dirt: Option<Dirt>) -> io::Result<()> {
        count(&mut self.summary.records, said.kind());
        said.record(&mut self.line);
        let own = dirt.map_or(&[][..], Dirt::flags).iter().copied();
        let flags: Vec<Flag> = match dirt.map(Dirt::outcome) {
            Some(Outcome::Rejected) => Vec::new(),
            _ => own.chain(said.flag()).collect(),
        };
        self.send(dirt, &flags)
    }

    /// Writes a role.
    pub(super) fn role(&mut self, post: &Post) -> io::Result<()> {
        let role = role_name(post.role);
        count(&mut self.summary.roles, role);
        let line = &mut self.line;
        line.start("role");
        line.identifier("organisation", &post.organisation);
        line.identifier("person", &post.person);
        line.text("role", role);
        line.date("from", post.from);
        line.date("to", post.to);
        if let Some(finding) = &post.finding {
            line.open("finding");
            line.text("provider", &finding.provider);
            line.text("number", &finding.number);
            line.date("decided_on", finding.decided_on);
            line.close();
        }
        self.send(None, &[])
    }

    /// Sends the line, and notes it if an import has something to say of it.
    fn send(&mut self, dirt: Option<Dirt>, flags: &[Flag]) -> io::Result<()> {
        self.summary.lines += 1;
        if self.dirtying.is_some() && (dirt.is_some() || !flags.is_empty()) {
            self.summary.noted.push(Noted {
                line: self.summary.lines,
                dirt,
                outcome: dirt.map_or(Outcome::Taken, Dirt::outcome),
                flags: flags.to_vec(),
            });
        }
        self.line.finish();
        self.sink.write_all(self.line.as_str().as_bytes())
    }

    /// Writes out what is buffered and says what was written.
    pub(super) fn finish(mut self) -> io::Result<Summary> {
        self.sink.flush()?;
        self.summary.digest = hex::encode(self.digest.finalize());
        Ok(self.summary)
    }
}

fn count(counts: &mut Vec<(&'static str, u64)>, name: &'static str) {
    match counts.iter_mut().find(|(other, _)| *other == name) {
        Some((_, count)) => *count += 1,
        None => counts.push((name, 1)),
    }
}

/// The kind's name in the file.
const fn kind_name(kind: SubjectKind) -> &'static str {
    match kind {
        SubjectKind::Enterprise => "enterprise",
        SubjectKind::Branch => "branch",
        SubjectKind::SoleProprietor => "sole-proprietor",
        SubjectKind::Cooperative => "cooperative",
        SubjectKind::SocialOrganisation => "social-organisation",
        SubjectKind::PublicInstitution => "public-institution",
        SubjectKind::GovernmentOrgan => "government-organ",
        SubjectKind::Unincorporated => "unincorporated",
        SubjectKind::NaturalPerson => "natural-person",
    }
}

/// The role's name in the file.
const fn role_name(role: Role) -> &'static str {
    match role {
        Role::LegalRepresentative => "legal-representative",
        Role::PersonInCharge => "person-in-charge",
        Role::Principal => "principal",
        Role::ActualController => "actual-controller",
        Role::Director => "director",
        Role::Supervisor => "supervisor",
        Role::SeniorManager => "senior-manager",
        Role::FinancialOfficer => "financial-officer",
        Role::SafetyOfficer => "safety-officer",
        Role::DirectlyResponsible => "directly-responsible",
        Role::Shareholder => "shareholder",
        Role::RegisteredPractitioner => "registered-practitioner",
    }
}
