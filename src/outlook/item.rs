//! One item as its file keeps it: a mail, a contact, an appointment, with its recipients and attachments. All readers of Outlook files
//! end here. Does not know how a file stores it.

use super::property::Properties;

/// An item.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Item {
    /// Its properties.
    pub properties: Properties,
    /// Its recipients, in the order of the file.
    pub recipients: Vec<Properties>,
    /// Its attachments, in the order of the file.
    pub attachments: Vec<Attached>,
    /// What of it could not be read, a sentence each without a full stop; not of items attached to it.
    pub doubts: Vec<String>,
}

/// An attachment of an item.
#[derive(Clone, Debug, PartialEq)]
pub struct Attached {
    /// Its properties, without the content.
    pub properties: Properties,
    /// What is attached.
    pub content: Content,
}

/// The content of an attachment.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// A file.
    Bytes(Vec<u8>),
    /// Another item.
    Item(Box<Item>),
    /// Nothing that is in the file: a link to somewhere, or an object that could not be read; the words say which.
    Absent(String),
}
