//! Parts of a MIME message: what each begins with, and several as one. Does not know what they hold.

use std::collections::BTreeSet;

use super::header;

/// A part: its lines of headers, and its bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entity {
    /// `Content-Type` and the like, each line with LF.
    pub head: String,
    /// What follows the empty line.
    pub body: Vec<u8>,
}

impl Entity {
    /// Text in UTF-8, as it is. CRLF and CR become LF; zeros go.
    pub fn text(kind: &str, text: &str) -> Self {
        let mut body = text
            .replace("\r\n", "\n")
            .replace('\r', "\n")
            .replace('\0', "");
        if !body.is_empty() && !body.ends_with('\n') {
            body.push('\n');
        }
        Self {
            head: format!("Content-Type: {kind}; charset=utf-8\nContent-Transfer-Encoding: 8bit\n"),
            body: body.into_bytes(),
        }
    }

    /// With a name, and the other things that are said of an attachment.
    pub fn attached(mut self, inline: bool, name: &str, content_id: Option<&str>) -> Self {
        self.head.push_str("Content-Disposition: ");
        self.head
            .push_str(if inline { "inline" } else { "attachment" });
        if !header::one_line(name).is_empty() {
            self.head.push_str(&header::parameter("filename", name));
        }
        self.head.push('\n');
        if let Some(id) = content_id {
            let id: String = id.chars().filter(char::is_ascii_graphic).collect();
            let id = id.trim_matches(['<', '>']);
            header::add("Content-ID", &format!("<{id}>"), &mut self.head);
        }
        self
    }

    /// Several parts as one; one alone stays as it is. `seed` makes the boundary, which is in none of them. O(bytes).
    pub fn several(kind: &str, mut parts: Vec<Self>, seed: &str) -> Self {
        if parts.len() == 1 {
            return parts.remove(0);
        }
        let boundary = boundary(&parts, seed);
        let mut body = Vec::new();
        for part in &parts {
            body.extend_from_slice(format!("--{boundary}\n{}\n", part.head).as_bytes());
            body.extend_from_slice(&part.body);
            body.push(b'\n');
        }
        body.extend_from_slice(format!("--{boundary}--\n").as_bytes());
        Self {
            head: format!("Content-Type: multipart/{kind};\n boundary=\"{boundary}\"\n"),
            body,
        }
    }
}

/// Every boundary begins so.
const MARK: &str = "=_mailties_";
/// Hexadecimal digits behind the mark.
const DIGITS: usize = 16;

/// The mark and the FNV-1a of the seed and a number, the first that no part has. One pass over the parts, whatever they hold.
fn boundary(parts: &[Entity], seed: &str) -> String {
    let finder = memchr::memmem::Finder::new(MARK);
    let mut taken = BTreeSet::new();
    for part in parts {
        let starts = finder.find_iter(&part.body).map(|at| at + MARK.len());
        taken.extend(starts.filter_map(|at| part.body.get(at..at + DIGITS)));
    }
    let mut number = 0_u32;
    loop {
        let bytes = seed.bytes().chain(number.to_le_bytes());
        let hash = bytes.fold(0xCBF2_9CE4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
        });
        let digits = format!("{hash:016x}");
        if !taken.contains(digits.as_bytes()) {
            return format!("{MARK}{digits}");
        }
        number = number.wrapping_add(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_boundary_is_in_no_part() {
        let first = boundary(&[], "seed");
        let parts = vec![Entity::text("text/plain", &first), Entity::default()];
        let second = boundary(&parts, "seed");
        assert_ne!(first, second);
        let whole = Entity::several("mixed", parts, "seed");
        let body = String::from_utf8_lossy(&whole.body);
        assert_eq!(body.matches(&format!("--{second}\n")).count(), 2);
        assert!(body.ends_with(&format!("--{second}--\n")));
    }
}
