//! Windows code pages: the number in a property, and the text it makes of bytes. Also undoes them in a whole item. Does not know
//! where items come from.

use encoding_rs::*;

use super::item::{Content, Item};
use super::property::{Properties, Value};
use super::tag;

/// How bytes become text.
#[derive(Clone, Copy, Debug)]
pub enum Page {
    /// One that the web knows as well.
    Web(&'static Encoding),
    /// One of DOS: its upper 128 characters.
    Dos(&'static str),
}

/// Western Windows, when nothing is said.
pub const DEFAULT: Page = Page::Web(WINDOWS_1252);

/// The code page of that number (Microsoft's "code page identifiers"); `None` for 0 and those that are not known.
pub fn page(number: i64) -> Option<Page> {
    Some(Page::Web(match number {
        437 => return Some(Page::Dos(DOS_437)),
        850 | 858 => return Some(Page::Dos(DOS_850)),
        852 => return Some(Page::Dos(DOS_852)),
        866 => IBM866,
        874 => WINDOWS_874,
        932 => SHIFT_JIS,
        936 | 20936 | 51936 => GBK,
        949 | 1361 | 51949 | 20949 => EUC_KR,
        950 => BIG5,
        1200 => UTF_16LE,
        1201 => UTF_16BE,
        1250 => WINDOWS_1250,
        1251 => WINDOWS_1251,
        1252 | 20127 | 28591 => WINDOWS_1252,
        1253 => WINDOWS_1253,
        1254 | 28599 => WINDOWS_1254,
        1255 => WINDOWS_1255,
        1256 => WINDOWS_1256,
        1257 => WINDOWS_1257,
        1258 => WINDOWS_1258,
        10000 | 32768 => MACINTOSH,
        10007 => X_MAC_CYRILLIC,
        20866 => KOI8_R,
        21866 => KOI8_U,
        20932 | 51932 => EUC_JP,
        28592 => ISO_8859_2,
        28593 => ISO_8859_3,
        28594 => ISO_8859_4,
        28595 => ISO_8859_5,
        28596 => ISO_8859_6,
        28597 => ISO_8859_7,
        28598 => ISO_8859_8,
        38598 => ISO_8859_8_I,
        28600 => ISO_8859_10,
        28603 => ISO_8859_13,
        28604 => ISO_8859_14,
        28605 => ISO_8859_15,
        28606 => ISO_8859_16,
        50220..=50222 => ISO_2022_JP,
        54936 => GB18030,
        65001 => UTF_8,
        _ => return None,
    }))
}

const DOS_437: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";

const DOS_850: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{ad}±‗¾¶§÷¸°¨·¹³²■\u{a0}";

const DOS_852: &str = "ÇüéâäůćçłëŐőîŹÄĆÉĹĺôöĽľŚśÖÜŤťŁ×čáíóúĄąŽžĘę¬źČş«»░▒▓│┤ÁÂĚŞ╣║╗╝Żż┐└┴┬├─┼Ăă╚╔╩╦╠═╬¤đĐĎËďŇÍÎě┘┌█▄ŢŮ▀ÓßÔŃńňŠšŔÚŕŰýÝţ´\u{ad}˝˛ˇ˘§÷¸°¨˙űŘř■\u{a0}";

impl Page {
    /// The text of bytes, up to zeros at their end; false if some of them are no text in this code page. O(n).
    pub fn text(self, bytes: &[u8]) -> (String, bool) {
        let end = bytes.iter().rposition(|&byte| byte != 0);
        self.decode(&bytes[..end.map_or(0, |end| end + 1)])
    }

    /// The text of bytes, zeros too; false if some of them are no text in this code page. O(n).
    pub fn decode(self, bytes: &[u8]) -> (String, bool) {
        match self {
            Self::Web(encoding) => {
                let (text, damaged) = encoding.decode_without_bom_handling(bytes);
                (text.into_owned(), !damaged)
            }
            Self::Dos(upper) => {
                let upper: Vec<char> = upper.chars().collect();
                let text = bytes.iter().map(|&byte| match byte {
                    0..=127 => char::from(byte),
                    _ => upper
                        .get(usize::from(byte) - 128)
                        .copied()
                        .unwrap_or('\u{fffd}'),
                });
                (text.collect(), true)
            }
        }
    }
}

/// The text of bytes of which only a code page is assumed: if they are none in it, UTF-8 and Western Windows are tried.
pub fn guess(page: Page, bytes: &[u8]) -> String {
    let (text, whole) = page.text(bytes);
    if whole {
        return text;
    }
    let (other, whole) = Page::Web(UTF_8).text(bytes);
    if whole { other } else { DEFAULT.text(bytes).0 }
}

/// The code pages of an item: of its strings, and of its HTML.
#[derive(Clone, Copy, Debug)]
pub struct Pages {
    /// Of PtypString8.
    pub strings: Page,
    /// Of the HTML body; not known: as it says itself.
    pub html: Option<Page>,
}

/// The code pages that an item names. `outer` is that of the item it lies in.
pub fn pages(properties: &Properties, outer: Page) -> Pages {
    let number = |id| properties.integer(id);
    let internet = number(tag::INTERNET_CODE_PAGE);
    Pages {
        strings: number(tag::MESSAGE_CODE_PAGE)
            .and_then(page)
            .or_else(|| internet.map(windows).and_then(page))
            .unwrap_or(outer),
        html: internet.and_then(page),
    }
}

/// The Windows code page of the same letters: strings of an item are never in what its mail was sent in.
fn windows(internet: i64) -> i64 {
    match internet {
        28592 => 1250,
        20866 | 21866 | 28595 | 10007 => 1251,
        28597 => 1253,
        28598 | 38598 => 1255,
        28596 => 1256,
        28594 | 28603 => 1257,
        50220..=50222 | 51932 | 20932 => 932,
        51949 => 949,
        51936 => 936,
        other => other,
    }
}

/// Makes text of all PtypString8 in an item, its recipients and attachments, and in items attached to it; once is enough, twice does no
/// harm. O(size).
pub fn resolve(item: &mut Item) {
    resolve_in(item, DEFAULT);
}

/// Items lie in one another no deeper than their reader allows.
fn resolve_in(item: &mut Item, outer: Page) {
    let pages = pages(&item.properties, outer);
    if let Some(Value::Narrow(bytes)) = item.properties.plain.get(&tag::HTML) {
        let bytes = bytes.clone();
        item.properties.plain.insert(tag::HTML, Value::Bytes(bytes));
    }
    decode(&mut item.properties, pages.strings);
    for recipient in &mut item.recipients {
        decode(recipient, pages.strings);
    }
    for attached in &mut item.attachments {
        decode(&mut attached.properties, pages.strings);
        if let Content::Item(inner) = &mut attached.content {
            resolve_in(inner, pages.strings);
        }
    }
}

fn decode(properties: &mut Properties, page: Page) {
    let values = properties.plain.values_mut();
    for value in values.chain(properties.named.values_mut()) {
        match value {
            Value::Narrow(bytes) => *value = Value::Text(guess(page, bytes)),
            Value::Narrows(all) => {
                *value = Value::Texts(all.iter().map(|bytes| guess(page, bytes)).collect());
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Against Python: `bytes.decode('cp1251')`, `'cp437'`, `'cp932'`, `'cp850'`.
    #[test]
    fn code_pages() {
        let text = |number, bytes: &[u8]| page(number).map(|page| page.text(bytes).0);
        assert_eq!(text(1251, b"\xcf\xf0\xe8\0\0").as_deref(), Some("При"));
        assert_eq!(text(437, b"M\x81ller \xe1").as_deref(), Some("Müller ß"));
        assert_eq!(text(850, b"\xd5").as_deref(), Some("ı"));
        assert_eq!(text(932, b"\x93\xfa").as_deref(), Some("日"));
        assert_eq!(text(12345, b"x"), None);
        for table in [DOS_437, DOS_850, DOS_852] {
            assert_eq!(table.chars().count(), 128);
        }
    }

    #[test]
    fn what_an_item_says_of_its_strings() {
        let mut item = Item::default();
        let narrow = |bytes: &[u8]| Value::Narrow(bytes.to_vec());
        item.properties.plain.insert(tag::SUBJECT, narrow(b"\xcf"));
        item.properties
            .plain
            .insert(tag::INTERNET_CODE_PAGE, Value::Integer(20866));
        let mut to = Properties::default();
        to.plain.insert(tag::DISPLAY_NAME, narrow(b"\xe8"));
        item.recipients.push(to);
        resolve(&mut item);
        assert_eq!(item.properties.text(tag::SUBJECT), Some("П"));
        assert_eq!(item.recipients[0].text(tag::DISPLAY_NAME), Some("и"));
    }

    #[test]
    fn what_is_not_in_its_code_page_is_tried_otherwise() {
        let utf8 = page(65001).unwrap_or(DEFAULT);
        assert_eq!(guess(utf8, b"caf\xe9"), "café");
        let japanese = page(932).unwrap_or(DEFAULT);
        assert_eq!(guess(japanese, "à".as_bytes()), "à");
    }
}
