//! Rows to files. One file a format, one escape a border; it knows no mail, no network and no measure.
//!
//! Every graph file of a folder holds the same Ids, labels and numbers: they are made once, in [`rows`] and [`cell`].

pub mod bundle;
pub mod cell;
pub mod compare;
pub mod csv;
pub mod dot;
pub mod figure;
pub mod files;
pub mod folder;
pub mod gexf;
pub mod graphml;
pub mod html;
pub mod json;
pub mod number;
pub mod page;
pub mod png;
pub mod rows;
pub mod text;
pub mod xml;
