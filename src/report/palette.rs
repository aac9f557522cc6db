//! The colours of communities, told apart by the colour-blind too. It does not know what a community is.

/// Okabe and Ito's eight colours (Color Universal Design, 2008), largest community first.
pub const OKABE_ITO: [[u8; 3]; 8] = [
    [0x00, 0x72, 0xB2],
    [0xE6, 0x9F, 0x00],
    [0x00, 0x9E, 0x73],
    [0xCC, 0x79, 0xA7],
    [0x56, 0xB4, 0xE9],
    [0xD5, 0x5E, 0x00],
    [0xF0, 0xE4, 0x42],
    [0x00, 0x00, 0x00],
];

/// What has no colour of its own: the ninth community and further, and actors in none.
pub const GREY: [u8; 3] = [0x99, 0x99, 0x99];

/// The colour of a community counted from 0 by size, as red, green, blue.
pub fn color(community: Option<u32>) -> [u8; 3] {
    community
        .and_then(|number| usize::try_from(number).ok())
        .and_then(|number| OKABE_ITO.get(number).copied())
        .unwrap_or(GREY)
}

/// The same colour as `#RRGGBB`, as SVG, DOT and JSON write it.
pub fn hex(rgb: [u8; 3]) -> String {
    format!("#{:02X}{:02X}{:02X}", rgb[0], rgb[1], rgb[2])
}

/// Whether dark text reads better than white text on this colour: W3C's relative luminance above 0.179,
/// where the contrast with black equals that with white (WCAG 2, 1.4.3).
pub fn is_light(rgb: [u8; 3]) -> bool {
    luminance(rgb) > 0.179
}

/// The colour, or a darker one of its hue: thin lines of it are seen on white paper, in grey too (luminance at most 0.2).
pub fn for_lines(rgb: [u8; 3]) -> [u8; 3] {
    let mut color = rgb;
    for darker in (0..=100).rev() {
        color = rgb.map(|part| (u32::from(part) * darker / 100) as u8);
        if luminance(color) <= 0.2 {
            break;
        }
    }
    color
}

/// Contrast of two colours, 1 to 21 (WCAG 2, 1.4.3).
pub fn contrast(a: [u8; 3], b: [u8; 3]) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// W3C's relative luminance, 0 to 1: what is left of a colour on grey paper.
pub fn luminance(rgb: [u8; 3]) -> f64 {
    let [r, g, b] = rgb.map(|part| {
        let part = f64::from(part) / 255.0;
        if part <= 0.040_45 {
            part / 12.92
        } else {
            ((part + 0.055) / 1.055).powf(2.4)
        }
    });
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eight_colours_then_grey() {
        assert_eq!(hex(color(Some(0))), "#0072B2");
        assert_eq!(hex(color(Some(7))), "#000000");
        assert_eq!(color(Some(8)), GREY);
        assert_eq!(color(None), GREY);
    }

    // 3:1 is WCAG's least contrast of graphics (1.4.11); luminance 0.2 gives 4.2.
    #[test]
    fn lines_are_seen_on_white() {
        for color in OKABE_ITO {
            let line = for_lines(color);
            assert!(contrast(line, [255; 3]) >= 4.0, "{line:?}");
            assert!(luminance(color) > 0.2 || line == color);
        }
    }

    #[test]
    fn light_and_dark() {
        assert!(is_light([0xF0, 0xE4, 0x42]));
        assert!(!is_light([0, 0, 0]));
        assert!(!is_light([0x00, 0x72, 0xB2]));
    }
}
