//! How much is read of hostile or broken input before it is left out with a problem. Knows no format.

/// Bounds; each is a named constant with its reason, and can be set otherwise (tests do).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one message; see [`Limits::MESSAGE`].
    pub message: u64,
    /// How many times its packed size a stream may unpack to; see [`Limits::RATIO`].
    pub ratio: u64,
    /// Unpacked bytes before the ratio counts; see [`Limits::RATIO_FREE`].
    pub ratio_free: u64,
    /// Unpacked bytes of all that lies in one file on disk; see [`Limits::UNPACKED`].
    pub unpacked: u64,
    /// Unpacked bytes of one member; see [`Limits::MEMBER`].
    pub member: u64,
    /// Members of one container; see [`Limits::MEMBERS`].
    pub members: u64,
    /// Containers inside one another; see [`Limits::DEPTH`].
    pub depth: u32,
    /// Folders inside one another; see [`Limits::FOLDERS`].
    pub folders: u32,
}

impl Limits {
    /// Mail servers take 25 to 150 MiB (Exchange Online's highest setting); more is a damaged mailbox.
    pub const MESSAGE: u64 = 150 << 20;
    /// Text packs 3 to 20 times; Apache Tika stops at 100 as well.
    pub const RATIO: u64 = 100;
    /// A short run of equal bytes is no bomb.
    pub const RATIO_FREE: u64 = 1 << 20;
    /// Nothing of it stays in memory; a larger archive than this is to be unpacked by hand.
    pub const UNPACKED: u64 = 1 << 40;
    /// A mailbox in an archive is streamed, so this may be as large as mailboxes get.
    pub const MEMBER: u64 = 256 << 30;
    /// A tree of single mails in one archive has that many (the Enron release 517,401); a member costs only time, and
    /// packed bytes, which the ratio bounds.
    pub const MEMBERS: u64 = 2_000_000;
    /// A packed mailbox, in an archive, in a delivery.
    pub const DEPTH: u32 = 3;
    /// Deeper trees come from loops of mounts.
    pub const FOLDERS: u32 = 128;
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            message: Self::MESSAGE,
            ratio: Self::RATIO,
            ratio_free: Self::RATIO_FREE,
            unpacked: Self::UNPACKED,
            member: Self::MEMBER,
            members: Self::MEMBERS,
            depth: Self::DEPTH,
            folders: Self::FOLDERS,
        }
    }
}
