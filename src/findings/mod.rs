//! What single messages and people show besides ties: who brought whom together, who went silent, what is missing. One finding, one file.
//!
//! It takes a [`crate::network::Context`] and gives numbers of actors and messages, each with the messages that prove it. It does not
//! know rows, names of columns or files; a finding is a conclusion and is drawn anew from all facts.

pub mod absence;
pub mod back_channels;
pub mod between;
pub mod brokers;
pub mod calendar;
pub mod chance;
pub mod changes;
pub mod codenames;
pub mod custodians;
pub mod custody;
pub mod documents;
pub mod hidden;
pub mod introductions;
pub mod mail;
pub mod mailboxes;
pub mod missing;
pub mod months;
pub mod phases;
pub mod replies;
pub mod series;
pub mod single_contacts;
pub mod spells;
