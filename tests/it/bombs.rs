//! Documents that were made to exhaust whoever reads them: each ends within the limits, is told as what it is, and the next one is read.
//! They are made here, byte by byte; none is larger than some MiB.

use std::fmt::Write as _;
use std::io::Write as _;

use flate2::{Compress, Compression, FlushCompress};
use mailties::document::limits::TEXT_BYTES;
use mailties::document::worker::Reader;
use mailties::document::{Extracted, State};

/// A stream of `count` MiB of one byte, deflated: one MiB is, and stands there `count` times, since a full flush forgets what was before.
fn deflated(byte: u8, count: usize) -> Vec<u8> {
    let mut deflate = Compress::new(Compression::best(), false);
    let mut piece = Vec::with_capacity(1 << 16);
    deflate
        .compress_vec(&vec![byte; 1 << 20], &mut piece, FlushCompress::Full)
        .expect("room for it");
    let mut stream = piece.repeat(count);
    // An empty last block.
    stream.extend([3, 0]);
    stream
}

/// A ZIP of members (name, deflated bytes, size that is claimed). Checksums are left out: a bomb is told before they are asked for.
fn zip(members: &[(&str, Vec<u8>, u32)]) -> Vec<u8> {
    let (mut file, mut directory) = (Vec::new(), Vec::new());
    for (name, packed, claimed) in members {
        let at = u32::try_from(file.len()).expect("a small file");
        let mut fields = vec![20, 0, 0, 0, 8, 0, 0, 0, 33, 0, 0, 0, 0, 0];
        fields.extend(u32::try_from(packed.len()).expect("small").to_le_bytes());
        fields.extend(claimed.to_le_bytes());
        fields.extend(u16::try_from(name.len()).expect("short").to_le_bytes());
        fields.extend([0, 0]);
        file.extend(b"PK\x03\x04");
        file.extend(&fields);
        file.extend(name.as_bytes());
        file.extend(packed);
        directory.extend(b"PK\x01\x02\x14\0");
        directory.extend(&fields);
        directory.extend([0; 10]);
        directory.extend(at.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let start = u32::try_from(file.len()).expect("a small file");
    let count = u16::try_from(members.len()).expect("few").to_le_bytes();
    file.extend(&directory);
    file.extend(b"PK\x05\x06\0\0\0\0");
    file.extend(count);
    file.extend(count);
    file.extend(u32::try_from(directory.len()).expect("small").to_le_bytes());
    file.extend(start.to_le_bytes());
    file.extend([0, 0]);
    file
}

/// A member that is as small as it says.
fn member<'a>(name: &'a str, text: &str) -> (&'a str, Vec<u8>, u32) {
    let mut deflate = flate2::write::DeflateEncoder::new(Vec::new(), Compression::fast());
    deflate.write_all(text.as_bytes()).expect("a vector");
    let size = u32::try_from(text.len()).expect("small");
    (name, deflate.finish().expect("a vector"), size)
}

const TYPES: &str = "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'><Default Extension='rels' \
    ContentType='application/vnd.openxmlformats-package.relationships+xml'/><Default Extension='xml' ContentType='application/xml'/>";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const SHEETS: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const WORDS: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

/// Which parts belong to a part, by kind and path.
fn relations(parts: &[(&str, &str)]) -> String {
    let mut xml = format!("<Relationships xmlns='{PACKAGE}'>");
    for (number, (kind, target)) in parts.iter().enumerate() {
        let _ = write!(
            xml,
            "<Relationship Id='r{number}' Type='{OFFICE}/{kind}' Target='{target}'/>"
        );
    }
    xml + "</Relationships>"
}

fn docx(document: (&'static str, Vec<u8>, u32)) -> Vec<u8> {
    let kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";
    let types =
        format!("{TYPES}<Override PartName='/word/document.xml' ContentType='{kind}'/></Types>");
    let root = relations(&[("officeDocument", "word/document.xml")]);
    zip(&[
        member("[Content_Types].xml", &types),
        member("_rels/.rels", &root),
        document,
    ])
}

fn words(text: &str) -> String {
    format!(
        "<w:document xmlns:w='{WORDS}'><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>"
    )
}

/// Two cells, in the first and in the last place that a sheet has.
fn far_cells() -> Vec<u8> {
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.";
    let types = format!(
        "{TYPES}<Override PartName='/xl/workbook.xml' ContentType='{kind}sheet.main+xml'/>\
         <Override PartName='/xl/worksheets/sheet1.xml' ContentType='{kind}worksheet+xml'/></Types>"
    );
    let book = format!(
        "<workbook xmlns='{SHEETS}' xmlns:r='{OFFICE}'><sheets><sheet name='S' sheetId='1' r:id='r0'/></sheets></workbook>"
    );
    let sheet = format!(
        "<worksheet xmlns='{SHEETS}'><sheetData><row r='1'><c r='A1'><v>4711</v></c></row>\
         <row r='1048576'><c r='XFD1048576'><v>4712</v></c></row></sheetData></worksheet>"
    );
    zip(&[
        member("[Content_Types].xml", &types),
        member(
            "_rels/.rels",
            &relations(&[("officeDocument", "xl/workbook.xml")]),
        ),
        member("xl/workbook.xml", &book),
        member(
            "xl/_rels/workbook.xml.rels",
            &relations(&[("worksheet", "worksheets/sheet1.xml")]),
        ),
        member("xl/worksheets/sheet1.xml", &sheet),
    ])
}

/// A cell that says to stand there a thousand million times, in a row that says so too.
fn repeated_cells() -> Vec<u8> {
    let content = "<office:document-content xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0' \
        xmlns:table='urn:oasis:names:tc:opendocument:xmlns:table:1.0' xmlns:text='urn:oasis:names:tc:opendocument:xmlns:text:1.0'>\
        <office:body><office:spreadsheet><table:table table:name='S'><table:table-row table:number-rows-repeated='1000000000'>\
        <table:table-cell table:number-columns-repeated='1000000000' office:value-type='string'><text:p>again</text:p>\
        </table:table-cell></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>";
    zip(&[
        member("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        member("content.xml", content),
    ])
}

/// Ten entities, each ten times the one before: 10^10 laughs in the text.
fn laughs() -> Vec<u8> {
    let mut xml = "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY l0 'laugh '>".to_owned();
    for level in 1..=10 {
        let before = format!("&l{};", level - 1).repeat(10);
        let _ = write!(xml, "<!ENTITY l{level} '{before}'>");
    }
    xml += "]>";
    xml += &words("&l10;");
    docx(member("word/document.xml", &xml))
}

/// Elements inside one another, far deeper than any file has.
fn deep() -> Vec<u8> {
    let xml = words(&"<w:r>".repeat(1_000_000));
    docx(member("word/document.xml", &xml))
}

/// A PDF of these objects, numbered from 1; the first is its catalogue.
fn pdf(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut file = b"%PDF-1.7\n".to_vec();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (number, object) in objects.iter().enumerate() {
        let _ = writeln!(table, "{:010} 00000 n ", file.len());
        file.extend(format!("{} 0 obj\n", number + 1).bytes());
        file.extend(object);
        file.extend(b"\nendobj\n");
    }
    let start = file.len();
    let size = objects.len() + 1;
    file.extend(
        format!("{table}trailer\n<</Size {size}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n").bytes(),
    );
    file
}

const CATALOGUE: &[u8] = b"<</Type/Catalog/Pages 2 0 R>>";

/// Pages that are their own children, and a form that draws itself.
fn loops() -> Vec<u8> {
    let form = b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F 4 0 R>>>>/Length 5>>\nstream\n/F Do\nendstream";
    pdf(&[
        CATALOGUE.to_vec(),
        b"<</Type/Pages/Count 2/Kids[2 0 R 3 0 R 2 0 R]/Parent 2 0 R>>".to_vec(),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Resources<</XObject<</F 4 0 R>>>>/Contents 4 0 R>>".to_vec(),
        form.to_vec(),
        b"5 0 R".to_vec(),
    ])
}

/// A page whose content is 4 GiB of blanks.
fn blank_page() -> Vec<u8> {
    let packed = deflated(b' ', 4_096);
    // zlib's head; its checksum is left out.
    let mut content = format!(
        "<</Filter/FlateDecode/Length {}>>\nstream\n",
        packed.len() + 2
    )
    .into_bytes();
    content.extend([0x78, 0xda]);
    content.extend(packed);
    content.extend(b"\nendstream");
    pdf(&[
        CATALOGUE.to_vec(),
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>".to_vec(),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>".to_vec(),
        content,
    ])
}

/// A ZIP in a ZIP, a hundred times.
fn nested_zips() -> Vec<u8> {
    (0..100).fold(b"the core".to_vec(), |inner, _| {
        let mut deflate = flate2::write::DeflateEncoder::new(Vec::new(), Compression::fast());
        deflate.write_all(&inner).expect("a vector");
        let size = u32::try_from(inner.len()).expect("small");
        zip(&[("inner.zip", deflate.finish().expect("a vector"), size)])
    })
}

/// What must be said of a bomb.
enum Told {
    /// A row among the problems.
    Problem,
    /// Its text holds these words, and not much more.
    Text(&'static [&'static str]),
    /// A row among the problems, since the walls of the process stopped it: its reader asks for all bytes of a stream at once.
    Wall,
    /// Anything but a death of the reader.
    Any,
}

fn bombs() -> Vec<(&'static str, Vec<u8>, Told)> {
    let ten = || deflated(0, 10_240);
    let blanks = || deflated(b' ', 10_240);
    let part = "word/document.xml";
    vec![
        (
            "zeros.docx",
            docx((part, ten(), u32::MAX - 1)),
            Told::Problem,
        ),
        ("liar.docx", docx((part, blanks(), 1_000)), Told::Problem),
        ("laughs.docx", laughs(), Told::Any),
        ("deep.docx", deep(), Told::Problem),
        ("far.xlsx", far_cells(), Told::Text(&["4711", "4712"])),
        ("repeated.ods", repeated_cells(), Told::Any),
        ("loops.pdf", loops(), Told::Any),
        ("blank.pdf", blank_page(), Told::Wall),
        ("nested.zip", nested_zips(), Told::Any),
        (
            "zeros.zip",
            zip(&[("zeros", ten(), u32::MAX - 1)]),
            Told::Any,
        ),
    ]
}

#[track_caller]
fn check(name: &str, told: &Told, found: &Extracted) {
    let Extracted {
        state,
        detail,
        text,
        ..
    } = found;
    let is_problem = matches!(state, State::Limit | State::Damaged | State::Failed);
    match told {
        Told::Problem | Told::Wall => assert!(is_problem, "{name}: {state:?}, {detail}"),
        Told::Text(words) => {
            assert!(
                words.iter().all(|word| text.contains(word)),
                "{name}: {state:?}, {detail}"
            );
            assert!(text.len() < 10_000, "{name}: {} bytes of text", text.len());
        }
        Told::Any => {}
    }
    // The walls are the second defence: the readers' own bounds come first.
    let may_fail = matches!(told, Told::Wall);
    assert!(may_fail || *state != State::Failed, "{name}: {detail}");
    assert!(!detail.contains("took longer"), "{name}: {detail}");
    assert!(
        text.len() <= TEXT_BYTES + 4,
        "{name}: {} bytes of text",
        text.len()
    );
}

#[test]
fn bombs_end_within_the_limits() {
    let mut reader = Reader::new(Some(env!("CARGO_BIN_EXE_mailties").into())).obeying();
    for (name, bytes, told) in bombs() {
        assert!(bytes.len() < 12 << 20, "{name}: {} bytes", bytes.len());
        let found = reader.read(&bytes);
        check(name, &told, &found);
        let after = reader.read(b"mailties self-test: hello");
        assert_eq!(after.detail, "hello", "after {name}");
        let memory = reader.process().map_or(0, most_memory);
        assert!(memory <= 1 << 20, "{name}: {memory} KiB of memory");
    }
}

/// The most memory that a process has had, in KiB; 0 where it is not told.
fn most_memory(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok())
        .unwrap_or(0)
}

/// Mail in mail, a hundred times.
fn nested_mail() -> Vec<u8> {
    (0..100).fold("From: core@deep.example\nSubject: core\n\nx\n".to_owned(), |inner, level| {
        format!("From: a@deep.example\nTo: b@deep.example\nSubject: level {level}\nContent-Type: message/rfc822\n\n{inner}")
    })
    .into_bytes()
}

/// A mail with a file.
fn mail_with(name: &str, bytes: &[u8]) -> Vec<u8> {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut mail = format!(
        "From: a@bomb.example\nTo: b@bomb.example\nSubject: {name}\nDate: Mon, 1 Jun 2020 10:00:00 +0000\nMIME-Version: 1.0\n\
         Content-Type: application/octet-stream; name=\"{name}\"\nContent-Disposition: attachment; filename=\"{name}\"\n\
         Content-Transfer-Encoding: base64\n\n"
    )
    .into_bytes();
    for line in bytes.chunks(57) {
        for three in line.chunks(3) {
            let at = |i: usize| u32::from(three.get(i).copied().unwrap_or(0));
            let bits = at(0) << 16 | at(1) << 8 | at(2);
            for i in 0..4 {
                let letter = LETTERS[(bits >> (18 - 6 * i) & 63) as usize];
                mail.push(if i as usize <= three.len() {
                    letter
                } else {
                    b'='
                });
            }
        }
        mail.push(b'\n');
    }
    mail
}

#[test]
fn a_run_over_bombs_ends_well() {
    let work = crate::support::Work::new();
    let mut expected = 0;
    for (name, bytes, told) in bombs() {
        work.write(format!("in/{name}"), &bytes);
        work.write(format!("in/mail-{name}.eml"), mail_with(name, &bytes));
        expected += usize::from(matches!(told, Told::Problem | Told::Wall));
    }
    work.write("in/nested.eml", nested_mail());
    let mut run = work
        .mailties(["--quiet", "analyze", "in", "--case", "case"])
        .start();
    let mut memory = 0;
    while run.try_wait().expect("a child").is_none() {
        memory = memory.max(
            family(run.id())
                .into_iter()
                .map(most_memory)
                .max()
                .unwrap_or(0),
        );
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    let code = run.wait().expect("a child").code();
    assert!(matches!(code, Some(0 | 3)), "{code:?}");
    assert!(memory <= 1 << 20, "{memory} KiB of memory");
    let problems = work.mailties(["list", "case", "problems", "--csv"]).ok();
    let table = problems.table();
    let documents = table
        .iter()
        .filter(|row| row["detail"].starts_with("document "));
    // Each lies there twice, alone and in a mail, and is read once.
    assert!(documents.count() >= expected, "{problems}");
    work.mailties(["verify", "case"]).ok();
}

/// A process and its children, where the system lists them in `/proc`.
fn family(process: u32) -> Vec<u32> {
    let all = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    let numbers = all.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    numbers
        .filter(|number| *number == process || parent(*number) == Some(process))
        .collect()
}

fn parent(process: u32) -> Option<u32> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let (_, fields) = stat.rsplit_once(')')?;
    fields.split_whitespace().nth(1)?.parse().ok()
}
