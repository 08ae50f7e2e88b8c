//! `accord application`: measures as departments execute them, notices and remedies.

use std::{path::Path, process::ExitCode};

use accord_model::{
    case::{CaseKind, Feedback},
    money::Fen,
};
use accord_service::{
    Host,
    applications::{ApplicationStep, ApplicationStepRequest, RemedyRequest, ServeRequest},
};

use super::{List, Which, Why, list};
use crate::{access::Access, show::To};

/// Execute measures, report on them, serve notices, finish remedies.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Application {
    /// Tell the department.
    Push(Which),
    /// Take note.
    Acknowledge(Which),
    /// Execute the measure.
    Execute(Which),
    /// Find that there is nothing to execute it on.
    NotApplicable {
        #[command(flatten)]
        which: Which,
        #[command(flatten)]
        why: Why,
    },
    /// Do not execute it.
    Decline {
        #[command(flatten)]
        which: Which,
        #[command(flatten)]
        why: Why,
    },
    /// Report.
    FeedBack {
        #[command(flatten)]
        which: Which,
        /// What was done.
        #[arg(long)]
        content: String,
        /// The amount concerned, such as `3.5 万元`.
        #[arg(long)]
        amount: Option<Fen>,
        /// Where it was applied.
        #[arg(long)]
        scene: Option<String>,
        /// Number of the business in which it was applied.
        #[arg(long)]
        business_no: Option<String>,
        /// What it brought about.
        #[arg(long)]
        effect: Option<String>,
    },
    /// Stop it.
    Cancel {
        #[command(flatten)]
        which: Which,
        #[command(flatten)]
        why: Why,
    },
    /// Write down that a notice was served.
    ServeNotice {
        #[command(flatten)]
        which: Which,
        /// How.
        #[arg(long)]
        how: String,
    },
    /// Write down that a remedy was done.
    FinishRemedy {
        #[command(flatten)]
        which: Which,
        /// What was done.
        #[arg(long)]
        what: String,
    },
    /// List applications.
    List(List),
    /// List notices.
    Notices(List),
    /// List remedies.
    Remedies(List),
}

pub(crate) fn application(data: &Path, to: &To, command: Application) -> anyhow::Result<ExitCode> {
    let access = Access::open(data)?;
    let (which, step) = match command {
        Application::List(args) => return list(&access, to, CaseKind::Application, args),
        Application::Notices(args) => return list(&access, to, CaseKind::Notice, args),
        Application::Remedies(args) => return list(&access, to, CaseKind::Remedy, args),
        Application::ServeNotice { which, how } => {
            let served = ServeRequest { on: which.on, how };
            let path = ("notices", "serve");
            let served = access.step_case(path, which.case, &served, Host::serve_notice)?;
            return to.case(&served);
        }
        Application::FinishRemedy { which, what } => {
            let done = RemedyRequest { on: which.on, what };
            let path = ("remedies", "finish");
            let done = access.step_case(path, which.case, &done, Host::finish_remedy)?;
            return to.case(&done);
        }
        Application::Push(which) => (which, ApplicationStep::Push),
        Application::Acknowledge(which) => (which, ApplicationStep::Acknowledge),
        Application::Execute(which) => (which, ApplicationStep::Execute),
        Application::NotApplicable { which, why } => {
            let reason = why.reason;
            (which, ApplicationStep::FindNotApplicable { reason })
        }
        Application::Decline { which, why } => {
            let reason = why.reason;
            (which, ApplicationStep::Decline { reason })
        }
        Application::FeedBack {
            which,
            content,
            amount,
            scene,
            business_no,
            effect,
        } => {
            let feedback = Feedback {
                content,
                amount,
                scene,
                business_no,
                effect,
            };
            (which, ApplicationStep::FeedBack(feedback))
        }
        Application::Cancel { which, why } => {
            let reason = why.reason;
            (which, ApplicationStep::Cancel { reason })
        }
    };
    let step = ApplicationStepRequest { on: which.on, step };
    let path = ("applications", "steps");
    to.case(&access.step_case(path, which.case, &step, Host::step_application)?)
}
