//! Ties that are more than chance: mail dealt out by chance gives none, or as few as promised; planted ties are found among it.

use mailties::findings::chance::chance;
use mailties::network::tie::sum;
use mailties::network::{Contact, Network};
use petgraph::Directed;

/// People of the generated mail.
const PEOPLE: u32 = 60;
/// Messages dealt out by chance.
const MESSAGES: u32 = 3_000;
const MONTH: i64 = 30 * 86_400;

/// SplitMix64.
struct Random(u64);

impl Random {
    fn below(&mut self, n: u32) -> u32 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut x = self.0;
        x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((x ^ (x >> 31)) % u64::from(n)) as u32
    }

    /// Small numbers are drawn more often: some people write and get much more than others.
    fn skewed(&mut self, n: u32) -> u32 {
        let (a, b) = (self.below(n), self.below(n));
        a.min(b)
    }
}

fn contact(source: u32, target: u32, message: u32, share: f64) -> Contact {
    Contact {
        source,
        target,
        message,
        share,
        role: 0,
        document: u32::MAX,
        forward: true,
        reply: false,
        measured: true,
        persons: (source, target),
    }
}

/// Contacts of mail whose recipients are drawn by their popularity alone, and the time of each message.
fn by_chance(random: &mut Random) -> (Vec<Contact>, Vec<i64>) {
    let (mut contacts, mut dates) = (Vec::new(), Vec::new());
    for message in 0..MESSAGES {
        let sender = random.skewed(PEOPLE);
        let mut to: Vec<u32> = (0..=random.below(4))
            .map(|_| random.skewed(PEOPLE))
            .collect();
        to.sort_unstable();
        to.dedup();
        to.retain(|t| *t != sender);
        let share = 1.0 / to.len().max(1) as f64;
        contacts.extend(to.into_iter().map(|t| contact(sender, t, message, share)));
        dates.push(i64::from(random.below(24)) * MONTH + 1_000_000_000);
    }
    (contacts, dates)
}

/// Pairs with a q-value below `level`.
fn found(contacts: &[Contact], dates: &[i64], level: f64) -> Vec<(u32, u32)> {
    let date = |m: u32| Some(dates[m as usize]);
    let network = Network {
        graph: sum::<Directed>(PEOPLE, contacts.to_vec(), |m| (date(m), "m")),
        measured: vec![true; PEOPLE as usize],
    };
    let ties = network.ties();
    let chance = chance(&ties, contacts, true, date);
    let below = ties.ends.iter().zip(&chance.q_values);
    below
        .filter(|(_, q)| q.is_some_and(|q| q < level))
        .map(|(ends, _)| *ends)
        .collect()
}

#[test]
fn mail_dealt_out_by_chance_gives_no_more_discoveries_than_promised() {
    // Where no tie is real, a false discovery rate of 0.05 is the share of archives with any discovery: 1 of 20 in the mean, and more
    // than 3 in one case of 60 (binomial).
    let any = (0..20).filter(|seed| {
        let (contacts, dates) = by_chance(&mut Random(*seed));
        !found(&contacts, &dates, 0.05).is_empty()
    });
    assert!(any.count() <= 3);
}

#[test]
fn planted_ties_are_found_with_few_others() {
    let (mut right, mut wrong) = (0, 0);
    for seed in 0..20 {
        let mut random = Random(100 + seed);
        let (mut contacts, mut dates) = by_chance(&mut random);
        // Ten pairs of people who are not known for much mail write each other twelve times more.
        let planted: Vec<(u32, u32)> = (0..10).map(|i| (30 + i, 45 + i)).collect();
        for &(a, b) in &planted {
            for _ in 0..12 {
                contacts.push(contact(a, b, dates.len() as u32, 1.0));
                dates.push(i64::from(random.below(24)) * MONTH + 1_000_000_000);
            }
        }
        let pairs = found(&contacts, &dates, 0.05);
        right += pairs.iter().filter(|pair| planted.contains(pair)).count();
        wrong += pairs.iter().filter(|pair| !planted.contains(pair)).count();
    }
    assert!(right >= 190, "{right} of 200 planted ties found");
    let share = wrong as f64 / (right + wrong) as f64;
    assert!(share <= 0.05, "{wrong} false among {}", right + wrong);
}
