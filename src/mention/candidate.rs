//! Signs of names in a text, for weighing over many texts: words with capitals that could be a name, the same words in small letters,
//! labels of hosts, and definitions such as `Tide Gauge Works (TGW)`. It decides nothing.

use super::name::phrase_of;
use super::token::{Case, Gap, Kind, Token, Tokens, hash_word};

/// How a name's words stand in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Context {
    /// With capitals, not part of a longer sequence of capitals.
    Capital,
    /// A single word in small letters.
    Lower,
    /// A label of a host in an e-mail or web address.
    Host,
    /// An acronym in brackets behind the name whose initials it has, or that name.
    Defined,
}

/// A sign of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// First byte.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
    /// The hash of the words ([`super::name::phrase`]).
    pub key: u64,
    /// How they stand there.
    pub context: Context,
}

/// Words in small letters with fewer bytes are mostly articles and the like, and no sign of anything.
const SHORTEST: u32 = 4;
/// Words of a name at most.
const LONGEST: usize = 8;

/// Replaces `out` by the signs of names in a text, in no order. O(n).
pub fn candidates(text: &str, tokens: &mut Tokens, out: &mut Vec<Candidate>) {
    out.clear();
    tokens.read(text);
    signs(text, &tokens.list, 0, &mut |sign| out.push(sign));
}

/// Tells `found` the signs of names in a text that was cut into tokens already; `offset` is added to their places. O(n).
pub fn signs(text: &str, list: &[Token], offset: usize, found: &mut impl FnMut(Candidate)) {
    let mut out = |mut sign: Candidate| {
        sign.start += offset;
        sign.end += offset;
        found(sign);
    };
    let out = &mut out;
    let mut at = 0;
    while at < list.len() {
        let token = &list[at];
        let end = capitals(list, text, at);
        if end > at {
            sign(text, &list[at..end], Context::Capital, out);
            defined(text, list, at, end, out);
            at = end;
            continue;
        }
        match (token.kind, token.case) {
            (Kind::Word, Case::Lower) if token.end - token.start >= SHORTEST => out(Candidate {
                start: token.start as usize,
                end: token.end as usize,
                key: token.word,
                context: Context::Lower,
            }),
            (Kind::Address, _) => host(text, token, out),
            _ => {}
        }
        at += 1;
    }
}

fn sign(text: &str, tokens: &[Token], context: Context, out: &mut impl FnMut(Candidate)) {
    let tokens = match tokens {
        [the, rest @ ..] if !rest.is_empty() && the.text(text).eq_ignore_ascii_case("the") => rest,
        _ => tokens,
    };
    let (key, words) = phrase_of(tokens, text);
    if let ([first, ..], [.., last]) = (tokens, tokens)
        && (1..=LONGEST).contains(&words)
    {
        out(Candidate {
            start: first.start as usize,
            end: last.end as usize,
            key,
            context,
        });
    }
}

/// The end of the sequence of words with capitals that starts at a token; `of`, `&` and the like stand inside.
fn capitals(list: &[Token], text: &str, at: usize) -> usize {
    let mut end = at;
    let mut next = at;
    while let Some(token) = list.get(next) {
        if next > at && token.gap >= Gap::Line {
            break;
        }
        if token.is_capital() {
            end = next + 1;
        } else if end == at || next > end || !matches!(token.text(text), "of" | "&" | "for" | "the")
        {
            break;
        }
        next += 1;
    }
    end
}

/// `Tide Gauge Works (TGW)`: both are signs.
fn defined(text: &str, list: &[Token], start: usize, end: usize, out: &mut impl FnMut(Candidate)) {
    let Some([open, short, close]) = list.get(end..end + 3) else {
        return;
    };
    let letters: Vec<char> = short.text(text).chars().collect();
    let fits = open.text(text) == "("
        && close.text(text) == ")"
        && short.case == Case::Upper
        && (2..=8).contains(&letters.len());
    if !fits {
        return;
    }
    let mut left = letters.len();
    for (i, token) in list[start..end].iter().enumerate().rev() {
        let initial = token.text(text).chars().next().unwrap_or(' ');
        if left > 0
            && token.case != Case::Lower
            && initial.to_uppercase().eq(letters[left - 1].to_uppercase())
        {
            left -= 1;
        } else if token.is_capital() {
            return;
        }
        if left == 0 {
            sign(text, &list[start + i..end], Context::Defined, out);
            return sign(text, std::slice::from_ref(short), Context::Defined, out);
        }
    }
}

/// Labels that say nothing about an organization.
const COMMON_LABELS: &[&str] = &[
    "www", "com", "org", "net", "edu", "gov", "mail", "co", "uk", "http", "https", "html", "email",
    "web", "news",
];

fn host(text: &str, token: &Token, out: &mut impl FnMut(Candidate)) {
    let whole = token.text(text);
    let host = whole.rsplit('@').next().unwrap_or_default();
    let host = host.split("://").last().unwrap_or_default();
    let host = host
        .split(['/', '?', ':', '>', ')', ','])
        .next()
        .unwrap_or_default();
    if host.len() > 100 || !host.contains('.') {
        return;
    }
    let labels: Vec<&str> = host.split('.').collect();
    for label in labels.iter().take(labels.len() - 1) {
        let plain = label.to_ascii_lowercase();
        if label.len() >= 2 && !COMMON_LABELS.contains(&plain.as_str()) {
            out(Candidate {
                start: token.start as usize,
                end: token.end as usize,
                key: hash_word(label),
                context: Context::Host,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mention::name::phrase;

    fn found(text: &str) -> Vec<(String, Context)> {
        let mut out = Vec::new();
        candidates(text, &mut Tokens::default(), &mut out);
        out.iter()
            .map(|c| (text[c.start..c.end].to_owned(), c.context))
            .collect()
    }

    #[test]
    fn definitions_need_matching_initials() {
        let text = "the Office of Harbour Safety (OHS) met";
        assert!(found(text).contains(&("OHS".to_owned(), Context::Defined)));
        assert!(found(text).contains(&("Office of Harbour Safety".to_owned(), Context::Defined)));
        assert!(
            !found("the Office of Harbour Safety (XYZ) met")
                .iter()
                .any(|f| f.1 == Context::Defined)
        );
    }

    #[test]
    fn capitals_small_letters_and_hosts_are_signs_of_one_key() {
        let mut out = Vec::new();
        candidates(
            "Tidely and tidely, jo@mail.tidely.example",
            &mut Tokens::default(),
            &mut out,
        );
        let key = phrase("Tidely").0;
        let contexts: Vec<Context> = out
            .iter()
            .filter(|c| c.key == key)
            .map(|c| c.context)
            .collect();
        assert_eq!(contexts, [Context::Capital, Context::Lower, Context::Host]);
    }
}
