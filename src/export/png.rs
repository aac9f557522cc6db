//! Figures to PNG: the SVG drawn by resvg with a font that is built in, so the same bytes on any machine. It draws nothing of its own.

use std::io::{self, Write};
use std::sync::Arc;

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{self, fontdb};

/// Arimo: of Arial's widths, for Latin, Greek, Cyrillic and Hebrew; SIL Open Font License 1.1 (`fonts/OFL.txt`).
const FONTS: [&[u8]; 2] = [
    include_bytes!("fonts/Arimo-Regular.ttf"),
    include_bytes!("fonts/Arimo-Bold.ttf"),
];

/// Width in pixels of a figure of 180 mm at 300 dots an inch.
pub const WIDTH: u32 = 2126;

/// Draws an SVG file of ours, `width` pixels wide. How many letters the font does not have: they are drawn as boxes.
///
/// # Errors
/// Those of `out`; `InvalidData` if it is no SVG or too large.
pub fn write(svg: &str, width: u32, out: &mut dyn Write) -> io::Result<usize> {
    let mut fonts = fontdb::Database::new();
    for font in FONTS {
        fonts.load_font_data(font.to_vec());
    }
    let options = usvg::Options {
        font_family: "Arimo".into(),
        fontdb: Arc::new(fonts),
        ..usvg::Options::default()
    };
    let wrong = |what: String| io::Error::new(io::ErrorKind::InvalidData, what);
    let tree = usvg::Tree::from_str(svg, &options).map_err(|e| wrong(e.to_string()))?;
    let scale = width as f32 / tree.size().width();
    let height = (tree.size().height() * scale).ceil() as u32;
    let mut map = Pixmap::new(width, height).ok_or_else(|| wrong("a picture too large".into()))?;
    resvg::render(
        &tree,
        Transform::from_scale(scale, scale),
        &mut map.as_mut(),
    );
    let bytes = map.encode_png().map_err(|e| wrong(e.to_string()))?;
    out.write_all(&bytes)?;
    Ok(missing(&tree))
}

/// Glyph 0 stands for what a font does not have.
fn missing(tree: &usvg::Tree) -> usize {
    let mut groups = vec![tree.root()];
    let mut count = 0;
    while let Some(group) = groups.pop() {
        for node in group.children() {
            match node {
                usvg::Node::Group(inner) => groups.push(inner),
                usvg::Node::Text(text) => {
                    let glyphs = text
                        .layouted()
                        .iter()
                        .flat_map(|span| &span.positioned_glyphs);
                    count += glyphs.filter(|glyph| glyph.id.0 == 0).count();
                }
                _ => {}
            }
        }
    }
    count
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn svg(words: &str) -> String {
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 300 60\" font-family=\"Arial, sans-serif\"><text x=\"5\" y=\"40\" font-size=\"30\">{words}</text></svg>"
        )
    }

    fn ink(words: &str) -> (usize, usize) {
        let mut png = Vec::new();
        let missing = write(&svg(words), 300, &mut png).unwrap();
        let map = Pixmap::decode_png(&png).unwrap();
        (
            map.pixels().iter().filter(|p| p.alpha() > 128).count(),
            missing,
        )
    }

    #[test]
    fn text_is_drawn_and_what_is_missing_told() {
        let (dark, missing) = ink("João Köhler Ивана Αθήνα");
        assert!(dark > 500, "{dark}");
        assert_eq!(missing, 0);
        let (dark, missing) = ink("日本");
        assert_eq!(missing, 2);
        assert!(dark > 20, "no boxes: {dark}");
        assert_eq!(ink("").0, 0);
    }
}
