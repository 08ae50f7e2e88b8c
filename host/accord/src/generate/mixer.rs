//! Chance that can be computed again: `h(seed, stream, index)`.
//!
//! Every attribute has a stream of its own, so that a new attribute moves none of the old
//! ones and subject *i* is the same in any order and on any number of threads. Decisions
//! compare integers: a floating-point result could differ between machines.

use accord_model::{date::Date, money::Fen};

/// SplitMix64's increment.
const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

/// Roots of two to the sixteenth, in units of 1/65536: 2^(k/16) for k from 0 to 15.
const OCTAVE: [u64; 16] = [
    65_536, 68_438, 71_468, 74_632, 77_936, 81_386, 84_990, 88_752, 92_682, 96_785, 101_070,
    105_545, 110_218, 115_098, 120_194, 125_515,
];

/// What is decided. The numbers belong to the recipe: a used one never changes its meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u64)]
pub(super) enum Stream {
    Birth = 1,
    PersonName = 2,
    Founded = 3,
    Industry = 4,
    Status = 5,
    OrganisationName = 6,
    CodeBody = 7,
    ProfileGap = 8,
    HolderOrder = 9,
    HolderShift = 10,
    LegalChange = 11,
    Predecessor = 12,
    Directors = 13,
    Controller = 14,
    Finance = 15,
    Safety = 16,
    Head = 17,
    CreditLevel = 20,
    Case = 21,
    CaseParty = 22,
    Arrears = 23,
    JudgmentDebtor = 24,
    Sentence = 25,
    Penalty = 26,
    // 27 decided which records lack their day of decision, before recipe 2.
    CaseNumber = 28,
    Dirt = 29,
}

/// The source of all chance of a data set.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mixer {
    seed: u64,
}

impl Mixer {
    /// The source of this seed.
    pub(super) const fn new(seed: u64) -> Self {
        Self { seed }
    }

    /// The dice for one attribute of one subject.
    pub(super) const fn dice(self, stream: Stream, index: u64) -> Dice {
        let stream = mix(self.seed ^ mix(stream as u64));
        Dice {
            state: mix(stream.wrapping_add(index.wrapping_mul(GOLDEN))),
        }
    }
}

/// SplitMix64's finaliser.
const fn mix(value: u64) -> u64 {
    let value = (value ^ (value >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    value ^ (value >> 31)
}

/// A short sequence of chances.
#[derive(Debug, Clone)]
pub(super) struct Dice {
    state: u64,
}

impl Dice {
    /// Any number.
    pub(super) const fn roll(&mut self) -> u64 {
        self.state = self.state.wrapping_add(GOLDEN);
        mix(self.state)
    }

    /// A number below `limit`; 0 if that is 0.
    pub(super) const fn below(&mut self, limit: u64) -> u64 {
        ((self.roll() as u128 * limit as u128) >> 64) as u64
    }

    /// True in `count` of `total` cases.
    pub(super) const fn chance(&mut self, count: u64, total: u64) -> bool {
        self.below(total) < count
    }

    /// One of these, each with its share in per mille; `rest` for what they leave.
    pub(super) fn share<T: Copy>(&mut self, shares: &[(u64, T)], rest: T) -> T {
        let mut roll = self.below(1_000);
        for (share, value) in shares {
            if roll < *share {
                return *value;
            }
            roll -= share;
        }
        rest
    }

    /// One of the texts, all alike.
    pub(super) fn pick(&mut self, texts: &[&'static str]) -> &'static str {
        let at = self.below(texts.len() as u64);
        // INVARIANT: no list of the recipe is empty.
        texts.get(at as usize).copied().unwrap_or_default()
    }

    /// A number of days from `least` to `most`.
    pub(super) const fn days(&mut self, least: i32, most: i32) -> i32 {
        let span = most.saturating_sub(least);
        if span <= 0 {
            return least;
        }
        least + self.below(span as u64 + 1) as i32
    }

    /// A day from `first` to `last`; `first` if the last lies before it.
    pub(super) const fn day(&mut self, first: Date, last: Date) -> Date {
        Date::from_days(self.days(first.days(), last.days()))
    }

    /// An amount whose logarithm is about normal: half lie below the median, and one in
    /// six above it times 2 to the power of `spread` sixteenths. In whole yuan.
    ///
    /// The normal is a sum of eight even numbers, so nothing lies beyond 4.9 deviations.
    pub(super) fn amount(&mut self, median_yuan: u64, spread: i64) -> Fen {
        /// Deviation of the sum of eight numbers of 16 bits.
        const DEVIATION: i64 = 53_510;
        let sum: i64 = [self.roll(), self.roll()]
            .iter()
            .flat_map(|roll| [0, 16, 32, 48].map(|shift| ((roll >> shift) & 0xFFFF) as i64))
            .sum();
        let sixteenths = (sum - 8 * 32_768) * spread / DEVIATION;
        let (octaves, step) = (sixteenths.div_euclid(16), sixteenths.rem_euclid(16));
        // INVARIANT: the remainder of 16 has its root.
        let root = OCTAVE.get(step as usize).copied().unwrap_or(65_536);
        let scaled = (u128::from(median_yuan) * u128::from(root)) >> 16;
        let octaves = octaves.clamp(-40, 40);
        let yuan = if octaves < 0 {
            scaled >> octaves.unsigned_abs()
        } else {
            scaled << octaves.unsigned_abs()
        };
        let yuan = i64::try_from(yuan)
            .unwrap_or(i64::MAX / 100)
            .clamp(1, i64::MAX / 100);
        Fen(yuan * 100)
    }
}
