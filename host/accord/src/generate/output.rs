//! The file: what a subject, a record and a role look like in it, and what was written.

use std::{
    fmt,
    io::{self, Write},
};

use accord_model::{
    contract::{Role, SubjectKind},
    date::Date,
    identifier::Identifier,
};
use sha2::{Digest, Sha256};

use super::{
    line::Line,
    mixer::{Mixer, Stream},
    population::{DIVISION_TEXT, Status, Subject},
};

/// How many subjects the digest of the summary covers.
const DIGESTED: u64 = 1_000;

/// The kinds of record that are made, as in the dictionary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RecordKind {
    CreditLevel,
    InspectionCase,
    PublishedCase,
    Arrears,
    JudgmentDebtor,
    Sentence,
    Penalty,
}

impl RecordKind {
    /// All, in the order of the dictionary.
    const ALL: [Self; 7] = [
        Self::CreditLevel,
        Self::InspectionCase,
        Self::PublishedCase,
        Self::Arrears,
        Self::JudgmentDebtor,
        Self::Sentence,
        Self::Penalty,
    ];

    /// Its code, its provider and the letters with which the provider's numbers begin.
    const fn words(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::CreditLevel => ("tax/credit-level", "tax-bureau", "XJ"),
            Self::InspectionCase => ("tax/inspection-case", "tax-bureau", "JC"),
            Self::PublishedCase => ("tax/published-case", "tax-bureau", "GB"),
            Self::Arrears => ("tax/arrears", "tax-bureau", "QS"),
            Self::JudgmentDebtor => ("court/judgment-debtor", "court", "SX"),
            Self::Sentence => ("court/sentence", "court", "XP"),
            Self::Penalty => ("admin/penalty", "sector-supervisors", "CF"),
        }
    }
}

/// What a record has become.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    Expired,
    Repaired,
    Exited,
}

/// A record but for its values.
#[derive(Debug, Clone)]
pub(super) struct Head {
    pub(super) kind: RecordKind,
    /// Tells the subject's records of this kind apart.
    pub(super) ordinal: u64,
    pub(super) acted_on: Option<Date>,
    pub(super) acted_until: Option<Date>,
    pub(super) decided_on: Option<Date>,
    pub(super) ends: Option<(Date, Ending)>,
}

impl Head {
    /// A record that has only a day of decision.
    pub(super) fn decided(kind: RecordKind, ordinal: u64, decided_on: Date) -> Self {
        Self {
            kind,
            ordinal,
            acted_on: None,
            acted_until: None,
            decided_on: Some(decided_on),
            ends: None,
        }
    }

    /// Leaves the day of decision out in 0.5 % of all records.
    pub(super) fn with_gaps(mut self, mixer: Mixer, subject: u64) -> Self {
        let index = subject << 16 | self.ordinal << 4 | self.kind as u64;
        let mut dice = mixer.dice(Stream::DecisionGap, index);
        self.decided_on = self.decided_on.filter(|_| !dice.chance(5, 1_000));
        self
    }
}

/// A role to be written.
#[derive(Debug)]
pub(super) struct Post {
    pub(super) organisation: Identifier,
    pub(super) person: Identifier,
    pub(super) role: Role,
    pub(super) from: Option<Date>,
    pub(super) to: Option<Date>,
    pub(super) responsible: bool,
}

/// Where lines go.
#[derive(Debug)]
pub(super) struct Output<W> {
    sink: W,
    line: Line,
    mixer: Mixer,
    digest: Sha256,
    summary: Summary,
}

/// What was written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// Subjects of each kind.
    pub subjects: Vec<(&'static str, u64)>,
    /// Records of each kind.
    pub records: Vec<(&'static str, u64)>,
    /// Roles of each kind.
    pub roles: Vec<(&'static str, u64)>,
    /// SHA-256 of the lines of the first thousand subjects, in hexadecimal.
    pub digest: String,
}

impl<W: Write> Output<W> {
    /// Writes to this sink.
    pub(super) fn new(sink: W, mixer: Mixer) -> Self {
        let kinds = RecordKind::ALL.map(|kind| (kind.words().0, 0));
        Self {
            sink,
            line: Line::default(),
            mixer,
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
        let kind = kind_name(subject.kind);
        count(&mut self.summary.subjects, kind);
        let is_person = subject.kind == SubjectKind::NaturalPerson;
        let mut gaps = self.mixer.dice(Stream::ProfileGap, subject.index);
        let since = Some(subject.since).filter(|_| is_person || !gaps.chance(5, 1_000));

        let line = &mut self.line;
        line.start("subject");
        line.identifier("identifier", &subject.identifier);
        line.text("kind", kind);
        line.texts("name", &subject.name);
        line.date("since", since);
        if !is_person && !gaps.chance(10, 1_000) {
            line.text("industry", subject.industry);
        }
        line.text("region", DIVISION_TEXT);
        if let Some(status) = subject.status {
            line.text("status", Status::name(status));
        }
        let line = line.finish();
        if subject.index < DIGESTED {
            self.digest.update(line);
        }
        self.sink.write_all(line.as_bytes())
    }

    /// Writes a record of a subject.
    pub(super) fn record(
        &mut self,
        subject: &Subject,
        head: &Head,
        values: impl FnOnce(&mut Line),
    ) -> io::Result<()> {
        let (kind, provider, prefix) = head.kind.words();
        count(&mut self.summary.records, kind);
        let line = &mut self.line;
        line.start("record");
        line.identifier("identifier", &subject.identifier);
        line.text("kind", kind);
        line.text("provider", provider);
        // One number for both: no subject has a thousand records of one kind.
        line.numbered(
            "number",
            &[prefix],
            subject.index * 1_000 + head.ordinal,
            "",
        );
        line.date("acted_on", head.acted_on);
        line.date("acted_until", head.acted_until);
        line.date("decided_on", head.decided_on);
        if let Some((day, ending)) = head.ends {
            line.date("ends_on", Some(day));
            line.text(
                "ends_as",
                match ending {
                    Ending::Expired => "expired",
                    Ending::Repaired => "repaired",
                    Ending::Exited => "exited",
                },
            );
        }
        line.open("values");
        values(line);
        line.close();
        self.sink.write_all(line.finish().as_bytes())
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
        line.flag("responsible", Some(post.responsible));
        self.sink.write_all(line.finish().as_bytes())
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

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (title, counts) in [
            ("subjects", &self.subjects),
            ("records", &self.records),
            ("roles", &self.roles),
        ] {
            let sum: u64 = counts.iter().map(|(_, count)| count).sum();
            writeln!(f, "{title:<26}{sum:>10}")?;
            for (name, count) in counts {
                writeln!(f, "  {name:<24}{count:>10}")?;
            }
        }
        write!(
            f,
            "sha-256 of the first {DIGESTED} subjects: {}",
            self.digest
        )
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
