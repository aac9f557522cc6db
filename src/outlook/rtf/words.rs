//! Words of RTF that matter to its text: destinations, signs, code pages of fonts. Does not know groups.

use super::super::codepage::{self, Page};

/// Groups whose text is not the text of the document.
pub(super) const SKIPPED: &[&[u8]] = &[
    b"colortbl",
    b"stylesheet",
    b"pict",
    b"nonshppict",
    b"filetbl",
    b"revtbl",
    b"rsidtbl",
    b"listtable",
    b"listoverridetable",
    b"info",
    b"fldinst",
    b"objdata",
    b"objclass",
    b"objname",
    b"themedata",
    b"colorschememapping",
    b"datastore",
    b"latentstyles",
    b"xmlnstbl",
    b"bkmkstart",
    b"bkmkend",
    b"mhtmltag",
    b"generator",
    b"template",
    b"tc",
    b"xe",
    b"falt",
    b"panose",
    b"passwordhash",
    b"pgptbl",
];
/// Destinations with `\*` whose text is read all the same.
pub(super) const KEPT: &[&[u8]] = &[
    b"shpinst",
    b"shptxt",
    b"annotation",
    b"footnote",
    b"ftnsep",
    b"pntext",
    b"background",
];
/// Groups that say something of the document; the last, who wrote the comment that follows.
pub(super) const INFO: &[&str] = &[
    "title", "subject", "author", "operator", "company", COMMENTER,
];
pub(super) const COMMENTER: &str = "atnauthor";

/// What a word stands for in the text.
pub(super) fn sign(name: &[u8]) -> Option<&'static str> {
    Some(match name {
        b"par" | b"line" | b"sect" | b"page" | b"column" | b"row" | b"nestrow" | b"softline" => {
            "\n"
        }
        b"tab" | b"cell" | b"nestcell" => "\t",
        b"emdash" => "\u{2014}",
        b"endash" => "\u{2013}",
        b"lquote" => "\u{2018}",
        b"rquote" => "\u{2019}",
        b"ldblquote" => "\u{201c}",
        b"rdblquote" => "\u{201d}",
        b"bullet" => "\u{2022}",
        b"emspace" => "\u{2003}",
        b"enspace" => "\u{2002}",
        b"qmspace" => "\u{2005}",
        _ => return None,
    })
}

/// The code page of a font's `\fcharset`; `None`: that of the document.
pub(super) fn charset(number: i32) -> Option<Page> {
    codepage::page(match number {
        77 => 10000,
        128 => 932,
        129 => 949,
        134 => 936,
        136 => 950,
        161 => 1253,
        162 => 1254,
        163 => 1258,
        177 => 1255,
        178 => 1256,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        254 => 437,
        255 => 850,
        _ => return None,
    })
}
