//! How cases look on a terminal.

use std::process::ExitCode;

use accord_service::cases::{CasePage, CaseView};

use super::{To, table, word};

impl To {
    pub(crate) fn case(&self, case: &CaseView) -> anyhow::Result<ExitCode> {
        self.show(case, |case| rows(std::slice::from_ref(case)))?;
        Ok(ExitCode::SUCCESS)
    }

    pub(crate) fn cases(&self, page: &CasePage) -> anyhow::Result<ExitCode> {
        self.show(page, |page| {
            rows(&page.cases);
            if page.more {
                println!("还有更多 (there are more)");
            }
        })?;
        Ok(ExitCode::SUCCESS)
    }
}

fn rows(cases: &[CaseView]) {
    let mut table = table(["case", "kind", "state", "about", "departments", "due"]);
    for case in cases {
        let records = case.records.iter();
        let about: Vec<_> = records
            .map(|record| format!("{} {}", record.kind, record.number))
            .chain(case.measures.iter().cloned())
            .collect();
        let due = case.due.map(|due| due.day.to_string());
        let mark = if case.overdue {
            " 逾期 (overdue)"
        } else {
            ""
        };
        let waits = if case.suspended_by.is_some() {
            " 异议暂停 (suspended)"
        } else {
            ""
        };
        table.add_row([
            case.id.to_string(),
            word(&case.kind),
            format!("{} ({}){waits}", case.state_zh, case.state),
            about.join("\n"),
            case.departments.join("\n"),
            format!("{}{mark}", due.unwrap_or_default()),
        ]);
    }
    println!("{table}");
}
