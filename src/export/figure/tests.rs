//! What holds for all figures: places, contrasts, hostile names, the same bytes.

use super::canvas::{INK, NOTE};
use super::{Style, matrix, network, path, timeline};
use crate::export::png;
use crate::report::figure::{
    Chain, Edge, Matrix, Network, Node, Path, Series, Shape, Step, Timeline, Words, letter,
};
use crate::report::{Drawing, GraphRows, Table, Values, palette, place};

const HOSTILE: [&str; 6] = [
    "<script>alert(1)</script>",
    "\" onload=\"x",
    "]]>&lt;&#x0;",
    "\u{202e}gnp.exe\u{0}\u{7}\u{FFFE}",
    "日本 😀 e\u{301}\u{301}\u{301}",
    "",
];

fn words() -> Words {
    Words {
        title: HOSTILE[0].repeat(30),
        subtitle: HOSTILE[1].into(),
        note: HOSTILE[2].into(),
        source: HOSTILE[3].into(),
    }
}

fn hostile() -> Network {
    let node = |i: usize| Node {
        label: HOSTILE[i % 6].repeat(1 + i % 3),
        about: HOSTILE[(i + 1) % 6].into(),
        shape: Shape::ALL[i % 5],
        at: [(0.0, 0.0), (f64::from(i as u32) * 7.0, -3.0)][i % 2],
        size: f64::from(i as u32) / 12.0,
        group: (!i.is_multiple_of(4)).then_some(i as u32),
        unstable: i == 5,
    };
    let edge = |i: u32| Edge {
        source: i,
        target: (i * 5 + 1) % 12,
        strength: f64::from(i),
        about: HOSTILE[3].into(),
    };
    Network {
        words: words(),
        directed: true,
        nodes: (0..12).map(node).collect(),
        edges: (0..12).map(edge).collect(),
        groups: HOSTILE.map(str::to_owned).to_vec(),
        size: HOSTILE[0].into(),
        width: HOSTILE[1].into(),
        ego: None,
    }
}

type Write<'a> = &'a dyn Fn(&Style, &mut Vec<u8>) -> std::io::Result<()>;

/// The figure for print and for a page.
fn both(write: Write) -> [String; 2] {
    let link = |n: usize| {
        Some(
            [
                "#a\"b".to_owned(),
                "javascript:x".into(),
                "//far.test".into(),
            ][n % 3]
                .clone(),
        )
    };
    let styles = [
        Style::Print,
        Style::Inline {
            prefix: "p1-",
            link: &link,
        },
    ];
    styles.map(|style| {
        let mut out = Vec::new();
        write(&style, &mut out).expect("a figure");
        String::from_utf8(out).expect("UTF-8")
    })
}

fn all() -> Vec<[String; 2]> {
    let step = Step {
        line: HOSTILE[0].into(),
        below: HOSTILE[3].into(),
        strength: f64::NAN,
    };
    let chains = vec![Chain {
        actors: vec![
            (HOSTILE[0].into(), Shape::Circle),
            (HOSTILE[4].into(), Shape::Square),
        ],
        steps: vec![step],
    }];
    let series = |values: Vec<Option<u64>>| Series {
        label: HOSTILE[1].into(),
        values,
        marks: vec![(1, HOSTILE[0].into()), (99, "out".into())],
    };
    let times = vec![
        series(vec![None, Some(u64::MAX), Some(0)]),
        series(vec![Some(u64::MAX), Some(u64::MAX), None]),
    ];
    vec![
        both(&|s, o| network::write(&hostile(), s, o)),
        both(&|s, o| network::write(&Network::default(), s, o)),
        both(&|s, o| {
            path::write(
                &Path {
                    words: words(),
                    chains: chains.clone(),
                },
                s,
                o,
            )
        }),
        both(&|s, o| {
            timeline::write(
                &Timeline {
                    words: words(),
                    first: (1970, 12),
                    series: times.clone(),
                    unit: HOSTILE[0].into(),
                    own_scale: false,
                },
                s,
                o,
            )
        }),
        both(&|s, o| timeline::write(&Timeline::default(), s, o)),
        both(&|s, o| {
            matrix::write(
                &Matrix {
                    words: words(),
                    rows: vec![HOSTILE[0].into(); 2],
                    columns: vec![HOSTILE[3].into()],
                    cells: vec![None, Some(u64::MAX)],
                    row_word: HOSTILE[0].into(),
                    column_word: HOSTILE[1].into(),
                    unit: HOSTILE[2].into(),
                },
                s,
                o,
            )
        }),
        both(&|s, o| matrix::write(&Matrix::default(), s, o)),
    ]
}

#[test]
fn hostile_names_stay_words() {
    for [print, inline] in all() {
        for svg in [&print, &inline] {
            // The reader of resvg is strict: it refuses what is no XML.
            png::write(svg, 200, &mut std::io::sink()).expect("XML");
            let lower = svg.to_lowercase();
            for wrong in [
                "<script",
                "javascript:",
                " onload=\"",
                "//far",
                "href=\"http",
                "\u{202e}",
                "<image",
                "<style",
            ] {
                assert!(!lower.contains(wrong), "{wrong} in {svg}");
            }
            assert!(!svg.chars().any(|c| c.is_control() && c != '\n'));
        }
        assert!(inline.starts_with("<svg ") && !inline.contains("figure-"));
        let ids = inline.matches(" id=\"").count();
        assert_eq!(ids, inline.matches(" id=\"p1-").count());
        assert!(ids >= 2);
    }
}

#[test]
fn the_same_figure_has_the_same_bytes() {
    assert_eq!(all(), all());
}

// WCAG 2.1, 1.4.3: 4.5 for text, and each group has a letter of its own where colour says nothing.
#[test]
fn texts_can_be_read() {
    let rgb = |hex: &str| -> [u8; 3] {
        std::array::from_fn(|i| {
            u8::from_str_radix(&hex[1 + 2 * i..3 + 2 * i], 16).expect("hexadecimal")
        })
    };
    for ink in [INK, NOTE, "#8A3700"] {
        assert!(palette::contrast(rgb(ink), [255; 3]) >= 4.5, "{ink}");
    }
    let mut letters = Vec::new();
    for group in 0..palette::OKABE_ITO.len() as u32 {
        let color = palette::color(Some(group));
        let ink = if palette::is_light(color) {
            [0; 3]
        } else {
            [255; 3]
        };
        assert!(palette::contrast(color, ink) >= 4.5, "{color:?}");
        letters.extend(letter(Some(group)));
    }
    assert_eq!(letters, ('A'..='H').collect::<Vec<_>>());
    assert_eq!(letter(Some(8)), None);
    // Known pair: mid grey on white (WebAIM's contrast checker gives 4.54).
    assert!((palette::contrast(rgb("#767676"), [255; 3]) - 4.54).abs() < 0.01);
}

/// A network laid out for a page: all nodes on it, none on another, all names placed, none on another's words.
#[test]
fn a_page_of_sixty_has_all_names_and_nothing_overlaps() {
    let n = 60;
    let arcs: Vec<(u32, u32, f64)> = (1..n)
        .map(|v| (v / 3, v, 1.0))
        .chain((0..n).map(|v| (v, (v * 7 + 3) % n, 0.5)))
        .collect();
    let size = |v: usize| 1.0 / (1.0 + v as f64);
    let name = |v: usize| format!("Amalia Bergström {v}");
    let group: Vec<Option<u32>> = (0..n).map(|v| Some(v % 5)).collect();
    let mut graph = GraphRows {
        name: "people",
        directed: true,
        nodes: Table::default().with(
            "Label",
            "",
            Values::Text((0..n as usize).map(name).collect()),
        ),
        edges: Table::default().with(
            "Weight",
            "",
            Values::Real(arcs.iter().map(|arc| Some(arc.2)).collect()),
        ),
        source: arcs.iter().map(|arc| arc.0).collect(),
        target: arcs.iter().map(|arc| arc.1).collect(),
        drawing: Drawing {
            size: (0..n as usize).map(|v| size(v) as f32).collect(),
            community: group.clone(),
            ..Drawing::default()
        },
        communities: Vec::new(),
        title: String::new(),
        caption: String::new(),
    };
    place::on_page(&mut graph, 1);
    let at = |v: usize| (f64::from(graph.drawing.x[v]), f64::from(graph.drawing.y[v]));
    let nodes = (0..n as usize)
        .map(|v| Node {
            label: name(v),
            about: String::new(),
            shape: Shape::Circle,
            at: at(v),
            size: size(v),
            group: group[v],
            unstable: false,
        })
        .collect();
    let edges = arcs
        .iter()
        .map(|&(s, t, w)| Edge {
            source: s,
            target: t,
            strength: w,
            about: String::new(),
        })
        .collect();
    let figure = Network {
        nodes,
        edges,
        directed: true,
        ..Network::default()
    };
    let [print, _] = both(&|s, o| network::write(&figure, s, o));
    let circles: Vec<[f64; 3]> = print
        .split("<circle")
        .skip(1)
        .filter(|c| c.contains("#1A1A1A"))
        .take(n as usize)
        .map(|c| [number(c, "cx"), number(c, "cy"), number(c, "r")])
        .collect();
    assert_eq!(circles.len(), 60);
    let height = number(print.split("<rect").nth(1).unwrap_or(""), "height");
    for (i, a) in circles.iter().enumerate() {
        assert!(
            a[0] >= a[2] && a[0] + a[2] <= 1800.0 && a[1] >= a[2] && a[1] + a[2] <= height,
            "{a:?}"
        );
        for b in &circles[..i] {
            assert!(
                (a[0] - b[0]).hypot(a[1] - b[1]) >= a[2] + b[2],
                "{a:?} {b:?}"
            );
        }
    }
    // The second copy of each name is black; the first is its halo.
    let names: Vec<[f64; 4]> = print
        .split("<text")
        .filter(|t| {
            let parts = t.split_once('>');
            parts.is_some_and(|(tag, words)| words.starts_with("Amalia") && !tag.contains("fill="))
        })
        .map(name_box)
        .collect();
    assert_eq!(names.len(), 60, "names are left out");
    for (i, a) in names.iter().enumerate() {
        assert!(a[0] >= 0.0 && a[2] <= 1800.0);
        for b in &names[..i] {
            assert!(
                a[0] >= b[2] || b[0] >= a[2] || a[1] >= b[3] || b[1] >= a[3],
                "{a:?} {b:?}"
            );
        }
    }
}

fn number(element: &str, name: &str) -> f64 {
    let from = element
        .split_once(&format!(" {name}=\""))
        .map_or("", |p| p.1);
    from.split('"')
        .next()
        .and_then(|n| n.parse().ok())
        .expect("a number")
}

/// Left, top, right, bottom of a name, with 0.5 em as the mean width of its letters.
fn name_box(element: &str) -> [f64; 4] {
    let (x, y, size) = (
        number(element, "x"),
        number(element, "y"),
        number(element, "font-size"),
    );
    let letters = element
        .split_once('>')
        .and_then(|t| t.1.split_once('<'))
        .map_or(0, |t| t.0.chars().count());
    let half = letters as f64 * 0.25 * size;
    [x - half, y - 0.72 * size, x + half, y]
}
