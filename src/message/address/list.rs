//! Lists of addresses: one pass over the text, no recursion but one step into an IMCEA address.

use std::borrow::Cow;

use super::super::limits::{ADDRESS_BYTES, NAME_BYTES};
use super::super::text::{one_line, words};
use super::super::{AddressKind, HeaderAddress};
use super::canonical::{Canonical, is_nobody, resolve};
use super::usual::{Rest, Usual};

/// How a list is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// A header such as `To`.
    Header,
    /// What an IMCEA address holds: not decoded once more.
    Inner,
    /// One person, such as the sender in a quoted header: a comma never separates.
    One,
}

/// What was found in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// A name, an address, or both.
    Address(HeaderAddress),
    /// Text that is longer than an address can be; its beginning.
    TooLong(String),
}

/// Reads a list of addresses: RFC 5322 3.4 with groups, comments and quoted strings, and beyond it `;` as a separator,
/// `Last, First <address>` without quotes, Exchange names, Notes paths, stray quotes. At most `cap` are added to `out`;
/// false if there are more. O(n) time.
pub fn parse_list(text: &str, style: Style, cap: usize, out: &mut Vec<Found>) -> bool {
    let mut list = List {
        style,
        end: out.len().saturating_add(cap),
        out,
        pending: None,
        semicolons: memchr::memchr(b';', text.as_bytes()).is_some(),
    };
    let bytes = text.as_bytes();
    let mut scan = Scan::default();
    let mut at = 0;
    while at < bytes.len() {
        if list.out.len() >= list.end {
            return text[at..].trim().is_empty();
        }
        match simple(bytes, at) {
            Some((end, next)) if style != Style::One => {
                list.flush();
                list.add(
                    String::new(),
                    AddressKind::Smtp,
                    text[at..end].to_ascii_lowercase(),
                );
                at = next;
            }
            _ => match Usual::read(text, at, style) {
                Some(usual) => {
                    at = usual.next;
                    list.take_usual(&usual);
                }
                None => {
                    let start = at;
                    let mut item = scan.item(text, &mut at, style);
                    debug_assert!(at > start);
                    list.take(&mut item);
                }
            },
        }
    }
    list.flush();
    true
}

/// A plain lower- or upper-case ASCII address up to the next comma, as most are: its end, and where the next starts.
fn simple(bytes: &[u8], mut at: usize) -> Option<(usize, usize)> {
    let start = at;
    let mut sign = None;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'_' => {}
            b'+' | b'=' | b'&' | b'#' if sign.is_none() => {}
            b'@' if sign.is_none() => sign = Some(at),
            b',' => break,
            _ => return None,
        }
        at += 1;
    }
    let sign = sign?;
    let domain = &bytes[sign + 1..at];
    let whole = sign > start
        && at - start <= ADDRESS_BYTES
        && domain.contains(&b'.')
        && domain[0] != b'.'
        && domain.last() != Some(&b'.')
        && !bytes[start..sign].starts_with(b"IMCEA");
    if !whole {
        return None;
    }
    let mut next = (at + 1).min(bytes.len());
    while bytes.get(next).is_some_and(u8::is_ascii_whitespace) {
        next += 1;
    }
    Some((at, next))
}

/// One item of a list, before it is understood.
#[derive(Default)]
struct Item {
    /// Words outside angle brackets and comments, quotes taken off.
    phrase: String,
    /// The same with quotes as written, for a quoted local part; empty as long as there are no quotes.
    written: String,
    /// Some of the phrase was quoted.
    quoted: bool,
    comment: String,
    angles: Vec<String>,
    /// What ends it.
    end: End,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum End {
    #[default]
    List,
    Comma,
    Semicolon,
    /// A further `<` of the next item, without a comma.
    Angle,
}

/// What is known about the rest of the text, so that nothing is looked for twice.
#[derive(Default)]
struct Scan {
    no_quote: bool,
    no_comment: bool,
    in_group: bool,
}

impl Scan {
    /// Reads one item from `at`, which moves behind it and its separator.
    fn item(&mut self, text: &str, at: &mut usize, style: Style) -> Item {
        let bytes = text.as_bytes();
        let mut item = Item::default();
        let mut plain = *at; // start of a run of plain text
        while *at < bytes.len() {
            let here = *at;
            let step = match bytes[here] {
                b'"' if !self.no_quote => self.quote(text, here, plain, &mut item),
                b'(' if !self.no_comment => self.comment(text, here, plain, &mut item),
                b'<' => {
                    item.push(&text[plain..here]);
                    Some(angle(text, here, &mut item))
                }
                b'\\' => {
                    item.push(&text[plain..here]);
                    plain = here + 1;
                    *at = (here + 2).min(bytes.len());
                    while !text.is_char_boundary(*at) {
                        *at += 1;
                    }
                    continue;
                }
                b',' if style != Style::One => {
                    item.push(&text[plain..here]);
                    *at = here + 1;
                    item.end = End::Comma;
                    return item;
                }
                b';' if !entity(&bytes[plain..here]) => {
                    item.push(&text[plain..here]);
                    *at = here + 1;
                    item.end = End::Semicolon;
                    self.in_group = false;
                    return item;
                }
                b':' if style != Style::One && self.group(&item, &text[plain..here]) => {
                    item.phrase.clear();
                    item.written.clear();
                    Some(here + 1)
                }
                _ => None,
            };
            match step {
                Some(next) => {
                    *at = next;
                    plain = next;
                    if bytes.get(here) == Some(&b'<') && item.next_person(text, next) {
                        item.end = End::Angle;
                        return item;
                    }
                }
                None => *at = here + 1,
            }
        }
        item.push(&text[plain..]);
        item
    }

    /// A quoted string at `here`; `None` if it never closes, and then the sign is plain text.
    fn quote(&mut self, text: &str, here: usize, plain: usize, item: &mut Item) -> Option<usize> {
        let bytes = text.as_bytes();
        let mut end = here + 1;
        loop {
            match memchr::memchr2(b'"', b'\\', &bytes[end.min(bytes.len())..]) {
                Some(n) if bytes[end + n] == b'"' => {
                    end += n;
                    break;
                }
                Some(n) => end += n + 2,
                None => {
                    self.no_quote = true;
                    return None;
                }
            }
        }
        item.push(&text[plain..here]);
        item.quoted |= item.phrase.trim().is_empty();
        if item.written.is_empty() {
            item.written.push_str(&item.phrase);
        }
        item.push_quoted(&text[here + 1..end]);
        item.written.push_str(&text[here..=end]);
        Some(end + 1)
    }

    /// A comment at `here`, with comments inside; `None` if it never closes.
    fn comment(&mut self, text: &str, here: usize, plain: usize, item: &mut Item) -> Option<usize> {
        let bytes = text.as_bytes();
        let (mut depth, mut end) = (0usize, here);
        while let Some(&byte) = bytes.get(end) {
            match byte {
                b'(' => depth += 1,
                b')' => depth -= 1,
                b'\\' => end += 1,
                _ => {}
            }
            end += 1;
            if depth == 0 {
                item.push(&text[plain..here]);
                if item.comment.is_empty() {
                    item.comment
                        .push_str(text.get(here + 1..end - 1).unwrap_or_default());
                }
                return Some(end);
            }
        }
        self.no_comment = true;
        None
    }

    /// A colon here ends the name of a group (or is the one of `mailto:`).
    fn group(&mut self, item: &Item, run: &str) -> bool {
        let bare =
            item.angles.is_empty() && !item.raw().contains('@') && !run.contains(['@', '=', '[']);
        self.in_group |= bare;
        bare
    }
}

/// `&amp` and the like: the `;` behind it is no separator.
fn entity(run: &[u8]) -> bool {
    let tail = &run[run.len().saturating_sub(6)..];
    match memchr::memrchr(b'&', tail) {
        Some(at) => {
            let name = &tail[at + 1..];
            matches!(
                name,
                b"amp" | b"quot" | b"lt" | b"gt" | b"apos" | b"#39" | b"nbsp"
            )
        }
        None => false,
    }
}

/// What stands in angle brackets at `here`; where it goes on. A further `<` starts it anew; without a `>` it ends at
/// a separator.
fn angle(text: &str, here: usize, item: &mut Item) -> usize {
    let bytes = text.as_bytes();
    let (mut start, mut end) = (here + 1, here + 1);
    let mut quoted = false;
    while let Some(&byte) = bytes.get(end) {
        match byte {
            b'"' => quoted = !quoted,
            b'>' => break,
            b'<' => (start, quoted) = (end + 1, false),
            b',' if !quoted && !matches!(bytes.get(start), Some(b'@' | b'/' | b'?')) => break,
            _ => {}
        }
        end += 1;
    }
    let content = text[start..end.min(text.len())].trim();
    if !content.is_empty() && item.angles.len() < 4 {
        item.angles.push(content.to_owned());
    }
    if bytes.get(end) == Some(&b'>') {
        end + 1
    } else {
        end
    }
}

impl Item {
    fn push(&mut self, run: &str) {
        if run.is_empty() {
            return;
        }
        // `@GATEWAY` behind an address in brackets says nothing more.
        if !self.angles.is_empty() && run.trim_start().starts_with('@') {
            return;
        }
        self.phrase.push_str(run);
        if !self.written.is_empty() {
            self.written.push_str(run);
        }
    }

    /// The words as written, with their quotes.
    fn raw(&self) -> &str {
        if self.written.is_empty() {
            &self.phrase
        } else {
            &self.written
        }
    }

    fn push_quoted(&mut self, inner: &str) {
        let mut rest = inner;
        while let Some(at) = rest.find('\\') {
            self.phrase.push_str(&rest[..at]);
            rest = &rest[at + 1..];
            if let Some(c) = rest.chars().next() {
                self.phrase.push(c);
                rest = &rest[c.len_utf8()..];
            }
        }
        self.phrase.push_str(rest);
    }

    /// After a bracket, without a comma, follows another person: `<a@x> <b@x>`.
    fn next_person(&self, text: &str, next: usize) -> bool {
        let rest = text[next..].trim_start();
        let Some(inner) = rest.strip_prefix('<') else {
            return false;
        };
        let wrapped = inner
            .get(..5)
            .is_some_and(|start| start.eq_ignore_ascii_case("IMCEA"));
        self.angles.last().is_some_and(|angle| angle.contains('@')) && !wrapped
    }
}

struct List<'a> {
    style: Style,
    end: usize,
    out: &'a mut Vec<Found>,
    /// A name without an address that may be the last name of what follows.
    pending: Option<String>,
    /// Semicolons separate, so that a comma stands within a name.
    semicolons: bool,
}

impl List<'_> {
    fn take_usual(&mut self, usual: &Usual<'_>) {
        let name = usual.name.to_owned();
        match usual.rest {
            Rest::Nothing if is_nobody(&name) => {}
            Rest::Nothing => self.alone(name, false, usual.comma),
            Rest::Angle(content) => self.bracketed(&[content], "", false, name),
            Rest::Notes(path) => {
                self.flush();
                self.add(name, AddressKind::Notes, path.to_ascii_lowercase());
            }
        }
    }

    fn take(&mut self, item: &mut Item) {
        let decoded = words(&item.phrase);
        let name = tidy(&decoded);
        if item.angles.is_empty() {
            self.bare(item, name);
        } else {
            self.bracketed(&item.angles, &item.comment, item.quoted, name);
        }
        if item.end == End::Semicolon {
            self.flush();
        }
    }

    /// `name <address>`.
    fn bracketed(
        &mut self,
        angles: &[impl AsRef<str>],
        comment: &str,
        quoted: bool,
        mut name: String,
    ) {
        if !comment.is_empty() && name.is_empty() {
            name = tidy(&words(comment));
        }
        if let Some(last) = self.pending.take() {
            let exchange = angles.first().is_some_and(|a| a.as_ref().starts_with('/'));
            if !quoted && joins(&last, &name, exchange) {
                name = join(&name, &last);
            } else {
                self.add(last, AddressKind::None, String::new());
            }
        }
        let mut best: Option<(String, AddressKind, String)> = None;
        for angle in angles {
            let (angle, comment) = without_comments(angle.as_ref());
            if name.is_empty() {
                name = tidy(&words(&comment));
            }
            match resolve(&angle, self.style != Style::Inner) {
                Canonical::Address(kind, address) => {
                    better(&mut best, String::new(), kind, address)
                }
                Canonical::Whole(whole) => better(&mut best, whole.name, whole.kind, whole.address),
                Canonical::Nobody => {}
                Canonical::TooLong => self.too_long(&angle),
            }
        }
        match best {
            Some((inner, kind, address)) => {
                let name = if name.is_empty() { inner } else { name };
                self.add(name, kind, address);
            }
            None if name.contains('@') => self.add_text(&name),
            None if is_nobody(&name) => {}
            None => self.add(name, AddressKind::None, String::new()),
        }
    }

    /// Without angle brackets: an address, or a name alone.
    fn bare(&mut self, item: &mut Item, name: String) {
        let raw = item.raw().trim();
        if item.quoted && !is_quoted_local(raw) {
            // "Jane Doe" a@x.test: the address stands behind the quoted name.
            let after = raw.rfind('"').map_or("", |at| raw[at + 1..].trim());
            if after.contains('@') && !after.starts_with('@') && !after.contains(' ') {
                let end = name.len().saturating_sub(after.len());
                let shown = name.get(..end).map(tidy).unwrap_or_default();
                self.flush();
                return self.addressed(shown, after);
            }
        }
        if let Some((shown, inner)) = bracket_mailto(&name) {
            let (shown, inner) = (tidy(shown), inner.to_owned());
            self.flush();
            return self.addressed(shown, &inner);
        }
        if raw.contains('@') || raw.starts_with('/') && raw.contains('=') {
            self.flush();
            let shown = tidy(&words(&item.comment));
            if raw.len() > 4 * ADDRESS_BYTES {
                return self.too_long(raw);
            }
            return if item.quoted && is_quoted_local(raw) {
                self.addressed(shown, raw)
            } else if name.contains('@') {
                self.text(&name, shown)
            } else {
                self.add(name, AddressKind::None, String::new())
            };
        }
        if name.is_empty() || is_nobody(&name) {
            return;
        }
        if name.len() > ADDRESS_BYTES && !name.contains(' ') {
            return self.too_long(&name);
        }
        if self.style == Style::Inner && name.contains('/') {
            return self.addressed(String::new(), &name);
        }
        self.alone(name, item.quoted, item.end == End::Comma);
    }

    /// A name without an address.
    fn alone(&mut self, mut name: String, quoted: bool, comma: bool) {
        match self.pending.take() {
            Some(last) if !quoted && pairs(&last, &name, self.semicolons) => {
                name = join(&name, &last)
            }
            Some(last) => {
                self.add(last, AddressKind::None, String::new());
                if comma && !quoted {
                    self.pending = Some(name);
                    return;
                }
            }
            None if comma && !quoted => {
                self.pending = Some(name);
                return;
            }
            None => {}
        }
        self.add(name, AddressKind::None, String::new());
    }

    /// A text with an `@` and no brackets: an address, or a name and an address.
    fn text(&mut self, text: &str, shown: String) {
        let text = text.trim();
        let tight = text.split('@').all(|part| {
            let part = part.trim();
            !part.contains(' ')
                || part
                    .split_whitespace()
                    .all(|word| word == "." || word.len() == 1)
        });
        let spaced = || {
            text.split_whitespace()
                .filter(|word| word.contains('@') && word.len() > 1)
        };
        if !tight && spaced().count() == 1 {
            let address = spaced().next().unwrap_or_default();
            if address.contains('.') && !address.starts_with('@') {
                let name = text.replacen(address, " ", 1);
                let name = if shown.is_empty() { tidy(&name) } else { shown };
                return self.addressed(name, address);
            }
        }
        if self.two(text) {
            return;
        }
        self.addressed(shown, text);
    }

    /// `a@x.test b@x.test`: addresses and nothing else.
    fn two(&mut self, text: &str) -> bool {
        let whole = |word: &str| {
            word.len() > 3
                && word.matches('@').count() == 1
                && !word.starts_with('@')
                && !word.ends_with('@')
        };
        let mut all = text.split_whitespace();
        if all.clone().count() < 2 || !all.all(whole) {
            return false;
        }
        for word in text.split_whitespace() {
            self.addressed(String::new(), word);
        }
        true
    }

    fn addressed(&mut self, name: String, address: &str) {
        match resolve(address, self.style != Style::Inner) {
            Canonical::Address(AddressKind::Notes, address_) if name.is_empty() => {
                self.add(notes_name(address), AddressKind::Notes, address_);
            }
            Canonical::Address(kind, address) => self.add(name, kind, address),
            Canonical::Whole(whole) => {
                let name = if name.is_empty() { whole.name } else { name };
                self.add(name, whole.kind, whole.address);
            }
            Canonical::Nobody if is_nobody(address.trim_matches(['<', '>', '?', 'S'])) => {}
            Canonical::Nobody => self.add(name, AddressKind::None, String::new()),
            Canonical::TooLong => self.too_long(address),
        }
    }

    fn add_text(&mut self, text: &str) {
        let text = text.to_owned();
        self.text(&text, String::new());
    }

    fn flush(&mut self) {
        if let Some(name) = self.pending.take() {
            self.add(name, AddressKind::None, String::new());
        }
    }

    fn too_long(&mut self, text: &str) {
        self.out.push(Found::TooLong(one_line(text, 80).0));
    }

    fn add(&mut self, mut name: String, kind: AddressKind, address: String) {
        if !name.is_empty() && name.eq_ignore_ascii_case(&address) {
            name.clear();
        }
        let nobody = kind == AddressKind::None && !name.chars().any(char::is_alphanumeric);
        if nobody || self.out.len() >= self.end {
            return;
        }
        self.out.push(Found::Address(HeaderAddress {
            name,
            address,
            kind,
        }));
    }
}

/// Of several addresses of one person, the one that names a mailbox best.
fn better(
    best: &mut Option<(String, AddressKind, String)>,
    name: String,
    kind: AddressKind,
    address: String,
) {
    let rank = |kind: AddressKind| match kind {
        AddressKind::Smtp => 0,
        AddressKind::X500 => 1,
        AddressKind::Notes => 2,
        AddressKind::Other => 3,
        AddressKind::None => 4,
    };
    let wins = best
        .as_ref()
        .is_none_or(|(_, old, _)| rank(kind) < rank(*old));
    if wins {
        *best = Some((name, kind, address));
    }
}

fn is_quoted_local(raw: &str) -> bool {
    raw.starts_with('"')
        && raw
            .rfind('"')
            .is_some_and(|at| at > 0 && raw[at + 1..].starts_with('@'))
}

/// An address in brackets without its comments, and the first of them. In an Exchange name (`/O=X/OU=EXCHANGE ADMINISTRATIVE GROUP
/// (FYDIBOHF23SPDLT)/..`) they are part of it.
fn without_comments(text: &str) -> (Cow<'_, str>, String) {
    if !text.contains('(') || text.starts_with(['"', '/']) {
        return (Cow::Borrowed(text), String::new());
    }
    let (mut out, mut comment) = (String::with_capacity(text.len()), String::new());
    let mut depth = 0usize;
    for c in text.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ if depth > 0 => comment.push(c),
            _ => out.push(c),
        }
    }
    (Cow::Owned(out), comment)
}

/// `Jane Doe [mailto:a@x.test]`, as Outlook quotes a sender, and `Jane Doe [a@x.test]`.
fn bracket_mailto(name: &str) -> Option<(&str, &str)> {
    let open = name.find('[')?;
    let inner = name[open + 1..].split(']').next()?;
    let address = inner
        .strip_prefix("mailto:")
        .or_else(|| inner.strip_prefix("SMTP:"))
        .unwrap_or(inner);
    let domain_literal = name[..open].ends_with('@');
    (!domain_literal && address.contains('@')).then_some((&name[..open], address))
}

/// The name a Notes path begins with: `Jane Doe/HOU/ECT@ECT` is Jane Doe.
fn notes_name(address: &str) -> String {
    let name = address.split(['/', '@']).next().unwrap_or_default();
    tidy(
        name.strip_prefix("CN=")
            .or_else(|| name.strip_prefix("cn="))
            .unwrap_or(name),
    )
}

/// `Last` and `First` before an address: one person?
fn joins(last: &str, first: &str, exchange: bool) -> bool {
    if first.contains('@') || last.contains('@') {
        return false;
    }
    if first.is_empty() || exchange {
        return true;
    }
    word_count(last) == 1 && word_count(first) <= 4 || word_count(last) <= 3 && is_first(first)
}

/// Two names without addresses: `Last, First`?
fn pairs(last: &str, first: &str, semicolons: bool) -> bool {
    let upper = |name: &str| name.chars().next().is_some_and(char::is_uppercase);
    word_count(last) <= if semicolons { 3 } else { 1 }
        && upper(last)
        && upper(first)
        && is_first(first)
}

/// A first name, with initials perhaps.
fn is_first(name: &str) -> bool {
    let mut all = name.split_whitespace();
    all.next().is_some() && all.all(|word| word.trim_end_matches('.').chars().count() == 1)
}

fn word_count(name: &str) -> usize {
    name.split_whitespace().count()
}

fn join(first: &str, last: &str) -> String {
    let both = if first.is_empty() {
        last.to_owned()
    } else {
        [first, " ", last].concat()
    };
    if is_tidy(both.as_bytes()) {
        return both;
    }
    one_line(&both, NAME_BYTES).0
}

/// Letters and digits with single spaces, dots and dashes between them, as most names are.
pub(super) fn is_tidy(name: &[u8]) -> bool {
    let mut sign = true;
    for &byte in name {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => sign = false,
            b' ' if !sign => sign = true,
            b'.' | b'-' | b'&' if !sign => {}
            _ => return false,
        }
    }
    !sign && name.len() <= NAME_BYTES || name.is_empty()
}

/// A display name without quotes, stray signs and mail programs' additions.
fn tidy(name: &str) -> String {
    if is_tidy(name.as_bytes()) {
        return name.to_owned();
    }
    let (line, _) = one_line(name, NAME_BYTES);
    let stray =
        |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>' | ',' | ';' | '`');
    let mut rest = line.trim_matches(stray);
    for suffix in ["(E-mail)", "(E-mail 2)", "(Business Fax)", "(Email)"] {
        let cut = rest.len().saturating_sub(suffix.len());
        if rest
            .get(cut..)
            .is_some_and(|end| end.eq_ignore_ascii_case(suffix))
        {
            rest = rest[..cut].trim_matches(stray);
        }
    }
    if let Some((before, gateway)) = rest.rsplit_once('@') {
        let upper =
            !gateway.is_empty() && gateway.bytes().all(|b| b.is_ascii_uppercase() || b == b'_');
        if upper && !before.contains('/') && before.contains(' ') {
            // `Jane Doe@GATEWAY` has no mailbox in it, `Jane Doe/HOU@X` is a Notes path.
            rest = if gateway == "ENRON" {
                before.trim_matches(stray)
            } else {
                rest
            };
        }
    }
    if rest.len() == line.len() {
        line
    } else {
        rest.to_owned()
    }
}
