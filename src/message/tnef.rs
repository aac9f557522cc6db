//! What Outlook packs into `winmail.dat`: the attachments in it are those of the mail, and its text is the mail's if that has none. It does
//! not know how it is packed.

use super::body::Body;
use super::limits;
use crate::outlook::mime::transcribe;
use crate::outlook::tnef::{is_tnef, read};
use crate::problem::ProblemKind;

/// Opens each `winmail.dat` among the attachments; `parts` reads a MIME message. The file itself stays listed.
pub fn unpack(body: &mut Body, depth: usize, parts: impl Fn(&[u8]) -> Body) {
    let packed: Vec<usize> = (0..body.attachments.len())
        .filter(|i| is_tnef(&body.attachments[*i].bytes))
        .collect();
    for index in packed {
        if depth >= limits::TNEF_DEPTH {
            let most = limits::TNEF_DEPTH;
            body.limit(format!(
                "winmail.dat inside one another deeper than {most}: not opened"
            ));
            return;
        }
        let item = match read(&body.attachments[index].bytes) {
            Ok(item) => item,
            Err(detail) => {
                let detail = format!("winmail.dat cannot be read: {detail}");
                body.problems.push((ProblemKind::DamagedContainer, detail));
                continue;
            }
        };
        let written = transcribe(&item, "winmail");
        let inner = parts(&written.bytes);
        if body.text.trim().is_empty() {
            body.append(inner.text);
        }
        body.attachments.extend(inner.attachments);
        body.embedded.extend(inner.embedded);
        body.problems.extend(written.problems);
        body.problems.extend(inner.problems);
    }
}
