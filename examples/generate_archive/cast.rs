//! The people of an archive and the ways their names and addresses are written.

use super::words::{Random, name};

/// Domains of the four communities.
pub const DOMAINS: [&str; 4] = [
    "alderwick.example",
    "brunmoor.example",
    "calverdon.example",
    "dunlirk.example",
];
/// Zones of the communities, minutes east of UTC.
pub const ZONES: [i64; 4] = [0, 60, -300, 330];

/// The second spelling of a person, if any.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Second {
    /// None.
    Plain,
    /// A private SMTP address.
    Private,
    /// An Exchange name.
    X500,
    /// None, but a display name in another order: `Weir, Hanna K.`
    Order,
    /// A second address in the same domain, made from initial and last name, under a nickname.
    Nickname,
    /// The address at another company, where the member moves.
    Moved,
}

/// Somebody in the archive.
#[derive(Clone, Debug)]
pub struct Member {
    /// Number of the community.
    pub community: usize,
    /// First name.
    pub first: String,
    /// Last name.
    pub last: String,
    /// Office address.
    pub office: String,
    /// The office address with its display name, as in a header.
    pub header: String,
    /// The other address as in a header, with its display name.
    pub second_header: String,
    /// The other address in lower case.
    pub second: String,
    /// What the other address is.
    pub kind: Second,
    /// Another member with the same name.
    pub namesake: Option<usize>,
}

/// Everybody; member `n` belongs to community `n % 4`, member 0 is the broker.
pub fn cast(size: usize, random: &mut Random) -> Vec<Member> {
    let mut members: Vec<Member> = (0..size).map(|n| member(n, n, kind(n, random))).collect();
    // One pair of namesakes in 40 people, in neighbouring communities.
    for n in (20..size.saturating_sub(1)).step_by(40) {
        members[n + 1] = member(n + 1, n, Second::Plain);
        members[n + 1].namesake = Some(n);
        members[n].namesake = Some(n + 1);
    }
    members
}

fn kind(n: usize, random: &mut Random) -> Second {
    match random.below(20) {
        _ if n < 12 => Second::Plain,
        0 | 1 => Second::Private,
        2 | 3 => Second::X500,
        4 => Second::Order,
        5 | 6 if nickname(&name(n).0).is_some() => Second::Nickname,
        7 => Second::Moved,
        _ => Second::Plain,
    }
}

/// Domain of the company that people move to.
pub const ELSEWHERE: &str = "fairlomond.example";

/// What a bearer of the name is called; pairs of everyday English.
pub fn nickname(first: &str) -> Option<&'static str> {
    match first {
        "Lucas" => Some("Luke"),
        "Frieda" => Some("Freddie"),
        "Ursula" => Some("Sulie"),
        "Clara" => Some("Clarissa"),
        _ => None,
    }
}

fn member(n: usize, named_as: usize, kind: Second) -> Member {
    let (first, last, local) = name(named_as);
    let community = n % DOMAINS.len();
    let office = format!("{local}@{}", DOMAINS[community]);
    let shown = format!("{} {last}", encoded(&first));
    let (second, second_header) = match kind {
        Second::Plain => (String::new(), String::new()),
        Second::Order => (
            String::new(),
            format!("\"{last}, {} K.\" <{office}>", plain(&first)),
        ),
        Second::Nickname => {
            let short = nickname(&first).unwrap_or_default();
            let initial = local.get(..1).unwrap_or_default();
            let address = format!("{initial}{}@{}", last.to_lowercase(), DOMAINS[community]);
            (address.clone(), format!("{short} {last} <{address}>"))
        }
        Second::Moved => {
            let address = format!("{local}@{ELSEWHERE}");
            (address.clone(), format!("{shown} <{address}>"))
        }
        Second::Private => {
            let address = format!("{local}@postbox.example");
            (address.clone(), format!("{shown} <{address}>"))
        }
        Second::X500 => {
            let dn = format!(
                "/O={}/OU=FIRST/CN=RECIPIENTS/CN={}",
                organization(community),
                local.replace('.', "").to_uppercase()
            );
            (
                dn.to_lowercase(),
                format!("\"{last}, {}\" <{dn}>", plain(&first)),
            )
        }
    };
    let header = format!("{shown} <{office}>");
    Member {
        community,
        first,
        last,
        office,
        header,
        second_header,
        second,
        kind,
        namesake: None,
    }
}

fn organization(community: usize) -> String {
    DOMAINS[community]
        .split('.')
        .next()
        .unwrap_or_default()
        .to_uppercase()
}

fn plain(first: &str) -> String {
    first
        .chars()
        .map(|c| match c {
            'ü' => 'u',
            'é' | 'ë' => 'e',
            'á' => 'a',
            c => c,
        })
        .collect()
}

/// As RFC 2047 has it: an encoded word in Q if there is something to encode.
fn encoded(first: &str) -> String {
    if first.is_ascii() {
        return first.to_owned();
    }
    let quoted: String = first
        .bytes()
        .map(|b| {
            if b.is_ascii() {
                (b as char).to_string()
            } else {
                format!("={b:02X}")
            }
        })
        .collect();
    // The space after an encoded word belongs to the name, since a plain word follows.
    format!("=?utf-8?q?{quoted}?=")
}
