//! Numbers over vertices `0..n`; it has never heard of mail.
//!
//! A graph comes in as [`Csr`]; each measure is one file and one function that returns its values together with
//! how they were made ([`Method`], for the manifest). Rules that hold for all of them:
//!
//! * No recursion, no NaN, the same bits for any number of threads (parallel sums are taken in fixed chunks, added in chunk order).
//! * The empty graph gives empty values; an isolated vertex has a defined value, or `None` where the literature leaves it undefined.
//! * Loops, parallel arcs and weights that are not in 1e-100..=1e100 never get into a [`Csr`].
//! * A measure of undirected graphs takes a symmetric [`Csr`], as [`Csr::symmetrised`] gives it: each edge as two arcs of equal weight.

mod articulation;
mod backbone;
mod betweenness;
mod brokerage;
mod changes;
mod closeness;
mod components;
mod consensus;
mod constraint;
mod core_number;
mod crossing;
mod crowd;
mod csr;
mod degree;
mod far_tail;
mod fold;
mod follow;
mod force;
mod hypergeometric;
mod layout;
mod leiden;
mod level;
mod method;
mod modularity;
mod noise_corrected;
mod normal;
mod overlap;
mod page;
mod pagerank;
mod paths;
mod random;
mod reciprocity;
mod rings;
mod scene;
mod shortest;
mod significance;
mod spread;
mod stress;
mod tree;
mod triangles;
mod waves;

pub use articulation::articulation_points;
pub use backbone::disparity;
pub use betweenness::{Betweenness, Sources, betweenness};
pub use brokerage::{BrokerRole, Brokerage, UNGROUPED, brokerage};
pub use changes::{Change, changes};
pub use closeness::{Harmonic, harmonic};
pub use components::{Components, strong_components, weak_components};
pub use consensus::{
    AtResolution, Consensus, ConsensusCommunities, RESOLUTIONS, at_resolutions, consensus,
};
pub use constraint::{constraint, effective_size};
pub use core_number::core_number;
pub use csr::Csr;
pub use degree::{degree, node_strength};
pub use follow::{Event, Fate, Followed, LEAST_MEMBERS, LINKED, follow};
pub use force::{around, free};
pub use layout::layout;
pub use leiden::{Communities, Leiden, leiden};
pub use method::{ArcScores, Method, PartialScores, Scores};
pub use modularity::modularity;
pub use noise_corrected::{NoiseCorrected, noise_corrected};
pub use page::{Page, page};
pub use pagerank::{PageRank, pagerank};
pub use reciprocity::{Reciprocity, reciprocity};
pub use rings::rings;
pub use scene::{Scene, scene};
pub use shortest::{Path, k_shortest};
pub use significance::{Cell, EXACT_WORK, benjamini_hochberg, tail};
pub use stress::{STRESS_MOST, stress};
pub use triangles::clustering;
