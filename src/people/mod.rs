//! Conclusions about people: which addresses are one correspondent, what to call it, and what kind it is.
//!
//! Every join carries its reason. A display name alone never joins two addresses. It does not know organizations or ties.

pub mod evidence;
pub mod find;
pub mod kind;
pub mod name;
pub mod resolve;

pub use kind::Kind;
pub use resolve::{Alias, Correspondent, People, resolve};
