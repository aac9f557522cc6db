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
    /// Bytes of one document; see [`Limits::DOCUMENT`].
    pub document: u64,
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
    /// A document is held in memory; larger files are films, disks and databases.
    pub const DOCUMENT: u64 = 256 << 20;
    /// Bytes that the content of one attachment may unpack to: all of it is held in memory.
    pub const ATTACHED: u64 = 256 << 20;
    /// Members of an archive that is attached to a mail.
    pub const ATTACHED_MEMBERS: u64 = 10_000;

    /// The bounds of what is attached to a mail.
    pub fn attached() -> Self {
        Self {
            unpacked: Self::ATTACHED,
            member: Self::ATTACHED,
            members: Self::ATTACHED_MEMBERS,
            document: Self::ATTACHED,
            ..Self::default()
        }
    }
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
            document: Self::DOCUMENT,
        }
    }
}
