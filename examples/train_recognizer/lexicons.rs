//! Lists of words and names, as hashes with flags. What each source is stands in `src/mention/NOTICE.md`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use mailties::mention::lexicon::{
    ACRONYM, COMPANY, FIRST_NAME, GOVERNMENT, HEAD, LEGAL, Lexicon, NEVER, PLACE, RESEARCH,
    SURNAME, fold,
};
use mailties::mention::name;
use mailties::mention::reading::Reading;
use mailties::mention::token::hash_word;
use serde_json::Value;

use crate::Options;
use crate::corpus::Text;

type Failure = Box<dyn std::error::Error>;

/// Entries by folded hash.
struct Lists(BTreeMap<u32, u16>, Vec<u64>);

impl Lists {
    fn word(&mut self, word: &str, flags: u16) {
        *self.0.entry(fold(hash_word(word))).or_default() |= flags;
    }

    fn phrase(&mut self, phrase: &str, flags: u16) {
        let (hash, words) = name::phrase(phrase);
        if (1..=8).contains(&words) && phrase.chars().any(char::is_alphabetic) {
            *self.0.entry(fold(hash)).or_default() |= flags;
            self.1.extend(name::first_pair(phrase));
        }
    }
}

/// Reads all lists.
pub fn read(options: &Options, never: &BTreeSet<u64>) -> Result<Vec<u8>, Failure> {
    let mut lists = Lists(BTreeMap::new(), Vec::new());
    words(&mut lists, &options.ner.join("lexicon"))?;
    registers(&mut lists, &options.ner.join("lexicon"))?;
    people(&mut lists, &options.gazetteer)?;
    companies(&mut lists, &options.gazetteer)?;
    towns(&mut lists, &options.gazetteer)?;
    for hash in never {
        *lists.0.entry(fold(*hash)).or_default() |= NEVER;
    }
    let Lists(entries, pairs) = lists;
    Ok(Lexicon::to_bytes(
        &entries.into_iter().collect::<Vec<_>>(),
        &pairs,
    ))
}

/// How common words are in small letters, in eighths of the scale of `wordfreq`; legal forms and heads.
fn words(lists: &mut Lists, folder: &Path) -> Result<(), Failure> {
    for line in fs::read_to_string(folder.join("words.tsv"))?.lines() {
        if let Some((word, count)) = line.split_once('\t') {
            let level = match count.parse::<u32>()? {
                200.. => 7,
                175.. => 6,
                150.. => 5,
                125.. => 4,
                100.. => 3,
                60.. => 2,
                _ => 1,
            };
            lists.word(word, level);
        }
    }
    for line in fs::read_to_string(folder.join("suffix.txt"))?.lines() {
        let flag = if name::is_legal_form(line) {
            LEGAL
        } else {
            HEAD
        };
        lists.word(line, flag);
    }
    Ok(())
}

fn registers(lists: &mut Lists, folder: &Path) -> Result<(), Failure> {
    let texts = |value: &Value| -> Vec<String> {
        value
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|v| v.as_str().map(str::to_owned))
            .collect()
    };
    for line in fs::read_to_string(folder.join("ror.jsonl"))?.lines() {
        let one: Value = serde_json::from_str(line)?;
        lists.phrase(one["n"].as_str().unwrap_or_default(), RESEARCH);
        for name in texts(&one["a"])
            .iter()
            .filter(|a| a.is_ascii() || a.len() < 40)
        {
            lists.phrase(name, RESEARCH);
        }
        for name in texts(&one["acr"]).iter().filter(|a| a.len() > 1) {
            lists.phrase(name, ACRONYM);
        }
    }
    for line in fs::read_to_string(folder.join("gov.jsonl"))?.lines() {
        let one: Value = serde_json::from_str(line)?;
        for key in ["org", "agency", "sub"] {
            lists.phrase(one[key].as_str().unwrap_or_default(), GOVERNMENT);
        }
    }
    let companies: Value = serde_json::from_str(&fs::read_to_string(folder.join("sec.json"))?)?;
    for one in companies.as_array().into_iter().flatten() {
        let name = one[0].as_str().unwrap_or_default();
        lists.phrase(name.split(['/', '\\']).next().unwrap_or_default(), COMPANY);
    }
    let companies: Value = serde_json::from_str(&fs::read_to_string(folder.join("sp500.json"))?)?;
    for name in texts(&companies) {
        lists.phrase(name.split('(').next().unwrap_or_default(), COMPANY);
    }
    Ok(())
}

fn people(lists: &mut Lists, folder: &Path) -> Result<(), Failure> {
    let names = folder.join("name-databases/NamesDatabases");
    for (file, flag) in [
        ("first names/us.txt", FIRST_NAME),
        ("first names/all.txt", FIRST_NAME),
        ("surnames/us.txt", SURNAME),
        ("surnames/all.txt", SURNAME),
    ] {
        for line in String::from_utf8_lossy(&fs::read(names.join(file))?).lines() {
            let line = line.trim();
            if !line.contains(' ') && line.len() > 1 {
                lists.word(line, flag);
            }
        }
    }
    for line in fs::read_to_string(folder.join("nicknames/names.csv"))?
        .lines()
        .skip(1)
    {
        for name in line
            .split(',')
            .filter(|n| *n != "has_nickname" && !n.contains(' '))
        {
            lists.word(name, FIRST_NAME);
        }
    }
    Ok(())
}

fn companies(lists: &mut Lists, folder: &Path) -> Result<(), Failure> {
    let mut files: Vec<_> = fs::read_dir(folder.join("financedatabase/database/equities"))?
        .collect::<Result<_, _>>()?;
    files.sort_by_key(fs::DirEntry::file_name);
    for file in files {
        let mut reader = csv::Reader::from_path(file.path())?;
        let headers = reader.headers()?.clone();
        let column = |name: &str| headers.iter().position(|h| h == name);
        let (company, places) = (
            column("name"),
            [column("country"), column("state"), column("city")],
        );
        for row in reader.records() {
            let row = row?;
            let cell = |c: Option<usize>| c.and_then(|c| row.get(c)).unwrap_or_default();
            lists.phrase(cell(company), COMPANY);
            for place in places {
                let place = cell(place);
                if place.len() > 2 && !place.bytes().any(|b| b.is_ascii_digit()) {
                    lists.phrase(place, PLACE);
                }
            }
        }
    }
    Ok(())
}

fn towns(lists: &mut Lists, folder: &Path) -> Result<(), Failure> {
    let mut reader = csv::Reader::from_path(folder.join("dotgov/current-full.csv"))?;
    for row in reader.records() {
        let row = row?;
        lists.phrase(row.get(4).unwrap_or_default(), PLACE);
        if row
            .get(1)
            .is_some_and(|kind| kind.starts_with("Federal") || kind.starts_with("State"))
        {
            lists.phrase(row.get(2).unwrap_or_default(), GOVERNMENT);
        }
    }
    Ok(())
}

/// A word that stands alone is taken for no name if it was seen so often,
const OFTEN: u32 = 8;
/// and was a name at most once in so many times.
const RARELY: u32 = 200;

/// Words with a capital, alone among small letters, that are no names in the texts.
pub fn never(texts: &[Text]) -> BTreeSet<u64> {
    let mut seen: BTreeMap<u64, (u32, u32)> = BTreeMap::new();
    let mut reading = Reading::default();
    for text in texts {
        reading.split(&text.text);
        for run in reading.runs.iter().filter(|run| run.len() == 1) {
            let token = &reading.tokens.list[run.start];
            let counts = seen.entry(token.word).or_default();
            counts.0 += 1;
            let named = |s: &&(usize, usize, usize)| {
                s.0 < token.end as usize && (token.start as usize) < s.1
            };
            counts.1 += u32::from(text.spans.iter().any(|s| named(&s)));
        }
    }
    seen.into_iter()
        .filter(|(_, (all, named))| *all >= OFTEN && *named * RARELY <= *all)
        .map(|(hash, _)| hash)
        .collect()
}
