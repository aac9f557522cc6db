//! The report of a case as one HTML file: no script, nothing from elsewhere, readable on a telephone and on paper. All words go through
//! [`super::html`]. It chooses nothing and computes nothing.

mod style;

use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::{self, Write};

use super::figure::{self, Style};
use super::html::text;
use crate::report::page::{Card, Cited, Page, Picture, Piece, Section, Sheet};

/// Where names and messages lead.
struct Anchors<'a> {
    cards: HashMap<&'a str, usize>,
    cited: HashMap<&'a str, usize>,
}

/// Writes the page; `subject` gives the subject of a message by its number.
///
/// # Errors
/// Those of `out`.
pub fn write(page: &Page, subject: &dyn Fn(u32) -> String, out: &mut dyn Write) -> io::Result<()> {
    let anchors = Anchors {
        cards: page.cards.iter().map(|c| c.id.as_str()).zip(0..).collect(),
        cited: page.cited.iter().map(|c| c.id.as_str()).zip(0..).collect(),
    };
    let mut html = String::new();
    head(&mut html, page, &anchors);
    for (number, one) in page.sections.iter().enumerate() {
        section(&mut html, number, one, &anchors)?;
        out.write_all(html.as_bytes())?;
        html.clear();
    }
    evidence(&mut html, page, &anchors, subject);
    out.write_all(html.as_bytes())
}

fn head(html: &mut String, page: &Page, anchors: &Anchors) {
    html.push_str("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n<meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    // Writing to a String cannot fail.
    let _ = write!(
        html,
        "<title>{}</title>\n<style>{}</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#main\">To the content</a>\n<header>\n<h1>{}</h1>\n<p class=\"subtitle\">{}</p>\n",
        text(&page.title),
        style::STYLE,
        text(&page.title),
        text(&page.subtitle)
    );
    html.push_str("<nav aria-label=\"Sections\"><ul>\n");
    let last = [("cards", "Evidence by name"), ("cited", "Messages cited")];
    let sections = page.sections.iter().map(|s| (s.id, s.heading));
    for (id, heading) in sections.chain(last) {
        let _ = writeln!(html, "<li><a href=\"#{id}\">{}</a></li>", text(heading));
    }
    html.push_str("</ul></nav>\n</header>\n<main id=\"main\">\n<div class=\"lead\">\n");
    for paragraph in &page.lead {
        paragraph_of(html, paragraph, anchors);
    }
    html.push_str("</div>\n");
}

fn paragraph_of(html: &mut String, paragraph: &[Piece], anchors: &Anchors) {
    html.push_str("<p>");
    for piece in paragraph {
        push_piece(html, piece, anchors);
    }
    html.push_str("</p>\n");
}

fn push_piece(html: &mut String, piece: &Piece, anchors: &Anchors) {
    let _ = match piece {
        Piece::Text(words) => write!(html, "{}", text(words)),
        Piece::Actor(label, id) => match anchors.cards.get(id.as_str()) {
            Some(card) => write!(html, "<a href=\"#a{card}\">{}</a>", text(label)),
            None => write!(html, "{}", text(label)),
        },
        Piece::Message(id) => match anchors.cited.get(id.as_str()) {
            Some(place) => write!(html, "<a class=\"m\" href=\"#m{place}\">{}</a>", short(id)),
            None => write!(html, "<span class=\"m\">{}</span>", text(id)),
        },
    };
}

/// `YYYY-MM-DD`, which is not to be broken.
fn is_day(words: &str) -> bool {
    words.len() == 10 && words.bytes().all(|b| b.is_ascii_digit() || b == b'-')
}

/// The beginning of a message id: enough to tell messages of a table apart, and `mailties show` takes it.
fn short(id: &str) -> String {
    text(id.get(..9).unwrap_or(id))
}

fn section(
    html: &mut String,
    number: usize,
    section: &Section,
    anchors: &Anchors,
) -> io::Result<()> {
    let _ = writeln!(
        html,
        "<section id=\"{}\" aria-labelledby=\"h{number}\">\n<h2 id=\"h{number}\">{}</h2>",
        section.id,
        text(section.heading)
    );
    for paragraph in &section.text {
        paragraph_of(html, paragraph, anchors);
    }
    for (place, one) in section.pictures.iter().enumerate() {
        picture(html, &format!("f{number}-{place}-"), one, anchors)?;
    }
    for one in &section.sheets {
        sheet(html, one, anchors);
    }
    html.push_str("</section>\n");
    Ok(())
}

fn picture(html: &mut String, prefix: &str, one: &Picture, anchors: &Anchors) -> io::Result<()> {
    let nowhere = |_: usize| None;
    let mut svg = Vec::new();
    let words = match one {
        Picture::Network(network, ids) => {
            let link = |node: usize| {
                let card = anchors.cards.get(ids.get(node)?.as_str())?;
                Some(format!("#a{card}"))
            };
            let style = Style::Inline {
                prefix,
                link: &link,
            };
            figure::network::write(network, &style, &mut svg)?;
            &network.words
        }
        Picture::Timeline(timeline) => {
            let style = Style::Inline {
                prefix,
                link: &nowhere,
            };
            figure::timeline::write(timeline, &style, &mut svg)?;
            &timeline.words
        }
        Picture::Matrix(matrix) => {
            let style = Style::Inline {
                prefix,
                link: &nowhere,
            };
            figure::matrix::write(matrix, &style, &mut svg)?;
            &matrix.words
        }
    };
    html.push_str("<figure>\n");
    html.push_str(&String::from_utf8_lossy(&svg));
    let caption = [&words.title, &words.subtitle, &words.note]
        .into_iter()
        .filter(|words| !words.is_empty())
        .map(|words| text(words.trim_end_matches('.')))
        .collect::<Vec<_>>()
        .join(". ");
    if !caption.is_empty() {
        let _ = writeln!(html, "<figcaption>{caption}.</figcaption>");
    }
    html.push_str("</figure>\n");
    Ok(())
}

fn sheet(html: &mut String, sheet: &Sheet, anchors: &Anchors) {
    if sheet.rows.is_empty() {
        let _ = writeln!(html, "<p class=\"none\">None found.</p>");
        return;
    }
    let _ = write!(
        html,
        "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"Table: {}\">\n<table>\n<caption>{}</caption>\n<thead><tr>",
        text(&sheet.caption),
        text(&sheet.caption)
    );
    for (heading, about, number) in &sheet.columns {
        let class = if *number { " class=\"n\"" } else { "" };
        let _ = write!(
            html,
            "<th scope=\"col\"{class} title=\"{}\">{}</th>",
            text(about),
            text(heading)
        );
    }
    html.push_str("</tr></thead>\n<tbody>\n");
    for row in &sheet.rows {
        html.push_str("<tr>");
        for (cell, (_, _, number)) in row.iter().zip(&sheet.columns) {
            html.push_str(match cell.first() {
                _ if *number => "<td class=\"n\">",
                Some(Piece::Text(words)) if is_day(words) => "<td class=\"d\">",
                _ => "<td>",
            });
            for (i, piece) in cell.iter().enumerate() {
                if i > 0 && matches!(piece, Piece::Message(_)) {
                    html.push(' ');
                }
                push_piece(html, piece, anchors);
            }
            html.push_str("</td>");
        }
        html.push_str("</tr>\n");
    }
    html.push_str("</tbody>\n</table>\n</div>\n");
    if let Some((all, file)) = sheet
        .more
        .as_ref()
        .filter(|(all, _)| *all > sheet.rows.len())
    {
        let _ = writeln!(
            html,
            "<p class=\"note\">The first {} of {all}; all stand in {}.</p>",
            sheet.rows.len(),
            text(file)
        );
    }
}

fn evidence(html: &mut String, page: &Page, anchors: &Anchors, subject: &dyn Fn(u32) -> String) {
    html.push_str("<section id=\"cards\" aria-labelledby=\"hc\">\n<h2 id=\"hc\">Evidence by name</h2>\n<p>Everybody who is named above, with the strongest ties and messages that prove them. All of them: <code>mailties why CASE A B</code>; as a bundle to hand over: <code>--bundle</code>.</p>\n");
    for (place, one) in page.cards.iter().enumerate() {
        card(html, place, one, anchors);
    }
    html.push_str("</section>\n<section id=\"cited\" aria-labelledby=\"hm\">\n<h2 id=\"hm\">Messages cited</h2>\n<p>By date, UTC. The whole message, where it lies and its digest: <code>mailties show CASE ID</code>.</p>\n<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"Table: messages cited\">\n<table>\n<caption>Messages cited</caption>\n<thead><tr><th scope=\"col\">Id</th><th scope=\"col\">Date</th><th scope=\"col\">From</th><th scope=\"col\">To</th><th scope=\"col\">Subject</th></tr></thead>\n<tbody>\n");
    for (place, one) in page.cited.iter().enumerate() {
        cited(html, place, one, anchors, &subject(one.message));
    }
    let _ = write!(
        html,
        "</tbody>\n</table>\n</div>\n</section>\n</main>\n<footer>Made by {} from this case alone; the same case gives the same page. manifest.json holds options, sources with SHA-256, and how each number was made.</footer>\n</body>\n</html>\n",
        text(&page.program)
    );
}

fn card(html: &mut String, place: usize, card: &Card, anchors: &Anchors) {
    let _ = write!(
        html,
        "<article class=\"card\" id=\"a{place}\">\n<h3>{}</h3>\n<p>{} · {}</p>\n",
        text(&card.label),
        text(&card.id),
        text(&card.about.join(" · "))
    );
    if !card.ties.rows.is_empty() {
        let mut ties = card.ties.clone();
        ties.caption = format!("Strongest ties of {} ({})", card.label, card.id);
        sheet(html, &ties, anchors);
    }
    html.push_str("</article>\n");
}

fn cited(html: &mut String, place: usize, one: &Cited, anchors: &Anchors, subject: &str) {
    let _ = write!(
        html,
        "<tr id=\"m{place}\"><td class=\"m\">{}</td><td>{}</td><td>",
        text(&one.id),
        text(&one.date)
    );
    push_piece(
        html,
        &Piece::Actor(one.from.0.clone(), one.from.1.clone()),
        anchors,
    );
    let _ = writeln!(
        html,
        "</td><td>{}</td><td>{}</td></tr>",
        text(&one.to),
        text(subject)
    );
}
