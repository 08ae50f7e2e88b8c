//! Merkle trees: one signature for many, and a short proof for each.
//!
//! The tree is that of RFC 6962 §2.1 (and RFC 9162 §2.1), over SHA-256. A leaf and a node
//! are hashed under different first bytes, or a node could be passed off as a leaf; a tree
//! of any size has one shape, so that a path needs only the leaf's place and the size.

use sha2::{Digest as _, Sha256};

/// A SHA-256 digest.
pub type Hash = [u8; 32];

/// Before the bytes of a leaf.
const LEAF: [u8; 1] = [0];
/// Before the two halves of a node.
const NODE: [u8; 1] = [1];

/// The hash of a leaf's bytes.
#[must_use]
pub fn leaf(bytes: &[u8]) -> Hash {
    Sha256::new()
        .chain_update(LEAF)
        .chain_update(bytes)
        .finalize()
        .into()
}

fn node(left: &Hash, right: &Hash) -> Hash {
    Sha256::new()
        .chain_update(NODE)
        .chain_update(left)
        .chain_update(right)
        .finalize()
        .into()
}

/// A tree over the hashes of leaves, in their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tree {
    /// From the leaves up to the root. A node without a right neighbour moves up as it is.
    levels: Vec<Vec<Hash>>,
}

impl Tree {
    /// The tree of these leaves; see [`leaf`] for what a leaf is.
    #[must_use]
    pub fn new(leaves: Vec<Hash>) -> Self {
        let mut levels = vec![leaves];
        while let Some(below) = levels.last().filter(|level| level.len() > 1) {
            let level = below
                .chunks(2)
                .filter_map(|pair| match pair {
                    [left, right] => Some(node(left, right)),
                    [alone] => Some(*alone),
                    _ => None,
                })
                .collect();
            levels.push(level);
        }
        Self { levels }
    }

    /// The root; of no leaves it is the hash of nothing.
    #[must_use]
    pub fn root(&self) -> Hash {
        let top = self.levels.last().and_then(|level| level.first());
        top.copied().unwrap_or_else(|| Sha256::digest([]).into())
    }

    /// What a leaf has to be hashed with, from the leaf up to the root; none if there is no
    /// such leaf.
    #[must_use]
    pub fn path(&self, index: usize) -> Option<Vec<Hash>> {
        self.levels.first()?.get(index)?;
        let siblings = self
            .levels
            .iter()
            .enumerate()
            .filter_map(|(height, level)| {
                let place = index >> height;
                level.get(place ^ 1).copied()
            });
        Some(siblings.collect())
    }
}

/// The root to which a path leads from the leaf in place `index` of a tree of `size`
/// leaves; none if no path of that length can be in such a tree (RFC 9162 §2.1.3.2).
#[must_use]
pub fn root_of(leaf: Hash, index: u64, size: u64, path: &[Hash]) -> Option<Hash> {
    let mut last = size.checked_sub(1)?;
    let mut place = index;
    if place > last {
        return None;
    }
    let mut hash = leaf;
    for sibling in path {
        if last == 0 {
            return None;
        }
        // A node without a right neighbour has moved up to where it is itself a right one.
        while place.is_multiple_of(2) && place == last {
            place >>= 1;
            last >>= 1;
            if last == 0 {
                return None;
            }
        }
        hash = if place % 2 == 1 {
            node(sibling, &hash)
        } else {
            node(&hash, sibling)
        };
        place >>= 1;
        last >>= 1;
    }
    // What is left must be moves without a neighbour.
    while last > 0 {
        if place % 2 == 1 || place != last {
            return None;
        }
        place >>= 1;
        last >>= 1;
    }
    Some(hash)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn leaves(size: usize) -> Vec<Hash> {
        (0..size)
            .map(|n| leaf(&u64::try_from(n).unwrap().to_be_bytes()))
            .collect()
    }

    /// As RFC 6962 §2.1 defines it: the left half is the largest power of two below the size.
    fn by_definition(leaves: &[Hash]) -> Hash {
        match leaves {
            [] => Sha256::digest([]).into(),
            [one] => *one,
            many => {
                let left = many.len().next_power_of_two() / 2;
                node(&by_definition(&many[..left]), &by_definition(&many[left..]))
            }
        }
    }

    fn leads(leaf: Hash, index: usize, size: usize, path: &[Hash], root: Hash) -> bool {
        let index = u64::try_from(index).unwrap();
        root_of(leaf, index, u64::try_from(size).unwrap(), path) == Some(root)
    }

    #[test]
    fn roots_of_the_published_examples() {
        // The test vectors of the Certificate Transparency implementations.
        let inputs = ["", "00", "10", "2021", "3031", "40414243"];
        let leaves: Vec<Hash> = inputs
            .iter()
            .map(|input| leaf(&hex::decode(input).unwrap()))
            .collect();
        for (size, root) in [
            (
                0,
                "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            ),
            (
                1,
                "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            ),
            (
                2,
                "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            ),
            (
                3,
                "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            ),
            (
                4,
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ),
            (
                5,
                "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            ),
            (
                6,
                "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            ),
        ] {
            assert_eq!(hex::encode(Tree::new(leaves[..size].to_vec()).root()), root);
        }
    }

    #[test]
    fn every_leaf_of_every_size_is_proven_and_nothing_else_is() {
        for size in 1..=130 {
            let leaves = leaves(size);
            let tree = Tree::new(leaves.clone());
            let root = tree.root();
            assert_eq!(root, by_definition(&leaves), "{size}");
            for (index, leaf) in leaves.iter().enumerate() {
                let path = tree.path(index).unwrap();
                assert!(leads(*leaf, index, size, &path, root), "{index} of {size}");
                let other = leaves[(index + 1) % size];
                assert!(size == 1 || !leads(other, index, size, &path, root));
                let elsewhere = (index + 1) % size;
                assert!(size == 1 || !leads(*leaf, elsewhere, size, &path, root));
                assert!(!leads(
                    *leaf,
                    index,
                    size,
                    &[path.as_slice(), &[root]].concat(),
                    root
                ));
                if let Some((_, shorter)) = path.split_last() {
                    assert!(!leads(*leaf, index, size, shorter, root));
                }
            }
            assert_eq!(tree.path(size), None);
        }
        assert_eq!(root_of([0; 32], 0, 0, &[]), None);
    }

    proptest! {
        #[test]
        fn one_altered_bit_breaks_a_proof(
            size in 2_usize..200,
            index in any::<prop::sample::Index>(),
            step in any::<prop::sample::Index>(),
            bit in 0_usize..256,
        ) {
            let leaves = leaves(size);
            let tree = Tree::new(leaves.clone());
            let index = index.index(size);
            let path = tree.path(index).unwrap();
            let flipped = |hash: Hash| {
                let mut hash = hash;
                hash[bit / 8] ^= 1 << (bit % 8);
                hash
            };
            prop_assert!(leads(leaves[index], index, size, &path, tree.root()));
            prop_assert!(!leads(flipped(leaves[index]), index, size, &path, tree.root()));
            prop_assert!(!leads(leaves[index], index, size, &path, flipped(tree.root())));
            let mut altered = path.clone();
            let step = step.index(path.len());
            altered[step] = flipped(path[step]);
            prop_assert!(!leads(leaves[index], index, size, &altered, tree.root()));
        }

        #[test]
        fn any_place_size_and_path_are_taken(
            index in any::<u64>(),
            size in any::<u64>(),
            path in prop::collection::vec(any::<[u8; 32]>(), 0..70),
        ) {
            let _ = root_of([7; 32], index, size, &path);
        }
    }
}
