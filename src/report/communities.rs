//! `communities.csv`: the communities of two or more of all networks, each with its members, organizations and words. It finds nothing.

use std::collections::BTreeMap;

use super::measures::Measures;
use super::{GraphRows, Table, Values};

/// Members of a community that its row names at most; the node tables name all.
const MEMBERS: usize = 50;
/// Organizations that its row names at most.
const ORGANIZATIONS: usize = 3;

/// A row.
struct Row<'a> {
    number: usize,
    graph: &'a GraphRows,
    measures: &'a Measures,
    /// Rows of its members, the most central first.
    members: Vec<usize>,
    words: Vec<String>,
}

/// All communities; `words` are those of the subjects of their mail, of the first network.
pub fn rows(networks: &[(&GraphRows, &Measures)], words: &[Vec<String>]) -> Table {
    let mut all = Vec::new();
    for (place, (graph, measures)) in networks.iter().enumerate() {
        let mut lists: Vec<Vec<usize>> = vec![Vec::new(); graph.communities.len()];
        for (node, community) in graph.drawing.community.iter().enumerate() {
            if let Some(list) = community.and_then(|c| lists.get_mut(c as usize)) {
                list.push(node);
            }
        }
        let words = |number: usize| match place {
            0 => words.get(number).cloned().unwrap_or_default(),
            _ => Vec::new(),
        };
        let of_network = lists.into_iter().enumerate().map(|(number, members)| Row {
            number,
            graph,
            measures,
            members,
            words: words(number),
        });
        all.extend(of_network);
    }
    table(&all)
}

fn table(all: &[Row]) -> Table {
    let text = |f: &dyn Fn(&Row) -> String| Values::Text(all.iter().map(f).collect());
    let list = |f: &dyn Fn(&Row) -> Vec<String>| Values::List(all.iter().map(f).collect());
    let number = |f: &dyn Fn(&Row) -> Option<i64>| Values::Integer(all.iter().map(f).collect());
    let real = |f: &dyn Fn(&Row) -> Option<f64>| Values::Real(all.iter().map(f).collect());
    let size = |r: &Row| {
        let size = r.measures.community_sizes.get(r.number);
        size.map(|s| s.cast_signed())
    };
    let members = |r: &Row| {
        let rows = r.members.iter().take(MEMBERS);
        rows.map(|row| texts(r.graph, "Id")[*row].clone()).collect()
    };
    Table::default()
        .with("id", "number of the community in its network, 0 the largest", number(&|r| Some(r.number as i64)))
        .with("network", "people, organizations, mentions or co_mentions", text(&|r| r.graph.name.to_owned()))
        .with("size", "members", number(&size))
        .with("label", "its three most central members", text(&|r| r.graph.communities[r.number].clone()))
        .with("modularity", "modularity of the whole partition of its network", real(&|r| Some(r.measures.modularity)))
        .with("members", "ids of its members, the most central 50", list(&members))
        .with("stability", "mean stability of its members: share of the other runs of the algorithm, with other seeds, in which they lie in it too; below 0.75 doubtful", real(&|r| r.measures.community_stability.get(r.number).copied()))
        .with("organizations", "organizations that most members belong to, with their number", list(&organizations))
        .with("words", "words that the subjects of its mail hold more often than those of other mail (log-likelihood ratio), the strongest first", list(&|r| r.words.clone()))
}

fn texts<'a>(graph: &'a GraphRows, name: &str) -> &'a [String] {
    match graph.nodes.column(name).map(|c| &c.values) {
        Some(Values::Text(texts)) => texts,
        _ => &[],
    }
}

fn organizations(row: &Row) -> Vec<String> {
    let of = texts(row.graph, "organization");
    let mut counted: BTreeMap<&str, usize> = BTreeMap::new();
    let known = row.members.iter().filter_map(|m| of.get(*m));
    for id in known.filter(|id| !id.is_empty()) {
        *counted.entry(id).or_default() += 1;
    }
    let mut ranked: Vec<(&str, usize)> = counted.into_iter().collect();
    ranked.sort_by_key(|(id, n)| (std::cmp::Reverse(*n), *id));
    let first = ranked.into_iter().take(ORGANIZATIONS);
    first.map(|(id, n)| format!("{id} {n}")).collect()
}
