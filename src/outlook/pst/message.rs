//! Items from their nodes ([MS-PST] 2.4.5, 2.4.6): properties, recipients, attachments, items within items. Does not know folders,
//! or what a property says but for how a thing is attached.

use super::block::Subnode;
use super::bytes::u32_at;
use super::context::{Context, Listed};
use super::fault::{Fault, Read, damaged, limit};
use super::limits::DEPTH;
use super::names::Names;
use super::store::Store;
use super::table::{Rows, rows};
use super::value::OBJECT;
use crate::outlook::item::{Attached, Content, Item};
use crate::outlook::property::{Properties, Value};

/// Subnodes of every item: its recipients, its attachments.
const RECIPIENTS: u32 = 0x692;
const ATTACHMENTS: u32 = 0x671;
/// The type of nodes that hold an attachment, in the lower five bits of their id.
const ATTACHMENT: u32 = 0x05;
/// PidTagAttachDataBinary, PidTagAttachDataObject.
const DATA: u16 = 0x3701;
/// PidTagAttachMethod: 5 is an item.
const METHOD: u16 = 0x3705;
const AN_ITEM: i64 = 5;
/// PidTagAttachLongPathname, PidTagAttachPathname.
const PATHS: [u16; 2] = [0x370D, 0x3708];

/// Reads items of one file.
pub(super) struct Reader<'a> {
    pub(super) store: &'a mut Store,
    pub(super) names: &'a Names,
    /// What could not be read of items that were.
    pub(super) faults: Vec<Fault>,
}

impl Reader<'_> {
    /// The item of a node.
    ///
    /// # Errors
    /// Its properties cannot be read. What else cannot becomes a fault.
    pub(super) fn item(&mut self, node: Subnode, depth: usize) -> Read<Item> {
        let mut context = Context::open(self.store, node.data, node.subnodes)?;
        let properties = context.properties(self.store, self.names, None);
        self.note("the item", std::mem::take(&mut context.faults));
        let recipients = self.recipients(&context);
        let mut attachments = Vec::new();
        for (number, id) in self.attachment_ids(&context).into_iter().enumerate() {
            let Some(subnode) = context.subnodes.get(&id).copied() else {
                let lost = damaged("it is not in the file");
                self.note(&format!("attachment {}", number + 1), vec![lost]);
                continue;
            };
            attachments.push(self.attached(subnode, depth, number + 1));
        }
        Ok(Item {
            doubts: Vec::new(),
            properties,
            recipients,
            attachments,
        })
    }

    fn recipients(&mut self, context: &Context) -> Vec<Properties> {
        let rows = self.table(context, RECIPIENTS, "the list of recipients");
        let rows = rows.unwrap_or_default().rows.into_iter();
        rows.map(|row| row.properties).collect()
    }

    /// Ids of the attachments: those of the list, or all that are there if it cannot be read.
    fn attachment_ids(&mut self, context: &Context) -> Vec<u32> {
        match self.table(context, ATTACHMENTS, "the list of attachments") {
            Some(rows) => rows.rows.iter().map(|row| row.id).collect(),
            None => context
                .subnodes
                .keys()
                .copied()
                .filter(|id| id & 0x1F == ATTACHMENT)
                .collect(),
        }
    }

    /// A table of the item; `None` if there is none or it cannot be read.
    fn table(&mut self, context: &Context, id: u32, what: &str) -> Option<Rows> {
        let node = *context.subnodes.get(&id)?;
        match rows(self.store, self.names, node) {
            Ok(mut rows) => {
                self.note(what, std::mem::take(&mut rows.faults));
                Some(rows)
            }
            Err(fault) => {
                self.note(what, vec![fault]);
                None
            }
        }
    }

    fn attached(&mut self, node: Subnode, depth: usize, number: usize) -> Attached {
        let what = format!("attachment {number}");
        let mut context = match Context::open(self.store, node.data, node.subnodes) {
            Ok(context) => context,
            Err(fault) => {
                let content = Content::Absent(fault.words.clone());
                self.note(&what, vec![fault]);
                return Attached {
                    properties: Properties::default(),
                    content,
                };
            }
        };
        let properties = context.properties(self.store, self.names, Some(DATA));
        self.note(&what, std::mem::take(&mut context.faults));
        let content = match context.one(DATA) {
            None => Ok(Content::Absent(elsewhere(&properties))),
            Some(listed) => self.content(&context, listed, &properties, depth),
        };
        let content = content.unwrap_or_else(|fault| {
            let words = fault.words.clone();
            self.note(&what, vec![fault]);
            Content::Absent(words)
        });
        Attached {
            properties,
            content,
        }
    }

    fn content(
        &mut self,
        context: &Context,
        listed: Listed,
        properties: &Properties,
        depth: usize,
    ) -> Read<Content> {
        let an_item = properties.integer(METHOD) == Some(AN_ITEM);
        if listed.kind == OBJECT {
            let node = object(context, listed)?;
            return match an_item {
                true => self.embedded(node, depth),
                false => super::block::whole(self.store, node.data).map(Content::Bytes),
            };
        }
        match context.value(self.store, listed)? {
            Some(Value::Bytes(bytes)) => Ok(Content::Bytes(bytes)),
            _ => Err(damaged("its content is of a wrong type")),
        }
    }

    fn embedded(&mut self, node: Subnode, depth: usize) -> Read<Content> {
        if depth >= DEPTH {
            return Err(limit(format!(
                "items lie in items more than {DEPTH} deep: those below are left out"
            )));
        }
        let item = self.item(node, depth + 1)?;
        Ok(Content::Item(Box::new(item)))
    }

    fn note(&mut self, what: &str, faults: Vec<Fault>) {
        for fault in faults {
            let fault = Fault {
                words: format!("{what}: {}", fault.words),
                ..fault
            };
            if self.faults.len() < super::limits::PROBLEMS && self.faults.last() != Some(&fault) {
                self.faults.push(fault);
            }
        }
    }
}

/// The subnode of an object: its id, then its size.
fn object(context: &Context, listed: Listed) -> Read<Subnode> {
    let at = u32::from_le_bytes(listed.value);
    let id = match at & 0x1F {
        0 => u32_at(context.heap.item(at)?, 0),
        _ => Some(at),
    };
    id.and_then(|id| context.subnodes.get(&id).copied())
        .ok_or_else(|| damaged("its content is not in the file"))
}

/// Why an attachment has no content here.
fn elsewhere(properties: &Properties) -> String {
    match PATHS.into_iter().find_map(|path| properties.text(path)) {
        Some(path) => format!("the file lay elsewhere: {path}"),
        None => "it has no content".to_owned(),
    }
}
