//! How wide the glyphs of a PDF font are: what the font says, else what the 14 fonts have that every reader of PDF knows (Adobe's font
//! metrics, ASCII only). It does not know letters.

use hayro_syntax::object::{Array, Dict, Name, Number, Object};
use rustc_hash::FxHashMap;

const HELVETICA: &[u16; 95] = &[
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667,
    611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667,
    667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500,
    222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];
const HELVETICA_BOLD: &[u16; 95] = &[
    278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611, 975, 722, 722, 722, 722, 667,
    611, 778, 722, 278, 556, 722, 611, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667,
    667, 611, 333, 278, 333, 584, 556, 333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556,
    278, 889, 611, 611, 611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584,
];
const TIMES: &[u16; 95] = &[
    250, 333, 408, 500, 500, 833, 778, 180, 333, 333, 500, 564, 250, 333, 250, 278, 500, 500, 500,
    500, 500, 500, 500, 500, 500, 500, 278, 278, 564, 564, 564, 444, 921, 722, 667, 667, 722, 611,
    556, 722, 722, 333, 389, 722, 611, 889, 722, 722, 556, 722, 667, 556, 611, 722, 722, 944, 722,
    722, 611, 333, 278, 333, 469, 500, 333, 444, 500, 444, 500, 444, 333, 500, 500, 278, 278, 500,
    278, 778, 500, 500, 500, 500, 333, 389, 278, 500, 500, 722, 500, 500, 444, 480, 200, 480, 541,
];
const TIMES_BOLD: &[u16; 95] = &[
    250, 333, 555, 500, 500, 1000, 833, 278, 333, 333, 500, 570, 250, 333, 250, 278, 500, 500, 500,
    500, 500, 500, 500, 500, 500, 500, 333, 333, 570, 570, 570, 500, 930, 722, 667, 722, 722, 667,
    611, 778, 778, 389, 500, 778, 667, 944, 722, 778, 611, 778, 722, 556, 667, 722, 722, 1000, 722,
    722, 667, 333, 278, 333, 581, 500, 333, 500, 556, 444, 556, 444, 333, 500, 556, 278, 333, 556,
    278, 833, 556, 500, 556, 556, 444, 389, 333, 556, 500, 722, 500, 500, 444, 394, 220, 394, 520,
];

/// Widths by code, in parts of the size of the letters.
#[derive(Debug, Default)]
pub(super) struct Widths {
    single: FxHashMap<u32, f64>,
    /// First and last code with one width.
    ranges: Vec<(u32, u32, f64)>,
    other: f64,
}

impl Widths {
    /// Widths of a simple font. O(n).
    pub(super) fn read(dict: &Dict<'_>) -> Self {
        let about = dict.get::<Dict<'_>>("FontDescriptor");
        let missing = about.and_then(|about| {
            about
                .get::<Number>("MissingWidth")
                .map(|number| number.as_f64())
        });
        let Some(list) = dict.get::<Array<'_>>("Widths") else {
            return known(dict);
        };
        let scale = scale(dict);
        let first = dict.get::<i32>("FirstChar").unwrap_or(0);
        let first = u32::try_from(first).unwrap_or(0).min(255);
        let widths = (first..=255).zip(list.iter::<Number>().map(|number| number.as_f64()));
        Self {
            single: widths.map(|(code, width)| (code, width * scale)).collect(),
            ranges: Vec::new(),
            other: missing.unwrap_or(0.0) * scale,
        }
    }

    /// Widths of the font that a composite font is made of (PDF 32000-1, 9.7.4.3). O(n).
    pub(super) fn read_composite(dict: &Dict<'_>) -> Self {
        let mut widths = Self {
            other: dict
                .get::<Number>("DW")
                .map(|number| number.as_f64())
                .unwrap_or(1000.0)
                / 1000.0,
            ..Self::default()
        };
        let Some(list) = dict.get::<Array<'_>>("W") else {
            return widths;
        };
        let mut items = list.iter::<Object<'_>>();
        while let Some(first) = items.next().and_then(code) {
            match items.next() {
                Some(Object::Array(each)) => {
                    let each =
                        (first..=0xffff).zip(each.iter::<Number>().map(|number| number.as_f64()));
                    let each = each.map(|(code, width)| (code, width / 1000.0));
                    widths.single.extend(each);
                }
                Some(last) => {
                    let width = items.next().and_then(Object::into_f32);
                    let (Some(last), Some(width)) = (code(last), width) else {
                        break;
                    };
                    widths.ranges.push((first, last, f64::from(width) / 1000.0));
                }
                None => break,
            }
        }
        widths.ranges.sort_by_key(|(first, ..)| *first);
        widths
    }

    /// The width of a code. O(log n).
    pub(super) fn of(&self, code: u32) -> f64 {
        if let Some(width) = self.single.get(&code) {
            return *width;
        }
        let after = self.ranges.partition_point(|(first, ..)| *first <= code);
        match after.checked_sub(1).map(|at| self.ranges[at]) {
            Some((_, last, width)) if code <= last => width,
            _ => self.other,
        }
    }
}

fn code(object: Object<'_>) -> Option<u32> {
    u32::try_from(object.into_i32()?).ok()
}

/// What one unit of the font's widths is: a thousandth, but fonts drawn by the page's own operators say it themselves.
fn scale(dict: &Dict<'_>) -> f64 {
    let own = dict.get::<Array<'_>>("FontMatrix");
    let own = own.and_then(|matrix| matrix.iter::<Number>().map(|number| number.as_f64()).next());
    own.filter(|scale| scale.is_finite() && *scale != 0.0)
        .map_or(0.001, f64::abs)
}

/// Widths of a font that gives none: one of the 14, or one like it.
fn known(dict: &Dict<'_>) -> Widths {
    let name = dict.get::<Name<'_>>("BaseFont");
    let name = name.map(|name| name.as_str().to_ascii_lowercase());
    let name = name.unwrap_or_default();
    let bold = name.contains("bold");
    if name.contains("cour") || name.contains("mono") {
        return Widths {
            other: 0.6,
            ..Widths::default()
        };
    }
    let table = match (name.contains("times") || name.contains("roman"), bold) {
        (true, true) => TIMES_BOLD,
        (true, false) => TIMES,
        (false, true) => HELVETICA_BOLD,
        (false, false) => HELVETICA,
    };
    let widths = (32u32..).zip(table.iter());
    Widths {
        single: widths
            .map(|(code, width)| (code, f64::from(*width) / 1000.0))
            .collect(),
        ranges: Vec::new(),
        other: 0.55,
    }
}
