//! The user's watch list: organizations with their names, aliases, code names and domains, which win over everything else.
//! It knows how they are written, not which mails they stand in.

use std::collections::BTreeMap;

use regex::Regex;

/// Name of the file in the case folder that keeps the watch list for later runs.
pub const FILE: &str = "watch_list.csv";

/// The kind of a line that says: what is called so is no organization.
pub const NONE: &str = "none";

/// Most organizations a watch list may have; above that the search would be slow.
const MOST: usize = 5_000;

/// Bytes beside a name in which an address is looked for.
const LONGEST_ADDRESS: usize = 300;

/// One line of a watch list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Watched {
    /// What to call it.
    pub name: String,
    /// Other names, and code names such as `Goliath`.
    pub aliases: Vec<String>,
    /// Registrable domains, in lower case.
    pub domains: Vec<String>,
    /// Its kind, such as `company`; may be empty; [`NONE`] if it is no organization.
    pub kind: String,
    /// The organization it belongs to; may be empty.
    pub parent: String,
}

/// A watch list, ready to search with.
#[derive(Clone, Debug, Default)]
pub struct WatchList {
    /// In the order of the file.
    pub list: Vec<Watched>,
    pattern: Option<Regex>,
    /// Places in `list` by name as written or in capitals, white space as single blanks.
    by_name: BTreeMap<String, Vec<u32>>,
}

impl WatchList {
    /// Reads CSV with a header: `name`, and any of `aliases`, `code_names`, `domains`, `kind`, `parent`; several values in a
    /// cell are joined by `;`.
    ///
    /// # Errors
    /// What is wrong, with its line.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let header = reader.headers().map_err(|e| told(&e))?.clone();
        let columns = columns(&header)?;
        let mut list = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|e| told(&e))?;
            let line = record.position().map_or(0, csv::Position::line);
            let one = watched(&record, &columns);
            if one.name.is_empty() {
                return Err(format!("line {line} has no name"));
            }
            if list.len() == MOST {
                return Err(format!("it has more than {MOST} organizations"));
            }
            list.push(one);
        }
        Self::new(list)
    }

    fn new(list: Vec<Watched>) -> Result<Self, String> {
        let mut by_name: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        for (one, place) in list.iter().zip(0..) {
            for name in std::iter::once(&one.name).chain(&one.aliases) {
                for spelling in [one_line(name), one_line(name).to_uppercase()] {
                    let places = by_name.entry(spelling).or_default();
                    if !places.contains(&place) {
                        places.push(place);
                    }
                }
            }
        }
        // Longer names first: the first branch that fits wins.
        let mut names: Vec<&String> = by_name.keys().collect();
        names.sort_by_key(|name| (std::cmp::Reverse(name.len()), *name));
        let branches: Vec<String> = names.into_iter().map(|name| branch(name)).collect();
        let pattern = match branches.is_empty() {
            true => None,
            false => Some(
                regex::RegexBuilder::new(&branches.join("|"))
                    .size_limit(256 << 20)
                    .build()
                    .map_err(|_| "its names are too many or too long".to_owned())?,
            ),
        };
        Ok(Self {
            list,
            pattern,
            by_name,
        })
    }

    /// Places in the list of the organizations that are written so; more than one if the list is ambiguous.
    pub fn called(&self, written: &str) -> &[u32] {
        self.by_name
            .get(&one_line(written))
            .map_or(&[], Vec::as_slice)
    }

    /// Names that stand for more than one organization of the list, sorted.
    pub fn ambiguous(&self) -> Vec<&str> {
        self.by_name
            .iter()
            .filter(|(_, places)| places.len() > 1)
            .map(|(name, _)| name.as_str())
            .collect()
    }

    /// Tells `found` each unambiguous name in a text: its first byte, the byte after its last, and the place of its organization in the list. Names are
    /// matched as written or in capitals, as whole words, over line breaks, outside addresses. O(n).
    pub fn find(&self, text: &str, found: &mut impl FnMut(usize, usize, u32)) {
        let Some(pattern) = &self.pattern else { return };
        let mut at = 0;
        while let Some(hit) = pattern.find_at(text, at) {
            at = hit.end().max(hit.start() + 1);
            if !stands_alone(text, hit.start(), hit.end()) {
                // A shorter name may begin within.
                let first = text[hit.start()..].chars().next().map_or(1, char::len_utf8);
                at = hit.start() + first;
            } else if let [one] = self.called(hit.as_str()) {
                found(hit.start(), hit.end(), *one);
            }
        }
    }
}

fn told(error: &csv::Error) -> String {
    match error.position() {
        Some(position) => format!("line {} is no CSV in UTF-8", position.line()),
        None => "it is no CSV in UTF-8".to_owned(),
    }
}

/// Where each known column stands.
fn columns(header: &csv::StringRecord) -> Result<[Option<usize>; 6], String> {
    const NAMES: [&str; 6] = ["name", "aliases", "codenames", "domains", "kind", "parent"];
    let mut columns = [None; 6];
    for (place, title) in header.iter().enumerate() {
        let plain: String = title
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .map(|c| c.to_ascii_lowercase())
            .collect();
        match NAMES.iter().position(|name| *name == plain) {
            Some(column) => columns[column] = Some(place),
            None => {
                return Err(format!(
                    "column '{title}' is unknown: there are name, aliases, code_names, domains, kind, parent"
                ));
            }
        }
    }
    match columns[0] {
        Some(_) => Ok(columns),
        None => Err("its first line names no column 'name'".to_owned()),
    }
}

fn watched(record: &csv::StringRecord, columns: &[Option<usize>; 6]) -> Watched {
    let cell = |column: usize| {
        columns[column]
            .and_then(|c| record.get(c))
            .unwrap_or_default()
    };
    let many = |column: usize| {
        cell(column)
            .split(';')
            .map(one_line)
            .filter(|value| !value.is_empty())
    };
    Watched {
        name: one_line(cell(0)),
        aliases: many(1).chain(many(2)).collect(),
        domains: many(3).map(|domain| domain.to_lowercase()).collect(),
        kind: cell(4).to_lowercase(),
        parent: one_line(cell(5)),
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn branch(name: &str) -> String {
    let words: Vec<String> = name.split(' ').map(regex::escape).collect();
    words.join(r"\s+")
}

/// Whole words, and not part of an e-mail or web address.
fn stands_alone(text: &str, start: usize, end: usize) -> bool {
    let (before, after) = (&text[..start], &text[end..]);
    let joins = |c: char| c.is_alphanumeric() || c == '_';
    if before.chars().next_back().is_some_and(joins) || after.chars().next().is_some_and(joins) {
        return false;
    }
    let before = &before[before.ceil_char_boundary(start.saturating_sub(LONGEST_ADDRESS))..];
    let after = &after[..after.floor_char_boundary(LONGEST_ADDRESS)];
    let left = before
        .rsplit(char::is_whitespace)
        .next()
        .unwrap_or_default();
    let right = after.split(char::is_whitespace).next().unwrap_or_default();
    // Only what is joined to it without a blank can make it an address.
    let run = [left, right];
    !run.iter()
        .any(|part| part.contains('@') || part.contains("://") || part.contains("www."))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const LIST: &str = "name,aliases,code names,domains,kind\n\
        Gargantua Search,Gargantua,Goliath;Project Reef,gargantua.example,company\n\
        Tide Board,TB,,tides.example,government\n\
        Town Bank,TB,,,\n";

    fn found(text: &str) -> Vec<(usize, u32)> {
        let mut all = Vec::new();
        WatchList::parse(LIST)
            .unwrap()
            .find(text, &mut |start, _, place| all.push((start, place)));
        all
    }

    #[test]
    fn names_are_found_as_written() {
        assert_eq!(found("ask Goliath, GOLIATH and goliath"), [(4, 0), (13, 0)]);
        assert_eq!(found("the Gargantua\n Search deal"), [(4, 0)]);
        assert_eq!(found("Project  Reef's end"), [(0, 0)]);
        assert_eq!(found("Tide Boards, xTide Board"), []);
        assert_eq!(
            found("Goliath@gargantua.example http://Goliath.example/"),
            []
        );
        assert_eq!(found("Tide Board"), [(0, 1)]);
    }

    /// Looking around each name to the ends of this word would take hours.
    #[test]
    fn one_long_word_of_names_is_read_at_once() {
        assert_eq!(found(&"Goliath/".repeat(100_000)).len(), 100_000);
    }

    #[test]
    fn what_is_ambiguous_is_told_and_not_used() {
        assert_eq!(found("TB"), []);
        assert_eq!(WatchList::parse(LIST).unwrap().ambiguous(), ["TB"]);
    }

    #[test]
    fn a_wrong_list_is_refused() {
        for (text, part) in [
            ("name,aliasses\nx,y\n", "column 'aliasses' is unknown"),
            ("aliases\nx\n", "no column 'name'"),
            ("name,kind\n,company\n", "line 2 has no name"),
        ] {
            let error = WatchList::parse(text).unwrap_err();
            assert!(error.contains(part), "{error}");
        }
        assert!(WatchList::parse("name\n").unwrap().list.is_empty());
    }
}
