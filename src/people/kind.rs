//! What kind of correspondent an address is: person, list, role account or robot; always with the reason.

use super::name::{FullName, full_name};
use super::nickname;
use crate::message;

/// The kind of a correspondent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A human.
    Person,
    /// A mailing or distribution list.
    List,
    /// An address for a function, read by one or more people.
    Role,
    /// A program.
    Robot,
}

impl Kind {
    /// The name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::List => "list",
            Self::Role => "role_account",
            Self::Robot => "robot",
        }
    }
}

/// What mail tells about one correspondent.
#[derive(Clone, Debug, Default)]
pub struct Behaviour {
    /// Messages sent, by kind of mail.
    pub sent: [u32; 5],
    /// Messages sent to nobody but itself or to nobody at all.
    pub sent_alone: u32,
    /// Messages received.
    pub received: u32,
    /// Messages that were answered by this correspondent.
    pub replies: u32,
    /// Sent messages by base subject with digits left out: how many share the most frequent one.
    pub same_subject: u32,
    /// Full names that were used with it, and how often, most used first.
    pub names: Vec<(String, u32)>,
    /// A header names it as the list a mail came through.
    pub is_list: bool,
    /// Numbered addresses that were made anew for each mailing.
    pub made_anew: u32,
    /// Of the sent messages with different words: how many are made from one template, and how many were compared.
    pub from_template: (u32, u32),
    /// Sent messages whose subject has a mark of a reply or a forward.
    pub marked: u32,
    /// A full name that a local part spells.
    pub spells_name: bool,
}

/// Local parts of functions (RFC 2142 and usual ones).
const ROLES: [&str; 59] = [
    "abuse",
    "accounting",
    "accounts",
    "admin",
    "administrator",
    "billing",
    "board",
    "bookings",
    "careers",
    "chairman",
    "communications",
    "compliance",
    "contact",
    "contracts",
    "customerservice",
    "desk",
    "dispatch",
    "editor",
    "editors",
    "enquiries",
    "events",
    "feedback",
    "finance",
    "frontdesk",
    "hello",
    "help",
    "helpdesk",
    "hostmaster",
    "hr",
    "humanresources",
    "info",
    "information",
    "inquiries",
    "investors",
    "ir",
    "it",
    "jobs",
    "legal",
    "mail",
    "marketing",
    "media",
    "membership",
    "news",
    "newsroom",
    "noc",
    "office",
    "orders",
    "payroll",
    "pr",
    "press",
    "purchasing",
    "reception",
    "recruiting",
    "registration",
    "sales",
    "security",
    "service",
    "support",
    "webmaster",
];

/// Last words of names that are no person's: `Harbour Ports Desk`, `Legal Department`.
const FUNCTIONS: [&str; 17] = [
    "administration",
    "administrator",
    "center",
    "centre",
    "committee",
    "department",
    "dept",
    "desk",
    "division",
    "helpdesk",
    "hotline",
    "office",
    "secretariat",
    "service",
    "services",
    "support",
    "team",
];

/// Words in local parts of programs.
const ROBOTS: [&str; 24] = [
    "noreply",
    "no-reply",
    "no_reply",
    "no.reply",
    "donotreply",
    "do-not-reply",
    "do_not_reply",
    "do.not.reply",
    "mailer-daemon",
    "mailerdaemon",
    "postmaster",
    "bounce",
    "bounces",
    "daemon",
    "notification",
    "notifications",
    "notify",
    "alert",
    "alerts",
    "autoreply",
    "automailer",
    "listserv",
    "majordomo",
    "nobody",
];

/// Words that, at the start or the end of a local part, name a list.
const LIST_ENDS: [&str; 9] = [
    "-l",
    "-list",
    ".list",
    "_list",
    "-announce",
    "-users",
    "-dev",
    "-discuss",
    "-members",
];
const LIST_STARTS: [&str; 10] = [
    "dl-",
    "dl_",
    "dl.",
    "all.",
    "all_",
    "all-",
    "list.",
    "list-",
    "everyone",
    "everybody",
];

/// A robot sends at least this many messages before its behaviour alone gives it away; one that never gets an answer or
/// any other mail, and never writes anything else, fewer.
const ENOUGH_SENT: u32 = 5;
const ENOUGH_SENT_ALONE: u32 = 3;

/// The kind of a correspondent from its local parts (or common names of X.500 addresses) and its behaviour.
pub fn classify(local_parts: &[&str], behaviour: &Behaviour) -> (Kind, String) {
    if behaviour.is_list {
        return (Kind::List, "named as the list in a header".into());
    }
    if behaviour.made_anew > 0 {
        let reason = format!(
            "{} numbered addresses, made anew for each mailing; nobody writes to them",
            behaviour.made_anew
        );
        return (Kind::Robot, reason);
    }
    local_parts
        .iter()
        .find_map(|local| by_local_part(local, behaviour))
        .or_else(|| by_name(behaviour))
        .or_else(|| by_behaviour(behaviour))
        .unwrap_or((Kind::Person, "nothing speaks against it".into()))
}

fn by_local_part(local: &str, behaviour: &Behaviour) -> Option<(Kind, String)> {
    let reason = |what: &str| format!("the address begins with '{what}'");
    let local = local.to_lowercase();
    if let Some(word) = ROBOTS.iter().find(|w| is_word(&local, w)) {
        return Some((Kind::Robot, reason(word)));
    }
    let sends = behaviour.sent[message::Kind::Personal as usize];
    let list = LIST_STARTS
        .iter()
        .find(|w| local.starts_with(**w))
        .or_else(|| LIST_ENDS.iter().find(|w| local.ends_with(**w)));
    if let Some(word) = list.filter(|_| sends == 0) {
        return Some((
            Kind::List,
            format!("the address has '{word}' and sends nothing"),
        ));
    }
    let head = local
        .split(['.', '-', '_', '+', '@'])
        .next()
        .unwrap_or_default();
    ROLES
        .iter()
        .find(|w| **w == head || **w == local)
        .map(|word| (Kind::Role, reason(word)))
}

fn is_word(local: &str, word: &str) -> bool {
    local
        .strip_prefix(word)
        .is_some_and(|rest| !rest.starts_with(char::is_alphabetic))
}

/// The most used name ends in a word for a function.
fn by_name(behaviour: &Behaviour) -> Option<(Kind, String)> {
    let (name, _) = behaviour.names.first()?;
    let last = name.rsplit(' ').next()?.to_lowercase();
    FUNCTIONS
        .contains(&last.as_str())
        .then(|| (Kind::Role, format!("its name ends in '{last}'")))
}

fn by_behaviour(behaviour: &Behaviour) -> Option<(Kind, String)> {
    let sent: u32 = behaviour.sent.iter().sum();
    // A person who is known by out-of-office replies only is a person.
    let by_machine = behaviour.sent[message::Kind::Bulk as usize]
        + behaviour.sent[message::Kind::Notification as usize];
    let only = by_machine == sent && behaviour.received == 0 && sent >= ENOUGH_SENT_ALONE;
    if only || (sent >= ENOUGH_SENT && by_machine * 10 >= sent * 9) {
        return Some((
            Kind::Robot,
            format!("{by_machine} of {sent} messages sent are bulk mail or notifications"),
        ));
    }
    if sent >= 20 && behaviour.same_subject * 10 >= sent * 9 && behaviour.replies == 0 {
        return Some((
            Kind::Robot,
            format!(
                "{} of {sent} messages sent have one subject, and it never answers",
                behaviour.same_subject
            ),
        ));
    }
    if let Some(reason) = one_way(sent, behaviour) {
        return Some((Kind::Robot, reason));
    }
    let uses: u32 = behaviour.names.iter().map(|(_, n)| n).sum();
    let people = bearers(&behaviour.names);
    let top = people.iter().max().copied().unwrap_or(0);
    let several = people.iter().filter(|n| **n >= 3).count();
    (several >= 3 && top * 2 < uses).then(|| {
        (
            Kind::Role,
            format!("used under {several} full names, none of them in half of its messages"),
        )
    })
}

/// It only sends, never replies or forwards, its address spells no person's name, and what it sends comes from a template. That
/// it never receives says little alone: of many an archive only the letters received are there.
fn one_way(sent: u32, behaviour: &Behaviour) -> Option<String> {
    let hardly = behaviour.received == 0
        || (sent >= MUCH_SENT && behaviour.received <= sent / SENT_FOR_ONE_RECEIVED);
    if !hardly || behaviour.replies > 0 || behaviour.marked > 0 || behaviour.spells_name {
        return None;
    }
    // What looks like a name may be a person's: then more must speak for a program.
    let named = behaviour.names.iter().any(|(n, _)| full_name(n).is_some());
    let enough = if named { MUCH_SENT } else { ENOUGH_SENT };
    let (made, of) = behaviour.from_template;
    (of >= enough && made * 3 >= of * 2).then(|| {
        format!(
            "{made} of {of} different messages sent are made from one template; {} received, none answered",
            behaviour.received
        )
    })
}

/// A program is written to by mistake now and then.
pub const SENT_FOR_ONE_RECEIVED: u32 = 20;
/// So many messages are much.
const MUCH_SENT: u32 = 20;

/// How often each person is named: spellings and forms of one name are one person.
fn bearers(names: &[(String, u32)]) -> Vec<u32> {
    let mut people: Vec<(Option<FullName>, u32)> = Vec::new();
    for (name, times) in names.iter().take(MOST_NAMES) {
        let full = full_name(name);
        let same = |known: &Option<FullName>| match (known, &full) {
            (Some(a), Some(b)) => a.last == b.last && nickname::compatible(&a.first, &b.first),
            _ => false,
        };
        match people.iter_mut().find(|(known, _)| same(known)) {
            Some((_, n)) => *n += times,
            None => people.push((full, *times)),
        }
    }
    people.into_iter().map(|(_, n)| n).collect()
}

/// Names of one correspondent that are compared with one another.
const MOST_NAMES: usize = 50;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn local_parts_tell_functions_lists_and_programs() {
        let none = Behaviour::default();
        for (local, kind) in [
            ("info", Kind::Role),
            ("press.office", Kind::Role),
            ("information.weir", Kind::Role),
            ("noreply", Kind::Robot),
            ("no-reply-7", Kind::Robot),
            ("gauges-l", Kind::List),
            ("all.staff", Kind::List),
            ("hanna.weir", Kind::Person),
            ("alertson", Kind::Person),
            ("allison", Kind::Person),
        ] {
            assert_eq!(classify(&[local], &none).0, kind, "{local}");
        }
    }

    #[test]
    fn who_only_sends_from_a_template_is_a_robot() {
        let mailer = Behaviour {
            sent: [12, 0, 0, 0, 0],
            from_template: (10, 12),
            names: vec![("Tides 24".to_owned(), 12)],
            ..Behaviour::default()
        };
        assert_eq!(classify(&["tables"], &mailer).0, Kind::Robot);
        let answered = Behaviour {
            received: 1,
            ..mailer.clone()
        };
        assert_eq!(classify(&["tables"], &answered).0, Kind::Person);
        let somebody = Behaviour {
            spells_name: true,
            ..mailer.clone()
        };
        assert_eq!(classify(&["hanna.weir"], &somebody).0, Kind::Person);
        let named = Behaviour {
            names: vec![("Hanna Weir".to_owned(), 12)],
            ..mailer.clone()
        };
        assert_eq!(classify(&["tides"], &named).0, Kind::Person);
        let replies = Behaviour {
            marked: 1,
            ..mailer.clone()
        };
        assert_eq!(classify(&["tables"], &replies).0, Kind::Person);
        let various = Behaviour {
            from_template: (7, 12),
            ..mailer
        };
        assert_eq!(classify(&["tables"], &various).0, Kind::Person);
        let numbered = Behaviour {
            made_anew: 3,
            ..Behaviour::default()
        };
        assert_eq!(classify(&["1.22.333"], &numbered).0, Kind::Robot);
    }

    #[test]
    fn behaviour_tells_robots_and_shared_addresses() {
        let robot = Behaviour {
            sent: [1, 0, 0, 0, 30],
            ..Behaviour::default()
        };
        assert_eq!(classify(&["pat"], &robot).0, Kind::Robot);
        let newsletter = Behaviour {
            sent: [0, 0, 3, 0, 0],
            ..Behaviour::default()
        };
        assert_eq!(classify(&["digest"], &newsletter).0, Kind::Robot);
        let away = Behaviour {
            sent: [0, 0, 0, 9, 0],
            ..Behaviour::default()
        };
        assert_eq!(classify(&["pat"], &away).0, Kind::Person);
        let desk = Behaviour {
            names: vec![("Tide Ports Desk".to_owned(), 4)],
            ..Behaviour::default()
        };
        assert_eq!(classify(&["ports"], &desk).0, Kind::Role);
        let shared = Behaviour {
            names: ["A B", "C D", "E F"].map(|n| (n.to_owned(), 4)).to_vec(),
            ..Behaviour::default()
        };
        assert_eq!(classify(&["pat"], &shared).0, Kind::Role);
        assert_eq!(
            classify(
                &["pat"],
                &Behaviour {
                    sent: [30, 0, 0, 0, 2],
                    ..Behaviour::default()
                }
            )
            .0,
            Kind::Person
        );
    }
}
