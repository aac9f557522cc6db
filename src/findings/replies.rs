//! Who answers whom, and how fast. It does not know working hours, holidays or who was ill.

use super::mail::FEW;
use crate::case::facts::NONE;
use crate::conversation::thread::Rule;
use crate::message::Kind as MailKind;
use crate::network::tie::EVIDENCE;
use crate::network::{Context, Letter};

/// Fewer replies tell no habit.
pub const REPLIES: usize = 5;

/// How somebody answers somebody else.
#[derive(Clone, Debug, PartialEq)]
pub struct Habit {
    /// Who answers.
    pub who: u32,
    /// Whose mail.
    pub whom: u32,
    /// Replies with a believable order of dates: of each message the first one.
    pub replies: u32,
    /// Those whose parent is concluded from quoted text or the subject, not told by a header.
    pub inferred: u32,
    /// Letters of the other to it.
    pub asked: u32,
    /// Quartiles of the time to answer, in seconds.
    pub quartiles: [f64; 3],
    /// Replies that are dated before what they answer: a clock was wrong. They count nowhere else.
    pub clock_errors: u32,
    /// The replies that took about as long as the median.
    pub evidence: Vec<u32>,
}

impl Habit {
    /// Part of the letters that were answered.
    pub fn share(&self) -> f64 {
        f64::from(self.replies) / f64::from(self.asked.max(1))
    }
}

/// One reply: who, whom, seconds, number of the message; concluded.
type Reply = (u32, u32, i64, u32, bool);

/// For each ordered pair of measured actors with [`REPLIES`] or more replies how the one answers the other. A letter has at most [`FEW`]
/// recipients, of which the one who answers is one; the reply goes to who wrote it. By falling number of replies. O(n log n).
pub fn replies(context: &Context) -> Vec<Habit> {
    let measured = context.measured_people();
    let mut letters = context.letters();
    letters.retain(|l| is_letter(context, &measured, l));
    let mut asked: Vec<(u32, u32)> = Vec::new();
    for letter in &letters {
        let of = letter.recipients.iter().map(|p| (p.who, letter.sender.who));
        asked.extend(of);
    }
    asked.sort_unstable();
    let mut found = all(context, &letters);
    found.sort_unstable();
    let of_pairs = found.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1));
    let mut habits: Vec<Habit> = of_pairs.filter_map(|pair| habit(pair, &asked)).collect();
    habits.sort_by_key(|h| (std::cmp::Reverse(h.replies), h.who, h.whom));
    habits
}

fn is_letter(context: &Context, measured: &[bool], letter: &Letter) -> bool {
    let version = context.messages.list[letter.message as usize].version;
    letter.measured
        && letter.recipients.len() <= FEW
        && measured[letter.sender.who as usize]
        && context.facts.versions[version as usize].kind == MailKind::Personal
}

/// The first reply of everybody to every letter, and all that are dated before it.
fn all(context: &Context, letters: &[Letter]) -> Vec<Reply> {
    let mut place = vec![NONE; context.messages.list.len()];
    for (at, letter) in (0..).zip(letters) {
        place[letter.message as usize] = at;
    }
    let mut found: Vec<(u32, Reply)> = Vec::new();
    for letter in letters {
        let Some((message, rule)) = context.threads.parent[letter.message as usize] else {
            continue;
        };
        let Some(parent) = letters.get(place[message as usize] as usize) else {
            continue;
        };
        let (who, whom) = (letter.sender.who, parent.sender.who);
        let to = |letter: &Letter, who| letter.recipients.iter().any(|p| p.who == who);
        let dates = context.date(letter.message).zip(context.date(message));
        if let Some((later, earlier)) = dates.filter(|_| to(letter, whom) && to(parent, who)) {
            let inferred = rule != Rule::Header;
            let reply = (who, whom, later - earlier, letter.message, inferred);
            found.push((message, reply));
        }
    }
    found.sort_unstable();
    // Sorted by time, so of those that are not too early the first stays.
    found.dedup_by(|next, first| {
        let same = (next.0, next.1.0) == (first.0, first.1.0);
        same && first.1.2 >= 0
    });
    found.into_iter().map(|(_, reply)| reply).collect()
}

/// The replies of one pair, sorted by time.
fn habit(pair: &[Reply], asked: &[(u32, u32)]) -> Option<Habit> {
    let early = pair.partition_point(|reply| reply.2 < 0);
    let good = &pair[early..];
    if good.len() < REPLIES {
        return None;
    }
    let (who, whom, ..) = good[0];
    let start = asked.partition_point(|a| *a < (who, whom));
    let count = asked[start..].partition_point(|a| *a == (who, whom));
    let middle = (good.len() - EVIDENCE.min(good.len())) / 2;
    Some(Habit {
        who,
        whom,
        replies: good.len() as u32,
        inferred: good.iter().filter(|reply| reply.4).count() as u32,
        asked: count as u32,
        quartiles: [0.25, 0.5, 0.75].map(|part| quantile(good, part)),
        clock_errors: early as u32,
        evidence: good[middle..].iter().take(EVIDENCE).map(|r| r.3).collect(),
    })
}

/// By linear interpolation between the two nearest: R's type 7, numpy's default.
fn quantile(sorted: &[Reply], part: f64) -> f64 {
    let place = part * (sorted.len() - 1) as f64;
    let low = place as usize;
    let high = (low + 1).min(sorted.len() - 1);
    let (a, b) = (sorted[low].2 as f64, sorted[high].2 as f64);
    a + (b - a) * (place - low as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    // numpy.percentile([0, 60, 120, 600, 7200, 9000], [25, 50, 75])
    #[test]
    fn quartiles_are_those_of_numpy() {
        let reply = |seconds| (1, 2, seconds, 0, false);
        let pair: Vec<Reply> = [-5, 0, 60, 120, 600, 7_200, 9_000].map(reply).to_vec();
        let asked = [(1, 1), (1, 2), (1, 2), (2, 1)];
        let found = habit(&pair, &asked).expect("enough replies");
        assert_eq!(found.quartiles, [75.0, 360.0, 5_550.0]);
        assert_eq!((found.replies, found.clock_errors, found.asked), (6, 1, 2));
        assert_eq!(habit(&pair[..5], &asked), None);
    }
}
