//! Code names: a small circle that deals with an organization writes a code word in place of its name, in a few mails both; beside it other
//! projects with capitals, products and first names, some of them in the mail of the same people. The code word must be among the first three.

use crate::support::Work;

const PEOPLE: [&str; 12] = [
    "Bo Lund", "Ada Holm", "Cy Rask", "Dan Ost", "Eve Moor", "Gus Berg", "Hal Ek", "Ivo Falk",
    "Jan Dahl", "Kit Sand", "Lea Vik", "Max Aas",
];
/// What is said of an organization that one deals with.
const DEALS: [&str; 8] = [
    "the lawyers want to hear what {} offers for the shares before the board meets",
    "we should not sign with {} until the price of the shares is settled",
    "their offer came in late and {} wants an answer by the end of the week",
    "if the board agrees then {} will pay for the shares in cash",
    "please keep the talks with {} to this circle until the papers are signed",
    "the bankers say that {} has raised the offer for the whole firm",
    "nobody outside may know that {} wants to buy us before summer",
    "what will {} do with the mill when the papers are signed",
];
/// What is said of projects and products.
const WORK: [&str; 8] = [
    "the pumps for {} came back from the paint shop this morning",
    "we ran {} over night and the bearings stayed cool",
    "the drawings of {} need another look at the flanges",
    "could somebody order more bolts for {} from the usual shop",
    "the test of {} has to wait until the crane is free",
    "there is rust on the frame of {} and it has to be ground off",
    "the gauge on {} shows too much since the valve was changed",
    "all spare parts for {} lie in the second hall on the left",
];
/// Projects, products, first names: each with a capital in the middle of sentences.
const DECOYS: [&str; 8] = [
    "Heron", "Kestrel", "Zephyr", "Quasar", "Vortex", "Mistral", "Fulmar", "Tamsin",
];

struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        (self.0 >> 33) as usize % n
    }
}

struct Archive {
    out: String,
    n: usize,
}

impl Archive {
    fn add(&mut self, from: usize, to: usize, subject: &str, body: &str) {
        let address = |who: usize| {
            format!(
                "{}@mill.example",
                PEOPLE[who].to_lowercase().replace(' ', ".")
            )
        };
        self.n += 1;
        let n = self.n;
        self.out.push_str(&format!(
            "From x@y.example Mon Feb  5 10:00:00 2001\nFrom: {} <{}>\nTo: {} <{}>\nSubject: {subject}\nDate: {} {} 2001 09:{:02}:00 +0000\n\
             Message-ID: <{n}@mill.example>\n\nAs to number {n}: {body}.\n\n",
            PEOPLE[from], address(from), PEOPLE[to], address(to),
            n % 27 + 1, ["Feb", "Mar", "Apr", "May"][n / 27 % 4], n % 60
        ));
    }
}

fn planted(seed: u64, code: &str) -> String {
    let mut dice = Dice(seed);
    let mut archive = Archive {
        out: String::new(),
        n: 0,
    };
    let pair = |dice: &mut Dice, circle: usize| {
        let from = dice.below(circle);
        (from, (from + 1 + dice.below(circle - 1)) % circle)
    };
    // The circle: the first four. They name the firm in 25 mails, write the code word in 20, both in 2.
    for n in 0..47 {
        let (from, to) = pair(&mut dice, 4);
        let words = DEALS[dice.below(8)];
        let body = match n {
            0..25 => words.replace("{}", "Northgate Holdings"),
            25..45 => words.replace("{}", code),
            _ => format!(
                "{}, and I mean Northgate Holdings when I say {code}",
                words.replace("{}", code)
            ),
        };
        archive.add(from, to, "shares", &body);
    }
    // Everybody writes about projects and products; the circle too, and of some decoys mostly the circle.
    for n in 0..240 {
        let decoy = dice.below(8);
        let circle = if decoy < 3 { 5 } else { 12 };
        let (from, to) = pair(&mut dice, circle);
        let body = WORK[(n + dice.below(8)) % 8].replace("{}", DECOYS[decoy]);
        archive.add(from, to, "works", &body);
    }
    // Others deal with another firm, in the same words, and know nothing of this one.
    for _ in 0..30 {
        let (from, to) = pair(&mut dice, 6);
        archive.add(
            from + 6,
            to + 6,
            "offer",
            &DEALS[dice.below(8)].replace("{}", "Saltmarsh"),
        );
    }
    archive.out
}

#[test]
fn a_code_word_is_among_the_first_three_and_comes_with_its_quotes() {
    for (seed, code) in [
        (1, "Otter"),
        (2, "Goliath"),
        (3, "Bluebird"),
        (4, "Summer"),
        (5, "Raptor"),
    ] {
        let work = Work::new();
        work.write("mail.mbox", planted(seed, code));
        work.write(
            "watch.csv",
            "name,aliases,domains\nNorthgate Holdings,Northgate,northgate.example\n",
        );
        work.mailties([
            "analyze",
            "mail.mbox",
            "--case",
            "case",
            "--organizations",
            "watch.csv",
        ])
        .ok();
        let found = work
            .mailties(["codenames", "case", "--near", "Northgate Holdings", "--csv"])
            .ok()
            .table();
        let rank = found.iter().position(|row| row["candidate"] == code);
        let all: Vec<&str> = found.iter().map(|row| &*row["candidate"]).collect();
        assert!(
            rank.is_some_and(|rank| rank < 3),
            "seed {seed}: {code} in {all:?}"
        );
        let row = &found[rank.unwrap_or(0)];
        assert_eq!(row["with_both"], "2", "{code}");
        assert!(
            row["quotes"].contains(&format!("when I say {code}")),
            "{}",
            row["quotes"]
        );
        assert!(
            found
                .iter()
                .all(|row| !row["quotes"].is_empty() && row["evidence"].starts_with('m'))
        );
        assert!(!all.contains(&"Northgate") && !all.contains(&"Holdings"));
    }
}

#[test]
fn it_says_that_it_is_a_hint_and_escapes_what_it_quotes() {
    let work = Work::new();
    work.write(
        "mail.mbox",
        planted(1, "Otter").replace(
            "the price of the shares",
            "the price \u{1b}[31m of the shares",
        ),
    );
    work.write(
        "watch.csv",
        "name,aliases,domains\nNorthgate Holdings,Northgate,northgate.example\n",
    );
    work.mailties([
        "analyze",
        "mail.mbox",
        "--case",
        "case",
        "--organizations",
        "watch.csv",
    ])
    .ok();
    let shown = work
        .mailties([
            "codenames",
            "case",
            "--near",
            "Northgate Holdings",
            "--top",
            "2",
        ])
        .ok();
    shown.says("Hints, not proof").says("Otter");
    work.mailties(["codenames", "case", "--near", "bo.lund@mill.example"])
        .code(2);
}
