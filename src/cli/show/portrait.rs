//! A correspondent or an organization as text, with a small chart of its months.

use mailties::report::portrait::documents::Documents;
use mailties::report::portrait::{Month, Organization, Person};

/// Columns of the longest bar.
const BAR: usize = 40;
/// Names and doubts that are shown.
const SHOWN: usize = 10;

/// A correspondent.
pub fn person(one: &Person) -> Vec<String> {
    let mut lines = vec![
        one.label.clone(),
        format!("Id            {}", one.id),
        format!("Kind          {} ({})", one.kind, one.kind_reason),
    ];
    for affiliation in &one.affiliations {
        lines.push(format!("Organization  {affiliation}"));
    }
    lines.push(format!(
        "Messages      {} sent, {} received",
        one.sent, one.received
    ));
    lines.push(match &one.seen {
        Some((first, last)) => format!("Seen          {} to {}", day(first), day(last)),
        None => "Seen          in undated messages only".into(),
    });
    lines.push("Addresses, and why they belong".into());
    for alias in &one.addresses {
        let seen = alias.message.as_ref();
        let seen = seen.map_or_else(String::new, |id| format!("; see {id}"));
        lines.push(format!("  {}  ({}{seen})", alias.address, alias.reason));
    }
    if !one.doubts.is_empty() {
        lines.push("Doubtful".into());
        lines.extend(one.doubts.iter().take(SHOWN).map(|d| format!("  {d}")));
    }
    lines.push("Names as written (uses)".into());
    let names = one.names.iter().take(SHOWN);
    lines.extend(names.map(|(name, uses)| format!("  {name} ({uses})")));
    lines.push("Closest ties (tie strength; messages to, messages from)".into());
    lines.extend(one.ties.iter().map(|tie| {
        format!(
            "  {:>8.1}  {:>5} {:>5}  {} ({})",
            tie.strength, tie.to, tie.from, tie.label, tie.id
        )
    }));
    for (title, others) in [
        (
            "Mail sent in this name by others (messages)",
            &one.sent_by_others,
        ),
        (
            "Mail sent in the names of others (messages)",
            &one.sent_for_others,
        ),
    ] {
        if !others.is_empty() {
            lines.push(title.into());
            lines.extend(others.iter().map(share));
        }
    }
    if !one.organizations_named.is_empty() {
        lines.push("Organizations named in own words and subjects (messages)".into());
        lines.extend(one.organizations_named.iter().map(share));
    }
    lines.extend(documents("Documents sent", &one.documents));
    lines.extend(chart("sent", "received", &one.months));
    lines
}

/// An organization.
pub fn organization(one: &Organization) -> Vec<String> {
    let mut lines = vec![
        one.label.clone(),
        format!("Id       {}", one.id),
        format!("Kind     {}", one.kind),
        format!("Known by {}", one.known_by),
    ];
    for (title, text) in [
        ("Parent   ", one.parent.clone()),
        ("Domains  ", one.domains.join(", ")),
        ("Names    ", one.aliases.join(", ")),
    ] {
        if !text.is_empty() {
            lines.push(format!("{title}{text}"));
        }
    }
    if let Some((first, last)) = &one.seen {
        lines.push(format!("Seen     {} to {}", day(first), day(last)));
    }
    lines.push(format!(
        "Mail     {} messages that somebody there sent or received",
        one.messages
    ));
    lines.extend(mentions(one));
    lines.extend(documents("Documents that name it", &one.documents));
    lines.push(format!(
        "Correspondents there: {} (those with most mail; sent, received)",
        one.people
    ));
    lines.extend(one.most_mail.iter().map(|member| {
        format!(
            "  {:>6} {:>6}  {} ({})",
            member.sent, member.received, member.label, member.id
        )
    }));
    if !one.ties.is_empty() {
        lines.push("Ties to organizations (messages)".into());
        lines.extend(one.ties.iter().map(share));
    }
    lines.extend(chart("mail", "naming it", &one.months));
    lines
}

fn mentions(one: &Organization) -> Vec<String> {
    if one.mentions == 0 {
        return vec!["Named    in no message's subject or own words".into()];
    }
    let mut lines = vec![format!(
        "Named    in {} messages by {} correspondents; the surest of them:",
        one.mentions, one.namers
    )];
    lines.extend(one.surest.iter().map(|s| {
        format!(
            "  {}  {}  '{}' ({}, {} %)",
            s.day.as_deref().unwrap_or("undated   "),
            s.id,
            s.as_written,
            s.rule,
            s.confidence_percent
        )
    }));
    lines.push("Those who name it most (messages)".into());
    lines.extend(one.named_by.iter().map(share));
    lines
}

/// Documents, those that most messages carry first.
fn documents(what: &str, found: &Documents) -> Vec<String> {
    if found.count == 0 {
        return Vec::new();
    }
    let mut lines = vec![format!(
        "{what}: {} (messages that carry it, first sent, by whom)",
        found.count
    )];
    lines.extend(found.first.iter().map(|one| {
        format!(
            "  {:>6}  {}  {}  {}  {}",
            one.messages,
            one.first.as_deref().unwrap_or("undated   "),
            one.id,
            one.name,
            one.first_sender
        )
    }));
    lines
}

fn share(share: &mailties::report::portrait::Share) -> String {
    format!("  {:>6}  {} ({})", share.messages, share.label, share.id)
}

fn day(instant: &str) -> &str {
    instant.get(..10).unwrap_or(instant)
}

/// Months as rows, `#` for the first number, `-` for the second; years as rows if there are many months.
fn chart(first: &str, second: &str, months: &[Month]) -> Vec<String> {
    if months.is_empty() {
        return Vec::new();
    }
    let rows = if months.len() > MONTHS {
        years(months)
    } else {
        months.to_vec()
    };
    let longest = rows.iter().map(|r| r.sent + r.received).max().unwrap_or(1);
    let a_mark = (longest as usize).div_ceil(BAR).max(1);
    let unit = if months.len() > MONTHS {
        "year"
    } else {
        "month"
    };
    let mut lines = vec![format!(
        "Messages a {unit} (# {first}, - {second}; a mark stands for {a_mark})"
    )];
    lines.extend(rows.iter().map(|r| {
        let marks = |n: u32| (n as usize).div_ceil(a_mark);
        let bar = format!(
            "{}{}",
            "#".repeat(marks(r.sent)),
            "-".repeat(marks(r.received))
        );
        let line = format!("  {:<7} {:>6} {:>6}  {bar}", r.month, r.sent, r.received);
        line.trim_end().to_owned()
    }));
    lines
}

/// More months than this are told by year.
const MONTHS: usize = 60;

fn years(months: &[Month]) -> Vec<Month> {
    let year = |m: &Month| m.month.get(..4).unwrap_or_default().to_owned();
    months
        .chunk_by(|a, b| year(a) == year(b))
        .map(|of_year| Month {
            month: year(&of_year[0]),
            sent: of_year.iter().map(|m| m.sent).sum(),
            received: of_year.iter().map(|m| m.received).sum(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Month, chart};

    #[test]
    fn bars_fit_and_no_month_with_mail_is_without_a_mark() {
        let month = |month: &str, sent, received| Month {
            month: month.into(),
            sent,
            received,
        };
        let lines = chart(
            "sent",
            "received",
            &[month("2001-01", 100, 20), month("2001-02", 0, 1)],
        );
        // 120 messages in 40 columns: 3 a mark; 100 / 3 and 20 / 3 rounded up.
        assert_eq!(
            lines[0],
            "Messages a month (# sent, - received; a mark stands for 3)"
        );
        assert_eq!(
            lines[1],
            format!(
                "  2001-01    100     20  {}{}",
                "#".repeat(34),
                "-".repeat(7)
            )
        );
        assert_eq!(lines[2], "  2001-02      0      1  -");
        assert!(chart("sent", "received", &[]).is_empty());
    }
}
