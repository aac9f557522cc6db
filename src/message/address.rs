//! Header addresses: lists as RFC 5322 has them and as Exchange, Notes and careless programs write them. It does not
//! know which header a list came from, nor who is behind an address.

mod canonical;
mod list;
mod usual;

pub use canonical::{canonical, print};
pub use list::{Found, Style, parse_list};

#[cfg(test)]
mod tests;
