//! Bytes in a Windows code page, as text. It does not know where they stood.

use encoding_rs::Encoding;

/// Code pages and their names in the Encoding Standard.
const PAGES: &[(u16, &str)] = &[
    (866, "ibm866"),
    (874, "windows-874"),
    (932, "shift_jis"),
    (936, "gbk"),
    (949, "euc-kr"),
    (950, "big5"),
    (1200, "utf-16le"),
    (1201, "utf-16be"),
    (1250, "windows-1250"),
    (1251, "windows-1251"),
    (1253, "windows-1253"),
    (1254, "windows-1254"),
    (1255, "windows-1255"),
    (1256, "windows-1256"),
    (1257, "windows-1257"),
    (1258, "windows-1258"),
    (1361, "euc-kr"),
    (10000, "macintosh"),
    (10007, "x-mac-cyrillic"),
    (20866, "koi8-r"),
    (21866, "koi8-u"),
    (28592, "iso-8859-2"),
    (28595, "iso-8859-5"),
    (28597, "iso-8859-7"),
    (32768, "macintosh"),
    (50220, "iso-2022-jp"),
    (51932, "euc-jp"),
    (54936, "gb18030"),
    (65001, "utf-8"),
];

/// The text; of an unknown code page as Windows-1252. What cannot be decoded becomes U+FFFD. O(n).
pub(super) fn decode(page: u16, bytes: &[u8]) -> String {
    let known = PAGES.iter().find(|(number, _)| *number == page);
    let name = known.map_or("windows-1252", |(_, name)| *name);
    let encoding = Encoding::for_label(name.as_bytes()).unwrap_or(encoding_rs::WINDOWS_1252);
    encoding.decode_without_bom_handling(bytes).0.into_owned()
}
