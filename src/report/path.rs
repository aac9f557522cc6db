//! How one correspondent or organization reaches another: chains of ties, each with the messages that prove it.

use super::{Table, Values};
use crate::analysis::{self, Csr};
use crate::network::{self, Context, Tie};

/// One end of a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// Number of a correspondent.
    Person(u32),
    /// Number of an organization.
    Organization(u32),
}

/// One step of a chain.
#[derive(Clone, Debug, PartialEq)]
pub struct Hop {
    /// Number of the chain, from 1, best first.
    pub path: usize,
    /// Number of the step in it, from 1.
    pub step: usize,
    /// Id and label of where it starts.
    pub from: (String, String),
    /// Id and label of where it leads.
    pub to: (String, String),
    /// `mail`, `names` or `belongs to`.
    pub tie: &'static str,
    /// It starts at the organization that is named or belonged to.
    pub turned: bool,
    /// Messages behind it.
    pub messages: u64,
    /// Tie strength: of mail both directions together; else the number of messages.
    pub strength: f64,
    /// First and last dated message.
    pub seen: Option<(i64, i64)>,
    /// Numbers of up to 5 of the messages, the strongest evidence first.
    pub evidence: Vec<u32>,
}

/// An edge with what stands behind it, for both ends.
struct Edge {
    ends: (u32, u32),
    hop: Hop,
}

/// The up to `k` best chains between two ends. Through persons and role accounts, by mail that people wrote: lists, robots and
/// mass mail count only where they are an end themselves. Organizations are ends, never between: two who name or belong to the same
/// one need not know each other. The cost of a step is 1 / sqrt(tie strength), so that neither long chains of strong ties nor short ones of
/// weak ties always win (T. Opsahl, F. Agneessens, J. Skvoretz, "Node centrality in weighted networks", 2010, alpha 0.5).
/// Empty if no mail leads from one to the other. O(messages + k · length · ties · log).
pub fn paths(context: &Context, from: End, to: End, k: usize) -> Vec<Hop> {
    let people = context.people.list.len() as u32;
    let vertex = |end: End| match end {
        End::Person(p) => p,
        End::Organization(o) => people + o,
    };
    let ends = [from, to];
    let mut edges = mail(context, &ends);
    for end in ends {
        if let End::Organization(o) = end {
            edges.extend(belonging(context, o));
            edges.extend(naming(context, o));
        }
    }
    edges.sort_by(|a, b| (a.ends.cmp(&b.ends)).then(b.hop.strength.total_cmp(&a.hop.strength)));
    // Of two ties of one pair the stronger.
    edges.dedup_by_key(|edge| edge.ends);
    let cost = |edge: &Edge| (edge.ends.0, edge.ends.1, 1.0 / edge.hop.strength.sqrt());
    let arcs: Vec<(u32, u32, f64)> = edges.iter().map(cost).collect();
    let nodes = people as usize + context.organizations.list.len();
    let graph = Csr::from_arcs(nodes, &arcs).symmetrised();
    let mut hops = Vec::new();
    let found = analysis::k_shortest(&graph, vertex(from), vertex(to), k);
    for (path, number) in found.iter().zip(1..) {
        for (pair, step) in path.vertices.windows(2).zip(1..) {
            let key = (pair[0].min(pair[1]), pair[0].max(pair[1]));
            let Ok(place) = edges.binary_search_by_key(&key, |edge| edge.ends) else {
                continue;
            };
            hops.push(Hop {
                path: number,
                step,
                turned: pair[0] >= people,
                from: name(context, pair[0]),
                to: name(context, pair[1]),
                ..edges[place].hop.clone()
            });
        }
    }
    hops
}

fn name(context: &Context, vertex: u32) -> (String, String) {
    let people = &context.people.list;
    match people.get(vertex as usize) {
        Some(person) => (person.id.clone(), person.label.clone()),
        None => {
            let one = &context.organizations.list[vertex as usize - people.len()];
            (one.id.clone(), one.label.clone())
        }
    }
}

/// Both directions of each tie as one edge.
fn mail(context: &Context, ends: &[End]) -> Vec<Edge> {
    let network = network::correspondence(context);
    let ties = network.ties();
    let is_end = |v: u32| ends.contains(&End::Person(v));
    let mut directed: Vec<((u32, u32), &Tie, f64)> = Vec::new();
    for (&(a, b), &tie) in ties.ends.iter().zip(&ties.ties) {
        let passes = |v: u32| ties.measured[v as usize] || is_end(v);
        let mass =
            is_end(a) && !ties.measured[a as usize] || is_end(b) && !ties.measured[b as usize];
        let strength = if mass {
            tie.strength
        } else {
            tie.measured_strength
        };
        if passes(a) && passes(b) && strength > 0.0 {
            directed.push(((a.min(b), a.max(b)), tie, strength));
        }
    }
    // The stronger direction first: its mails are the evidence.
    directed.sort_by(|a, b| a.0.cmp(&b.0).then(b.2.total_cmp(&a.2)));
    let one = |both: &[((u32, u32), &Tie, f64)]| {
        let (ends, strongest, _) = both[0];
        let seen = both.iter().filter_map(|(_, tie, _)| tie.seen);
        let seen = seen.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)));
        Edge {
            ends,
            hop: Hop {
                messages: both.iter().map(|(_, tie, _)| u64::from(tie.messages)).sum(),
                strength: both.iter().map(|(.., strength)| strength).sum(),
                seen,
                evidence: strongest.evidence.clone(),
                ..empty("mail")
            },
        }
    };
    directed.chunk_by(|a, b| a.0 == b.0).map(one).collect()
}

fn empty(tie: &'static str) -> Hop {
    Hop {
        path: 0,
        step: 0,
        from: Default::default(),
        to: Default::default(),
        turned: false,
        tie,
        messages: 0,
        strength: 0.0,
        seen: None,
        evidence: Vec::new(),
    }
}

fn belonging(context: &Context, organization: u32) -> Vec<Edge> {
    let people = context.people.list.len() as u32;
    let all = context.organizations.affiliations.iter();
    let here = all.filter(|a| a.organization == organization && a.messages() > 0);
    here.map(|a| Edge {
        ends: (a.member, people + organization),
        hop: Hop {
            messages: a.messages(),
            strength: a.messages() as f64,
            seen: a.seen,
            evidence: vec![a.message],
            ..empty("belongs to")
        },
    })
    .collect()
}

fn naming(context: &Context, organization: u32) -> Vec<Edge> {
    let people = context.people.list.len() as u32;
    let network = network::mentions(context);
    let ties = network.ties();
    let here = ties
        .ends
        .iter()
        .zip(&ties.ties)
        .filter(|((person, named), _)| {
            *named == people + organization && ties.measured[*person as usize]
        });
    here.map(|(&ends, tie)| Edge {
        ends,
        hop: Hop {
            messages: tie.messages.into(),
            strength: tie.strength,
            seen: tie.seen,
            evidence: tie.evidence.clone(),
            ..empty("names")
        },
    })
    .collect()
}

/// The steps as a table.
pub fn table(context: &Context, hops: &[Hop]) -> Table {
    let text = |f: &dyn Fn(&Hop) -> String| Values::Text(hops.iter().map(f).collect());
    let number =
        |f: &dyn Fn(&Hop) -> i64| Values::Integer(hops.iter().map(|h| Some(f(h))).collect());
    let ids = |hop: &Hop| {
        let id = |m: &u32| context.messages.list[*m as usize].id.clone();
        hop.evidence.iter().map(id).collect()
    };
    Table::default()
        .with("path", "number of the chain, the best first", number(&|h| h.path as i64))
        .with("step", "number of the step in it", number(&|h| h.step as i64))
        .with("from", "id of where it starts", text(&|h| h.from.0.clone()))
        .with("from_label", "name of that", text(&|h| h.from.1.clone()))
        .with("tie", "mail: wrote to one another; names: one names the organization; belongs to: is one of its people", text(&|h| h.tie.to_owned()))
        .with("to", "id of where it leads", text(&|h| h.to.0.clone()))
        .with("to_label", "name of that", text(&|h| h.to.1.clone()))
        .with("messages", "distinct messages behind it, both directions", number(&|h| h.messages.cast_signed()))
        .with("strength", "tie strength, both directions; of the others the number of messages", Values::Real(hops.iter().map(|h| Some(h.strength)).collect()))
        .with("first", "day of the first dated message, UTC", Values::Day(hops.iter().map(|h| h.seen.map(|s| s.0)).collect()))
        .with("last", "day of the last one", Values::Day(hops.iter().map(|h| h.seen.map(|s| s.1)).collect()))
        .with("evidence", "up to 5 messages that prove it", Values::List(hops.iter().map(ids).collect()))
}
