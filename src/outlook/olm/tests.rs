//! Archives of Outlook for Mac, invented after published descriptions of the format.

use super::*;
use crate::outlook::mime::transcribe;

const MAIL: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<emails xml:space="preserve" elementCount="1"><email xml:space="preserve">
<OPFMessageCopyAttachmentList><messageAttachment OPFAttachmentContentType="application/pdf" OPFAttachmentName="a &amp; b.pdf" OPFAttachmentURL="Accounts/x/com.microsoft.__Attachments/1.pdf"/></OPFMessageCopyAttachmentList>
<OPFMessageCopyBody xml:space="preserve">&lt;html&gt;&lt;p&gt;Gr&#252;&#xDF;e &amp;amp; &unknown;more&lt;/html&gt;</OPFMessageCopyBody>
<OPFMessageCopyFromAddresses><emailAddress OPFContactEmailAddressAddress="ann@x.test" OPFContactEmailAddressName="Moor, Ann" OPFContactEmailAddressType="0"/></OPFMessageCopyFromAddresses>
<OPFMessageCopyMessageID>&lt;1@x.test&gt;</OPFMessageCopyMessageID>
<OPFMessageCopySentTime>2001-09-09T01:46:40</OPFMessageCopySentTime>
<OPFMessageCopySubject>plans</OPFMessageCopySubject>
<OPFMessageCopyToAddresses><emailAddress><OPFContactEmailAddressAddress>bo@y.test</OPFContactEmailAddressAddress></emailAddress></OPFMessageCopyToAddresses>
<OPFMessageCopyCCAddresses><emailAddress OPFContactEmailAddressName="Cy"/></OPFMessageCopyCCAddresses>
</email></emails>"#;

#[test]
fn a_mail() {
    let items = read(MAIL.as_bytes()).expect("items");
    assert_eq!(items.len(), 1);
    let pdf = &items[0].attachments[0];
    assert_eq!(
        path(pdf),
        Some("Accounts/x/com.microsoft.__Attachments/1.pdf")
    );
    let written = transcribe(&items[0], "1");
    let mail = String::from_utf8_lossy(&written.bytes);
    assert!(
        mail.starts_with(
            "From: \"Moor, Ann\" <ann@x.test>\nTo: <bo@y.test>\nCc: Cy\nDate: Sun, 09 Sep 2001 01:46:40 +0000\n\
             Subject: plans\nMessage-ID: <1@x.test>\n"
        ),
        "{mail}"
    );
    assert!(mail.contains("<html><p>Grüße &amp; more</html>"), "{mail}");
    assert!(mail.contains("filename=\"a & b.pdf\""));
    assert_eq!(written.problems.len(), 1);
}

#[test]
fn contacts_and_appointments() {
    let xml = r#"<contacts><contact><OPFContactCopyDisplayName>Ann Moor</OPFContactCopyDisplayName>
        <OPFContactCopyEmailAddressList><contactEmailAddress OPFContactEmailAddressAddress="ann@x.test"/></OPFContactCopyEmailAddressList></contact></contacts>"#;
    let card = transcribe(&read(xml.as_bytes()).expect("items")[0], "1");
    assert_eq!(card.ending, "vcf");
    assert!(
        String::from_utf8_lossy(&card.bytes)
            .contains("FN:Ann Moor\nEMAIL;TYPE=INTERNET:ann@x.test\n")
    );
    let xml = r#"<appointments><appointment><OPFCalendarEventCopySummary>Lunch</OPFCalendarEventCopySummary>
        <OPFCalendarEventCopyStartTime>2000-02-29T01:00:00+01:00</OPFCalendarEventCopyStartTime><OPFCalendarEventCopyOrganizer>ann@x.test</OPFCalendarEventCopyOrganizer>
        <OPFCalendarEventCopyAttendeeList><appointmentAttendee OPFCalendarAttendeeAddress="bo@y.test"/></OPFCalendarEventCopyAttendeeList></appointment></appointments>"#;
    let event = transcribe(&read(xml.as_bytes()).expect("items")[0], "1");
    let event = String::from_utf8_lossy(&event.bytes).into_owned();
    assert!(event.contains("DTSTART:20000229T000000Z\nSUMMARY:Lunch\nORGANIZER:mailto:ann@x.test\nATTENDEE:mailto:bo@y.test\n"), "{event}");
}

#[test]
fn hostile_files() {
    let bomb = "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><emails><email><OPFMessageCopySubject>&b;</OPFMessageCopySubject></email></emails>";
    let items = read(bomb.as_bytes()).expect("items");
    assert_eq!(items[0].properties.text(tag::SUBJECT), None);
    assert!(read("<a>".repeat(10_000).as_bytes()).is_err());
    assert!(read(b"<emails><email>").is_err());
    assert!(read(&MAIL.as_bytes()[..MAIL.len() - 5]).is_err());
    assert_eq!(read(b"<categories/>"), Ok(Vec::new()));
    for end in 0..MAIL.len() {
        let _ = read(&MAIL.as_bytes()[..end]);
    }
}
