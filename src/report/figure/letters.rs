//! How wide a text is in Arial and what has its metrics (Liberation Sans, Helvetica, Arimo): no font is asked.

/// Widths of the characters from space to tilde, in thousandths of the font's size (Adobe's font metrics of Helvetica).
const ASCII: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667,
    611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667,
    667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500,
    222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];

/// Bold letters are wider by so much at most.
const BOLD: f64 = 1.09;

/// Width of a text at a font size of 1, on the safe side: what is not in the table counts as a wide letter.
pub fn width(text: &str, bold: bool) -> f64 {
    let all: f64 = text.chars().map(of).sum();
    all * if bold { BOLD } else { 1.0 }
}

fn of(c: char) -> f64 {
    let place = (c as usize).wrapping_sub(0x20);
    match (ASCII.get(place), c as u32) {
        (Some(&thousandths), _) => f64::from(thousandths) / 1000.0,
        (None, 0x0300..=0x036F | 0x200B..=0x200F | 0xFE00..=0xFE0F) => 0.0,
        (None, 0xA0..=0x10FF) => 0.68,
        (None, 0x2010..=0x2027) => 1.0,
        (None, _) => 1.05,
    }
}

/// The text, or as much of it as fits with an ellipsis behind.
pub fn fitted(text: &str, bold: bool, room: f64) -> String {
    if width(text, bold) <= room {
        return text.to_owned();
    }
    let mut short = String::new();
    let mut used = width("…", bold);
    for c in text.chars() {
        used += width(c.encode_utf8(&mut [0; 4]), bold);
        if used > room {
            break;
        }
        short.push(c);
    }
    short.truncate(short.trim_end_matches([' ', ',', '.', '-', '(']).len());
    short.push('…');
    short
}

/// Lines of at most `room`, broken between words; a longer word is cut.
pub fn lines(text: &str, bold: bool, room: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let word = fitted(word, bold, room);
        match lines.last_mut() {
            Some(line) if width(line, bold) + width(" ", bold) + width(&word, bold) <= room => {
                line.push(' ');
                line.push_str(&word);
            }
            _ => lines.push(word),
        }
    }
    lines
}

/// `12,345`.
pub fn grouped(value: u64) -> String {
    let digits = value.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    // Widths from Helvetica.afm: H 722, e 556, l 222, l 222, o 556.
    #[test]
    fn widths_are_those_of_the_font() {
        assert!((width("Hello", false) - 2.278).abs() < 1e-9);
        assert!((width("~", false) - 0.584).abs() < 1e-9);
        assert!(width("e\u{301}", false) - width("e", false) < 1e-9);
        assert!(width("日本", false) >= 2.0);
    }

    #[test]
    fn digits_stand_in_threes() {
        assert_eq!(grouped(1_234_567), "1,234,567");
        assert_eq!(grouped(999), "999");
    }

    #[test]
    fn long_texts_are_cut_or_broken() {
        assert_eq!(fitted("short", false, 10.0), "short");
        let cut = fitted("Department of Tides, North", false, 8.0);
        assert!(cut.ends_with('…') && width(&cut, false) <= 8.0, "{cut}");
        let lines = lines("one two three four", false, 4.5);
        assert!(lines.len() > 1 && lines.iter().all(|l| width(l, false) <= 4.5));
        assert_eq!(lines.join(" "), "one two three four");
    }
}
