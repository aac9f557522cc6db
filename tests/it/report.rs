//! report.html: what it must hold, where its links lead, that it asks nothing from outside and obeys nobody's name.

use std::collections::BTreeSet;

use regex::Regex;

use crate::support::{Work, sample};

fn report(work: &Work) -> String {
    work.text("case/report.html")
}

fn of_sample() -> String {
    let work = Work::new();
    work.copy(&sample(), "mail");
    work.mailties(["analyze", "mail", "--case", "case"]).ok();
    report(&work)
}

/// All first groups of a pattern.
fn all<'a>(html: &'a str, pattern: &str) -> Vec<&'a str> {
    let pattern = Regex::new(pattern).expect("a pattern");
    let found = pattern.captures_iter(html);
    found.filter_map(|c| c.get(1)).map(|m| m.as_str()).collect()
}

#[test]
fn every_link_leads_to_a_place_on_the_page() {
    let html = of_sample();
    let ids = all(&html, r#"\sid="([^"]+)""#);
    let set: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(set.len(), ids.len(), "an id stands twice");
    let links = all(&html, r##"href="#([^"]+)""##);
    assert!(links.len() > 100, "{} links", links.len());
    let lost: Vec<&&str> = links.iter().filter(|l| !set.contains(**l)).collect();
    assert!(lost.is_empty(), "{lost:?}");
    let named = all(&html, r#"aria-labelledby="([^"]+)""#).into_iter();
    let named: BTreeSet<&str> = named.flat_map(str::split_whitespace).collect();
    assert!(named.is_subset(&set));
}

#[test]
fn nothing_is_asked_from_outside_and_nothing_runs() {
    let html = of_sample();
    assert!(html.contains("default-src 'none'"));
    for word in [
        "<script", "<iframe", "<img", "<link", "@import", "url(http", "src=",
    ] {
        assert!(!html.contains(word), "{word}");
    }
    assert!(all(&html, r#"(?:href|src|xlink:href)="([^#"][^"]*)""#).is_empty());
    let handlers = all(&html, r#"<[^>]*\s(on[a-z]+)\s*="#);
    assert!(handlers.is_empty(), "{handlers:?}");
}

/// What an accessibility checker asks first (WCAG 2.2: 1.1.1, 1.3.1, 2.4.1, 2.4.2, 3.1.1, 4.1.2).
#[test]
fn it_can_be_read_by_ear_and_by_keyboard() {
    let html = of_sample();
    assert!(
        html.contains("<html lang=\"en\">")
            && html.contains("<title>")
            && html.contains("class=\"skip\" href=\"#main\"")
    );
    assert_eq!(html.matches("<h1").count(), 1);
    assert_eq!(html.matches("<main").count(), 1);
    let tables = html.matches("<table").count();
    assert!(tables > 10);
    assert_eq!(html.matches("<caption>").count(), tables);
    assert_eq!(
        html.matches("<th ").count(),
        html.matches("scope=\"col\"").count()
    );
    // What scrolls can be reached and has a name.
    assert_eq!(
        html.matches("class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"")
            .count(),
        tables
    );
    let figures = all(&html, r"(?s)(<svg .*?</svg>)");
    assert!(figures.len() >= 4, "{} figures", figures.len());
    for figure in figures {
        // A picture with links in it is a group of them, not one picture; both have a name.
        let role = if figure.contains("<a ") {
            "group"
        } else {
            "img"
        };
        assert!(figure.contains(&format!("role=\"{role}\"")));
        let title = all(figure, "<title[^>]*>([^<]*)</title>");
        assert!(title.first().is_some_and(|t| !t.trim().is_empty()));
    }
    // Headings do not skip a level.
    let levels: Vec<u32> = all(&html, r"<h([1-6])")
        .iter()
        .filter_map(|l| l.parse().ok())
        .collect();
    assert!(levels.windows(2).all(|w| w[1] <= w[0] + 1));
}

#[test]
fn it_answers_who_with_whom_since_when_and_on_what_evidence() {
    let html = of_sample();
    // The broker of the sample, by truth.json, is the first of the central people and of the brokers.
    for section in [
        "id=\"central\"",
        "id=\"brokers\"",
        "id=\"organizations\"",
        "id=\"introductions\"",
        "id=\"limits\"",
        "id=\"problems\"",
        "id=\"methods\"",
    ] {
        assert!(html.contains(section), "{section}");
    }
    let central = &html[html.find("<caption>Central people").expect("the table")..];
    assert!(central[..3_000].contains("Mira Castellan"));
    let ties = &html[html
        .find("<caption>Strongest ties between organizations")
        .expect("the table")..];
    let first = all(&ties[..6_000], r"(?s)<tbody>\s*<tr>(.*?)</tr>");
    assert!(
        first[0].contains("marlstrand.example") && first[0].contains("porto-santaurea.example")
    );
    assert!(
        first[0].contains("class=\"m\" href=\"#m"),
        "evidence: {}",
        first[0]
    );
    assert!(html.contains("no tie is seen does not mean"));
}

#[test]
fn hostile_names_are_words() {
    let work = Work::new();
    let names = [
        "</title><script>alert(1)</script>",
        "\"><img src=x onerror=alert(2)>",
        "javascript:alert(3)",
        "</svg><style>*{display:none}",
    ];
    let mut mbox = String::new();
    for (n, name) in names.iter().enumerate() {
        for m in 0..3 {
            let quoted = name.replace('"', "\\\"");
            mbox.push_str(&format!(
                "From a@b.example Mon Feb  5 10:00:00 2001\nFrom: \"{quoted}\" <p{n}@b.example>\nTo: \"{quoted}\" <p{}@c.example>\nSubject: {name}\nDate: {} Feb 2001 09:00:00 +0000\nMessage-ID: <{n}.{m}@b.example>\n\n{name} number {n}\n\n",
                (n + 1) % names.len(),
                m + 1
            ));
        }
    }
    work.write("in.mbox", mbox);
    work.mailties(["analyze", "in.mbox", "--case", "case"]).ok();
    let html = report(&work);
    for tag in ["<script", "<img", "<style>*"] {
        assert!(!html.contains(tag), "{tag}");
    }
    assert_eq!(html.matches("<title>What").count(), 1);
    assert!(!html.contains("href=\"javascript"));
}
