//! Parts of a network: the strongest actors, one actor's surroundings, what fits a page. Rows in, rows out; the order stays.

use super::{Drawing, GraphRows, Values};

/// Actors on one page: more names than this cannot be told apart on A4.
pub const PAGE_NODES: usize = 60;
/// Ties on one page.
pub const PAGE_EDGES: usize = 160;

/// The network of the given node and edge rows; edges whose ends are not among the nodes are left out.
pub fn rows(graph: &GraphRows, nodes: &[u32], edges: impl Iterator<Item = u32>) -> GraphRows {
    let mut place = vec![u32::MAX; graph.nodes.rows()];
    for (new, &old) in (0..).zip(nodes) {
        place[old as usize] = new;
    }
    let at = |row: u32| place[row as usize];
    let edges: Vec<u32> = edges
        .filter(|&e| {
            at(graph.source[e as usize]) != u32::MAX && at(graph.target[e as usize]) != u32::MAX
        })
        .collect();
    GraphRows {
        name: graph.name,
        directed: graph.directed,
        nodes: graph.nodes.pick(nodes),
        source: edges
            .iter()
            .map(|&e| at(graph.source[e as usize]))
            .collect(),
        target: edges
            .iter()
            .map(|&e| at(graph.target[e as usize]))
            .collect(),
        edges: graph.edges.pick(&edges),
        drawing: drawing(&graph.drawing, nodes),
        communities: graph.communities.clone(),
        title: graph.title.clone(),
        caption: graph.caption.clone(),
    }
}

fn drawing(drawing: &Drawing, nodes: &[u32]) -> Drawing {
    fn of<T: Copy>(values: &[T], nodes: &[u32]) -> Vec<T> {
        nodes
            .iter()
            .filter_map(|n| values.get(*n as usize).copied())
            .collect()
    }
    Drawing {
        x: of(&drawing.x, nodes),
        y: of(&drawing.y, nodes),
        size: of(&drawing.size, nodes),
        community: of(&drawing.community, nodes),
        shape: of(&drawing.shape, nodes),
    }
}

/// The first `count` node rows (rows stand in the order of their scores) and all ties among them.
pub fn top(graph: &GraphRows, count: usize) -> GraphRows {
    let nodes: Vec<u32> = (0..graph.nodes.rows().min(count) as u32).collect();
    rows(graph, &nodes, 0..graph.source.len() as u32)
}

/// One actor (a row), everybody within `steps` ties of it in either direction, and all ties among them.
pub fn ego(graph: &GraphRows, row: u32, steps: u32) -> GraphRows {
    let mut inside = vec![false; graph.nodes.rows()];
    if let Some(center) = inside.get_mut(row as usize) {
        *center = true;
    }
    for _ in 0..steps {
        let before = inside.clone();
        for (s, t) in graph.source.iter().zip(&graph.target) {
            let touches = before[*s as usize] || before[*t as usize];
            inside[*s as usize] |= touches;
            inside[*t as usize] |= touches;
        }
    }
    let nodes: Vec<u32> = (0..graph.nodes.rows() as u32)
        .filter(|&n| inside[n as usize])
        .collect();
    rows(graph, &nodes, 0..graph.source.len() as u32)
}

/// What of one actor's surroundings fits a page: those with the strongest ties to it; of the ties its own, then the strongest of the others.
pub fn ego_page(graph: &GraphRows, row: u32) -> GraphRows {
    if graph.nodes.rows() <= PAGE_NODES && graph.source.len() <= PAGE_EDGES {
        return graph.clone();
    }
    let mut nodes = vec![row];
    let ends = || graph.source.iter().zip(&graph.target);
    // Ties stand in the order of their strength.
    for (&s, &t) in ends().filter(|(s, t)| **s == row || **t == row) {
        let other = if s == row { t } else { s };
        if nodes.len() < PAGE_NODES && !nodes.contains(&other) {
            nodes.push(other);
        }
    }
    nodes.sort_unstable();
    let (own, other): (Vec<u32>, Vec<u32>) = (0..graph.source.len() as u32)
        .filter(|&e| {
            let has = |n: u32| nodes.binary_search(&n).is_ok();
            has(graph.source[e as usize]) && has(graph.target[e as usize])
        })
        .partition(|&e| graph.source[e as usize] == row || graph.target[e as usize] == row);
    let room = PAGE_EDGES.saturating_sub(own.len());
    let mut edges: Vec<u32> = own
        .into_iter()
        .chain(other.into_iter().take(room))
        .collect();
    edges.sort_unstable();
    recoloured(rows(graph, &nodes, edges.into_iter()))
}

/// Actors and ties that can be read on a small screen.
pub const SCREEN: (usize, usize) = (26, 60);

/// What fits a page of paper: all of it if it does; else see [`within`].
pub fn page(graph: &GraphRows) -> GraphRows {
    if graph.nodes.rows() <= PAGE_NODES && graph.source.len() <= PAGE_EDGES {
        return graph.clone();
    }
    within(graph, (PAGE_NODES, PAGE_EDGES))
}

/// What of a network fits into so many actors and ties: all that has a tie if it does; else the strongest measured actors with a tie among themselves; of the ties the strongest of each actor and then
/// the strongest of all.
pub fn within(graph: &GraphRows, (most_nodes, most_edges): (usize, usize)) -> GraphRows {
    if graph.nodes.rows() <= most_nodes && graph.source.len() <= most_edges {
        return tied(graph);
    }
    let measured = |n: &u32| {
        graph
            .drawing
            .community
            .get(*n as usize)
            .is_some_and(Option::is_some)
    };
    let nodes: Vec<u32> = (0..graph.nodes.rows() as u32)
        .filter(measured)
        .take(most_nodes)
        .collect();
    let among = rows(graph, &nodes, 0..graph.source.len() as u32);
    let edges = strongest(&among, most_edges);
    let mut tied = vec![false; among.nodes.rows()];
    for &e in &edges {
        tied[among.source[e as usize] as usize] = true;
        tied[among.target[e as usize] as usize] = true;
    }
    let nodes: Vec<u32> = (0..among.nodes.rows() as u32)
        .filter(|&n| tied[n as usize])
        .collect();
    recoloured(rows(&among, &nodes, edges.into_iter()))
}

/// Those that have a tie, and all ties; the network itself if there is none.
fn tied(graph: &GraphRows) -> GraphRows {
    let mut tied = vec![false; graph.nodes.rows()];
    for end in graph.source.iter().chain(&graph.target) {
        tied[*end as usize] = true;
    }
    let nodes: Vec<u32> = (0..graph.nodes.rows() as u32)
        .filter(|n| tied[*n as usize])
        .collect();
    if nodes.is_empty() || nodes.len() == tied.len() {
        return graph.clone();
    }
    rows(graph, &nodes, 0..graph.source.len() as u32)
}

/// Communities numbered anew by their nodes on the page, so that the colours go to those that are seen most.
fn recoloured(mut graph: GraphRows) -> GraphRows {
    let mut count = vec![0_u32; graph.communities.len()];
    for community in graph.drawing.community.iter().flatten() {
        if let Some(n) = count.get_mut(*community as usize) {
            *n += 1;
        }
    }
    let mut order: Vec<u32> = (0..count.len() as u32).collect();
    order.sort_by_key(|c| (std::cmp::Reverse(count[*c as usize]), *c));
    let mut place = vec![0_u32; count.len()];
    for (new, &old) in (0..).zip(&order) {
        place[old as usize] = new;
    }
    for community in graph.drawing.community.iter_mut().flatten() {
        *community = place
            .get(*community as usize)
            .copied()
            .unwrap_or(*community);
    }
    graph.communities = order
        .iter()
        .map(|c| graph.communities[*c as usize].clone())
        .collect();
    graph
}

/// Edge rows (they stand in the order of their strength): the first of each actor, then the strongest up to the page's limit.
fn strongest(graph: &GraphRows, most: usize) -> Vec<u32> {
    let mut seen = vec![false; graph.nodes.rows()];
    let mut kept = vec![false; graph.source.len()];
    let mut count = 0;
    for (e, (s, t)) in graph
        .source
        .iter()
        .zip(&graph.target)
        .enumerate()
        .filter(|(e, _)| is_measured(graph, *e))
    {
        let first = !std::mem::replace(&mut seen[*s as usize], true)
            | !std::mem::replace(&mut seen[*t as usize], true);
        if first {
            kept[e] = true;
            count += 1;
        }
    }
    for (_, keep) in kept
        .iter_mut()
        .enumerate()
        .filter(|(e, _)| is_measured(graph, *e))
    {
        if count < most && !*keep {
            *keep = true;
            count += 1;
        }
    }
    (0..kept.len() as u32)
        .filter(|&e| kept[e as usize])
        .collect()
}

/// Whether an edge row counts in the measures.
pub fn is_measured(graph: &GraphRows, edge: usize) -> bool {
    match graph.edges.column("measured").map(|c| &c.values) {
        Some(Values::Flag(flags)) => flags.get(edge).copied().unwrap_or(true),
        _ => true,
    }
}
