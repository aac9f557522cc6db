//! What the report of a case shows, as plain values: sections with sentences, figures and tables, cards of those named, messages cited.
//! It does not know HTML and computes nothing but what to choose.

mod about;
mod build;
mod cards;
mod cells;
mod cite;
mod documents;
mod firms;
mod pictures;
mod sections;

pub use build::{Sources, page};

use super::figure::{Matrix, Network, Timeline};

/// A part of a cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Piece {
    /// Words.
    Text(String),
    /// A correspondent or organization: its name and id; leads to its card if it has one.
    Actor(String, String),
    /// A message by its id; leads to where it is cited.
    Message(String),
}

/// A table of the page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sheet {
    /// What it lists.
    pub caption: String,
    /// Heading of each column, what it means, and whether it holds numbers.
    pub columns: Vec<(String, String, bool)>,
    /// Rows of cells of pieces.
    pub rows: Vec<Vec<Vec<Piece>>>,
    /// Where all rows stand: how many, and the file.
    pub more: Option<(usize, String)>,
}

/// A figure of the page.
#[derive(Clone, Debug, PartialEq)]
pub enum Picture {
    /// A network, and the id of each node.
    Network(Network, Vec<String>),
    /// Months.
    Timeline(Timeline),
    /// Who with whom.
    Matrix(Matrix),
}

/// A part of the page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Section {
    /// Anchor: letters and `-`.
    pub id: &'static str,
    /// Heading.
    pub heading: &'static str,
    /// Paragraphs.
    pub text: Vec<Vec<Piece>>,
    /// Figures.
    pub pictures: Vec<Picture>,
    /// Tables.
    pub sheets: Vec<Sheet>,
}

/// What is known of somebody who is named on the page.
#[derive(Clone, Debug, PartialEq)]
pub struct Card {
    /// Id of the correspondent or organization.
    pub id: String,
    /// Name.
    pub label: String,
    /// What it is, in words.
    pub about: Vec<String>,
    /// Its ties, each with the messages that prove it.
    pub ties: Sheet,
}

/// A message that a table cites.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cited {
    /// Its id.
    pub id: String,
    /// Day, or `undated`.
    pub date: String,
    /// Name and id of the sender.
    pub from: (String, String),
    /// Names of the first recipients.
    pub to: String,
    /// Its number; the subject is asked of the case by it.
    pub message: u32,
}

/// The report of a case.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page {
    /// Heading.
    pub title: String,
    /// What it is made from, in a line.
    pub subtitle: String,
    /// The most important in a few sentences.
    pub lead: Vec<Vec<Piece>>,
    /// The sections.
    pub sections: Vec<Section>,
    /// Cards of those named, in the order in which they are named first.
    pub cards: Vec<Card>,
    /// Messages cited, by id.
    pub cited: Vec<Cited>,
    /// Program and version.
    pub program: String,
}

/// Words as a paragraph.
fn words(text: impl Into<String>) -> Vec<Piece> {
    vec![Piece::Text(text.into())]
}
