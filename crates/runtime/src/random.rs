//! Random numbers for waits, trace ids and boundaries, without a dependency.
//!
//! The standard library seeds its hash keys from the operating system; hashing a counter with
//! fresh keys is random enough for what must only differ. Nothing secret is made of it. A test
//! gives a seed instead, and then everything comes out the same again.

use std::fmt::Write as _;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};

/// Where random numbers come from.
#[derive(Debug)]
pub(crate) enum Random {
    /// The operating system.
    System,
    /// A seed, by splitmix64: a counter with odd steps, stirred.
    Seeded(AtomicU64),
}

/// The step of splitmix64.
const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

impl Random {
    pub(crate) fn new(seed: Option<u64>) -> Self {
        seed.map_or(Self::System, |seed| Self::Seeded(AtomicU64::new(seed)))
    }

    /// Any number.
    pub(crate) fn number(&self) -> u64 {
        static COUNTER: AtomicU64 = AtomicU64::new(0);
        match self {
            Self::System => RandomState::new().hash_one(COUNTER.fetch_add(1, Ordering::Relaxed)),
            Self::Seeded(state) => {
                stirred(state.fetch_add(STEP, Ordering::Relaxed).wrapping_add(STEP))
            }
        }
    }

    fn bytes(&self) -> [u8; 16] {
        (u128::from(self.number()) << 64 | u128::from(self.number())).to_be_bytes()
    }

    /// A UUID of version 4.
    pub(crate) fn uuid(&self) -> String {
        let mut bytes = self.bytes();
        bytes[6] = bytes[6] & 0x0f | 0x40;
        bytes[8] = bytes[8] & 0x3f | 0x80;
        let mut text = String::with_capacity(36);
        for (index, byte) in bytes.iter().enumerate() {
            if matches!(index, 4 | 6 | 8 | 10) {
                text.push('-');
            }
            let _ = write!(text, "{byte:02x}");
        }
        text
    }

    /// 32 random hexadecimal digits.
    pub(crate) fn digits(&self) -> String {
        format!("{:032x}", u128::from_be_bytes(self.bytes()))
    }
}

fn stirred(state: u64) -> u64 {
    let state = (state ^ state >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let state = (state ^ state >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    state ^ state >> 31
}

#[cfg(test)]
mod tests {
    use super::Random;
    use std::collections::HashSet;

    #[test]
    fn uuids_are_of_version_4_and_differ() {
        for random in [Random::new(None), Random::new(Some(0))] {
            let all: HashSet<_> = (0..1000).map(|_| random.uuid()).collect();
            assert_eq!(all.len(), 1000);
            for uuid in all {
                assert_eq!(uuid.len(), 36);
                assert_eq!(&uuid[14..15], "4");
                assert!(matches!(&uuid[19..20], "8" | "9" | "a" | "b"));
            }
        }
    }

    #[test]
    fn a_seed_gives_the_numbers_of_splitmix64_again_and_again() {
        for _ in 0..2 {
            let random = Random::new(Some(1_234_567));
            let numbers = [random.number(), random.number(), random.number()];
            let known =
                [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423];
            assert_eq!(numbers, known);
        }
        assert_ne!(Random::new(Some(1)).digits(), Random::new(Some(2)).digits());
    }
}
