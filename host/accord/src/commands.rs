//! The commands that need the host; each asks [`Access`](crate::access::Access) and shows
//! what came back.

mod asking;
mod cases;
mod catalogue;
mod keeping;
mod plugins;
mod reference;
mod sending;
mod serving;

use accord_model::subject::Millis;
use anyhow::Context as _;
use indicatif::{ProgressBar, ProgressStyle};

pub(crate) use self::{
    asking::{
        Explain, Query, RepairEffect, Search, Subject, explain, query, repair_effect, search,
        subject,
    },
    cases::{
        Application, IncompleteFile, Listing, Objection, Publication, Repair, application,
        incomplete_file, listing, objection, publication, repair,
    },
    catalogue::{Catalogue, catalogue},
    keeping::{
        Audit, Backup, Restore, Retention, audit, backup, rebuild_names, restore, retention,
        rotate_keys,
    },
    plugins::{
        CatchUp, Disable, Enable, Run, Upload, catch_up, disable, enable, memoranda, run, upload,
    },
    reference::{Deadline, Reference, deadline, reference},
    sending::{Batches, Import, batches, import},
    serving::{Serve, init, serve},
};

/// A progress bar on standard error; nothing if that is no terminal.
pub(super) fn bar(length: Option<u64>, template: &str) -> anyhow::Result<ProgressBar> {
    let bar = match length {
        Some(length) => {
            ProgressBar::new(length).with_style(ProgressStyle::with_template(template)?)
        }
        None => ProgressBar::new_spinner(),
    };
    Ok(bar)
}

/// A moment as it is given on the command line, such as `2026-11-23T10:00:00+08:00`.
fn moment(text: &str) -> anyhow::Result<Millis> {
    let moment: jiff::Timestamp = text
        .parse()
        .with_context(|| format!("`{text}` is no moment such as 2026-11-23T10:00:00+08:00"))?;
    Ok(moment.as_millisecond())
}
