//! What the graph files of a folder have in common: Ids, labels, positions, sizes. It does not know how they are written.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::io;

use rayon::prelude::*;

use super::cell;
use crate::report::{GraphRows, Table, Values};

/// A network that was looked over: lengths agree, every tie ends at a node row, Ids are safe in every file.
#[derive(Debug)]
pub struct Rows<'a> {
    /// The rows as they came.
    pub graph: &'a GraphRows,
    /// Ids, one a node row: unique, one line, without backslash, not taken for a formula or for `null`.
    pub ids: Vec<Cow<'a, str>>,
    /// Labels, one a node row; never empty.
    pub labels: Vec<Cow<'a, str>>,
}

impl<'a> Rows<'a> {
    /// Looks the rows over. O(nodes log nodes + ties).
    ///
    /// # Errors
    /// `InvalidData` if columns differ in length, a tie's end is no row, or the first two columns are no text.
    pub fn new(graph: &'a GraphRows) -> io::Result<Self> {
        check(graph).map_err(|what| io::Error::new(io::ErrorKind::InvalidData, what))?;
        let (Some(raw_ids), Some(raw_labels)) = (text(&graph.nodes, 0), text(&graph.nodes, 1))
        else {
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                "node rows without Id and Label",
            ));
        };
        let ids = ids(raw_ids);
        let labels = raw_labels
            .iter()
            .zip(&ids)
            .map(|(label, id)| match cell::label(label) {
                empty if empty.is_empty() => Cow::Owned(cell::label(id).into_owned()),
                label => label,
            })
            .collect();
        Ok(Self { graph, ids, labels })
    }

    /// Row numbers of the two ends of an edge row.
    pub fn ends(&self, edge: usize) -> (usize, usize) {
        (
            self.graph.source[edge] as usize,
            self.graph.target[edge] as usize,
        )
    }

    /// Positions for a window of about 100 units a node and side: Gephi draws sizes of 4 to 40 well in it.
    pub fn positions(&self) -> Vec<[f32; 2]> {
        let drawing = &self.graph.drawing;
        let (left, right) = range(&drawing.x);
        let (low, high) = range(&drawing.y);
        let span = (right - left).max(high - low);
        let window = 100.0 * (self.ids.len().max(1) as f32).sqrt();
        let scale = if span > 0.0 { window / span } else { 1.0 };
        let middle = |from: f32, to: f32| from + (to - from) / 2.0;
        let center = [middle(left, right), middle(low, high)];
        drawing
            .x
            .iter()
            .zip(&drawing.y)
            .map(|(x, y)| [(x - center[0]) * scale, (y - center[1]) * scale])
            .collect()
    }

    /// The diameter of a node, 4 to 40: its area grows with the centrality.
    pub fn size(&self, node: usize) -> f32 {
        4.0 + 36.0 * unit(self.graph.drawing.size[node]).sqrt()
    }
}

/// Bytes gathered before each write.
const CHUNK: usize = 64 * 1024;

/// Writes out what was gathered once it is a chunk.
///
/// # Errors
/// Those of `out`.
pub fn spill(text: &mut String, out: &mut dyn io::Write) -> io::Result<()> {
    if text.len() >= CHUNK {
        out.write_all(text.as_bytes())?;
        text.clear();
    }
    Ok(())
}

/// Rows that one core writes at a time.
const BLOCK: usize = 512;

/// Blocks that are written side by side; with [`BLOCK`] it bounds the memory.
const BLOCKS: usize = 16;

/// Writes rows one after another, made on all cores: the same bytes on any number of them. O(rows).
///
/// # Errors
/// Those of `out`.
pub fn write_blocks(
    rows: usize,
    out: &mut dyn io::Write,
    push: impl Fn(&mut String, &mut String, usize) + Sync,
) -> io::Result<()> {
    let mut texts = vec![String::new(); BLOCKS.min(rows.div_ceil(BLOCK))];
    let mut start = 0;
    while start < rows {
        texts.par_iter_mut().enumerate().for_each(|(block, text)| {
            let first = (start + block * BLOCK).min(rows);
            let mut scratch = String::new();
            text.clear();
            for row in first..(first + BLOCK).min(rows) {
                push(text, &mut scratch, row);
            }
        });
        for text in &texts {
            out.write_all(text.as_bytes())?;
        }
        start += BLOCK * BLOCKS;
    }
    Ok(())
}

/// A share clamped to 0..1; what is no number is 0.
pub fn unit(share: f32) -> f32 {
    if share.is_nan() {
        0.0
    } else {
        share.clamp(0.0, 1.0)
    }
}

fn range(values: &[f32]) -> (f32, f32) {
    values
        .iter()
        .filter(|value| value.is_finite())
        .fold(None, |range: Option<(f32, f32)>, &value| {
            Some(range.map_or((value, value), |(low, high)| {
                (low.min(value), high.max(value))
            }))
        })
        .unwrap_or((0.0, 0.0))
}

fn text(table: &Table, column: usize) -> Option<&[String]> {
    match &table.columns.get(column)?.values {
        Values::Text(values) => Some(values),
        _ => None,
    }
}

fn check(graph: &GraphRows) -> Result<(), &'static str> {
    let nodes = graph.nodes.rows();
    let edges = graph.source.len();
    let drawing = &graph.drawing;
    let even = |table: &Table, rows| table.columns.iter().all(|c| c.values.len() == rows);
    let drawn = [
        drawing.x.len(),
        drawing.y.len(),
        drawing.size.len(),
        drawing.community.len(),
        drawing.shape.len(),
    ];
    if !even(&graph.nodes, nodes) || !even(&graph.edges, edges) || graph.target.len() != edges {
        return Err("columns of unequal length");
    }
    if drawn.iter().any(|&length| length != nodes) {
        return Err("a drawing of another length than the node rows");
    }
    let ends = graph.source.iter().chain(&graph.target);
    if ends.into_iter().any(|&end| end as usize >= nodes) {
        return Err("a tie to a row that is not there");
    }
    Ok(())
}

/// Makes Ids safe for every file at once, so that they are the same in all. Nearly all are safe already; of those
/// changed that would meet another, the later get `~2`, `~3` ...
fn ids(raw: &[String]) -> Vec<Cow<'_, str>> {
    let mut ids: Vec<_> = raw.iter().map(|id| safe_id(id)).collect();
    let mut taken = BTreeSet::new();
    if ids.iter().all(|id| matches!(id, Cow::Borrowed(_))) {
        return ids;
    }
    taken.extend(ids.iter().filter_map(|id| match id {
        Cow::Borrowed(same) => Some((*same).to_owned()),
        Cow::Owned(_) => None,
    }));
    for id in &mut ids {
        if let Cow::Owned(changed) = id {
            make_unique(changed, &taken);
            taken.insert(changed.clone());
        }
    }
    ids
}

fn make_unique(id: &mut String, taken: &BTreeSet<String>) {
    let stem = id.len();
    let mut number = 2;
    while taken.contains(id.as_str()) {
        id.truncate(stem);
        id.push('~');
        super::number::push_integer(id, number);
        number += 1;
    }
}

/// An Id as it stands in every file: one line, `\` as `/`, a `'` before what a spreadsheet would run as a formula.
pub fn safe_id(id: &str) -> Cow<'_, str> {
    let line = cell::one_line(id);
    if line.is_empty() {
        return Cow::Owned("(empty)".into());
    }
    if cell::is_null_word(&line) {
        return Cow::Owned(format!("({line})"));
    }
    let formula = super::csv::is_formula(&line);
    if !formula && !line.contains('\\') {
        return line;
    }
    let mark = if formula { "'" } else { "" };
    Cow::Owned(format!("{mark}{}", line.replace('\\', "/")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_stay_or_become_safe() {
        let raw: Vec<String> = [
            "a@b.test", "=1+1", "a\\b", "a/b", "null", "", "a\nb", "a b", " ",
        ]
        .map(str::to_owned)
        .to_vec();
        let expected = [
            "a@b.test",
            "'=1+1",
            "a/b~2",
            "a/b",
            "(null)",
            "(empty)",
            "a b~2",
            "a b",
            "(empty)~2",
        ];
        assert_eq!(ids(&raw), expected);
    }
}
