//! Which correspondent a custodian is: the one who stands in most of the mail of that mailbox. The path only gave the custodian a name.
//!
//! It does not know what a custodian could witness; that is asked of who uses this.

use rustc_hash::FxHashMap;

use crate::case::facts::{File, NONE};
use crate::message::Role;
use crate::network::Context;
use crate::people::Kind;

/// Fewer distinct messages tell nothing.
const ENOUGH: u32 = 5;
/// The owner stands in at least this share of the mail of a mailbox whatever it is called.
const MOST: f64 = 0.5;
/// And in this many times as many messages as the next one.
const AHEAD: f64 = 1.3;
/// If the name of the custodian is in the name or address of the correspondent, less mail suffices.
const NAMED_SHARE: f64 = 0.1;

/// [`crate::case::facts::File::format`] of one file that is one message.
const SINGLE: u8 = 3;

/// A custodian, and who that is.
#[derive(Clone, Debug, PartialEq)]
pub struct Custodian {
    /// As the paths of the mailboxes tell it; the path of a mailbox that tells nobody's name.
    pub name: String,
    /// The correspondent, if the mail tells.
    pub correspondent: Option<u32>,
    /// Distinct messages in the mailboxes of the custodian, as those of which a copy lies there.
    pub messages: u32,
    /// Share of them that the correspondent sent or received, 0 to 1; of the best candidate, if none is believed.
    pub share: f64,
    /// Share of the next candidate.
    pub next: f64,
    /// The name of the custodian is in the name or address of the correspondent.
    pub named: bool,
    /// Indices in [`crate::case::facts::Facts::files`], in order.
    pub files: Vec<u32>,
}

/// All custodians.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Custodians {
    /// Sorted by name.
    pub list: Vec<Custodian>,
    /// Index in `list` of each file's custodian, or [`NONE`].
    pub of_file: Vec<u32>,
}

impl Custodians {
    /// The correspondent whose mailbox a file belongs to.
    pub fn owner(&self, file: u32) -> Option<u32> {
        let custodian = self.of_file.get(file as usize)?;
        self.list.get(*custodian as usize)?.correspondent
    }
}

/// Finds the correspondents of all custodians.
///
/// Of persons and role accounts the one who sent or received most of the distinct messages that lie in the mailboxes of the custodian (messages
/// that were attached to others are left out). Believed if it stands in half of them and 1.3 times as often as the next one; or if the
/// custodian is called like it and it stands in a tenth and in more than any other who is called so. O(participants of the copies).
pub fn custodians(context: &Context) -> Custodians {
    let mut found = by_name(context);
    let boxes = messages_of(context, &found);
    for (one, messages) in found.list.iter_mut().zip(&boxes) {
        one.messages = messages.len() as u32;
        decide(context, one, messages);
    }
    found
}

fn by_name(context: &Context) -> Custodians {
    let files = &context.facts.files;
    let name = |file: &'_ File| match (file.custodian.as_str(), file.format) {
        // A single message is nobody's mailbox.
        ("", SINGLE) => String::new(),
        ("", _) => file.mailbox.clone(),
        (custodian, _) => custodian.to_owned(),
    };
    let mut names: Vec<String> = files.iter().map(name).collect();
    names.sort_unstable();
    names.dedup();
    names.retain(|name| !name.is_empty());
    let number = |name: String| names.binary_search(&name).map_or(NONE, |n| n as u32);
    let of_file: Vec<u32> = files.iter().map(|f| number(name(f))).collect();
    let mut list: Vec<Custodian> = names
        .iter()
        .map(|name| Custodian {
            name: name.clone(),
            correspondent: None,
            messages: 0,
            share: 0.0,
            next: 0.0,
            named: false,
            files: Vec::new(),
        })
        .collect();
    for (file, custodian) in (0..).zip(&of_file) {
        if let Some(one) = list.get_mut(*custodian as usize) {
            one.files.push(file);
        }
    }
    Custodians { list, of_file }
}

/// The distinct messages in the mailboxes of each custodian, sorted.
fn messages_of(context: &Context, custodians: &Custodians) -> Vec<Vec<u32>> {
    let mut boxes = vec![Vec::new(); custodians.list.len()];
    for copy in &context.facts.copies {
        let custodian = custodians.of_file[copy.file as usize];
        if copy.version == NONE || copy.embedded || custodian == NONE {
            continue;
        }
        boxes[custodian as usize].push(context.messages.of_version[copy.version as usize]);
    }
    for messages in &mut boxes {
        messages.sort_unstable();
        messages.dedup();
    }
    boxes
}

fn decide(context: &Context, custodian: &mut Custodian, messages: &[u32]) {
    let mut counted: FxHashMap<u32, u32> = FxHashMap::default();
    for message in messages {
        for who in parties(context, *message) {
            *counted.entry(who).or_default() += 1;
        }
    }
    let may_own = |who: u32| {
        let kind = context.people.list[who as usize].kind;
        matches!(kind, Kind::Person | Kind::Role)
    };
    let mut ranked: Vec<(u32, u32)> = counted
        .into_iter()
        .filter(|(who, _)| may_own(*who))
        .collect();
    ranked.sort_unstable_by_key(|(who, times)| (std::cmp::Reverse(*times), *who));
    let share = |at: usize| {
        let times = ranked.get(at).map_or(0, |(_, times)| *times);
        f64::from(times) / f64::from(custodian.messages.max(1))
    };
    let words = words(stem(&custodian.name));
    let named = ranked
        .iter()
        .position(|(who, _)| is_called(context, *who, &words));
    // Somebody else may stand in more of the mail than the owner: a secretary, who writes for the owner.
    let believed = match named.filter(|at| share(*at) >= NAMED_SHARE) {
        Some(at) => Some(at),
        None => (share(0) >= MOST && share(0) >= AHEAD * share(1)).then_some(0),
    };
    let at = believed.unwrap_or(0);
    let enough = custodian.messages >= ENOUGH;
    custodian.correspondent = believed.filter(|_| enough).map(|at| ranked[at].0);
    custodian.named = named == Some(at);
    (custodian.share, custodian.next) = (share(at), share(if at == 0 { 1 } else { 0 }));
}

/// Sender and recipients, each once; blind copies of any version too.
fn parties(context: &Context, message: u32) -> Vec<u32> {
    const ROLES: [Role; 4] = [Role::From, Role::To, Role::Cc, Role::Bcc];
    let one = &context.messages.list[message as usize];
    let mut all = Vec::new();
    for (version, _) in context.messages.versions_of(one) {
        all.extend(context.people.in_roles(context.facts, *version, &ROLES));
    }
    all.sort_unstable();
    all.dedup();
    all
}

/// The name of a mailbox without its folders and its ending; the name of a custodian has neither.
fn stem(name: &str) -> &str {
    let file = name.rsplit(['/', '!']).next().unwrap_or(name);
    let endings = [".mbox", ".mbx", ".pst", ".ost"];
    let stripped = endings.iter().find_map(|ending| file.strip_suffix(ending));
    stripped.unwrap_or(file)
}

/// The words of a custodian's name that tell it from others: three letters or more, in small letters.
pub(super) fn words(name: &str) -> Vec<String> {
    let split = name.split(|c: char| !c.is_alphabetic());
    let long = split.filter(|word| word.chars().count() >= 3);
    long.map(str::to_lowercase).collect()
}

/// All words stand in one of the most used names, or in one of its addresses before the @.
fn is_called(context: &Context, who: u32, words: &[String]) -> bool {
    let one = &context.people.list[who as usize];
    let holds = |text: &str| {
        let text = text.to_lowercase();
        let parts: Vec<&str> = text.split(|c: char| !c.is_alphabetic()).collect();
        words.iter().all(|word| parts.contains(&word.as_str()))
    };
    let local = |address: u32| {
        let text = &*context.facts.addresses.get(address as usize)?.text;
        text.split('@').next().map(str::to_owned)
    };
    !words.is_empty()
        && (one.names.iter().take(NAMES).any(|(name, _)| holds(name))
            || one
                .aliases
                .iter()
                .any(|a| local(a.address).is_some_and(|text| holds(&text))))
}

/// Names of a correspondent that are compared.
const NAMES: usize = 5;

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn short_words_of_a_name_tell_nothing() {
        assert_eq!(words("Mims-Thurston-p"), ["mims", "thurston"]);
        assert_eq!(words("ann"), ["ann"]);
        assert!(words("x-12").is_empty());
    }
}
