//! What lies inside a message: messages that it carries as they are, and those in attached containers, in one order; documents in
//! these. It does not know where they are kept.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::message::{Embedded, Message};
use crate::problem::{Problem, ProblemKind};
use crate::source;

/// What lies inside a message.
#[derive(Debug, Default)]
pub struct Nested {
    /// Messages: first those that the message carries as such, then those of each attachment. Their place here is what a case knows
    /// them by.
    pub messages: Vec<Embedded>,
    /// Attachments, as many as the message lists.
    pub attachments: Vec<Attached>,
}

/// An attachment.
#[derive(Debug, Default)]
pub struct Attached {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// What lies in it, if it is a container.
    pub inside: Option<Inside>,
}

/// What lies in an attached container.
#[derive(Debug, Default)]
pub struct Inside {
    /// How many messages: they stand in [`Nested::messages`].
    pub messages: usize,
    /// Documents: their path in the container, and their bytes.
    pub documents: Vec<(String, Vec<u8>)>,
    /// What could not be read; the source is the path in the container.
    pub problems: Vec<Problem>,
}

/// Takes the bytes of messages and attachments out of a message, and opens the containers among them. O(unpacked bytes).
pub fn nested(message: &mut Message) -> Nested {
    let mut nested = Nested {
        messages: std::mem::take(&mut message.embedded),
        attachments: Vec::with_capacity(message.attachments.len()),
    };
    for one in &mut message.attachments {
        let bytes = std::mem::take(&mut one.bytes);
        // The readers of containers are ours but for their decoders.
        let opened = catch_unwind(AssertUnwindSafe(|| source::inside(&one.name, &bytes)));
        let inside = match opened {
            Ok(None) => None,
            Ok(Some(found)) => {
                let messages = found.messages.len();
                let inner = found.messages.into_iter().map(|bytes| Embedded {
                    offset: None,
                    bytes,
                });
                nested.messages.extend(inner);
                Some(Inside {
                    messages,
                    documents: found.documents,
                    problems: found.problems,
                })
            }
            Err(_) => Some(Inside {
                problems: vec![Problem {
                    source: String::new(),
                    offset: None,
                    kind: ProblemKind::DamagedContainer,
                    detail: "the reader of containers failed on it".into(),
                }],
                ..Inside::default()
            }),
        };
        nested.attachments.push(Attached { bytes, inside });
    }
    nested
}
