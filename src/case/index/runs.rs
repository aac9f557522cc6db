//! Words gathered from some of the texts, sorted and put aside in a file; and all those files merged, word by word. So the memory that
//! an index takes to make does not grow with the archive. A message here is a number: a document has one too. It does not know the
//! database.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::Path;

use rustc_hash::FxHashMap;

use super::postings::{self, List, Numbers};
use super::{BREAK, FIELDS, words};

/// Words of texts that are given in the order of their messages.
#[derive(Default)]
pub struct Gathered {
    fields: [Fielded; FIELDS],
}

#[derive(Default)]
struct Fielded {
    ids: FxHashMap<Box<str>, u32>,
    lists: Vec<Places>,
}

/// Places of a word, packed: the difference to the message before, doubled, plus one; then for each place the difference to the place
/// before, doubled.
#[derive(Default)]
struct Places {
    bytes: Vec<u8>,
    message: u32,
    place: u32,
}

impl Gathered {
    /// How many distinct words, field by field.
    pub fn words(&self) -> usize {
        self.fields.iter().map(|fielded| fielded.lists.len()).sum()
    }

    /// Takes the passages of a field of a message; returns the number of words.
    pub fn add<'a>(
        &mut self,
        message: u32,
        field: usize,
        passages: impl Iterator<Item = &'a str>,
    ) -> u32 {
        let fielded = &mut self.fields[field];
        let (mut place, mut count) = (0_u32, 0_u32);
        for passage in passages {
            words::each(passage, |word, _, _| {
                fielded.add(word, message, place);
                place = place.saturating_add(1);
                count = count.saturating_add(1);
            });
            place = place.saturating_add(BREAK);
        }
        count
    }

    /// Writes everything, sorted by word and field: length of the word, word, field, length of the places, places.
    ///
    /// # Errors
    /// Those of the file.
    pub fn write(&self, path: &Path) -> io::Result<()> {
        let mut all: Vec<(&str, usize, u32)> = Vec::new();
        for (field, fielded) in self.fields.iter().enumerate() {
            #[expect(clippy::iter_over_hash_type, reason = "sorted below")]
            for (word, id) in &fielded.ids {
                all.push((word, field, *id));
            }
        }
        all.sort_unstable();
        let mut out = BufWriter::with_capacity(1 << 18, File::create(path)?);
        let mut number = Vec::new();
        let mut part = |bytes: &[u8], out: &mut BufWriter<File>| {
            number.clear();
            postings::push(&mut number, bytes.len() as u64);
            out.write_all(&number)?;
            out.write_all(bytes)
        };
        for (word, field, id) in all {
            part(word.as_bytes(), &mut out)?;
            out.write_all(&[field as u8])?;
            part(&self.fields[field].lists[id as usize].bytes, &mut out)?;
        }
        out.flush()
    }
}

impl Fielded {
    fn add(&mut self, word: &str, message: u32, place: u32) {
        let id = match self.ids.get(word) {
            Some(id) => *id,
            None => {
                let id = self.lists.len() as u32;
                self.ids.insert(word.into(), id);
                self.lists.push(Places::default());
                id
            }
        };
        let list = &mut self.lists[id as usize];
        if list.message != message {
            postings::push(&mut list.bytes, u64::from(message - list.message) << 1 | 1);
            (list.message, list.place) = (message, 0);
        }
        postings::push(&mut list.bytes, u64::from(place - list.place) << 1);
        list.place = place;
    }
}

/// A word of a field with all that is known of it.
#[derive(Default)]
pub struct Entry {
    /// The word.
    pub word: String,
    /// Its field.
    pub field: u8,
    /// Its messages and documents.
    pub list: List,
    /// Its places in them.
    pub places: Vec<u8>,
}

/// Merges the files, in whatever order they are given, and calls `each` with every word and field in order.
///
/// # Errors
/// Those of the files, and `each`'s.
pub fn merge<E: From<io::Error>>(
    paths: &[std::path::PathBuf],
    mut each: impl FnMut(&Entry) -> Result<(), E>,
) -> Result<(), E> {
    let mut readers = Vec::new();
    let mut heads = BinaryHeap::new();
    for path in paths {
        let mut reader = Run {
            input: BufReader::with_capacity(1 << 16, File::open(path)?),
            places: Vec::new(),
        };
        if let Some((word, field)) = reader.next()? {
            heads.push(Reverse((word, field, readers.len())));
        }
        readers.push(reader);
    }
    let mut entry = Entry::default();
    let mut parts: Vec<Vec<u8>> = Vec::new();
    while let Some(Reverse((word, field, from))) = heads.pop() {
        parts.clear();
        let mut from = Some(from);
        while let Some(run) = from {
            parts.push(std::mem::take(&mut readers[run].places));
            if let Some((word, field)) = readers[run].next()? {
                heads.push(Reverse((word, field, run)));
            }
            let same = heads
                .peek()
                .is_some_and(|Reverse((w, f, _))| (w, *f) == (&word, field));
            from = same
                .then(|| heads.pop())
                .flatten()
                .map(|Reverse((_, _, run))| run);
        }
        entry.word = word;
        entry.field = field;
        join(&parts, &mut entry);
        each(&entry)?;
    }
    Ok(())
}

struct Run {
    input: BufReader<File>,
    places: Vec<u8>,
}

impl Run {
    fn next(&mut self) -> io::Result<Option<(String, u8)>> {
        let Some(length) = self.number()? else {
            return Ok(None);
        };
        let mut word = vec![0; length as usize];
        self.input.read_exact(&mut word)?;
        let mut field = [0];
        self.input.read_exact(&mut field)?;
        let length = self.number()?.unwrap_or(0);
        self.places = vec![0; length as usize];
        self.input.read_exact(&mut self.places)?;
        let word = String::from_utf8(word).map_err(|_| io::ErrorKind::InvalidData)?;
        Ok(Some((word, field[0])))
    }

    fn number(&mut self) -> io::Result<Option<u64>> {
        let mut bytes = Vec::new();
        loop {
            let mut byte = [0];
            if self.input.read(&mut byte)? == 0 {
                return if bytes.is_empty() {
                    Ok(None)
                } else {
                    Err(io::ErrorKind::UnexpectedEof.into())
                };
            }
            bytes.push(byte[0]);
            if byte[0] < 0x80 {
                return Ok(Numbers::new(&bytes).next());
            }
        }
    }
}

/// Joins the places of one word. A message stands in one part only.
fn join(parts: &[Vec<u8>], entry: &mut Entry) {
    let mut stretches: Vec<(u32, usize, usize)> = Vec::new();
    for (part, bytes) in parts.iter().enumerate() {
        let mut numbers = Numbers::new(bytes);
        let mut message = 0_u32;
        while let Some(number) = numbers.next() {
            if number & 1 == 1 {
                message = message.wrapping_add((number >> 1) as u32);
                stretches.push((message, part, numbers.at()));
            }
        }
    }
    if parts.len() > 1 {
        stretches.sort();
    }
    entry.list = List::default();
    entry.places.clear();
    for (message, part, start) in stretches {
        let mut times = 0;
        for place in Numbers::new(&parts[part][start..]).take_while(|number| number & 1 == 0) {
            postings::push(&mut entry.places, place >> 1);
            times += 1;
        }
        entry.list.push(message, times);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// Messages, each with its places.
    fn places(entry: &Entry) -> Vec<(u32, Vec<u64>)> {
        let mut numbers = Numbers::new(&entry.places);
        let mut all = Vec::new();
        for (message, times) in postings::entries(&entry.list.bytes) {
            let mut place = 0;
            let of = (0..times).map(|_| {
                place += numbers.next().unwrap();
                place
            });
            all.push((message, of.collect()));
        }
        all
    }

    #[test]
    fn runs_are_merged_in_the_order_of_words_and_messages() {
        let folder = tempfile::tempdir().unwrap();
        let mut one = Gathered::default();
        assert_eq!(one.add(2, 1, ["a b a"].into_iter()), 3);
        one.add(9, 1, ["b", "a"].into_iter());
        let mut two = Gathered::default();
        two.add(1, 0, ["A"].into_iter());
        two.add(5, 1, ["c a"].into_iter());
        let paths = [folder.path().join("1"), folder.path().join("2")];
        one.write(&paths[0]).unwrap();
        two.write(&paths[1]).unwrap();
        let mut found = Vec::new();
        merge(&paths, |entry| {
            found.push((entry.word.clone(), entry.field, places(entry)));
            Ok::<_, io::Error>(())
        })
        .unwrap();
        let next = u64::from(BREAK) + 1;
        let expected = [
            ("a", 0, vec![(1, vec![0])]),
            ("a", 1, vec![(2, vec![0, 2]), (5, vec![1]), (9, vec![next])]),
            ("b", 1, vec![(2, vec![1]), (9, vec![0])]),
            ("c", 1, vec![(5, vec![0])]),
        ];
        let expected: Vec<_> = expected.map(|(w, f, p)| (w.to_owned(), f, p)).into();
        assert_eq!(found, expected);
    }
}
