//! The headers with which a mail came from the Internet, as Outlook keeps them: one text. Does not know what they mean.

/// The headers: the name in small letters, and the lines as they were, each with LF.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Transport {
    /// In their order.
    pub fields: Vec<(String, String)>,
}

impl Transport {
    /// Reads the text up to an empty line. What Outlook writes in front of the headers, and lines that are none, are left out. Content-*
    /// and MIME-Version go: the body is written anew. O(n).
    pub fn read(text: &str) -> Self {
        let mut fields: Vec<(String, String)> = Vec::new();
        let text = text.replace("\r\n", "\n").replace(['\r', '\0'], " ");
        for line in text.trim_start_matches('\n').split('\n') {
            if line.trim().is_empty() {
                break;
            }
            if line.starts_with([' ', '\t']) {
                if let Some((_, lines)) = fields.last_mut() {
                    lines.push_str(line);
                    lines.push('\n');
                }
            } else if let Some(name) = field_name(line) {
                fields.push((name, format!("{line}\n")));
            }
        }
        fields.retain(|(name, _)| !name.starts_with("content-") && name != "mime-version");
        Self { fields }
    }

    /// Whether there is a header of that name.
    pub fn has(&self, name: &str) -> bool {
        self.fields.iter().any(|(field, _)| field == name)
    }

    /// The value of the only header of that name, on one line.
    pub fn only(&self, name: &str) -> Option<String> {
        let mut all = self.fields.iter().filter(|(field, _)| field == name);
        let (_, lines) = all.next().filter(|_| all.next().is_none())?;
        Some(lines.get(name.len() + 1..)?.replace('\n', ""))
    }
}

fn field_name(line: &str) -> Option<String> {
    let (name, _) = line.split_once(':')?;
    let good = !name.is_empty() && name.len() <= 76 && name.bytes().all(|b| b.is_ascii_graphic());
    good.then(|| name.to_ascii_lowercase())
}

/// The entries of a list of addresses: cut at commas that stand in no quotes, brackets or comments. Without empty ones.
pub fn entries(value: &str) -> Vec<&str> {
    let (mut quoted, mut deep, mut start) = (false, 0_u32, 0);
    let mut found = Vec::new();
    let mut escaped = false;
    for (at, c) in value.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            '<' | '(' if !quoted => deep += 1,
            '>' | ')' if !quoted => deep = deep.saturating_sub(1),
            ',' if !quoted && deep == 0 => {
                found.push(value[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    found.push(value[start..].trim());
    found.retain(|entry| !entry.is_empty());
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_as_they_were() {
        let read = Transport::read(
            "Microsoft Mail Internet Headers Version 2.0\r\nReceived: a\r\n\tb\r\nFROM: Ann\r\n <a@x.test>\r\n\
             MIME-Version: 1.0\r\nContent-Type: text/plain;\r\n\tcharset=x\r\nno header\r\nSubject: s\r\n\r\nX: late\r\n",
        );
        let names: Vec<&str> = read.fields.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["received", "from", "subject"]);
        assert_eq!(read.fields[1].1, "FROM: Ann\n <a@x.test>\n");
        assert_eq!(read.only("from").as_deref(), Some(" Ann <a@x.test>"));
        assert!(!read.has("x"));
    }

    #[test]
    fn lists() {
        assert_eq!(
            entries(" \"a, b\" <a@x.test>, c@x.test,, d (e, f)"),
            ["\"a, b\" <a@x.test>", "c@x.test", "d (e, f)"]
        );
        assert!(entries(" ").is_empty());
    }
}
