//! Rich Text Format as a document. The reading is `outlook`'s, which finds the same in the bodies of mail. It does not know RTF's words.

use super::found::{Fault, Found, Reading};
use super::summary::one_line;
use super::{html, web};
use crate::outlook::rtf;

/// Reads RTF. O(n).
pub(super) fn read(bytes: &[u8], found: &mut Found) -> Reading {
    let rich = rtf::text(bytes);
    let info = |name: &str| rich.info.get(name).map(|text| one_line(text));
    let metadata = &mut found.metadata;
    metadata.title = info("title").unwrap_or_default();
    metadata.author = info("author").unwrap_or_default();
    metadata.modified_by = info("operator").unwrap_or_default();
    metadata.company = info("company").unwrap_or_default();
    match rich.html {
        true => {
            web::metadata(&rich.text, metadata);
            found.push(&html::to_text(&rich.text))?;
        }
        false => found.push(&rich.text)?,
    }
    match rich.damaged {
        true => Err(Fault::damaged("it is cut off or its groups do not end")),
        false => Ok(()),
    }
}
