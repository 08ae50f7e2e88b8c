//! What hostile plugins get: an error of their own each, and everybody else goes on.
//!
//! The plugins are in `tests/hostile`; what no compiler makes is written by hand in
//! [`handmade`]. No test looks at a clock or waits: where threads run together, they run
//! until each has done its part.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test's helpers fail as a test does"
)]

mod bench;
mod cached;
mod classes;
mod files;
mod handmade;
mod imports;
mod misdeeds;
mod together;
