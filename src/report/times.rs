//! Rows about time: months, gaps, silences, changes, reply times.

use super::Table;
use super::columns::Columns;
use crate::findings::calendar;
use crate::findings::changes::{Turn, changes};
use crate::findings::custodians::custodians;
use crate::findings::months::{Gap, Month, gaps, months};
use crate::findings::replies::{Habit, replies};
use crate::findings::series::{Silence, Whose, silences};
use crate::network::Context;

/// A month as `YYYY-MM`.
pub fn month_name(month: i32) -> String {
    super::day(calendar::start(month))[..7].to_owned()
}

/// `months.csv`.
pub fn months_rows(context: &Context) -> Table {
    let all = months(context);
    let largest = |m: &Month| {
        let one = all.mailboxes.get(m.largest.0 as usize);
        one.filter(|_| m.largest.1 > 0)
            .map_or_else(String::new, |one| one.name.clone())
    };
    Columns::new(context, &all.months)
        .text("month", "YYYY-MM, UTC; after 24 months without any mail the next row is the next month with mail", |m: &Month| month_name(m.month))
        .count("messages", "distinct messages", |m| m.messages)
        .count("measured", "those that people wrote, which count in the measures", |m| m.measured)
        .count("writers", "different senders of those", |m| m.writers)
        .count("mailboxes", "mailboxes (of a custodian, where one is known) that hold mail of this month", |m| m.mailboxes)
        .count("silent_mailboxes", "mailboxes that hold none, though they do of earlier and of later months", |m| m.silent)
        .text("largest_mailbox", "the mailbox that holds most of this month", largest)
        .real("largest_share", "part of the messages that it holds", |m| {
            (m.messages > 0).then(|| f64::from(m.largest.1) / f64::from(m.messages))
        })
        .evidence("messages of this month; 5 at most", |m| &m.evidence)
        .done()
}

/// `gaps.csv`.
pub fn gaps_rows(context: &Context) -> Table {
    let (mailboxes, all) = gaps(context);
    let mailbox = |g: &Gap| mailboxes.get(g.mailbox as usize);
    Columns::new(context, &all)
        .text("mailbox", "the custodian, else the path of the mailbox", |g| {
            mailbox(g).map_or_else(String::new, |m| m.name.clone())
        })
        .person(
            ("owner", "whose mailbox it is; see custodians.csv"),
            "owner_label",
            |g| g.owner,
        )
        .text("from", "first month that holds nothing, YYYY-MM, UTC", |g| month_name(g.from))
        .text("to", "last one", |g| month_name(g.to))
        .count("months", "number of months", |g| g.to - g.from + 1)
        .real("usual", "messages a month in the six months before and after", |g| Some(g.usual))
        .real(
            "p",
            "probability that chance leaves so many months empty, taking numbers a month as negative binomial with the mean and variance of these (Poisson if they vary less)",
            |g| Some(g.p),
        )
        .count("elsewhere", "messages that the owner sent or received in that time, as other mailboxes show", |g| g.elsewhere)
        .count("archive", "messages of the whole archive in that time", |g| g.archive)
        .evidence("the last message before and the first after, then messages of the owner in that time; 5 at most", |g| &g.evidence)
        .done()
}

/// `tie`, `person` or `organization`.
pub fn what(whose: Whose) -> &'static str {
    match whose {
        Whose::Tie(..) => "tie",
        Whose::Person(_) => "person",
        Whose::Organization(_) => "organization",
    }
}

/// The ids of whose letters they are: two of a tie, one otherwise.
pub fn ids(context: &Context, whose: Whose) -> [String; 2] {
    let person = |p: u32| context.people.list[p as usize].id.clone();
    match whose {
        Whose::Tie(a, b) => [person(a), person(b)],
        Whose::Person(a) => [person(a), String::new()],
        Whose::Organization(o) => {
            let id = context.organizations.list[o as usize].id.clone();
            [id, String::new()]
        }
    }
}

/// `silences.csv`.
pub fn silences_rows(context: &Context) -> Table {
    let all = silences(context);
    let custodians = custodians(context).list;
    Columns::new(context, &all)
        .text("what", "tie, person or organization", |s: &Silence| what(s.whose).to_owned())
        .text("Id", "canonical address, or id of the organization; of a tie one end", |s| {
            let [id, _] = ids(context, s.whose);
            id
        })
        .text("other", "of a tie the other end", |s| {
            let [_, other] = ids(context, s.whose);
            other
        })
        .count("letters", "messages that people wrote, at most ten recipients; 30 or more", |s| s.letters)
        .count("months", "months with such", |s| s.months)
        .day("first", "day of the first, UTC", |s| Some(s.ends[0].0))
        .day("last", "day of the last", |s| Some(s.ends[1].0))
        .real("silence_days", "days of the longest time without", |s| Some(s.days()))
        .day("silent_from", "day of the last letter before it", |s| Some(s.silence[0].0))
        .day("silent_to", "day of the first letter after it", |s| Some(s.silence[1].0))
        .text("mailbox", "the custodian whose mailbox holds half of the letters or more: it tells when they could be seen; empty if the whole archive does", |s| {
            let one = custodians.get(s.mailbox as usize);
            one.map_or_else(String::new, |one| one.name.clone())
        })
        .real("expected", "letters to be expected in that time: its part of the letters of that mailbox (or of the archive) otherwise, times those in that time", |s| Some(s.expected))
        .real("p", "probability of so many silent months by chance, from the part of the other months that have letters; months of which the mailbox holds less than a quarter of its usual are left out. Empty without letters in three months before and three after", |s| s.p)
        .message("before_message", "the last before the silence", |s| s.silence[0].1)
        .message("after_message", "the first after it", |s| s.silence[1].1)
        .evidence("the last before the silence, the first after it, the first and the last of all", |s| &s.evidence)
        .done()
}

/// `replies.csv`.
pub fn replies_rows(context: &Context) -> Table {
    let all = replies(context);
    let hours = |h: &Habit, quartile: usize| Some(h.quartiles[quartile] / 3_600.0);
    Columns::new(context, &all)
        .person(("Id", "who answers: canonical address"), "Label", |h: &Habit| h.who)
        .person(("to", "whose mail"), "to_label", |h| h.whom)
        .count("replies", "letters of the other that it answered; 5 or more", |h| h.replies)
        .count("asked", "letters of the other to it, at most ten recipients", |h| h.asked)
        .real("share_answered", "replies / asked; a letter need not ask for an answer, and answers may lie outside of the archive", |h| Some(h.share()))
        .real("hours_quartile", "a quarter of the answers came within so many hours; nights, weekends and time zones are not taken out", |h| hours(h, 0))
        .real("hours_median", "half of the answers", |h| hours(h, 1))
        .real("hours_three_quarters", "three quarters of them", |h| hours(h, 2))
        .count("inferred", "replies that no header marks as such, only quoted text or subject", |h| h.inferred)
        .count("clock_errors", "replies dated before what they answer: a clock was wrong; counted nowhere else", |h| h.clock_errors)
        .evidence("replies that took about as long as the median; 5 at most", |h| &h.evidence)
        .done()
}

/// `changes.csv`.
pub fn changes_rows(context: &Context) -> Table {
    let all = changes(context);
    let custodians = custodians(context).list;
    Columns::new(context, &all)
        .text("what", "tie, person or organization", |t: &Turn| what(t.whose).to_owned())
        .text("Id", "canonical address, or id of the organization; of a tie one end", |t| {
            let [id, _] = ids(context, t.whose);
            id
        })
        .text("other", "of a tie the other end", |t| {
            let [_, other] = ids(context, t.whose);
            other
        })
        .text("month", "first month of the new rate, YYYY-MM, UTC", |t| month_name(t.month))
        .real("before", "letters a month before (at most ten recipients), as if the mailbox or archive held equally many of every month", |t| Some(t.before))
        .real("after", "letters a month from then on, until the next change", |t| Some(t.after))
        .real("p", "probability of such a change in a series that does not change", |t| Some(t.p))
        .real("q_value", "part of false changes to be expected among those that are as sure or surer (Benjamini and Hochberg, over all ties, people and organizations with 30 letters or more)", |t| Some(t.q))
        .text("mailbox", "the custodian whose mailbox holds half of the letters or more, so they are counted as parts of its letters of each month; empty if of the archive's", |t| {
            let one = custodians.get(t.mailbox as usize);
            one.map_or_else(String::new, |one| one.name.clone())
        })
        .evidence("the first letters from that month on, 5 at most; if there are none, the last before", |t| &t.evidence)
        .done()
}
