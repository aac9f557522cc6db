//! What figures show, as plain values: networks, surroundings, chains, times, who with whom. It does not know how they are drawn.

mod chain;
mod drawn;
pub mod letters;

pub use chain::path;
pub use drawn::{ego, network};

/// How an actor is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A person: a circle.
    Circle,
    /// An organization: a square.
    Square,
    /// A mailing list: a diamond.
    Diamond,
    /// A role account: a hexagon.
    Hexagon,
    /// A robot: a triangle.
    Triangle,
}

impl Shape {
    /// All, in the order of [`super::Drawing::shape`].
    pub const ALL: [Self; 5] = [
        Self::Circle,
        Self::Square,
        Self::Diamond,
        Self::Hexagon,
        Self::Triangle,
    ];

    /// What it stands for.
    pub fn name(self) -> &'static str {
        match self {
            Self::Circle => "person",
            Self::Square => "organization",
            Self::Diamond => "list",
            Self::Hexagon => "role account",
            Self::Triangle => "robot",
        }
    }
}

/// An actor of a figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Its name, of any length and from strangers.
    pub label: String,
    /// Its numbers, in one sentence; shown on demand.
    pub about: String,
    /// How it is drawn.
    pub shape: Shape,
    /// Place, in any unit; y grows downward.
    pub at: (f64, f64),
    /// Centrality as a share of the largest, 0 to 1; the area shows it.
    pub size: f64,
    /// Number of its group in [`Network::groups`]; `None` is grey.
    pub group: Option<u32>,
    /// Drawn with a broken outline: its group changes from seed to seed.
    pub unstable: bool,
}

/// A tie of a figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Edge {
    /// Number of the node it comes from.
    pub source: u32,
    /// Number of the node it goes to.
    pub target: u32,
    /// What its width shows; 0 or more.
    pub strength: f64,
    /// Its numbers, in one sentence.
    pub about: String,
}

/// What stands round a figure in print.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Words {
    /// The headline.
    pub title: String,
    /// A line below: how much of how much is shown.
    pub subtitle: String,
    /// What is counted, what a missing line means, how it was made.
    pub note: String,
    /// Where it comes from: archive, counts, period.
    pub source: String,
}

/// A network on a page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Network {
    /// Title, notes, source.
    pub words: Words,
    /// Ties have a direction.
    pub directed: bool,
    /// Actors, the most central first: their names are placed first.
    pub nodes: Vec<Node>,
    /// Ties.
    pub edges: Vec<Edge>,
    /// Names of the groups; the letter and colour of each come from its number.
    pub groups: Vec<String>,
    /// What the area of a node shows, such as "PageRank".
    pub size: String,
    /// What the width of a line shows, such as "tie strength".
    pub width: String,
    /// Number of the node that all is about.
    pub ego: Option<u32>,
}

/// The letter of a group, A to Z; `None` for later ones and for none.
pub fn letter(group: Option<u32>) -> Option<char> {
    let number = group.filter(|g| (*g as usize) < super::palette::OKABE_ITO.len())?;
    char::from_u32('A' as u32 + number)
}

/// One step of a chain.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// The words on the line, such as "214 messages".
    pub line: String,
    /// The words below it, such as "2000-03-01 to 2001-10-12".
    pub below: String,
    /// Tie strength; the width shows it.
    pub strength: f64,
}

/// A chain from one actor to another.
#[derive(Clone, Debug, PartialEq)]
pub struct Chain {
    /// The actors, from left to right: name and shape. One more than `steps`.
    pub actors: Vec<(String, Shape)>,
    /// The steps between them.
    pub steps: Vec<Step>,
}

/// How one reaches another: chains, the best on top.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Path {
    /// Title, notes, source.
    pub words: Words,
    /// The chains.
    pub chains: Vec<Chain>,
}

/// One row of columns over months.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// Whose.
    pub label: String,
    /// One value a month; `None` where the archive could not have seen any (hatched).
    pub values: Vec<Option<u64>>,
    /// Months (numbers from 0) with a word to them, such as "first mail".
    pub marks: Vec<(usize, String)>,
}

/// Messages by month.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Timeline {
    /// Title, notes, source.
    pub words: Words,
    /// The first month: year and month from 1.
    pub first: (i32, u32),
    /// Rows, all of one length.
    pub series: Vec<Series>,
    /// What is counted, such as "messages".
    pub unit: String,
    /// Each row has a scale of its own; else one for all.
    pub own_scale: bool,
}

/// Who with whom, as a table of shades.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Matrix {
    /// Title, notes, source.
    pub words: Words,
    /// Names of the rows, such as senders.
    pub rows: Vec<String>,
    /// Names of the columns, such as recipients.
    pub columns: Vec<String>,
    /// Row by row: `rows · columns` counts; `None` is left empty.
    pub cells: Vec<Option<u64>>,
    /// What the rows are, such as "from".
    pub row_word: String,
    /// What the columns are, such as "to".
    pub column_word: String,
    /// What is counted, such as "messages".
    pub unit: String,
}
