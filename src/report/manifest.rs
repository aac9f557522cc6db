//! `manifest.json`: what a case was made from and how; enough to make every file again.

use std::collections::BTreeSet;

use serde::Serialize;

use super::documents::counts::Documents;
use super::measures::Measures;
use super::summary::Counts;
use crate::analysis::Method;
use crate::case::facts::Facts;
use crate::mention::recognizer::Recognizer;
use crate::network::build::Include;
use crate::problem::{Problem, ProblemKind};

/// Version of the manifest's form. 1: first version.
pub const MANIFEST_VERSION: u32 = 1;

/// The manifest.
#[derive(Clone, Debug, Serialize)]
pub struct Manifest {
    /// [`MANIFEST_VERSION`].
    pub manifest_version: u32,
    /// Name and version of the program.
    pub program: String,
    /// Version of the database schema.
    pub schema_version: i64,
    /// Version of what makes the facts.
    pub facts_version: i64,
    /// What the user chose.
    pub options: Options,
    /// The sums; found = distinct + duplicate_copies + unreadable.
    pub counts: Counts,
    /// The documents, and what became of reading them.
    pub documents: Documents,
    /// The networks and how their numbers were made.
    pub networks: Vec<NetworkEntry>,
    /// Every source.
    pub sources: Vec<Source>,
    /// Files that were looked at and held no mail, as the user named them.
    pub not_mail: Vec<String>,
}

/// Options of the last run.
#[derive(Clone, Debug, Serialize)]
pub struct Options {
    /// Seed of communities, samples and positions.
    pub seed: u64,
    /// Betweenness was computed exactly whatever the size.
    pub exact: bool,
    /// Resolution of communities.
    pub resolution: f64,
    /// Lists count in the measures.
    pub include_lists: bool,
    /// Robots count in the measures.
    pub include_robots: bool,
    /// Bulk mail counts in the measures.
    pub include_bulk: bool,
    /// What the user said.
    #[serde(flatten)]
    pub said: Said,
    /// Digest of the recognizer and the list of well-known organizations.
    pub recognizer: String,
}

/// What the user said: SHA-256 of the files in the case that hold it; none if there is no such file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Said {
    /// The pattern that tells custodians; none if paths tell them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub custodian: Option<String>,
    /// Decisions about people.
    pub decisions: Option<String>,
    /// The watch list of organizations.
    pub watch_list: Option<String>,
}

impl Options {
    /// From the parts.
    pub fn new(settings: super::measures::Settings, include: Include, said: Said) -> Self {
        Self {
            seed: settings.seed,
            exact: settings.exact,
            resolution: settings.resolution,
            include_lists: include.lists,
            include_robots: include.robots,
            include_bulk: include.bulk,
            said,
            recognizer: Recognizer::embedded().fingerprint(),
        }
    }
}

/// One network.
#[derive(Clone, Debug, Serialize)]
pub struct NetworkEntry {
    /// Its folder.
    pub name: &'static str,
    /// Rows of nodes.csv.
    pub nodes: u64,
    /// Rows of edges.csv.
    pub edges: u64,
    /// Sum of the column Weight, as written.
    pub weight: f64,
    /// Actors that count in the measures.
    pub measured_actors: u64,
    /// Ties that count in the measures.
    pub measured_ties: u64,
    /// Communities of two or more.
    pub communities: u64,
    /// Their modularity.
    pub modularity: f64,
    /// Share of ties that go both ways.
    pub reciprocity: Option<f64>,
    /// How each measure was made.
    pub methods: Vec<Method>,
}

impl NetworkEntry {
    /// From rows and measures.
    pub fn new(graph: &super::GraphRows, measures: &Measures) -> Self {
        let weight = match graph.edges.column("Weight").map(|c| &c.values) {
            Some(super::Values::Real(weights)) => weights.iter().flatten().sum(),
            _ => 0.0,
        };
        Self {
            name: graph.name,
            nodes: graph.nodes.rows() as u64,
            edges: graph.source.len() as u64,
            weight,
            measured_actors: measures.actors,
            measured_ties: measures.ties,
            communities: measures.community_sizes.len() as u64,
            modularity: measures.modularity,
            reciprocity: measures.reciprocity,
            methods: measures.methods.clone(),
        }
    }
}

/// One file of the archive.
#[derive(Clone, Debug, Serialize)]
pub struct Source {
    /// As the user named it.
    pub path: String,
    /// The mailbox it belongs to.
    pub mailbox: String,
    /// Bytes (unpacked).
    pub size: u64,
    /// Digest of all bytes.
    pub sha256: String,
    /// It was read to its end.
    pub whole: bool,
}

/// The sources of a case.
pub fn sources(facts: &Facts) -> Vec<Source> {
    let source = |f: &crate::case::facts::File| Source {
        path: f.path.clone(),
        mailbox: f.mailbox.clone(),
        size: f.size,
        sha256: f.sha256.clone(),
        whole: f.whole,
    };
    facts.files.iter().map(source).collect()
}

/// The files that were looked at and held no mail: those with problems that are no sources.
pub fn not_mail(facts: &Facts, problems: &[Problem]) -> Vec<String> {
    let sources: BTreeSet<&str> = facts.files.iter().map(|f| f.path.as_str()).collect();
    let mut found: Vec<String> = problems
        .iter()
        .filter(|p| p.offset.is_none() && p.kind != ProblemKind::Unmatched)
        .map(|p| p.source.clone())
        .filter(|path| !sources.contains(path.as_str()))
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}
