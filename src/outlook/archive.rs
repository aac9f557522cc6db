//! Files of Outlook as a list of items, each written down in a form that other programs know. It does not know who reads them.

use std::collections::VecDeque;
use std::io::{self, Read};

use super::item::Item;
use super::mime::transcribe;
use super::pst::Pst;
use super::{Step, Tally, codepage, msg, olm, tnef};
use crate::problem::ProblemKind;

pub use super::msg::is_msg;
pub use super::pst::Storage;

/// Largest file that is read as a whole (all but data files): mail servers take 150 MiB at most.
const WHOLE: u64 = 256 << 20;

/// The kinds of files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A data file: PST or OST.
    Pst,
    /// A message of its own: MSG or OFT.
    Msg,
    /// What Outlook sends as `winmail.dat`.
    Tnef,
    /// The XML of one or more messages in an archive of Outlook for Mac.
    Olm,
}

/// An open file.
pub struct Archive {
    items: Items,
    /// What comes before the next item.
    waiting: VecDeque<Step>,
    tally: Tally,
}

enum Items {
    Pst(Box<Pst>),
    Few(std::vec::IntoIter<Item>, usize),
}

impl Archive {
    /// Opens a file of that kind.
    ///
    /// # Errors
    /// If it cannot be read or is not what it says; in plain words.
    pub fn open(kind: Kind, mut storage: Box<dyn Storage>) -> io::Result<Self> {
        let items = match kind {
            Kind::Pst => Items::Pst(Box::new(Pst::open(storage)?)),
            _ => {
                let read = few(kind, &whole(&mut *storage)?).map_err(io::Error::other)?;
                Items::Few(read.into_iter(), 0)
            }
        };
        Ok(Self {
            items,
            waiting: VecDeque::new(),
            tally: Tally::default(),
        })
    }

    /// What comes next.
    #[allow(
        clippy::should_implement_trait,
        reason = "the sums are asked in between"
    )]
    pub fn next(&mut self) -> Option<Step> {
        loop {
            if let Some(step) = self.waiting.pop_front() {
                return Some(step);
            }
            let (path, item) = match &mut self.items {
                Items::Pst(pst) => {
                    let next = pst.next();
                    self.waiting
                        .extend(pst.troubles().into_iter().map(|t| Step::Left {
                            path: t.path,
                            kind: t.kind,
                            detail: t.detail,
                        }));
                    self.tally = pst.tally();
                    match next {
                        Some(next) => next,
                        None if self.waiting.is_empty() => return None,
                        None => continue,
                    }
                }
                Items::Few(items, number) => {
                    let item = items.next()?;
                    *number += 1;
                    self.tally.expected += 1;
                    self.tally.found += 1;
                    (format!("{number}"), Ok(item))
                }
            };
            self.item(path, item);
        }
    }

    fn item(&mut self, path: String, item: Result<Item, String>) {
        let item = match item {
            Ok(mut item) => {
                codepage::resolve(&mut item);
                item
            }
            Err(detail) => {
                let kind = ProblemKind::UnreadableMessage;
                return self.waiting.push_back(Step::Left { path, kind, detail });
            }
        };
        let written = transcribe(&item, &path);
        let path = format!("{path}.{}", written.ending);
        for (kind, detail) in written.problems {
            let path = path.clone();
            self.waiting.push_back(Step::Left { path, kind, detail });
        }
        let bytes = written.bytes;
        self.waiting.push_back(Step::Item { path, bytes });
    }

    /// Goes to the item of that path in a data file, so that it comes next without those before it; of other files all are
    /// read anyway.
    pub fn seek(&mut self, path: &str) {
        if let Items::Pst(pst) = &mut self.items {
            pst.seek(path);
        }
    }

    /// The sums so far.
    pub fn tally(&self) -> Tally {
        self.tally
    }
}

fn whole(storage: &mut dyn Storage) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    storage.take(WHOLE + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > WHOLE {
        let most = WHOLE >> 20;
        return Err(io::Error::other(format!("it is larger than {most} MiB")));
    }
    Ok(bytes)
}

fn few(kind: Kind, bytes: &[u8]) -> Result<Vec<Item>, String> {
    match kind {
        Kind::Msg => msg::read(bytes).map(|item| vec![item]),
        Kind::Tnef => tnef::read(bytes).map(|item| vec![item]),
        Kind::Olm => olm::read(bytes),
        Kind::Pst => Err("a data file is not read as a whole".to_owned()),
    }
}
