//! Small PDF files written by hand, read from end to end; values from ISO 32000-1.

use super::super::{Extracted, Format};
use super::{Found, State, read};

/// A PDF of these objects, numbered from 1; the first is the catalog.
fn pdf(objects: &[String]) -> Extracted {
    let mut file = String::from("%PDF-1.4\n");
    for (index, object) in objects.iter().enumerate() {
        file.push_str(&format!("{} 0 obj {object} endobj\n", index + 1));
    }
    file.push_str("trailer << /Root 1 0 R >>\n%%EOF");
    let mut found = Found::default();
    let result = read(file.as_bytes(), &mut found);
    found.finish(Format::Pdf, result)
}

fn stream(entries: &str, content: &str) -> String {
    let length = content.len();
    format!("<< {entries} /Length {length} >> stream\n{content}\nendstream")
}

/// A PDF of one page with that content; `font` is its font F. Its form X draws itself.
fn page(content: &str, font: &str, notes: &str) -> Extracted {
    let resources = format!("/Resources << /Font << /F << {font} >> >> /XObject << /X 5 0 R >> >>");
    pdf(&[
        "<< /Type /Catalog /Pages 2 0 R >>".into(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".into(),
        format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R {resources} \
             /Annots [{notes}] >>"
        ),
        stream("", content),
        stream(
            &format!("/Subtype /Form {resources}"),
            "BT /F 9 Tf (form) Tj ET /X Do",
        ),
        // Codes of two bytes: 1 is the letter omega, 2 the ligature of f and i in two letters, 16 and on a, b ...
        stream(
            "",
            "1 begincodespacerange <0000> <ffff> endcodespacerange\n\
             2 beginbfchar <0001> <03A9> <0002> <00660069> endbfchar\n\
             1 beginbfrange <0010> <0012> <0061> endbfrange",
        ),
    ])
}

const PLAIN: &str = "/Type /Font /Subtype /Type1 /BaseFont /Helvetica";

fn lines(found: &Extracted) -> Vec<&str> {
    let lines = found.text.lines();
    lines.filter(|line| !line.is_empty()).collect()
}

#[test]
fn pages_forms_and_notes_are_read() {
    let found = page(
        "BT /F 9 Tf 1 0 0 1 9 90 Tm [(Hel) 5 (lo) -500 (you)] TJ 0 -12 Td (next) Tj ET 1 0 0 1 0 50 cm /X Do",
        PLAIN,
        "<< /Subtype /Text /T (Ann) /Contents (why?) >>",
    );
    assert_eq!(found.state, State::Read, "{}", found.detail);
    let wanted = ["Hello you", "next", "form", "[note by Ann: why?]"];
    assert_eq!(lines(&found), wanted);
}

#[test]
fn operators_set_lines() {
    let found = page(
        "BT /F 10 Tf 12 TL 1 0 0 1 0 90 Tm (a) Tj (b) ' 3 1 (c) \" T* (d) Tj ET \
         q 1 0 0 1 0 -40 cm BT /F 10 Tf (e) Tj ET Q BT /F 10 Tf 0 -80 TD (f\\051\\) \\101) Tj ET",
        PLAIN,
        "",
    );
    assert_eq!(lines(&found), ["a", "b", "c", "d", "e", "f)) A"]);
}

#[test]
fn fields_show_what_was_filled_in() {
    let found = page(
        "",
        PLAIN,
        "<< /Subtype /Widget /V (filled) >> << /Subtype /Widget /Parent << /V (above) >> >> \
         << /Subtype /Widget /V /Off >> << /Subtype /Link /Contents (no) >> \
         << /Subtype /FreeText /Contents <FEFF00E9> >>",
    );
    assert_eq!(lines(&found), ["filled", "above", "[note: \u{e9}]"]);
}

#[test]
fn fonts_tell_which_letters_are_meant() {
    let named = format!(
        "{PLAIN} /Encoding << /BaseEncoding /WinAnsiEncoding /Differences [65 /eacute /fi 68 /uni20AC] >>"
    );
    // In WinAnsiEncoding, 0x93 and 0x94 (octal 223, 224) are quotation marks.
    let found = page("BT /F 9 Tf (\\223ABCD\\224) Tj ET", &named, "");
    assert_eq!(lines(&found), ["\u{201c}\u{e9}fiC\u{20ac}\u{201d}"]);
    let mac = format!("{PLAIN} /Encoding /MacRomanEncoding");
    let found = page("BT /F 9 Tf (\\216) Tj ET", &mac, "");
    assert_eq!(lines(&found), ["\u{e9}"]);
    let wide = "/Type /Font /Subtype /Type0 /Encoding /Identity-H /ToUnicode 6 0 R \
                /DescendantFonts [<< /Subtype /CIDFontType2 >>]";
    let found = page("BT /F 9 Tf <000100020012> Tj ET", wide, "");
    assert_eq!(lines(&found), ["\u{3a9}fic"]);
}

#[test]
fn letters_that_nobody_can_tell_are_said() {
    let wide = "/Type /Font /Subtype /Type0 /Encoding /Identity-H \
                /DescendantFonts [<< /Subtype /CIDFontType2 >>]";
    let found = page("BT /F 9 Tf <00010002> Tj ET", wide, "");
    assert_eq!(found.state, State::NoText);
    assert!(found.detail.contains("2 of its 2"), "{}", found.detail);
}

#[test]
fn too_many_pictures_in_the_text_are_a_limit() {
    let found = page(&"BI /W 1 ID x EI ".repeat(5000), PLAIN, "");
    assert_eq!(found.state, State::Limit);
}

#[test]
fn pages_in_a_circle_are_damage() {
    let found = pdf(&[
        "<< /Type /Catalog /Pages 2 0 R >>".into(),
        "<< /Type /Pages /Kids [2 0 R] /Count 1 >>".into(),
    ]);
    assert_eq!(found.state, State::Damaged, "{}", found.detail);
}
