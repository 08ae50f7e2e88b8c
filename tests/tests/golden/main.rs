//! The golden cohort (domain.md §5.6), each case over the whole path: a department's lines,
//! the store, the sandbox, the host's own rules, the answer.
//!
//! One test a case, `golden_g01` to `golden_g40`, in rooms by subject. Each asks on both
//! sides of every border that its case has: the day before, and the day. From 2020-12-01 on
//! the closed catalogue withholds more (domain.md §4.2), so that cases of memoranda alone are
//! asked about in 2017.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test's helpers fail as a test does"
)]

mod bans;
mod cases;
mod catalogue;
mod codes;
mod eligibility;
mod incentives;
mod lists;
mod objections;
mod roles;
mod scene;
#[path = "../support/mod.rs"]
mod support;
mod tax;
mod time;
