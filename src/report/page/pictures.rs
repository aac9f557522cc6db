//! Figures of the page from rows: messages by month, mailboxes by month, who writes whom among organizations. It does not draw.

use super::Picture;
use crate::findings::between::Between;
use crate::findings::calendar;
use crate::findings::mailboxes::{Mailbox, mailboxes};
use crate::network::Context;
use crate::report::figure::{Matrix, Series, Timeline, Words};

/// One in so many of the dated mails is left out at each end of time lines: clocks that run wrong would stretch them over decades.
const CUT: usize = 200;
/// Mailboxes that have a row of their own.
const MAILBOXES: usize = 8;
/// Organizations of the matrix.
const ORGANIZATIONS: usize = 12;
/// Months of a time line at most: ten years fit a page.
const MONTHS: usize = 120;

/// First and last month that hold nearly all dated mail, as [`calendar::month`] counts; `None` if no mail is dated.
pub fn period(context: &Context) -> Option<(i32, i32)> {
    let mut months: Vec<i32> = context
        .messages
        .list
        .iter()
        .filter_map(|m| m.date.map(calendar::month))
        .collect();
    months.sort_unstable();
    let most = months.len().checked_sub(1)? / 2;
    let cut = months.len().div_ceil(CUT).min(most);
    Some((months[cut], months[months.len() - 1 - cut]))
}

/// Messages by month: of all, and of the largest mailboxes.
pub fn timeline(context: &Context) -> Option<Picture> {
    let (first, last) = period(context)?;
    let first = first.max(last.saturating_sub(MONTHS as i32 - 1));
    let series = |label: &str, dates: &mut dyn Iterator<Item = i64>| {
        let mut values = vec![Some(0); (last - first + 1) as usize];
        for date in dates {
            let place = calendar::month(date).checked_sub(first);
            let value = place.and_then(|p| values.get_mut(usize::try_from(p).ok()?));
            if let Some(Some(count)) = value {
                *count += 1;
            }
        }
        Series {
            label: label.to_owned(),
            values,
            marks: Vec::new(),
        }
    };
    let mut all = context.messages.list.iter().filter_map(|m| m.date);
    let mut rows = vec![series("All distinct messages", &mut all)];
    let mut boxes: Vec<Mailbox> = mailboxes(context);
    if boxes.len() > 1 {
        boxes.sort_by_key(|b| std::cmp::Reverse(b.messages.len()));
        for one in boxes.iter().take(MAILBOXES) {
            let mut dates = one.messages.iter().map(|(date, _)| *date);
            rows.push(series(&one.name, &mut dates));
        }
    }
    Some(Picture::Timeline(Timeline {
        words: Words::default(),
        first: (first.div_euclid(12), first.rem_euclid(12) as u32 + 1),
        series: rows,
        unit: "messages".to_owned(),
        own_scale: true,
    }))
}

/// Who writes whom among the organizations with most mail to others; `ids` are their ids in that order.
pub fn matrix(context: &Context, between: &Between, ids: &[String]) -> Option<Picture> {
    let list = &context.organizations.list;
    let number = |id: &String| list.binary_search_by(|o| o.id.cmp(id)).ok();
    let chosen: Vec<u32> = ids
        .iter()
        .filter_map(number)
        .map(|o| o as u32)
        .take(ORGANIZATIONS)
        .collect();
    if chosen.len() < 2 {
        return None;
    }
    let names: Vec<String> = chosen
        .iter()
        .map(|o| list[*o as usize].label.clone())
        .collect();
    Some(Picture::Matrix(Matrix {
        words: Words::default(),
        rows: names.clone(),
        columns: names,
        cells: between.matrix(&chosen),
        row_word: "from".to_owned(),
        column_word: "to".to_owned(),
        unit: "messages".to_owned(),
    }))
}
