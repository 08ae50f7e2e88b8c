//! Which rows lie where.

use accord_store::Space;

// The control part.

/// Reference data by name: dictionary, catalogue, departments.
pub(crate) const REFERENCE: Space = Space(1);
/// Components by digest.
pub(crate) const COMPONENTS: Space = Space(2);
/// What is known of an uploaded plugin, by digest.
pub(crate) const PLUGINS: Space = Space(3);
/// Enablements of a memorandum, by code.
pub(crate) const MEMORANDA: Space = Space(4);

// Data parts.

/// Subject documents by id.
pub(crate) const SUBJECTS: Space = Space(16);
/// Subject ids by keyed hash of an identifier.
pub(crate) const IDENTIFIERS: Space = Space(17);
/// What stood for a subject at the last run, by id: a cache, never the truth.
pub(crate) const DETERMINATIONS: Space = Space(18);
