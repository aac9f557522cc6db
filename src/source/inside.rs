//! What lies in an attachment that is a container: the messages and documents in it, however deep. It reads bytes in memory as if they
//! were a file.

use super::Part;
use super::limits::Limits;
use super::look::look;
use super::reader::{Event, Reader};
use super::sniff::Kind;
use super::window::Window;
use crate::problem::Problem;

/// What lies in a container.
#[derive(Debug, Default)]
pub struct Inside {
    /// Messages, in order.
    pub messages: Vec<Vec<u8>>,
    /// Documents, in order: their path in the container, and their bytes.
    pub documents: Vec<(String, Vec<u8>)>,
    /// What could not be read; the source is the path in the container.
    pub problems: Vec<Problem>,
}

/// Opens an attachment, if it is a container; `name` is what the mail calls it. What a limit leaves out is told. O(unpacked bytes).
pub fn inside(name: &str, bytes: &[u8]) -> Option<Inside> {
    let mut window = Window::new();
    let kind = look(&mut window, &mut &bytes[..]);
    // What Outlook packs into winmail.dat is part of the mail itself.
    let is_mail = matches!(kind, Kind::Mbox | Kind::Message | Kind::Emlx) && is_mail_name(name);
    if !(kind.is_container() && kind != Kind::Tnef || is_mail) {
        return None;
    }
    let mut found = Inside::default();
    let mut reader = Reader::of_bytes(name, bytes, Limits::attached());
    let prefix = format!("{name}!");
    let member = |path: &str| path.strip_prefix(&prefix).unwrap_or(path).to_string();
    while let Some(event) = reader.next(&mut |_| false) {
        match event {
            Event::Parts(parts) => parts.into_iter().for_each(|part| found.add(part, &member)),
            Event::Problem(problem) => found.problem(problem, &member),
            Event::Counted(..) => {}
        }
    }
    Some(found)
}

/// Text that begins like a mail is one if it is called so: a note may begin with `To:` as well.
fn is_mail_name(name: &str) -> bool {
    let known = ["eml", "emlx", "mbox", "mbx"];
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    known.iter().any(|one| ending.eq_ignore_ascii_case(one))
}

impl Inside {
    fn add(&mut self, part: Part, member: &dyn Fn(&str) -> String) {
        let Part {
            file,
            bytes,
            document,
            spans,
            problems,
            ..
        } = part;
        for problem in problems {
            self.problem(problem, member);
        }
        let messages = spans
            .iter()
            .filter_map(|span| bytes.get(span.range.clone()));
        self.messages.extend(messages.map(<[u8]>::to_vec));
        if document {
            self.documents.push((member(&file.path), bytes));
        }
    }

    fn problem(&mut self, problem: Problem, member: &dyn Fn(&str) -> String) {
        self.problems.push(Problem {
            source: member(&problem.source),
            ..problem
        });
    }
}
