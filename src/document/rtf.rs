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

#[cfg(test)]
mod tests {
    use super::super::{Extracted, Format, State};
    use super::{Found, read};

    fn document(bytes: &[u8]) -> Extracted {
        let mut found = Found::default();
        let result = read(bytes, &mut found);
        found.finish(Format::Rtf, result)
    }

    #[test]
    fn text_and_what_it_says_of_itself() {
        let found = document(
            br"{\rtf1\ansi{\info{\title Plan\par B}{\author Ann}{\operator Bo}{\company Mill}}A\par caf\'e9}",
        );
        assert_eq!(
            (found.text.as_str(), found.state),
            ("A\ncaf\u{e9}\n", State::Read)
        );
        let said = &found.metadata;
        assert_eq!(
            (said.author.as_str(), said.modified_by.as_str()),
            ("Ann", "Bo")
        );
        assert_eq!(said.company, "Mill");
    }

    #[test]
    fn a_web_page_in_it_is_read_as_one() {
        let found = document(
            br"{\rtf1\ansi\fromhtml1 {\*\htmltag64 <html><title>}T{\*\htmltag </title><p>}a < b{\*\htmltag </p></html>}}",
        );
        assert_eq!(found.metadata.title, "T");
        assert!(found.text.contains("a < b") && !found.text.contains("<p>"));
    }

    #[test]
    fn what_is_cut_off_is_damaged_and_kept() {
        let found = document(br"{\rtf1 up to {\b here");
        assert_eq!(
            (found.text.as_str(), found.state),
            ("up to here\n", State::Damaged)
        );
    }
}
