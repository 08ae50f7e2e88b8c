//! Which rows lie where.

use accord_store::Space;

// The control part.

/// Editions of reference data, by name and number.
pub(crate) const REFERENCE: Space = Space(1);
/// Components by digest.
pub(crate) const COMPONENTS: Space = Space(2);
/// What is known of an uploaded plugin, by digest.
pub(crate) const PLUGINS: Space = Space(3);
/// Enablements of a memorandum, by code.
pub(crate) const MEMORANDA: Space = Space(4);
/// Batches of intake, by number.
pub(crate) const BATCHES: Space = Space(5);
/// Rejected lines as they came, sealed, by batch and place.
pub(crate) const REJECTED: Space = Space(6);
/// Checks of master keys, by their number: they tell a store's own keys from another's.
pub(crate) const KEY_CHECKS: Space = Space(7);
/// Proposals to change the catalogue, by number.
pub(crate) const CATALOGUE_PROPOSALS: Space = Space(8);
/// For which day the stored determinations stand, and by what; and that the trigger index
/// was built.
pub(crate) const STANDING: Space = Space(10);
/// Up to when times were given out.
pub(crate) const CLOCK: Space = Space(11);
// Data parts.

/// Subject documents by id.
pub(crate) const SUBJECTS: Space = Space(16);
/// Subject ids by keyed hash of an identifier.
pub(crate) const IDENTIFIERS: Space = Space(17);
/// What stands for a subject, by id: a cache, never the truth.
pub(crate) const DETERMINATIONS: Space = Space(18);
/// Pieces of subjects' names: an index, never the truth.
pub(crate) const NAMES: Space = Space(19);
/// Cases of a subject, by its id.
pub(crate) const CASES: Space = Space(20);
/// Which subjects have or had records of a kind, by kind and id: a hint, which may name too
/// many and never too few.
pub(crate) const TRIGGERS: Space = Space(21);
/// The day of the next look at a subject, by day and id; written with its determinations.
pub(crate) const DUE: Space = Space(22);
/// Subjects that changed since the last look at them, by id.
pub(crate) const CHANGED: Space = Space(23);

// Every part.

/// What was done, in order of time, by stores of before it was chained.
pub(crate) const AUDIT: Space = Space(32);
