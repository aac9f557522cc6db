//! Numbers of the properties that are read, under the names of MS-OXPROPS, and the sets that named properties belong to. Knows no values.

pub const IMPORTANCE: u16 = 0x0017;
pub const MESSAGE_CLASS: u16 = 0x001A;
pub const SENSITIVITY: u16 = 0x0036;
pub const SUBJECT: u16 = 0x0037;
pub const CLIENT_SUBMIT_TIME: u16 = 0x0039;
pub const SENT_REPRESENTING_SEARCH_KEY: u16 = 0x003B;
pub const SUBJECT_PREFIX: u16 = 0x003D;
pub const SENT_REPRESENTING_ENTRY_ID: u16 = 0x0041;
pub const SENT_REPRESENTING_NAME: u16 = 0x0042;
pub const REPLY_RECIPIENT_ENTRIES: u16 = 0x004F;
pub const START_DATE: u16 = 0x0060;
pub const END_DATE: u16 = 0x0061;
pub const SENT_REPRESENTING_ADDRESS_TYPE: u16 = 0x0064;
pub const SENT_REPRESENTING_ADDRESS: u16 = 0x0065;
pub const TRANSPORT_HEADERS: u16 = 0x007D;
pub const RECIPIENT_TYPE: u16 = 0x0C15;
pub const SENDER_ENTRY_ID: u16 = 0x0C19;
pub const SENDER_NAME: u16 = 0x0C1A;
pub const SENDER_SEARCH_KEY: u16 = 0x0C1D;
pub const SENDER_ADDRESS_TYPE: u16 = 0x0C1E;
pub const SENDER_ADDRESS: u16 = 0x0C1F;
pub const DISPLAY_BCC: u16 = 0x0E02;
pub const DISPLAY_CC: u16 = 0x0E03;
pub const DISPLAY_TO: u16 = 0x0E04;
pub const DELIVERY_TIME: u16 = 0x0E06;
pub const NORMALIZED_SUBJECT: u16 = 0x0E1D;
pub const ENTRY_ID: u16 = 0x0FFF;
pub const BODY: u16 = 0x1000;
pub const RTF_COMPRESSED: u16 = 0x1009;
pub const HTML: u16 = 0x1013;
pub const MESSAGE_ID: u16 = 0x1035;
pub const REFERENCES: u16 = 0x1039;
pub const IN_REPLY_TO: u16 = 0x1042;
pub const DISPLAY_NAME: u16 = 0x3001;
pub const ADDRESS_TYPE: u16 = 0x3002;
pub const EMAIL_ADDRESS: u16 = 0x3003;
pub const CREATION_TIME: u16 = 0x3007;
pub const LAST_MODIFICATION_TIME: u16 = 0x3008;
pub const SEARCH_KEY: u16 = 0x300B;
pub const ATTACH_DATA: u16 = 0x3701;
pub const ATTACH_FILE_NAME: u16 = 0x3704;
pub const ATTACH_METHOD: u16 = 0x3705;
pub const ATTACH_LONG_FILE_NAME: u16 = 0x3707;
pub const ATTACH_PATH_NAME: u16 = 0x3708;
pub const ATTACH_LONG_PATH_NAME: u16 = 0x370D;
pub const ATTACH_MIME_TAG: u16 = 0x370E;
pub const ATTACH_CONTENT_ID: u16 = 0x3712;
pub const SMTP_ADDRESS: u16 = 0x39FE;
pub const MIDDLE_NAME: u16 = 0x3A44;
pub const SPOUSE: u16 = 0x3A48;
pub const MANAGER: u16 = 0x3A4E;
pub const ASSISTANT: u16 = 0x3A30;
pub const OFFICE_PHONE: u16 = 0x3A08;
pub const HOME_PHONE: u16 = 0x3A09;
pub const SURNAME: u16 = 0x3A11;
pub const GIVEN_NAME: u16 = 0x3A06;
pub const COMPANY: u16 = 0x3A16;
pub const TITLE: u16 = 0x3A17;
pub const DEPARTMENT: u16 = 0x3A18;
pub const MOBILE_PHONE: u16 = 0x3A1C;
pub const FAX: u16 = 0x3A24;
pub const INTERNET_CODE_PAGE: u16 = 0x3FDE;
pub const MESSAGE_CODE_PAGE: u16 = 0x3FFD;
pub const SENDER_SMTP_ADDRESS: u16 = 0x5D01;
pub const SENT_REPRESENTING_SMTP_ADDRESS: u16 = 0x5D02;
pub const RECIPIENT_DISPLAY_NAME: u16 = 0x5FF6;

/// Sets: a GUID as its bytes lie in files.
pub const SET_MAPI: [u8; 16] = short_set(0x0002_0328);
pub const SET_PUBLIC_STRINGS: [u8; 16] = short_set(0x0002_0329);
pub const SET_APPOINTMENT: [u8; 16] = short_set(0x0006_2002);
pub const SET_TASK: [u8; 16] = short_set(0x0006_2003);
pub const SET_ADDRESS: [u8; 16] = short_set(0x0006_2004);

/// `{xxxxxxxx-0000-0000-C000-000000000046}`.
const fn short_set(first: u32) -> [u8; 16] {
    let [a, b, c, d] = first.to_le_bytes();
    [a, b, c, d, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46]
}
