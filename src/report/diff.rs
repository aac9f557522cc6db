//! What one case says that another does not: two sets of tables compared row by row. It does not know where they come from.

use std::collections::BTreeMap;

use super::{GraphRows, Table, Values};

/// A table of both cases, and how its rows are told apart.
#[derive(Clone, Copy, Debug)]
pub struct Pair<'a> {
    /// What a row is: `person`, `tie`, `organization` ...
    pub what: &'static str,
    /// The older table.
    pub old: &'a Table,
    /// The newer one.
    pub new: &'a Table,
    /// One or two columns that name a row.
    pub keys: &'static [&'static str],
    /// Columns that are compared.
    pub fields: &'static [&'static str],
}

/// Something that is in one case and not, or not so, in the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// `new`, `gone` or `changed`.
    pub change: &'static str,
    /// What it is.
    pub what: &'static str,
    /// What names it: an id, or two.
    pub key: [String; 2],
    /// The column that changed; empty for a row that is new or gone.
    pub field: &'static str,
    /// Its value in the older case.
    pub before: String,
    /// Its value in the newer one.
    pub after: String,
}

/// All rows that are new, gone or changed, in the order of their keys. Of a row that is new or gone `after` or `before` holds its
/// fields. O(n log n).
pub fn compare(pair: Pair) -> Vec<Change> {
    let (old, new) = (keyed(pair.old, &pair), keyed(pair.new, &pair));
    let mut changes = Vec::new();
    let whole = |fields: &[String]| {
        let named = pair
            .fields
            .iter()
            .zip(fields)
            .filter(|(_, text)| !text.is_empty());
        let named: Vec<String> = named
            .map(|(name, text)| format!("{name}: {text}"))
            .collect();
        named.join("; ")
    };
    let change = |change, key: &[String; 2], field, before, after| Change {
        change,
        what: pair.what,
        key: key.clone(),
        field,
        before,
        after,
    };
    for (key, before) in &old {
        match new.get(key) {
            None => changes.push(change("gone", key, "", whole(before), String::new())),
            Some(after) => {
                let both = pair.fields.iter().zip(before.iter().zip(after));
                changes.extend(both.filter(|(_, (before, after))| before != after).map(
                    |(field, (before, after))| {
                        change("changed", key, field, before.clone(), after.clone())
                    },
                ));
            }
        }
    }
    let added = new.iter().filter(|(key, _)| !old.contains_key(*key));
    changes.extend(added.map(|(key, after)| change("new", key, "", String::new(), whole(after))));
    changes.sort_by(|a, b| a.key.cmp(&b.key));
    changes
}

fn keyed(table: &Table, pair: &Pair) -> BTreeMap<[String; 2], Vec<String>> {
    let texts = |name: &&str| {
        let column = table.column(name);
        (0..table.rows())
            .map(|row| column.map_or_else(String::new, |c| text(&c.values, row)))
            .collect::<Vec<String>>()
    };
    let keys: Vec<Vec<String>> = pair.keys.iter().map(texts).collect();
    let fields: Vec<Vec<String>> = pair.fields.iter().map(texts).collect();
    let one = |row: usize| {
        let key = |n: usize| keys.get(n).map_or_else(String::new, |k| k[row].clone());
        let values = fields.iter().map(|f| f[row].clone()).collect();
        ([key(0), key(1)], values)
    };
    (0..table.rows()).map(one).collect()
}

/// A value on one line; several joined by `;`.
fn text(values: &Values, row: usize) -> String {
    let shown = |value: Option<String>| value.unwrap_or_default();
    match values {
        Values::Text(v) => v[row].clone(),
        Values::List(v) => v[row].join(";"),
        Values::Integer(v) => shown(v[row].map(|n| n.to_string())),
        Values::Real(v) => shown(v[row].map(|n| n.to_string())),
        Values::Day(v) => shown(v[row].map(super::day)),
        Values::Instant(v) => shown(v[row].map(super::instant)),
        Values::Flag(v) => v[row].to_string(),
    }
}

/// The ranks of the most central actors of both cases that moved: those among the first `top` of either, by PageRank.
pub fn ranks(old: &GraphRows, new: &GraphRows, top: usize) -> Vec<Change> {
    let places = |graph: &GraphRows| -> BTreeMap<String, usize> {
        let measured = graph
            .drawing
            .size
            .iter()
            .filter(|size| **size > 0.0)
            .count();
        let ids = match graph.nodes.column("Id").map(|c| &c.values) {
            Some(Values::Text(ids)) => ids.as_slice(),
            _ => &[],
        };
        ids.iter().take(measured).cloned().zip(1..).collect()
    };
    let (before, after) = (places(old), places(new));
    let mut moved: Vec<(usize, Change)> = after
        .iter()
        .filter_map(|(id, now)| {
            let was = before.get(id)?;
            let shown = (*now).min(*was) <= top && now != was;
            shown.then(|| {
                let change = Change {
                    change: "changed",
                    what: "rank",
                    key: [id.clone(), String::new()],
                    field: "place by PageRank",
                    before: was.to_string(),
                    after: now.to_string(),
                };
                (*now, change)
            })
        })
        .collect();
    moved.sort_by_key(|(now, _)| *now);
    moved.into_iter().map(|(_, change)| change).collect()
}

/// The changes as a table; `label` gives a name to an id, `watched` whether a row is about an organization of the watch list.
pub fn table(
    changes: &[Change],
    label: impl Fn(&str) -> String,
    watched: impl Fn(&Change) -> bool,
) -> Table {
    let text = |f: &dyn Fn(&Change) -> String| Values::Text(changes.iter().map(f).collect());
    Table::default()
        .with("change", "new, gone or changed", text(&|c| c.change.into()))
        .with(
            "what",
            "person, organization, affiliation, document, rank; tie, organization_tie, mention, co_mention",
            text(&|c| c.what.into()),
        )
        .with("id", "what it is about", text(&|c| c.key[0].clone()))
        .with("label", "name of that", text(&|c| label(&c.key[0])))
        .with(
            "other",
            "id of the other end of a tie",
            text(&|c| c.key[1].clone()),
        )
        .with("other_label", "name of that", text(&|c| label(&c.key[1])))
        .with(
            "field",
            "the column that changed; empty for what is new or gone",
            text(&|c| c.field.into()),
        )
        .with("before", "in the older case", text(&|c| c.before.clone()))
        .with("after", "in the newer case", text(&|c| c.after.clone()))
        .with(
            "watched",
            "it is about an organization of the watch list",
            Values::Flag(changes.iter().map(watched).collect()),
        )
}

/// The newer network with a column that marks what is `new`, has `more` mail, `less`, or the `same`, on nodes and ties.
#[must_use]
pub fn marked(old: &GraphRows, mut new: GraphRows) -> GraphRows {
    const ABOUT: &str = "against the older case: new, more, less or the same number of messages";
    let ties =
        |graph: &GraphRows| messages(&graph.edge_table(), &["Source", "Target"], &["messages"]);
    let nodes =
        |graph: &GraphRows| messages(&graph.nodes, &["Id"], &["sent", "received", "messages"]);
    let mark = |before: &BTreeMap<[String; 2], i64>, now: &([String; 2], i64)| {
        let word = match before.get(&now.0) {
            None => "new",
            Some(before) if *before < now.1 => "more",
            Some(before) if *before > now.1 => "less",
            Some(_) => "same",
        };
        word.to_owned()
    };
    let before = ties(old).into_iter().collect();
    let of_ties = ties(&new).iter().map(|now| mark(&before, now)).collect();
    let before = nodes(old).into_iter().collect();
    let of_nodes = nodes(&new).iter().map(|now| mark(&before, now)).collect();
    new.edges = new.edges.with("change", ABOUT, Values::Text(of_ties));
    new.nodes = new.nodes.with("change", ABOUT, Values::Text(of_nodes));
    new
}

/// Row by row what names it, and the sum of some counts.
fn messages(table: &Table, keys: &[&str], counts: &[&str]) -> Vec<([String; 2], i64)> {
    let count = |name: &&str, row: usize| match table.column(name).map(|c| &c.values) {
        Some(Values::Integer(values)) => values[row].unwrap_or(0),
        _ => 0,
    };
    let key = |n: usize, row: usize| {
        let column = keys.get(n).and_then(|name| table.column(name));
        column.map_or_else(String::new, |c| text(&c.values, row))
    };
    (0..table.rows())
        .map(|row| {
            let sum = counts.iter().map(|name| count(name, row)).sum();
            ([key(0, row), key(1, row)], sum)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn people(rows: &[(&str, &str, i64)]) -> Table {
        let text = |f: fn(&(&str, &str, i64)) -> String| Values::Text(rows.iter().map(f).collect());
        Table::default()
            .with("Id", "", text(|r| r.0.into()))
            .with("Label", "", text(|r| r.1.into()))
            .with(
                "sent",
                "",
                Values::Integer(rows.iter().map(|r| Some(r.2)).collect()),
            )
    }

    #[test]
    fn rows_are_new_gone_or_changed() {
        let old = people(&[("a@x", "Ada", 1), ("b@x", "Ben", 2), ("c@x", "Cleo", 3)]);
        let new = people(&[("a@x", "Ada", 1), ("b@x", "Ben Two", 2), ("d@x", "Dora", 4)]);
        let changes = compare(Pair {
            what: "person",
            old: &old,
            new: &new,
            keys: &["Id"],
            fields: &["Label", "sent"],
        });
        let told: Vec<[&str; 5]> = changes
            .iter()
            .map(|c| [c.change, &c.key[0], c.field, &c.before, &c.after])
            .collect();
        assert_eq!(
            told,
            [
                ["changed", "b@x", "Label", "Ben", "Ben Two"],
                ["gone", "c@x", "", "Label: Cleo; sent: 3", ""],
                ["new", "d@x", "", "", "Label: Dora; sent: 4"],
            ]
        );
    }
}
