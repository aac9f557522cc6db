//! `mailties` reads a mail archive and shows who is tied to whom. ARCHITECTURE.md tells how the rooms lie.

pub mod analysis;
pub mod case;
pub mod conversation;
pub mod document;
pub mod error;
pub mod export;
pub mod findings;
pub mod mention;
pub mod message;
pub mod network;
pub mod organizations;
pub mod origin;
pub mod outlook;
pub mod people;
pub mod pipeline;
pub mod problem;
pub mod report;
pub mod search;
pub mod source;
