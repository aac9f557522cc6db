//! THE ONE DOOR OUT: plain rows, versioned; no petgraph type, no mail text.

pub mod absence;
pub mod affiliations;
pub mod back_channels;
pub mod backbone;
pub mod brokers;
pub mod columns;
pub mod communities;
pub mod custodians;
pub mod diff;
pub mod documents;
pub mod figure;
pub mod hidden;
pub mod introductions;
pub mod ledger;
pub mod manifest;
pub mod measures;
pub mod mentions;
pub mod messages;
pub mod missing;
pub mod organizations;
pub mod outlook;
pub mod page;
pub mod palette;
pub mod path;
pub mod people;
pub mod phases;
pub mod place;
pub mod portrait;
pub mod proof;
pub mod readme;
pub mod rows;
pub mod select;
pub mod spells;
pub mod summary;
pub mod table;
pub mod tables;
pub mod times;

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
    /// `people`, `organizations`, `mentions` or `co_mentions`; the folder's name.
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

impl GraphRows {
    /// Numbers of node rows and of ties.
    pub fn counts(&self) -> (usize, usize) {
        (self.nodes.rows(), self.source.len())
    }

    /// The ties as one table with the ids of their ends: `Source`, `Target`, `Type`, then the columns of [`GraphRows::edges`].
    pub fn edge_table(&self) -> Table {
        let ids: &[String] = match self.nodes.column("Id").map(|c| &c.values) {
            Some(Values::Text(ids)) => ids,
            _ => &[],
        };
        let ends =
            |rows: &[u32]| Values::Text(rows.iter().map(|r| ids[*r as usize].clone()).collect());
        let kind = if self.directed {
            "Directed"
        } else {
            "Undirected"
        };
        let mut table = Table::default()
            .with(
                "Source",
                "Id of one end; of a directed tie the sender",
                ends(&self.source),
            )
            .with("Target", "Id of the other end", ends(&self.target))
            .with(
                "Type",
                "Directed or Undirected",
                Values::Text(vec![kind.to_owned(); self.source.len()]),
            );
        table.columns.extend(self.edges.columns.iter().cloned());
        table
    }
}

/// A day as `YYYY-MM-DD` (proleptic Gregorian, UTC) from seconds since 1970.
pub fn day(seconds: i64) -> String {
    let (year, month, day) = crate::findings::calendar::civil(seconds);
    format!("{year:04}-{month:02}-{day:02}")
}

/// A point in time as `YYYY-MM-DDTHH:MM:SSZ` from seconds since 1970.
pub fn instant(seconds: i64) -> String {
    let of_day = seconds.rem_euclid(86_400);
    format!(
        "{}T{:02}:{:02}:{:02}Z",
        day(seconds),
        of_day / 3600,
        of_day / 60 % 60,
        of_day % 60
    )
}
