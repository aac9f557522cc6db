//! Where bytes came from. Knows nothing of what they mean.

use std::fmt;

use sha2::{Digest, Sha256};

/// A SHA-256 digest.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Sha256Digest(pub [u8; 32]);

impl Sha256Digest {
    /// The digest of `bytes` (FIPS 180-4). O(n).
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// The first eight bytes as a big-endian number; for tables in memory, not for proof.
    pub fn prefix(&self) -> u64 {
        self.0[..8].iter().fold(0, |n, &b| n << 8 | u64::from(b))
    }
}

impl fmt::Display for Sha256Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|b| write!(f, "{b:02x}"))
    }
}

impl fmt::Debug for Sha256Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Where the bytes of one copy lie.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin {
    /// The file as the user would name it; `archive.zip!inner/file` for a member of a container.
    pub path: String,
    /// Byte offset in that file (in the unpacked member for containers).
    pub offset: u64,
    /// Length in bytes.
    pub length: u64,
    /// Digest of exactly those bytes.
    pub sha256: Sha256Digest,
}
