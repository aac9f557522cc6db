//! The graph files of one folder agree, are well formed, and let nothing hostile through.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use mailties::export::{self, csv::Profile};
use mailties::report::{Drawing, GraphRows, Table, Values};
use proptest::prelude::*;

/// A network of communities with a hub each; labels as given. Positions on circles, one a community.
fn network(labels: &[String], sizes: &[usize], ties: usize, directed: bool) -> GraphRows {
    let nodes: usize = sizes.iter().sum();
    let community: Vec<u32> = (0..)
        .zip(sizes)
        .flat_map(|(c, &size)| std::iter::repeat_n(c, size))
        .collect();
    let starts: Vec<usize> = sizes
        .iter()
        .scan(0, |at, &size| {
            *at += size;
            Some(*at - size)
        })
        .collect();
    let mut state: u64 = 7;
    let mut draw = |most: usize| {
        // Knuth's MMIX generator: plausible, the same everywhere.
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % most.max(1)
    };
    let mut found: BTreeMap<(u32, u32), f64> = BTreeMap::new();
    let mut tries = 0;
    while found.len() < ties && tries < 100 * ties {
        tries += 1;
        let at = draw(nodes);
        let home = community[at] as usize;
        let a = if draw(2) == 0 { starts[home] } else { at };
        let b = if draw(5) == 0 {
            draw(nodes)
        } else {
            starts[home] + draw(sizes[home])
        };
        if a == b || (!directed && found.contains_key(&(b as u32, a as u32))) {
            continue;
        }
        let weight = (draw(4000) + 1) as f64 / 300.0 * if b == starts[home] { 2.0 } else { 1.0 };
        found.entry((a as u32, b as u32)).or_insert(weight);
    }
    let mut strength = vec![0.0_f64; nodes];
    for (&(a, b), weight) in &found {
        strength[a as usize] += weight;
        strength[b as usize] += weight;
    }
    let most = strength.iter().copied().fold(1e-9, f64::max);
    let label = |i: usize| labels[i % labels.len()].clone();
    let edges = found.len();
    let position = |i: usize, turn: fn(f32) -> f32| {
        let angle = i as f32;
        turn(angle) + 4.0 * turn(community[i] as f32 * 1.7)
    };
    GraphRows {
        name: "people",
        directed,
        nodes: Table::default()
            .with(
                "Id",
                "",
                Values::Text((0..nodes).map(|i| format!("p{i}@{}", label(i))).collect()),
            )
            .with("Label", "", Values::Text((0..nodes).map(label).collect()))
            .with("kind", "", Values::Text(vec!["person".into(); nodes]))
            .with(
                "names",
                "",
                Values::List((0..nodes).map(|i| vec![label(i), "A; B".into()]).collect()),
            )
            .with("note", "", Values::Text((0..nodes).map(label).collect()))
            .with(
                "sent",
                "",
                Values::Integer((0..nodes).map(|i| Some(i as i64 - 3)).collect()),
            )
            .with(
                "first",
                "",
                Values::Day((0..nodes).map(|i| Some(i as i64 * 86_400)).collect()),
            )
            .with(
                "last",
                "",
                Values::Day(
                    (0..nodes)
                        .map(|i| Some(1_000_000_000 + i as i64 * 86_400))
                        .collect(),
                ),
            )
            .with(
                "node_strength",
                "",
                Values::Real(strength.iter().map(|&s| Some(s)).collect()),
            )
            .with(
                "constraint",
                "",
                Values::Real((0..nodes).map(|i| (i != 3).then_some(0.5)).collect()),
            )
            .with(
                "robot",
                "",
                Values::Flag((0..nodes).map(|i| i % 7 == 0).collect()),
            ),
        edges: Table::default()
            .with(
                "Weight",
                "",
                Values::Real(found.values().map(|&w| Some(w)).collect()),
            )
            .with(
                "messages",
                "",
                Values::Integer((0..edges).map(|i| Some(i as i64 + 1)).collect()),
            )
            .with(
                "first",
                "",
                Values::Day((0..edges).map(|i| Some(i as i64 * 86_400)).collect()),
            )
            .with(
                "evidence",
                "",
                Values::List(
                    (0..edges)
                        .map(|i| vec![format!("m{i}"), label(i)])
                        .collect(),
                ),
            ),
        source: found.keys().map(|&(a, _)| a).collect(),
        target: found.keys().map(|&(_, b)| b).collect(),
        drawing: Drawing {
            x: (0..nodes).map(|i| position(i, f32::cos)).collect(),
            y: (0..nodes).map(|i| position(i, f32::sin)).collect(),
            size: strength.iter().map(|&s| (s / most) as f32).collect(),
            community: community.iter().map(|&c| Some(c)).collect(),
            shape: (0..nodes)
                .map(|i| if i % 9 == 8 { (i % 5) as u8 } else { 0 })
                .collect(),
        },
        communities: sizes
            .iter()
            .enumerate()
            .map(|(i, _)| format!("Around {}", label(starts[i])))
            .collect(),
        title: format!("{nodes} people of the gauge archive, {edges} ties, 2001 to 2003"),
        caption: "Area: node strength (sum of 1/recipients). Colour: community (Leiden, seed 1). \
                  A missing line means no mail in this archive, not no contact."
            .into(),
    }
}

fn names() -> Vec<String> {
    let first = [
        "Ada", "Bert", "Cleo", "Dirk", "Edna", "Finn", "Gerd", "Hanna", "Ivo", "Jule", "Karl",
    ];
    let last = [
        "Quay",
        "Harbour",
        "Tidewater",
        "Moor",
        "Anchor",
        "Breakwater",
        "Lock",
        "Pier",
        "Sluice",
    ];
    (0..99)
        .map(|i| format!("{} {}", first[i % 11], last[i % 9]))
        .collect()
}

fn hostile() -> Vec<String> {
    [
        "\"quoted\" O'Hara", "back\\slash\\", "two\nlines\r\nhere", "=cmd|' /C calc'!A0", "+1", "-2", "@SUM(A1)",
        "\t=tab", "<script>alert(1)</script>", "\u{1b}]0;title\u{7}", "\u{202e}drawkcab\u{202c}", "nul\0inside",
        "]]>", "\u{FFFE}\u{FFFF}", "null", "NaN", "NULL", "", " ", "a,b;c", "&amp;&lt;", "\\N\\G\\l", "日本 😀 é",
        "x\" [URL=\"javascript:alert(1)\"]; \"y", "-->", "\u{85}\u{9b}31m", "\u{feff}bom", "12", "true",
        "very long very long very long very long very long very long very long very long very long very long very \
         long very long very long", "[1,2]", "{}", "<<a>>", "--", "//", "/* c */", "# c",
    ]
    .map(str::to_owned)
    .to_vec()
}

fn bytes(write: impl FnOnce(&mut dyn std::io::Write) -> std::io::Result<()>) -> String {
    let mut out = Vec::new();
    write(&mut out).unwrap();
    String::from_utf8(out).expect("UTF-8")
}

/// The files of a folder by name.
fn files(graph: &GraphRows) -> Vec<(&'static str, String)> {
    vec![
        (
            "nodes.csv",
            bytes(|out| export::csv::write_nodes(graph, Profile::Safe, out)),
        ),
        (
            "edges.csv",
            bytes(|out| export::csv::write_edges(graph, Profile::Safe, out)),
        ),
        ("graph.gexf", bytes(|out| export::gexf::write(graph, out))),
        (
            "graph.graphml",
            bytes(|out| export::graphml::write(graph, out)),
        ),
        ("graph.dot", bytes(|out| export::dot::write(graph, out))),
        (
            "graph.graphology.json",
            bytes(|out| export::json::write_graph(graph, out)),
        ),
    ]
}

/// Writes folders for readers outside: `MAILTIES_EXPORTS=DIR cargo test --test it export -- --ignored`.
#[test]
#[ignore = "writes a folder for outside readers"]
fn folders_for_outside_readers() {
    let Some(folder) = std::env::var_os("MAILTIES_EXPORTS") else {
        return;
    };
    for (name, graph) in [
        ("plain", network(&names(), &[22, 16, 12, 10], 140, false)),
        ("directed", network(&names(), &[22, 16, 12, 10], 140, true)),
        ("hostile", network(&hostile(), &[22, 16, 12, 10], 140, true)),
        (
            "larger",
            network(&names(), &[60, 40, 30, 25, 15, 12, 8, 6, 3, 1], 500, true),
        ),
        ("single", network(&names(), &[1], 0, false)),
    ] {
        let folder = Path::new(&folder).join(name);
        export::files::check_writable(&folder).unwrap();
        for (name, text) in files(&graph) {
            export::files::write_atomically(&folder.join(name), |out| {
                out.write_all(text.as_bytes())
            })
            .unwrap();
        }
        println!("{name} {} {}", graph.nodes.rows(), graph.source.len());
    }
}
