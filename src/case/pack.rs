//! Facts of parsed messages packed for the writer, on the thread that parsed them: equal versions are known again, header
//! addresses are numbered within the part, texts are compressed. The writer then only appends rows.

use std::sync::{Mutex, PoisonError};

use rustc_hash::{FxHashMap, FxHashSet};
use sha2::{Digest, Sha256};

use crate::document::{Extracted, Format};
use crate::message::card::{Card, cards};
use crate::message::{Attachment, Audience, HeaderAddress, Message, Participant, Words};
use crate::origin::Sha256Digest;
use crate::problem::Problem;
use crate::source::{FileEnd, SourceFile};

/// Bytes of text that are compressed together: small enough to read one message back quickly.
const BLOCK_BYTES: usize = 256 << 10;
/// The fast levels of Zstandard are below 1: texts pack about 2 : 1 in half the time; the bytes of the mail are in the source.
const ZSTD_LEVEL: i32 = -3;

/// What a version is known by: the first 128 bits of the SHA-256 of everything it says.
pub type VersionDigest = [u8; 16];

/// The versions and documents that are in the case or on their way there.
#[derive(Debug, Default)]
pub struct Seen {
    versions: Known,
    documents: Known,
}

#[derive(Debug, Default)]
struct Known(Mutex<FxHashSet<[u8; 16]>>);

impl Seen {
    /// With those of earlier runs; documents by the first half of their SHA-256.
    pub fn new(versions: FxHashSet<VersionDigest>, documents: FxHashSet<[u8; 16]>) -> Self {
        Self {
            versions: Known(Mutex::new(versions)),
            documents: Known(Mutex::new(documents)),
        }
    }
}

impl Known {
    /// Whether this is the first time.
    fn claim(&self, digest: [u8; 16]) -> bool {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(digest)
    }
}

/// One raw message, read.
#[derive(Debug)]
pub struct ReadCopy {
    /// Offset in the file; `None` for an embedded message that was encoded.
    pub offset: Option<u64>,
    /// Length in bytes.
    pub length: u64,
    /// Digest of the bytes.
    pub sha256: Sha256Digest,
    /// Index, in the same [`ReadPart`], of the copy it lies in, and its place there.
    pub outer: Option<(usize, usize)>,
    /// The version it spells, and its Message-ID; `None` if it could not be read.
    pub version: Option<(VersionDigest, Option<String>)>,
    /// To whom it went: number of the header, and header address in [`Facts::header_addresses`].
    pub audience: Vec<(u8, u32)>,
}

/// A version that is new to the case. Header addresses are indices in [`Facts::header_addresses`].
#[derive(Debug)]
pub struct NewVersion {
    /// Its digest.
    pub digest: VersionDigest,
    /// The message, without the text, the participants and what else stands below.
    pub message: Message,
    /// What its text holds, without the quoted headers.
    pub words: Words,
    /// Role and header address.
    pub participants: Vec<(u8, u32)>,
    /// The quoted headers.
    pub quoted: Vec<NewQuoted>,
    /// Index of its text block in [`Facts::blocks`], first byte there, and length.
    pub text: (usize, usize, usize),
}

/// A document that is new to the case.
#[derive(Debug)]
pub struct NewDocument {
    /// Its digest.
    pub sha256: Sha256Digest,
    /// Its size in bytes.
    pub size: u64,
    /// What was found in it, without the text.
    pub extracted: Extracted,
    /// As [`NewVersion::text`].
    pub text: (usize, usize, usize),
}

/// What a quoted header tells.
#[derive(Debug)]
pub struct NewQuoted {
    /// Index of its segment.
    pub segment: u32,
    /// Header address of the writer.
    pub from: Option<u32>,
    /// Date, as if it were UTC.
    pub date: Option<i64>,
    /// Subject.
    pub subject: Option<String>,
    /// Recipients as written.
    pub recipients: String,
}

/// New facts of one part.
#[derive(Debug, Default)]
pub struct Facts {
    /// Distinct header addresses of the new versions.
    pub header_addresses: Vec<HeaderAddress>,
    /// New versions.
    pub versions: Vec<NewVersion>,
    /// New documents.
    pub documents: Vec<NewDocument>,
    /// Documents that lie in others: the outer, the inner, and its path there.
    pub inside: Vec<(Sha256Digest, Sha256Digest, String)>,
    /// Contact cards in new documents.
    pub cards: Vec<(Sha256Digest, Vec<Card>)>,
    /// Texts of both: length, and zstd bytes.
    pub blocks: Vec<(usize, Vec<u8>)>,
    /// Why a text could not be compressed; the writer then ends the run.
    pub failed: Option<String>,
}

/// One part of a source file, read.
#[derive(Debug)]
pub struct ReadPart {
    /// The file.
    pub file: std::sync::Arc<SourceFile>,
    /// Number of the part.
    pub number: u32,
    /// Its messages; an embedded message comes after its outer one.
    pub copies: Vec<ReadCopy>,
    /// What is new in them.
    pub facts: Facts,
    /// With the last part.
    pub end: Option<FileEnd>,
    /// Problems of the part and its messages.
    pub problems: Vec<Problem>,
    /// Bytes of mail in it.
    pub bytes: u64,
}

/// Packs the messages of one part.
#[derive(Debug)]
pub struct Packer<'a> {
    seen: &'a Seen,
    facts: Facts,
    numbers: FxHashMap<HeaderAddress, u32>,
    text: Vec<u8>,
}

impl<'a> Packer<'a> {
    /// An empty one.
    pub fn new(seen: &'a Seen) -> Self {
        Self {
            seen,
            facts: Facts::default(),
            numbers: FxHashMap::default(),
            text: Vec::new(),
        }
    }

    /// Takes a message; tells what it is known by.
    pub fn add(&mut self, mut message: Message) -> VersionDigest {
        let digest = digest(&message);
        if !self.seen.versions.claim(digest) {
            return digest;
        }
        let place = (self.facts.blocks.len(), self.text.len(), message.text.len());
        let mut words = Words::of(&message.text);
        self.text.extend_from_slice(message.text.as_bytes());
        message.text = String::new();
        let participants = std::mem::take(&mut message.participants);
        let participants = participants
            .into_iter()
            .map(|p| (p.role as u8, self.number(p.address)))
            .collect();
        let quoted = std::mem::take(&mut words.quoted_headers);
        let quoted = quoted
            .into_iter()
            .map(|q| NewQuoted {
                segment: q.segment,
                from: q.from.map(|from| self.number(from)),
                date: q.date,
                subject: q.subject,
                recipients: q.recipients,
            })
            .collect();
        self.facts.versions.push(NewVersion {
            digest,
            message,
            words,
            participants,
            quoted,
            text: place,
        });
        if self.text.len() >= BLOCK_BYTES {
            self.flush();
        }
        digest
    }

    /// Whether nobody has read that document yet; asked once for each, since the answer is that the caller will.
    pub fn is_new(&self, sha256: &Sha256Digest) -> bool {
        self.seen.documents.claim(half(sha256))
    }

    /// Takes a document that is new.
    pub fn add_document(&mut self, sha256: Sha256Digest, size: u64, mut extracted: Extracted) {
        let text = std::mem::take(&mut extracted.text);
        if extracted.format == Format::Card {
            self.facts.cards.push((sha256, cards(&text)));
        }
        let place = (self.facts.blocks.len(), self.text.len(), text.len());
        self.text.extend_from_slice(text.as_bytes());
        self.facts.documents.push(NewDocument {
            sha256,
            size,
            extracted,
            text: place,
        });
        if self.text.len() >= BLOCK_BYTES {
            self.flush();
        }
    }

    /// Takes note that a document lies in another.
    pub fn lies_in(&mut self, outer: Sha256Digest, inner: Sha256Digest, path: String) {
        self.facts.inside.push((outer, inner, path));
    }

    /// Numbers the addresses that a copy went to.
    pub fn audience(&mut self, audience: Vec<(Audience, HeaderAddress)>) -> Vec<(u8, u32)> {
        let number = |(header, address)| (header as u8, self.number(address));
        audience.into_iter().map(number).collect()
    }

    /// The facts of the part.
    pub fn finish(mut self) -> Facts {
        self.flush();
        self.facts
    }

    fn number(&mut self, address: HeaderAddress) -> u32 {
        if let Some(&number) = self.numbers.get(&address) {
            return number;
        }
        let number = self.facts.header_addresses.len() as u32;
        self.facts.header_addresses.push(address.clone());
        self.numbers.insert(address, number);
        number
    }

    fn flush(&mut self) {
        let open = self.facts.blocks.len();
        let mut versions = self.facts.versions.iter().map(|v| v.text.0);
        let mut documents = self.facts.documents.iter().map(|d| d.text.0);
        if self.text.is_empty() && versions.all(|b| b < open) && documents.all(|b| b < open) {
            return;
        }
        match zstd::bulk::compress(&self.text, ZSTD_LEVEL) {
            Ok(packed) => self.facts.blocks.push((self.text.len(), packed)),
            Err(e) => self.facts.failed = Some(e.to_string()),
        }
        self.text.clear();
    }
}

/// What a version is known by: the first 128 bits of the SHA-256 of everything a copy says but its Message-ID. Of the text only what
/// the content key leaves out (spaces, marks) is told apart by a quick hash: its letters are under SHA-256 already.
fn digest(message: &Message) -> VersionDigest {
    let mut hash = Sha256::new();
    let mut buffer = Vec::with_capacity(1024);
    let mut field = |bytes: &[u8]| {
        buffer.extend_from_slice(&(bytes.len() as u32).to_le_bytes());
        buffer.extend_from_slice(bytes);
    };
    field(&message.key.strict);
    field(&quick_hash(&message.text).to_le_bytes());
    field(message.subject.as_bytes());
    field(message.date_raw.as_bytes());
    field(&message.date.map_or(i64::MIN, |d| d.seconds).to_le_bytes());
    field(&[message.kind as u8]);
    field(message.kind_reason.as_bytes());
    field(message.list.as_deref().unwrap_or("\0").as_bytes());
    for parent in &message.parents {
        field(parent.as_bytes());
    }
    for Participant { role, address } in &message.participants {
        field(&[*role as u8, address.kind as u8]);
        field(address.address.as_bytes());
        field(address.name.as_bytes());
    }
    for Attachment {
        name,
        media_type,
        sha256,
        ..
    } in &message.attachments
    {
        field(name.as_bytes());
        field(media_type.as_bytes());
        field(&sha256.0);
    }
    hash.update(&buffer);
    let digest: [u8; 32] = hash.finalize().into();
    let mut first = [0; 16];
    first.copy_from_slice(&digest[..16]);
    first
}

/// What a document is known by while mail is read.
pub fn half(sha256: &Sha256Digest) -> [u8; 16] {
    let mut half = [0; 16];
    half.copy_from_slice(&sha256.0[..16]);
    half
}

fn quick_hash(text: &str) -> u64 {
    use std::hash::{Hash, Hasher};
    let mut hasher = rustc_hash::FxHasher::default();
    text.hash(&mut hasher);
    hasher.finish()
}
