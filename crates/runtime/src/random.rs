//! Random text for trace ids and boundaries, without a dependency.
//!
//! The standard library seeds its hash keys from the operating system; hashing a counter with
//! fresh keys is random enough for names that must only differ. Nothing secret is made of it.

use std::fmt::Write as _;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};

fn number() -> u64 {
    static COUNTER: AtomicU64 = AtomicU64::new(0);
    RandomState::new().hash_one(COUNTER.fetch_add(1, Ordering::Relaxed))
}

fn bytes() -> [u8; 16] {
    (u128::from(number()) << 64 | u128::from(number())).to_be_bytes()
}

/// A UUID of version 4.
pub(crate) fn uuid() -> String {
    let mut bytes = bytes();
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
pub(crate) fn digits() -> String {
    format!("{:032x}", u128::from_be_bytes(bytes()))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    #[test]
    fn uuids_are_of_version_4_and_differ() {
        let all: HashSet<_> = (0..1000).map(|_| super::uuid()).collect();
        assert_eq!(all.len(), 1000);
        for uuid in all {
            assert_eq!(uuid.len(), 36);
            assert_eq!(&uuid[14..15], "4");
            assert!(matches!(&uuid[19..20], "8" | "9" | "a" | "b"));
        }
    }
}
