//! Ties, tie strength, networks and slices of them, as petgraph graphs.
//!
//! One tie per ordered pair (correspondence) or pair (organizations, mentions), summed over messages. It does not know any
//! measure; it hands graphs to the floor above.

pub mod behind;
pub mod build;
pub mod naming;
pub mod slice;
pub mod tie;

pub use behind::{Ends, behind};
pub use build::{
    Context, Letter, Network, Party, Ties, between, correspondence, correspondence_contacts,
    organization_contacts, organizations,
};
pub use naming::{co_mention_contacts, co_mentions, mention_contacts, mentions};
pub use slice::Period;
pub use tie::{Contact, Tie};
