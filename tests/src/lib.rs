//! Whole-system tests; they stand in `tests/`, this crate itself holds nothing.
