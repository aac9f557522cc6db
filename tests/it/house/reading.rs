//! Reads Rust source as far as the house needs it: code without comments and texts, its words, and the paths it names.

/// A word of the code: a name, `::`, or one other character.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    pub text: String,
    pub line: usize,
}

/// A path that the code names, from the root of the crate or from an outside crate on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path {
    /// It starts in this crate.
    pub inside: bool,
    pub parts: Vec<String>,
    pub line: usize,
}

/// Code with comments, texts and characters taken out; lines stay where they are.
pub fn code(source: &str) -> String {
    let bytes: Vec<char> = source.chars().collect();
    let mut out = String::with_capacity(source.len());
    let mut at = 0;
    while at < bytes.len() {
        let end = comment(&bytes, at)
            .or_else(|| raw_text(&bytes, at))
            .or_else(|| text(&bytes, at))
            .or_else(|| character(&bytes, at));
        match end {
            Some(end) => {
                let newlines = bytes[at..end].iter().filter(|c| **c == '\n');
                out.push(' ');
                out.extend(newlines);
                at = end;
            }
            None => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    out
}

fn comment(code: &[char], at: usize) -> Option<usize> {
    match code.get(at..at + 2)? {
        ['/', '/'] => Some(at + code[at..].iter().take_while(|c| **c != '\n').count()),
        ['/', '*'] => {
            let (mut depth, mut end) = (1, at + 2);
            while depth > 0 && end < code.len() {
                match code.get(end..end + 2) {
                    Some(['/', '*']) => (depth, end) = (depth + 1, end + 2),
                    Some(['*', '/']) => (depth, end) = (depth - 1, end + 2),
                    _ => end += 1,
                }
            }
            Some(end)
        }
        _ => None,
    }
}

fn is_name(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}

fn raw_text(code: &[char], at: usize) -> Option<usize> {
    let mut start = at;
    if at > 0 && is_name(code[at - 1]) {
        return None;
    }
    if matches!(code.get(start), Some('b' | 'c')) {
        start += 1;
    }
    if code.get(start) != Some(&'r') {
        return None;
    }
    let hashes = code[start + 1..].iter().take_while(|c| **c == '#').count();
    let mut end = start + 1 + hashes;
    if code.get(end) != Some(&'"') {
        return None;
    }
    end += 1;
    while end < code.len() {
        let closed = code[end] == '"'
            && code[end + 1..]
                .iter()
                .take(hashes)
                .filter(|c| **c == '#')
                .count()
                == hashes;
        end += 1;
        if closed {
            return Some(end + hashes);
        }
    }
    Some(end)
}

fn text(code: &[char], at: usize) -> Option<usize> {
    if code[at] != '"' {
        return None;
    }
    let mut end = at + 1;
    while end < code.len() && code[end] != '"' {
        end += 1 + usize::from(code[end] == '\\');
    }
    Some((end + 1).min(code.len()))
}

/// A character in quotes; `'a` in `&'a str` is none.
fn character(code: &[char], at: usize) -> Option<usize> {
    if code[at] != '\'' {
        return None;
    }
    match (code.get(at + 1)?, code.get(at + 2)?) {
        ('\\', _) => Some(
            at + 3
                + code
                    .get(at + 3..)?
                    .iter()
                    .take_while(|c| **c != '\'')
                    .count()
                + 1,
        ),
        (_, '\'') => Some(at + 3),
        _ => None,
    }
}

/// The words of code that went through [`code`].
pub fn words(code: &str) -> Vec<Word> {
    let mut words = Vec::new();
    for (line, text) in (1..).zip(code.lines()) {
        let mut rest = text.trim_start();
        while let Some(first) = rest.chars().next() {
            let length = if is_name(first) {
                rest.find(|c| !is_name(c)).unwrap_or(rest.len())
            } else if rest.starts_with("::") {
                2
            } else {
                first.len_utf8()
            };
            let (word, after) = rest.split_at(length);
            words.push(Word {
                text: word.into(),
                line,
            });
            rest = after.trim_start();
        }
    }
    words
}

/// All paths that the code of the module `home` (its names from the root) starts at the crate's root, at a module above
/// with `super`, or at one of the outside crates `crates`.
pub fn paths(words: &[Word], home: &[String], crates: &[&str]) -> Vec<Path> {
    let mut found = Vec::new();
    let mut reader = Reader {
        words,
        crates,
        found: &mut found,
    };
    let (mut depth, mut modules) = (0_usize, Vec::new());
    let mut at = 0;
    while at < words.len() {
        match reader.word(at) {
            "mod" if reader.word(at + 2) == "{" => {
                modules.push((words[at + 1].text.clone(), depth));
                (depth, at) = (depth + 1, at + 3);
                continue;
            }
            "{" => depth += 1,
            "}" => {
                depth = depth.saturating_sub(1);
                modules.pop_if(|(_, outer)| *outer == depth);
            }
            _ => {}
        }
        if !reader.starts(at) {
            at += 1;
            continue;
        }
        let inner = modules.iter().map(|(name, _): &(String, _)| name.clone());
        let here: Vec<String> = home.iter().cloned().chain(inner).collect();
        at = reader.tree(at + usize::from(reader.word(at) == "use"), None, &here);
    }
    found
}

struct Reader<'a> {
    words: &'a [Word],
    crates: &'a [&'a str],
    found: &'a mut Vec<Path>,
}

impl Reader<'_> {
    fn word(&self, at: usize) -> &str {
        self.words.get(at).map_or("", |word| &word.text)
    }

    /// Does a path, or the tree of a `use`, start at `at`?
    fn starts(&self, at: usize) -> bool {
        if self.word(at) == "use" {
            return true;
        }
        let within = at > 1 && self.word(at - 1) == "::" && self.word(at - 2).ends_with(is_name);
        !within && self.word(at + 1) == "::" && self.begins(at)
    }

    fn begins(&self, at: usize) -> bool {
        let word = self.word(at);
        matches!(
            word,
            "crate" | "self" | "super" | "mailties" | "std" | "core"
        ) || self.crates.contains(&word)
    }

    /// Reads one path, or one branch of a `use`. `before` is what stands before it, if anything; returns where it ends.
    fn tree(
        &mut self,
        mut at: usize,
        before: Option<(bool, Vec<String>)>,
        here: &[String],
    ) -> usize {
        let mut path = before;
        let line = self.words.get(at).map_or(0, |word| word.line);
        if self.word(at) == "::" {
            at += 1;
        }
        loop {
            let word = self.word(at).to_owned();
            match word.as_str() {
                "{" => return self.group(at + 1, path, here),
                "crate" | "mailties" if path.is_none() => path = Some((true, Vec::new())),
                "self" => path = path.or_else(|| Some((true, here.to_vec()))),
                "super" => {
                    let (inside, mut parts) = path.unwrap_or_else(|| (true, here.to_vec()));
                    parts.pop();
                    path = Some((inside, parts));
                }
                _ => {
                    let outside = self.crates.contains(&word.as_str())
                        || matches!(word.as_str(), "std" | "core");
                    // A name of this module, such as an enum's: no path that matters.
                    let (inside, mut parts) = path.unwrap_or_else(|| {
                        if outside {
                            (false, vec![])
                        } else {
                            (true, here.to_vec())
                        }
                    });
                    parts.push(word);
                    path = Some((inside, parts));
                }
            }
            at += 1;
            let goes_on = self.word(at) == "::"
                && (self.word(at + 1) == "{"
                    || self.word(at + 1) == "*"
                    || self.word(at + 1).starts_with(is_name));
            if !goes_on {
                if let Some((inside, parts)) = path {
                    self.found.push(Path {
                        inside,
                        parts,
                        line,
                    });
                }
                return at;
            }
            at += 1;
        }
    }

    fn group(
        &mut self,
        mut at: usize,
        before: Option<(bool, Vec<String>)>,
        here: &[String],
    ) -> usize {
        while at < self.words.len() && self.word(at) != "}" {
            if self.word(at) == "," {
                at += 1;
                continue;
            }
            at = self.tree(at, before.clone(), here);
            if self.word(at) == "as" {
                at += 2;
            }
        }
        at + 1
    }
}
