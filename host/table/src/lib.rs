//! A memorandum as a table: filled in by legal staff, checked here, and made a component.
//!
//! Most memoranda are a list of conditions and a list of measures. A template with fixed
//! columns says them without a programmer and without a language of expressions. It comes as
//! a workbook, a folder of CSV files or TOML ([`Sheets`]), is held against dictionary and
//! catalogue with every flaw at its cell ([`Table`]), and is written into a prebuilt
//! interpreter ([`component`]), which makes it a component like any other.
//!
//! What a table cannot say (counting records, comparing two fields, rule sets by another day
//! than the decision's) is for a plugin in a language.

mod compiling;
mod description;
mod error;
mod flaw;
mod layout;
mod lookup;
mod reading;
mod sheets;
mod table;
mod template;
mod words;
mod writing;

pub use crate::{
    error::TableError,
    flaw::{Flaw, Place, Problem},
    layout::{Column, Part},
    sheets::{Cell, Row, Sheets},
    table::{Table, component},
    template::{template_xlsx, workbook},
    writing::to_toml,
};

/// The template as TOML, with what every key means.
pub const TEMPLATE_TOML: &str = include_str!("template.toml");
