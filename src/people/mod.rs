//! Conclusions about people: which addresses are one correspondent, what to call it, and what kind it is.
//!
//! Every join carries its reason. A display name alone never joins two addresses. It does not know organizations or ties.

mod candidates;
mod contacts;
pub mod decisions;
mod describe;
pub mod evidence;
pub mod find;
mod join;
pub mod kind;
pub mod local;
mod mailings;
pub mod name;
mod namesakes;
pub mod nickname;
mod pairs;
mod profile;
pub mod resolve;
mod template;

pub use decisions::Decisions;
pub use kind::Kind;
pub use resolve::{Alias, Correspondent, People, resolve};
