//! What the cases of a file hold together.
//!
//! A file is small, but what its cases share is copied into each: a long text in a shared
//! record, or a large set of measures, could grow a thousandfold. So the copies are counted,
//! near enough, and reading ends where they are more than a host should hold.

use super::{Flaw, Given, Node, Reading};
use crate::case::RoleOfCase;

impl Reading<'_> {
    /// Counts bytes that a case takes; the flaw is told once.
    pub(super) fn spend(&mut self, node: Node<'_>, bytes: usize) {
        if self.left > 0 {
            self.left = self.left.saturating_sub(bytes);
            if self.left == 0 {
                self.flaw(node.span(), Flaw::TooLarge);
            }
        }
    }
}

impl Given<'_> {
    /// Bytes that each case takes of it besides the records.
    pub(super) fn size(&self) -> usize {
        let parameters = self.parameters.iter();
        let parameters = parameters.map(|(name, value)| name.len() + value.size());
        let roles = self.roles.iter();
        let roles = roles.map(|role| size_of::<RoleOfCase>() + role.other.len());
        let subject = self.subject.iter().flat_map(|subject| {
            let texts = [&subject.industry, &subject.region, &subject.status];
            texts.map(|text| text.as_ref().map_or(0, String::len))
        });
        parameters.chain(roles).chain(subject).sum()
    }
}
