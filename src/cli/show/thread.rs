//! A thread as a tree of lines.

use mailties::case::lookup::Lookup;
use mailties::error::Result;
use mailties::message::Role;
use mailties::pipeline::Conclusions;
use mailties::report;
use serde::Serialize;

/// A message of the thread; they come in the order of the tree.
#[derive(Debug, Serialize)]
pub struct Node {
    id: String,
    /// Answers on the way from the first message.
    depth: u32,
    /// It is the one shown.
    this: bool,
    date: Option<String>,
    from: Option<String>,
    subject: String,
    /// How it is known which message it answers.
    parent_known_by: Option<&'static str>,
}

/// Deeper answers are not moved further to the right.
const DEEPEST: u32 = 12;
/// Lines shown before and after the message itself.
const AROUND: usize = 25;

/// The thread of a message, each answer below what it answers, by date. O(messages).
pub fn tree(lookup: &Lookup, case: &Conclusions, this: u32) -> Result<Vec<Node>> {
    let thread = case.threads.thread[this as usize];
    let mut members: Vec<u32> = (0..case.messages.list.len() as u32)
        .filter(|m| case.threads.thread[*m as usize] == thread)
        .collect();
    let date = |m: u32| case.messages.list[m as usize].date.unwrap_or(i64::MAX);
    members.sort_by_key(|m| (date(*m), *m));
    let mut children: std::collections::BTreeMap<u32, Vec<u32>> = Default::default();
    let mut roots = Vec::new();
    for &m in &members {
        match case.threads.parent[m as usize] {
            Some((parent, _)) => children.entry(parent).or_default().push(m),
            None => roots.push(m),
        }
    }
    let mut nodes = Vec::with_capacity(members.len());
    let mut waiting: Vec<(u32, u32)> = roots.into_iter().rev().map(|m| (m, 0)).collect();
    while let Some((m, depth)) = waiting.pop() {
        nodes.push(node(lookup, case, m, depth, m == this)?);
        let below = children.remove(&m).unwrap_or_default();
        waiting.extend(below.into_iter().rev().map(|child| (child, depth + 1)));
    }
    Ok(nodes)
}

fn node(lookup: &Lookup, case: &Conclusions, m: u32, depth: u32, this: bool) -> Result<Node> {
    let one = &case.messages.list[m as usize];
    let version = &case.facts.versions[one.version as usize];
    let from = case
        .people
        .in_roles(&case.facts, one.version, &[Role::From]);
    let parent = case.threads.parent[m as usize];
    Ok(Node {
        id: one.id.clone(),
        depth,
        this,
        date: one.date.map(report::instant),
        from: from
            .first()
            .map(|p| case.people.list[*p as usize].label.clone()),
        subject: lookup.head(version.row)?.subject,
        parent_known_by: parent.map(|(_, rule)| rule.name()),
    })
}

/// As text: those around the message shown.
pub fn lines(nodes: &[Node]) -> Vec<String> {
    let at = nodes.iter().position(|node| node.this).unwrap_or(0);
    let (first, last) = (at.saturating_sub(AROUND), nodes.len().min(at + AROUND + 1));
    let mut lines = vec![format!("Thread of {} messages", nodes.len())];
    let left_out = |count: usize, place: &str| {
        (count > 0).then(|| format!("  .. {count} {place}; --json has them all"))
    };
    lines.extend(left_out(first, "before"));
    lines.extend(nodes[first..last].iter().map(line));
    lines.extend(left_out(nodes.len() - last, "after"));
    lines
}

fn line(node: &Node) -> String {
    let indent = "  ".repeat(node.depth.min(DEEPEST) as usize);
    let inferred = match node.parent_known_by {
        Some(rule) if rule != "header" => format!("  [by {rule}]"),
        _ => String::new(),
    };
    format!(
        "{} {indent}{}  {}  {}  {}{inferred}",
        if node.this { ">" } else { " " },
        node.date
            .as_deref()
            .and_then(|d| d.get(..10))
            .unwrap_or("undated   "),
        node.id,
        node.from.as_deref().unwrap_or("(no sender)"),
        node.subject
    )
}
