//! Goes through the members of a container and of the containers in it, as one list of streams. It does not decide what
//! a member is: whoever reads it says whether to descend into it.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::io;
use std::path::Path;
use std::sync::Arc;

use super::Limits;
use super::items::{Item, Items};
use super::sniff::Kind;
use super::stream::{Budget, Disk, Exceeded, Input, Stream};
use super::tar::Tar;
use super::walk::display;
use super::zip::Zip;
use crate::error::reason;
use crate::origin::Sha256Digest;
use crate::outlook::{Tally, archive as outlook};
use crate::problem::ProblemKind;

/// What a container says of its next member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Member {
    File(Vec<u8>),
    Link(Vec<u8>),
    /// Something that is not read, and what.
    Unread(Vec<u8>, &'static str),
}

/// What comes next in an [`Archive`].
pub(super) enum Step {
    /// A member with that path; its bytes are in [`Archive::input`].
    Member(String),
    /// An Outlook file, by its path (empty: the file on disk), is at its end.
    Counted(String, Tally),
    /// Something was left out.
    Left(String, ProblemKind, String),
    /// Nothing more. Size and digest of the file on disk, if it could be read to its end.
    End(Option<(u64, Sha256Digest)>),
}

/// A container that is open.
struct Level {
    /// Path of the container within the file on disk, and `!`; empty for the outermost.
    prefix: String,
    /// Name of the one member of packed data.
    stem: Option<String>,
    /// It counts towards the depth: packed data around an archive does not.
    counts: bool,
    /// Hashes of the names that came, so that two members never have one path.
    names: HashSet<u64>,
    members: u64,
}

/// A file on disk that is a container.
pub(super) struct Archive {
    stream: Option<Stream>,
    levels: Vec<Level>,
    /// Path of the current member.
    current: String,
    budget: Arc<Budget>,
}

impl Archive {
    /// `head` was read from `input` already and is of `kind`; `name` is the file's.
    pub(super) fn new(
        kind: Kind,
        head: Vec<u8>,
        input: Input,
        name: &OsStr,
        limits: Limits,
    ) -> io::Result<Self> {
        let budget = Budget::new(limits);
        let mut archive = Self {
            stream: Some(Stream::Disk(Box::new(Disk::new(
                head,
                input,
                budget.clone(),
            )))),
            levels: Vec::new(),
            current: String::new(),
            budget,
        };
        archive.push(kind, String::new(), &display(Path::new(name)))?;
        Ok(archive)
    }

    /// The bytes of the current member.
    pub(super) fn input(&mut self) -> &mut Stream {
        self.stream.get_or_insert_with(Stream::nothing)
    }

    /// Is the current member the content of packed data, and not one of an archive?
    pub(super) fn is_packed(&self) -> bool {
        self.levels.last().is_some_and(|level| level.stem.is_some())
    }

    /// Is the container that is open one that can go to a member at once?
    pub(super) fn can_seek(&self) -> bool {
        matches!(self.stream, Some(Stream::Items(_)))
    }

    /// Goes to that member, or to the one that it lies in, if the container that is open can; else members come one after the other.
    pub(super) fn seek(&mut self, member: &str) {
        let prefix = self.levels.last().map_or("", |level| &level.prefix);
        if let (Some(Stream::Items(items)), Some(rest)) =
            (&mut self.stream, member.strip_prefix(prefix))
        {
            items.seek(rest.split('!').next().unwrap_or(rest));
        }
    }

    /// Bytes of the file on disk that were read.
    pub(super) fn taken(&self) -> u64 {
        self.budget.taken()
    }

    /// The current member, of which `head` was read already, is a container itself: its members come next.
    ///
    /// # Errors
    /// If it lies too deep or cannot be opened; the message says so.
    pub(super) fn descend(
        &mut self,
        kind: Kind,
        head: Vec<u8>,
    ) -> Result<(), (ProblemKind, String)> {
        let depth = self.levels.iter().filter(|level| level.counts).count();
        let limit = self.budget.limits.depth;
        // Packed data whose content is an archive is one level with it.
        let within_packed =
            kind == Kind::Tar && self.levels.last().is_some_and(|level| level.stem.is_some());
        if depth as u32 >= limit && !within_packed {
            return Err((
                ProblemKind::Limit,
                format!("more than {limit} containers inside one another; it was not opened"),
            ));
        }
        let Some(stream) = self.stream.take() else {
            return Ok(());
        };
        self.stream = Some(Stream::replay(head, stream));
        let current = std::mem::take(&mut self.current);
        let prefix = match self.levels.last_mut() {
            Some(level) if within_packed => {
                level.counts = false;
                level.prefix.clone()
            }
            _ => format!("{current}!"),
        };
        let name = current
            .rsplit(['/', '!'])
            .next()
            .unwrap_or_default()
            .to_string();
        self.push(kind, prefix, &name)
            .map_err(|error| (ProblemKind::DamagedContainer, reason(&error)))
    }

    fn push(&mut self, kind: Kind, prefix: String, name: &str) -> io::Result<()> {
        let Some(below) = self.stream.take() else {
            return Ok(());
        };
        let budget = self.budget.clone();
        self.stream = Some(match kind {
            Kind::Gzip => Stream::gzip(below, budget),
            Kind::Zstd => Stream::zstd(below, budget)?,
            Kind::Tar => Stream::Tar(Box::new(Tar::new(below))),
            Kind::Pst => items(outlook::Kind::Pst, below)?,
            Kind::Msg => items(outlook::Kind::Msg, below)?,
            Kind::Tnef => items(outlook::Kind::Tnef, below)?,
            Kind::Olm => items(outlook::Kind::Olm, below)?,
            _ => Stream::Zip(Box::new(Zip::new(below, budget))),
        });
        self.levels.push(Level {
            prefix,
            stem: matches!(kind, Kind::Gzip | Kind::Zstd).then(|| stem(name)),
            counts: true,
            names: HashSet::new(),
            members: 0,
        });
        Ok(())
    }

    /// Goes to the next member, leaving those containers that are at their end.
    pub(super) fn next(&mut self) -> Step {
        loop {
            let Some(stream) = self.stream.take() else {
                return Step::End(None);
            };
            match stream {
                Stream::Replay(_) => self.stream = stream.below(),
                Stream::Disk(disk) => return Step::End(disk.finish().ok()),
                mut container => {
                    let member = match &mut container {
                        Stream::Items(items) => match items.next() {
                            Some(Item::Left(path, kind, detail)) => {
                                self.stream = Some(container);
                                return Step::Left(self.inner(&path), kind, detail);
                            }
                            Some(Item::Member(member)) => Ok(Some(member)),
                            None => {
                                let tally = items.tally();
                                self.stream = Some(container);
                                let path = self.inner("");
                                self.pop();
                                return Step::Counted(path, tally);
                            }
                        },
                        Stream::Tar(tar) => tar.next(),
                        Stream::Zip(zip) => zip.next(),
                        _ => Ok(self.only_member()),
                    };
                    self.stream = Some(container);
                    match member {
                        Ok(Some(member)) => {
                            if let Some(step) = self.step(member) {
                                return step;
                            }
                        }
                        Ok(None) => self.pop(),
                        Err(error) => return self.broken(&error),
                    }
                }
            }
        }
    }

    /// Path of something in the container that is open; of the container itself for an empty one.
    fn inner(&self, path: &str) -> String {
        match self.levels.last() {
            Some(level) if path.is_empty() => level.container(),
            Some(level) => format!("{}{path}", level.prefix),
            None => path.to_string(),
        }
    }

    /// Packed data has one member.
    fn only_member(&mut self) -> Option<Member> {
        let level = self.levels.last_mut()?;
        (level.members == 0)
            .then(|| Member::File(level.stem.clone().unwrap_or_default().into_bytes()))
    }

    fn step(&mut self, member: Member) -> Option<Step> {
        let limit = self.budget.limits.members;
        let level = self.levels.last_mut()?;
        level.members += 1;
        if level.members > limit {
            let path = level.container();
            self.pop();
            return Some(Step::Left(
                path,
                ProblemKind::Limit,
                format!("it has more than {limit} members; the others were left out"),
            ));
        }
        let (Member::File(name) | Member::Link(name) | Member::Unread(name, _)) = &member;
        let path = level.path(name);
        Some(match member {
            Member::File(_) => {
                self.current.clone_from(&path);
                Step::Member(path)
            }
            Member::Link(_) => Step::Left(
                path,
                ProblemKind::Link,
                "a link, which was not followed".into(),
            ),
            Member::Unread(_, why) => Step::Left(path, ProblemKind::NotMail, why.into()),
        })
    }

    fn pop(&mut self) {
        self.levels.pop();
        self.stream = self.stream.take().and_then(Stream::below);
    }

    fn broken(&mut self, error: &io::Error) -> Step {
        let path = self.levels.last().map(Level::container).unwrap_or_default();
        self.pop();
        let (kind, detail) = trouble(error);
        Step::Left(path, kind, detail)
    }
}

/// What our readers say themselves is told as it is.
fn words(error: &io::Error) -> String {
    error
        .get_ref()
        .map_or_else(|| reason(error), ToString::to_string)
}

/// The kind and the words of an error within a container.
pub(super) fn trouble(error: &io::Error) -> (ProblemKind, String) {
    if Exceeded::is(error) {
        (
            ProblemKind::Limit,
            format!("{error}; the rest was left out"),
        )
    } else if error.kind() == io::ErrorKind::UnexpectedEof {
        (
            ProblemKind::Truncated,
            "the container ends too early".into(),
        )
    } else {
        (
            ProblemKind::DamagedContainer,
            format!("the container is damaged: {}", words(error)),
        )
    }
}

fn items(kind: outlook::Kind, below: Stream) -> io::Result<Stream> {
    let (storage, below) = below.storage()?;
    Ok(Stream::Items(Box::new(Items::open(kind, storage, below)?)))
}

impl Level {
    /// Path of the container itself; empty for the outermost.
    fn container(&self) -> String {
        self.prefix
            .strip_suffix('!')
            .unwrap_or_default()
            .to_string()
    }

    /// Path of a member. A second one of the same name gets `#2` behind it, and so on.
    fn path(&mut self, name: &[u8]) -> String {
        let name = text(name);
        let mut path = format!("{}{name}", self.prefix);
        let mut number = 1;
        while !self
            .names
            .insert(Sha256Digest::of(path.as_bytes()).prefix())
        {
            number = (number + 1).max(self.members);
            path = format!("{}{name}#{number}", self.prefix);
        }
        path
    }
}

/// A member's name as text; what is not UTF-8 becomes `\xNN`. It is never used as a path.
fn text(name: &[u8]) -> String {
    let mut text = String::new();
    for chunk in name.utf8_chunks() {
        text.push_str(chunk.valid());
        for byte in chunk.invalid() {
            text.push_str(&format!("\\x{byte:02x}"));
        }
    }
    text.strip_prefix("./").map(str::to_string).unwrap_or(text)
}

/// The name without the ending of its packer.
fn stem(name: &str) -> String {
    match name.rsplit_once('.') {
        Some((stem, "gz" | "zst" | "zstd" | "z" | "GZ")) if !stem.is_empty() => stem.to_string(),
        Some((stem, "tgz" | "tzst")) if !stem.is_empty() => format!("{stem}.tar"),
        _ => name.to_string(),
    }
}
