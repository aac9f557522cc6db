//! THE ONE DOOR OUT: plain rows, versioned; no petgraph type, no mail text.

pub mod palette;
pub mod manifest;
pub mod measures;
pub mod organizations;
pub mod people;
pub mod rows;
pub mod select;
pub mod summary;
pub mod table;

pub use table::{Column, Table, Values};

/// How a network's vertices are drawn; one entry a node row.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Drawing {
    /// Horizontal position, any unit, finite.
    pub x: Vec<f32>,
    /// Vertical position.
    pub y: Vec<f32>,
    /// Centrality that the size shows, 0 to 1 (1: the largest of the network).
    pub size: Vec<f32>,
    /// Community, counted from 0 by size; `None` for actors left out of the measures. Its colour is `palette[community]`.
    pub community: Vec<Option<u32>>,
    /// The mode of each vertex: 0 person, 1 organization, 2 list, 3 role account, 4 robot. It chooses the shape.
    pub shape: Vec<u8>,
}

/// One network as rows: the same rows go to every format.
#[derive(Clone, Debug, PartialEq)]
pub struct GraphRows {
    /// `people`, `organizations` or `mentions`; the folder's name.
    pub name: &'static str,
    /// Ties have a direction.
    pub directed: bool,
    /// Node rows; the first two columns are `Id` and `Label`.
    pub nodes: Table,
    /// Edge rows without `Source`, `Target`, `Type`: the first column is `Weight`. Sorted as they are to be written.
    pub edges: Table,
    /// Row number of each edge's source in `nodes`.
    pub source: Vec<u32>,
    /// Row number of each edge's target.
    pub target: Vec<u32>,
    /// How it is drawn.
    pub drawing: Drawing,
    /// Names of the communities, largest first; index = [`Drawing::community`].
    pub communities: Vec<String>,
    /// A line that says what is shown: archive, period, counts.
    pub title: String,
    /// A line that says what size, colour and a missing line mean, and how it was made.
    pub caption: String,
}
