//! What the rows of all networks share: order, ids, ties as columns, drawing, names of communities.

use rayon::prelude::*;

use super::measures::Measures;
use super::{Drawing, Table, Values};
use crate::case::facts::NONE;
use crate::findings::custody::Witness;
use crate::network::{Context, Tie, Ties};

/// Vertices that get a row, by falling PageRank, then node strength, then id.
pub fn order(ids: &[&str], measures: &Measures, keep: impl Fn(usize) -> bool) -> Vec<u32> {
    let mut order: Vec<u32> = (0..ids.len())
        .filter(|&v| keep(v))
        .map(|v| v as u32)
        .collect();
    let score = |v: u32| {
        let value =
            |values: &[Option<f64>]| values.get(v as usize).copied().flatten().unwrap_or(-1.0);
        (value(&measures.pagerank), value(&measures.node_strength))
    };
    order.par_sort_unstable_by(|&a, &b| {
        let (left, right) = (score(a), score(b));
        right
            .0
            .total_cmp(&left.0)
            .then(right.1.total_cmp(&left.1))
            .then(ids[a as usize].cmp(ids[b as usize]))
    });
    order
}

/// Row of each vertex, and ids for sorting edges.
#[derive(Debug)]
pub struct Ids<'a> {
    row: Vec<u32>,
    ids: Vec<&'a str>,
}

impl<'a> Ids<'a> {
    /// From the ids of all vertices and the order of the rows.
    pub fn new(ids: &[&'a str], order: &[u32]) -> Self {
        let mut row = vec![NONE; ids.len()];
        for (r, &v) in (0..).zip(order) {
            row[v as usize] = r;
        }
        Self {
            row,
            ids: ids.to_vec(),
        }
    }
}

/// Edges as they are written.
#[derive(Debug)]
pub struct Edges<'a> {
    /// The ties in that order.
    pub ties: Vec<&'a Tie>,
    /// Indices of the edges: by falling strength, then by the ids of their ends.
    pub order: Vec<u32>,
    /// Row of each edge's source.
    pub source: Vec<u32>,
    /// Row of each edge's target.
    pub target: Vec<u32>,
}

/// Edges whose ends have rows.
pub fn edges<'a>(network: &Ties<'a>, ids: &Ids) -> Edges<'a> {
    let ends = |e: u32| {
        let (source, target) = network.ends[e as usize];
        (source as usize, target as usize)
    };
    let mut order: Vec<u32> = (0..network.ties.len() as u32)
        .filter(|&e| ids.row[ends(e).0] != NONE && ids.row[ends(e).1] != NONE)
        .collect();
    let strength = |e: u32| network.ties[e as usize].strength;
    order.par_sort_unstable_by(|&a, &b| {
        let names = |e: u32| (ids.ids[ends(e).0], ids.ids[ends(e).1]);
        strength(b)
            .total_cmp(&strength(a))
            .then_with(|| names(a).cmp(&names(b)))
    });
    Edges {
        ties: order.iter().map(|&e| network.ties[e as usize]).collect(),
        source: order.iter().map(|&e| ids.row[ends(e).0]).collect(),
        target: order.iter().map(|&e| ids.row[ends(e).1]).collect(),
        order,
    }
}

/// Measured values as whole numbers.
pub fn integers(order: &[u32], values: &[Option<f64>]) -> Values {
    Values::Integer(pick(order, values).map(|v| v.map(|x| x as i64)).collect())
}

/// Measured values.
pub fn reals(order: &[u32], values: &[Option<f64>]) -> Values {
    Values::Real(pick(order, values).collect())
}

/// Numbers of groups.
pub fn labels(order: &[u32], values: &[Option<u32>]) -> Values {
    Values::Integer(pick(order, values).map(|v| v.map(i64::from)).collect())
}

fn pick<'a, T: Copy>(
    order: &'a [u32],
    values: &'a [Option<T>],
) -> impl Iterator<Item = Option<T>> + 'a {
    order
        .iter()
        .map(|v| values.get(*v as usize).copied().flatten())
}

/// The first columns of all edge tables.
pub fn weight_and_messages(ties: &[&Tie]) -> Table {
    let weight = ties.iter().map(|t| Some(t.strength)).collect();
    Table::default()
        .with(
            "Weight",
            "tie strength: the sum over its messages of 1 / number of recipients",
            Values::Real(weight),
        )
        .with(
            "messages",
            "distinct messages behind the tie",
            counts(ties, |t| t.messages),
        )
}

/// A count of each tie.
pub fn counts(ties: &[&Tie], count: impl Fn(&Tie) -> u32) -> Values {
    Values::Integer(ties.iter().map(|t| Some(count(t).into())).collect())
}

/// First day of each tie.
pub fn firsts(ties: &[&Tie]) -> Values {
    Values::Day(ties.iter().map(|t| t.seen.map(|s| s.0)).collect())
}

/// Last day of each tie.
pub fn lasts(ties: &[&Tie]) -> Values {
    Values::Day(ties.iter().map(|t| t.seen.map(|s| s.1)).collect())
}

/// Ends an edge table with the proof of each tie: ids of messages, `about` which, and the digest of all ids.
pub fn with_evidence(table: Table, about: &'static str, context: &Context, ties: &[&Tie]) -> Table {
    let id = |m: &u32| context.messages.list[*m as usize].id.clone();
    let evidence = ties.iter().map(|t| t.evidence.iter().map(id).collect());
    let digest = |tie: &&Tie| {
        tie.digest
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    };
    table
        .with("evidence", about, Values::List(evidence.collect()))
        .with(
            "evidence_digest",
            "first 32 hexadecimal digits of the SHA-256 of the ids of all messages behind the tie, sorted, each with a line feed behind it",
            Values::Text(ties.iter().map(digest).collect()),
        )
}

/// Adds to an edge table what tells a tie from noise: its q-value, the mailboxes it is seen in and, where actors have any, which of
/// theirs the archive holds.
pub fn with_trust(table: Table, network: &Ties, order: &[u32], measures: &Measures) -> Table {
    let value = |e: &u32| measures.q_values.get(*e as usize).copied().flatten();
    let mailboxes = |e: &u32| measures.mailboxes.get(*e as usize).map(|n| i64::from(*n));
    let table = table.with(
        "mailboxes",
        "in how many mailboxes of the archive its messages lie; 1: all that is known comes from one",
        Values::Integer(order.iter().map(mailboxes).collect()),
    );
    let table = if measures.witnesses.iter().any(|w| *w) {
        let here = |v: u32| measures.witnesses.get(v as usize).copied().unwrap_or(false);
        let witness = |e: &u32| {
            let (source, target) = network.ends[*e as usize];
            Witness::new(here(source), here(target)).name().to_owned()
        };
        table.with(
            "witness",
            "whose own mailbox is in the archive and could hold all mail of the tie: both, source, target; third_party: neither, so more may have been written than is seen",
            Values::Text(order.iter().map(witness).collect()),
        )
    } else {
        table
    };
    table.with(
        "q_value",
        "share of false discoveries among all ties with this value or a smaller one, if mail were dealt out by chance: below 0.01 a tie is more than chance",
        Values::Real(order.iter().map(value).collect()),
    )
}

/// Sizes, communities and shapes, row by row; places come later, from [`super::place`].
pub fn drawing(order: &[u32], measures: &Measures, shape: impl Fn(u32) -> u8) -> Drawing {
    let top = measures
        .pagerank
        .iter()
        .flatten()
        .copied()
        .fold(f64::MIN_POSITIVE, f64::max);
    Drawing {
        x: vec![0.0; order.len()],
        y: vec![0.0; order.len()],
        size: pick(order, &measures.pagerank)
            .map(|p| (p.unwrap_or(0.0) / top) as f32)
            .collect(),
        community: pick(order, &measures.community).collect(),
        shape: order.iter().map(|v| shape(*v)).collect(),
    }
}

/// Names of a community's most central members that make its name.
const NAMED: usize = 3;

/// Names of communities: their most central members.
pub fn community_names<'a>(
    order: &[u32],
    measures: &Measures,
    label: impl Fn(u32) -> &'a str,
) -> Vec<String> {
    let mut names: Vec<Vec<&str>> = vec![Vec::new(); measures.community_sizes.len()];
    for &v in order {
        let community = measures.community.get(v as usize).copied().flatten();
        if let Some(list) = community
            .and_then(|c| names.get_mut(c as usize))
            .filter(|l| l.len() < NAMED)
        {
            list.push(label(v));
        }
    }
    names.into_iter().map(|list| list.join(", ")).collect()
}
