//! Office documents: small ones are written by hand, as the standards have it, and read.

use std::io::{Cursor, Write};

use mailties::document::{Extracted, Format, State, extract, format};
use zip::CompressionMethod::{Deflated, Stored};
use zip::write::{SimpleFileOptions, ZipWriter};

use crate::compound_writer::{self, stream};

/// A package of these parts.
fn package(parts: &[(&str, &str)]) -> Vec<u8> {
    packed(
        parts,
        SimpleFileOptions::default().compression_method(Deflated),
    )
}

fn packed(parts: &[(&str, &str)], options: SimpleFileOptions) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer.start_file(*name, options).expect("a new part");
        writer.write_all(content.as_bytes()).expect("in memory");
    }
    writer.finish().expect("in memory").into_inner()
}

/// A list of media types: part and the middle of its type.
fn types(parts: &[(&str, &str)]) -> String {
    let one = |(part, kind): &(&str, &str)| {
        format!(
            "<Override PartName=\"/{part}\" ContentType=\"application/vnd.openxmlformats-officedocument.{kind}+xml\"/>"
        )
    };
    format!(
        "<Types>{}</Types>",
        parts.iter().map(one).collect::<String>()
    )
}

fn relations(relations: &[(&str, &str, &str)]) -> String {
    let one = |(id, kind, target): &(&str, &str, &str)| {
        format!(
            "<Relationship Id=\"{id}\" Type=\"http://x.test/relationships/{kind}\" Target=\"{target}\"/>"
        )
    };
    let all: String = relations.iter().map(one).collect();
    format!("<Relationships>{all}</Relationships>")
}

/// A Word document with that body.
fn word(body: &str) -> Vec<u8> {
    package(&[
        (
            "[Content_Types].xml",
            &types(&[("word/document.xml", "wordprocessingml.document.main")]),
        ),
        (
            "word/document.xml",
            &format!("<w:document><w:body>{body}</w:body></w:document>"),
        ),
    ])
}

fn text(bytes: &[u8]) -> Extracted {
    let read = extract(bytes);
    assert_eq!(
        (read.state, read.detail.as_str()),
        (State::Read, ""),
        "{read:?}"
    );
    read
}

#[test]
fn word_is_read_with_all_that_stands_beside_the_text() {
    let document = "<w:document><w:body>\
        <w:p><w:r><w:t>Dear </w:t></w:r><w:r><w:t>Ida &amp; Bo,</w:t></w:r></w:p>\
        <w:p><w:r><w:t>we pay</w:t></w:r><w:del w:author=\"Cy\"><w:r><w:delText>not</w:delText></w:r></w:del><w:ins><w:r><w:t> soon</w:t></w:r></w:ins></w:p>\
        <w:tbl><w:tr><w:tc><w:p><w:r><w:t>Oil</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>12</w:t></w:r></w:p></w:tc></w:tr>\
        <w:tr><w:tc><w:p/></w:tc><w:tc><w:p><w:r><w:t>7</w:t></w:r></w:p></w:tc></w:tr></w:tbl>\
        <mc:AlternateContent><mc:Choice><w:p><w:r><w:t>boxed</w:t></w:r></w:p></mc:Choice>\
        <mc:Fallback><w:p><w:r><w:t>boxed</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent>\
        </w:body></w:document>";
    let one = |name: &str, content: &str| format!("<w:{name}>{content}</w:{name}>");
    let paragraph = |text: &str| format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>");
    let bytes = package(&[
        (
            "[Content_Types].xml",
            &types(&[
                ("word/document.xml", "wordprocessingml.document.main"),
                ("word/header1.xml", "wordprocessingml.header"),
                ("word/footnotes.xml", "wordprocessingml.footnotes"),
                ("word/comments.xml", "wordprocessingml.comments"),
            ]),
        ),
        ("word/document.xml", document),
        ("word/header1.xml", &one("hdr", &paragraph("Confidential"))),
        (
            "word/footnotes.xml",
            &one("footnotes", &one("footnote", &paragraph("see page 3"))),
        ),
        (
            "word/comments.xml",
            &one(
                "comments",
                &format!(
                    "<w:comment w:author=\"Cy Ro\">{}</w:comment>",
                    paragraph("really?")
                ),
            ),
        ),
        ("word/embeddings/book1.xlsx", "PK"),
        (
            "docProps/core.xml",
            "<cp:coreProperties><dc:title>Pay</dc:title><dc:creator>Ida Lund</dc:creator><cp:lastModifiedBy>Bo</cp:lastModifiedBy>\
            <dcterms:created>2001-10-03T12:00:00Z</dcterms:created></cp:coreProperties>",
        ),
        (
            "docProps/app.xml",
            "<Properties><Company>Oil &amp; Co</Company><Pages>2</Pages></Properties>",
        ),
    ]);
    let read = text(&bytes);
    assert_eq!(read.format, Format::Docx);
    assert_eq!(
        read.text,
        "Dear Ida & Bo,\nwe pay soon\n[deleted: not]\nOil\t12\n7\nboxed\nConfidential\nsee page 3\n\
        [comment by Cy Ro: really?]\n[embedded: word/embeddings/book1.xlsx]\n"
    );
    let said = read.metadata;
    assert_eq!(
        (
            said.title.as_str(),
            said.author.as_str(),
            said.modified_by.as_str()
        ),
        ("Pay", "Ida Lund", "Bo")
    );
    assert_eq!((said.company.as_str(), said.pages), ("Oil & Co", Some(2)));
    assert_eq!(said.created, Some(1_002_110_400));
}

#[test]
fn excel_is_read_sheet_by_sheet_also_what_is_hidden() {
    let bytes = package(&[
        (
            "[Content_Types].xml",
            &types(&[
                ("xl/workbook.xml", "spreadsheetml.sheet.main"),
                ("xl/sharedStrings.xml", "spreadsheetml.sharedStrings"),
                ("xl/styles.xml", "spreadsheetml.styles"),
            ]),
        ),
        (
            "xl/workbook.xml",
            "<workbook><sheets><sheet name=\"Pay\" r:id=\"rId2\"/><sheet name=\"Secret\" state=\"veryHidden\" r:id=\"rId1\"/></sheets></workbook>",
        ),
        (
            "xl/_rels/workbook.xml.rels",
            &relations(&[
                ("rId1", "worksheet", "worksheets/sheet1.xml"),
                ("rId2", "worksheet", "/xl/worksheets/sheet2.xml"),
            ]),
        ),
        (
            "xl/sharedStrings.xml",
            "<sst><si><t>Name</t></si><si><r><t>Ida </t></r><r><t>Lund</t></r><rPh><t>ida</t></rPh></si></sst>",
        ),
        (
            "xl/styles.xml",
            "<styleSheet><numFmts><numFmt numFmtId=\"170\" formatCode=\"d\\.m\\.yyyy\"/></numFmts>\
            <cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"170\"/></cellXfs></styleSheet>",
        ),
        (
            "xl/worksheets/sheet1.xml",
            "<worksheet><sheetData><row><c t=\"inlineStr\"><is><t>Zürich 4711</t></is></c></row></sheetData></worksheet>",
        ),
        (
            "xl/worksheets/sheet2.xml",
            "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c></row>\
            <row r=\"2\"><c r=\"A2\"><v>0.10000000000000001</v></c><c r=\"B2\" s=\"1\"><v>37167</v></c><c t=\"b\"><v>1</v></c><c t=\"str\"><f>A1</f><v>a\nb</v></c></row>\
            </sheetData><headerFooter><oddHeader>&amp;L&amp;\"Arial,Bold\"Draft &amp;P</oddHeader></headerFooter></worksheet>",
        ),
        (
            "xl/worksheets/_rels/sheet2.xml.rels",
            &relations(&[("rId1", "comments", "../comments1.xml")]),
        ),
        (
            "xl/comments1.xml",
            "<comments><authors><author>Bo</author></authors><commentList><comment ref=\"B2\" authorId=\"0\"><text><t>too\nlate</t></text></comment></commentList></comments>",
        ),
    ]);
    let read = text(&bytes);
    assert_eq!((read.format, read.metadata.pages), (Format::Xlsx, Some(2)));
    assert_eq!(
        read.text,
        "[sheet Pay]\nName\tIda Lund\n0.1\t2001-10-03\tTRUE\ta b\nDraft\n[comment by Bo on B2: too late]\n[hidden sheet Secret]\nZürich 4711\n"
    );
}

#[test]
fn slides_come_in_the_order_of_the_show_with_their_notes() {
    let slide = |text: &str| {
        format!("<p:sld><p:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:txBody></p:sld>")
    };
    let bytes = package(&[
        (
            "[Content_Types].xml",
            &types(&[
                ("ppt/presentation.xml", "presentationml.presentation.main"),
                ("ppt/slides/slide1.xml", "presentationml.slide"),
                ("ppt/slides/slide2.xml", "presentationml.slide"),
            ]),
        ),
        (
            "ppt/presentation.xml",
            "<p:presentation><p:sldIdLst><p:sldId id=\"256\" r:id=\"rId9\"/><p:sldId id=\"257\" r:id=\"rId8\"/></p:sldIdLst></p:presentation>",
        ),
        (
            "ppt/_rels/presentation.xml.rels",
            &relations(&[
                ("rId8", "slide", "slides/slide1.xml"),
                ("rId9", "slide", "slides/slide2.xml"),
            ]),
        ),
        (
            "ppt/slides/slide1.xml",
            &slide("last").replace("<p:sld>", "<p:sld show=\"0\">"),
        ),
        ("ppt/slides/slide2.xml", &slide("first")),
        (
            "ppt/slides/_rels/slide2.xml.rels",
            &relations(&[("rId1", "notesSlide", "../notesSlides/notesSlide1.xml")]),
        ),
        ("ppt/notesSlides/notesSlide1.xml", &slide("say nothing")),
    ]);
    let read = text(&bytes);
    assert_eq!(read.format, Format::Pptx);
    assert_eq!(read.text, "first\nsay nothing\n[hidden slide 2]\nlast\n");
}

#[test]
fn open_documents_are_read() {
    let writer = package(&[
        ("mimetype", "application/vnd.oasis.opendocument.text"),
        (
            "content.xml",
            "<office:document-content><office:body><office:text><text:h>Minutes</text:h>\
            <text:p>two<text:s text:c=\"2\"/>spaces<office:annotation><dc:creator>Bo</dc:creator><dc:date>2001-10-03</dc:date><text:p>why?</text:p></office:annotation></text:p>\
            </office:text></office:body></office:document-content>",
        ),
        (
            "meta.xml",
            "<office:document-meta><office:meta><meta:initial-creator>Ida Lund</meta:initial-creator><dc:creator>Bo</dc:creator>\
            <dc:date>2001-10-03T12:00:00.5</dc:date><meta:document-statistic meta:page-count=\"3\"/></office:meta></office:document-meta>",
        ),
    ]);
    let read = text(&writer);
    assert_eq!(read.text, "Minutes\ntwo  spaces [comment: Bo: why?]\n");
    let said = read.metadata;
    assert_eq!(
        (said.author.as_str(), said.modified_by.as_str(), said.pages),
        ("Ida Lund", "Bo", Some(3))
    );
    assert_eq!(said.modified, Some(1_002_110_400));
    let cell = |times: &str, text: &str| {
        format!(
            "<table:table-cell table:number-columns-repeated=\"{times}\">{text}</table:table-cell>"
        )
    };
    let sheet = package(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        (
            "content.xml",
            &format!(
                "<office:document-content><style:style style:name=\"ta2\"><style:table-properties table:display=\"false\"/></style:style>\
                <table:table table:name=\"Pay\" table:style-name=\"ta2\"><table:table-row>{}{}{}</table:table-row></table:table></office:document-content>",
                cell("2", "<text:p>x</text:p>"),
                cell("900000000", ""),
                cell("1", "<text:p>y</text:p>"),
            ),
        ),
    ]);
    assert_eq!(text(&sheet).text, "[hidden sheet Pay]\nx\tx\ty\n");
}

/// A record of BIFF.
fn record(id: u16, data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len()).expect("a short record");
    [&id.to_le_bytes(), &length.to_le_bytes(), data].concat()
}

#[test]
fn old_workbooks_are_read_with_strings_that_go_on_in_the_next_record() {
    let begin = |kind: u8| record(0x809, &[0, 6, kind, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    let end = record(0x0a, &[]);
    // One string of five letters, the last two of them in the next record and there of two bytes each.
    let strings = [
        record(0xfc, &[1, 0, 0, 0, 1, 0, 0, 0, 5, 0, 0, b'I', b'd', b'a']),
        record(0x3c, &[1, b' ', 0, 0x41, 0x01]),
    ]
    .concat();
    let name = record(0x85, &[0, 0, 0, 0, 1, 0, 3, 0, b'P', b'a', b'y']);
    let head = begin(5).len() + strings.len() + name.len() + end.len();
    let mut name = name;
    name[4] = u8::try_from(head).expect("a short head");
    let sheet = [
        begin(0x10),
        record(0xfd, &[0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
        // 12.34 is 1234 / 100: bits 0 and 1 say so.
        record(
            0x27e,
            &[&[0, 0, 1, 0, 0, 0][..], &(1234_u32 << 2 | 3).to_le_bytes()].concat(),
        ),
        record(
            0x203,
            &[&[1, 0, 0, 0, 0, 0][..], &(-0.5_f64).to_le_bytes()].concat(),
        ),
        end.clone(),
    ]
    .concat();
    let bytes = [begin(5), strings, name, end, sheet].concat();
    let read = text(&bytes);
    assert_eq!(read.format, Format::Xls);
    assert_eq!(read.text, "[hidden sheet Pay]\nIda Ł\t12.34\n-0.5\n");
    assert_eq!(extract(&record_with_password()).state, State::Encrypted);
}

fn record_with_password() -> Vec<u8> {
    [
        record(0x809, &[0, 6, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
        record(0x2f, &[1, 0]),
    ]
    .concat()
}

/// A compound file of these streams.
fn compound(streams: &[(&str, &[u8])]) -> Vec<u8> {
    let nodes = streams.iter().map(|(name, content)| stream(name, content));
    compound_writer::compound(nodes.collect())
}

/// A set of properties: numbers and values as [MS-OLEPS] writes them.
fn properties(values: &[(u32, Vec<u8>)]) -> Vec<u8> {
    let mut set = vec![0; 8 + 8 * values.len()];
    set[4] = u8::try_from(values.len()).expect("few");
    for (index, (id, value)) in values.iter().enumerate() {
        let at = u32::try_from(set.len()).expect("short");
        set[8 + index * 8..][..4].copy_from_slice(&id.to_le_bytes());
        set[12 + index * 8..][..4].copy_from_slice(&at.to_le_bytes());
        set.extend(value);
    }
    let mut bytes = vec![0; 48];
    bytes[..2].copy_from_slice(&[0xfe, 0xff]);
    bytes[24] = 1;
    bytes[44] = 48;
    [bytes, set].concat()
}

#[test]
fn what_a_compound_file_says_of_itself_is_read_in_its_code_page() {
    let string = |text: &[u8]| [&[0x1e, 0, 0, 0, text.len() as u8, 0, 0, 0][..], text].concat();
    let time = [
        &[0x40, 0, 0, 0][..],
        &126_465_840_000_000_000_u64.to_le_bytes(),
    ]
    .concat();
    let page = vec![2, 0, 0, 0, 0xe3, 4, 0, 0];
    let summary = properties(&[(1, page), (4, string(b"\xc8\xe4\xe0\0")), (12, time)]);
    let workbook = [record(0x809, &[0, 6, 5, 0]), record(0x0a, &[])].concat();
    let read = extract(&compound(&[
        ("Workbook", &workbook),
        ("\u{5}SummaryInformation", &summary),
    ]));
    assert_eq!(read.format, Format::Xls);
    // Code page 1251; the time is 2001-10-03 12:00 UTC: (1,002,110,400 + 11,644,473,600) * 10^7.
    assert_eq!(
        (read.metadata.author.as_str(), read.metadata.created),
        ("Ида", Some(1_002_110_400))
    );
}

#[test]
fn a_password_is_told() {
    let read = extract(&compound(&[
        ("EncryptedPackage", b"x"),
        ("EncryptionInfo", b"y"),
    ]));
    assert_eq!(
        (read.format, read.state),
        (Format::Unknown, State::Encrypted)
    );
    let manifest = "<manifest:manifest><manifest:file-entry manifest:full-path=\"content.xml\"><manifest:encryption-data/></manifest:file-entry></manifest:manifest>";
    let read = extract(&package(&[
        ("mimetype", "application/vnd.oasis.opendocument.text"),
        ("META-INF/manifest.xml", manifest),
        ("content.xml", "\u{1}\u{2}"),
    ]));
    assert_eq!((read.format, read.state), (Format::Odt, State::Encrypted));
}

#[test]
fn bombs_end_at_a_limit_and_keep_what_was_found() {
    let paragraph = "<w:p><w:r><w:t>first</w:t></w:r></w:p>";
    let zeros = word(&format!("{paragraph}<!--{}-->", " ".repeat(30 << 20)));
    let read = extract(&zeros);
    assert_eq!(
        (read.state, read.text.as_str()),
        (State::Limit, "first\n"),
        "{}",
        read.detail
    );
    let deep = word(&format!(
        "{paragraph}{}",
        "<w:tbl><w:tr><w:tc>".repeat(10_000)
    ));
    let read = extract(&deep);
    assert_eq!((read.state, read.text.as_str()), (State::Limit, "first\n"));
    let laughs = package(&[
        (
            "[Content_Types].xml",
            &types(&[("word/document.xml", "wordprocessingml.document.main")]),
        ),
        (
            "word/document.xml",
            "<!DOCTYPE d [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;\">]><w:document><w:p><w:t>first</w:t></w:p><w:p><w:t>&b;</w:t></w:p></w:document>",
        ),
    ]);
    let read = extract(&laughs);
    assert_eq!(
        (read.state, read.text.as_str()),
        (State::Damaged, "first\n")
    );
}

#[test]
fn a_package_that_lost_its_end_is_read_as_far_as_it_goes() {
    let parts = [
        (
            "[Content_Types].xml",
            &*types(&[("word/document.xml", "wordprocessingml.document.main")]),
        ),
        (
            "word/document.xml",
            "<w:document><w:p><w:r><w:t>kept</w:t></w:r></w:p><w:p><w:r><w:t>lost</w:t></w:r></w:p></w:document>",
        ),
    ];
    let whole = packed(
        &parts,
        SimpleFileOptions::default().compression_method(Stored),
    );
    let lost = whole
        .windows(4)
        .position(|bytes| bytes == b"lost")
        .expect("stored");
    let read = extract(&whole[..lost]);
    assert_eq!((read.format, read.state), (Format::Docx, State::Damaged));
    assert_eq!(read.text, "kept\n");
}

#[test]
fn formats_are_told_by_bytes() {
    let utf16: Vec<u8> = "hello world"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let cases: &[(&[u8], Format)] = &[
        (b"junk before %PDF-1.4", Format::Pdf),
        (b"{\\rtf1 x}", Format::Rtf),
        (b"\xef\xbb\xbf <!-- a --><HTML>", Format::Html),
        (b"<?xml version=\"1.0\"?><note><b/></note>", Format::Xml),
        (b"BEGIN:VCARD\r\nEND:VCARD", Format::Card),
        (b"begin:vcalendar\r\n", Format::Calendar),
        (b"\x89PNG\r\n\x1a\n1234", Format::Image),
        (b"\0\0\0\x18ftypmp42", Format::Media),
        (b"\0\0\0\x18ftypheic", Format::Image),
        (b"\x1f\x8b\x08\0", Format::Archive),
        (b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff", Format::Program),
        (b"Subject: oil\nFrom: ida@oil.test\n\nhello", Format::Mail),
        (b"Subject: a note with a colon\nnothing else", Format::Text),
        (b"a,b\n1,2\n\"3,\n4\",5\n", Format::Csv),
        (b"a,b\n1,2\n3\n", Format::Text),
        (b"gr\xfc\xdfe aus Z\xfcrich", Format::Text),
        (&utf16, Format::Text),
        (b"\x01\x02\x03\x04\xff\xfe\x00\x07", Format::Unknown),
        (b"", Format::Text),
    ];
    for (bytes, expected) in cases {
        assert_eq!(
            format(bytes),
            *expected,
            "{}",
            String::from_utf8_lossy(bytes)
        );
    }
    assert_eq!(format(&package(&[("readme.txt", "x")])), Format::Archive);
}
