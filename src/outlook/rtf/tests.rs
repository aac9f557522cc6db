//! RTF written by hand, and what it says after the RTF specification 1.9.1 and MS-OXRTFEX.

use super::*;

fn plain(rtf: &str) -> String {
    text(rtf.as_bytes()).text
}

#[test]
fn plain_text() {
    assert_eq!(
        plain(
            r"{\rtf1\ansi\deff0{\fonttbl{\f0 Arial;}}{\colortbl;\red0;}{\*\generator x;}\b Ann\b0  \{a\}\par B\tab c\line \'e9}"
        ),
        "Ann {a}\nB\tc\né"
    );
    assert_eq!(
        plain(r"{\rtf1{\pict 0a0b}{\object{\*\objdata 00}{\result shown}}}"),
        "shown"
    );
    assert_eq!(
        plain(r"{\rtf1{\field{\*\fldinst HYPERLINK x}{\fldrslt here}}\bin3 {{{ok}"),
        "hereok"
    );
}

#[test]
fn characters() {
    assert_eq!(plain(r"{\rtf1\ansicpg1251 \'cf\'f0}"), "Пр");
    assert_eq!(
        plain(
            r"{\rtf1{\fonttbl{\f0\fcharset0 A;}{\f1\fcharset204 B;}{\f2\fcharset128 C;}}\f1\'cf{\f2\'93\'fa\'83A}\f0\'e9}"
        ),
        "П日アé"
    );
    assert_eq!(
        plain(r"{\rtf1\uc1\u1055?\u-10179?\u-8704?x\uc0\u233 y}"),
        "П\u{1f600}xéy"
    );
    assert_eq!(plain(r"{\rtf1\uc2\u1055\'3f?z\u55357?}"), "Пz\u{fffd}");
    assert_eq!(plain(r"{\rtf1 a\~b\endash\rquote s}"), "a\u{a0}b–’s");
}

/// After the example in MS-OXRTFEX 4.1.
#[test]
fn html_in_rtf() {
    let rtf = r"{\rtf1\ansi\ansicpg1251\fromhtml1 \deff0 {\fonttbl {\f0\fmodern Courier New;}}
{\*\htmltag64 <html>}\htmlrtf \fs24 \htmlrtf0 {\*\htmltag96 <b>}\htmlrtf {\b\htmlrtf0 a < b\'a9{\*\mhtmltag x}
{\*\htmltag104 </b>}\htmlrtf }\htmlrtf0 {\*\htmltag84 &nbsp;\par }\htmlrtf \~\htmlrtf0 c}";
    let read = text(rtf.as_bytes());
    assert!(read.html && !read.damaged);
    assert_eq!(read.text, "<html><b>a &lt; b©</b>&nbsp;\nc");
    let read = text(br"{\rtf1\fromtext \fs20 a <b>\par\htmlrtf x\htmlrtf0 c}");
    assert_eq!((read.text.as_str(), read.html), ("a <b>\nc", false));
}

#[test]
fn what_it_says_of_itself() {
    let read =
        text(br"{\rtf1{\info{\title T}{\author Ann \'e9}{\*\company X}{\creatim\yr2001}}body}");
    let info: Vec<(&str, &str)> = read.info.iter().map(|(k, v)| (*k, v.as_str())).collect();
    assert_eq!(
        info,
        [("author", "Ann é"), ("company", "X"), ("title", "T")]
    );
    assert_eq!(read.text, "body");
}

#[test]
fn damaged() {
    assert!(text(b"").damaged && text(b"no rtf").damaged);
    let cut = text(br"{\rtf1 up to {\b here");
    assert!(cut.damaged);
    assert_eq!(cut.text, "up to here");
    let deep = text(format!("{{\\rtf1 {}x{}y}}", "{".repeat(9_999), "}".repeat(9_999)).as_bytes());
    assert_eq!((deep.text.as_str(), deep.damaged), ("xy", false));
}

#[test]
fn comments_stand_apart() {
    assert_eq!(
        plain(
            r"{\rtf1 text{\*\atnid AE}{\*\atnauthor Ann Example}\chatn{\*\annotation\pard {\*\atndate 1}\chatn why?\par}here}"
        ),
        "text [comment by Ann Example: why?] here"
    );
    assert_eq!(
        plain(r"{\rtf1 a {\*\annotation b}, {\b c}{\footnote d}e}"),
        "a [comment: b], c [note: d] e"
    );
    let read = text(br"{\rtf1{\*\atnauthor X}a{\*\annotation b");
    assert_eq!(
        (read.text.as_str(), read.info.len()),
        ("a [comment by X: b", 0)
    );
}
