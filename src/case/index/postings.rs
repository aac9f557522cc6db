//! Lists of entries (messages and documents) and of places, packed. A list of entries: for each the difference to the number before it (numbers count from 1),
//! doubled, plus one if the word stands there once; else the number of times follows. Places: for each entry anew, the difference to
//! the place before. All numbers are little-endian base 128. What is damaged ends a list; nothing panics.

/// Appends a number.
pub fn push(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// Reads packed numbers.
#[derive(Clone, Debug)]
pub struct Numbers<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Numbers<'a> {
    /// From the first byte on.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// Passes over numbers without reading them.
    pub fn pass(&mut self, mut numbers: u32) {
        while numbers > 0 && self.at < self.bytes.len() {
            numbers -= u32::from(self.bytes[self.at] < 0x80);
            self.at += 1;
        }
    }

    /// The byte that is read next.
    pub fn at(&self) -> usize {
        self.at
    }
}

impl Iterator for Numbers<'_> {
    type Item = u64;

    #[inline]
    fn next(&mut self) -> Option<u64> {
        let mut number = 0_u64;
        let mut shift = 0;
        loop {
            let byte = *self.bytes.get(self.at)?;
            self.at += 1;
            number |= u64::from(byte & 0x7F) << shift;
            if byte < 0x80 {
                return Some(number);
            }
            shift += 7;
            if shift > 63 {
                return None;
            }
        }
    }
}

/// Packs a list of entries, in order.
#[derive(Clone, Debug, Default)]
pub struct List {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// How many entries.
    pub entries: u32,
    last: u32,
}

impl List {
    /// Appends an entry, later than the one before, with the number of times.
    pub fn push(&mut self, entry: u32, times: u32) {
        let step = u64::from(entry.wrapping_sub(self.last));
        push(&mut self.bytes, step << 1 | u64::from(times == 1));
        if times != 1 {
            push(&mut self.bytes, u64::from(times));
        }
        self.last = entry;
        self.entries += 1;
    }

    /// Appends an entry unless it is the last one already.
    pub fn push_once(&mut self, entry: u32) {
        if self.last != entry {
            self.push(entry, 1);
        }
    }
}

/// Entries of a packed list, each with the number of times.
pub fn entries(bytes: &[u8]) -> impl Iterator<Item = (u32, u32)> + '_ {
    let mut numbers = Numbers::new(bytes);
    let mut last = 0_u32;
    std::iter::from_fn(move || {
        let step = numbers.next()?;
        let times = if step & 1 == 1 { 1 } else { numbers.next()? };
        last = last.wrapping_add((step >> 1) as u32);
        Some((last, times as u32))
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_comes_back() {
        let all = [(1, 1), (2, 7), (300, 1), (70_000, 200), (u32::MAX, 1)];
        let mut list = List::default();
        all.iter()
            .for_each(|(entry, times)| list.push(*entry, *times));
        assert_eq!(list.entries, 5);
        assert_eq!(entries(&list.bytes).collect::<Vec<_>>(), all);
        let mut bytes = Vec::new();
        let numbers = [0, 127, 128, u64::MAX, 5];
        numbers.iter().for_each(|n| push(&mut bytes, *n));
        assert_eq!(Numbers::new(&bytes).collect::<Vec<_>>(), numbers);
        let mut skipping = Numbers::new(&bytes);
        skipping.pass(4);
        assert_eq!((skipping.next(), skipping.next()), (Some(5), None));
    }

    #[test]
    fn damaged_lists_end() {
        assert_eq!(Numbers::new(&[0xFF; 40]).count(), 0);
        assert_eq!(entries(&[0x80]).count(), 0);
        assert_eq!(entries(&[4]).count(), 0, "times are missing");
        let mut cut = Numbers::new(&[0x81]);
        cut.pass(1);
        assert_eq!(cut.next(), None);
    }
}
