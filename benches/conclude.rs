//! Address lists, and what is concluded from the facts of a case: distinct messages, people, ties. Corpus: an archive of 5,000
//! messages from `examples/generate_archive` (invented people; lists, robots and copies in the usual share).
//! Run with `cargo bench --bench conclude`.
#![allow(
    missing_docs,
    reason = "criterion's macros make undocumented functions"
)]
#![allow(clippy::unwrap_used, reason = "a bench may stop")]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use mailties::case::Case;
use mailties::message::address::{Style, parse_list};
use mailties::network::{self, Period};
use mailties::pipeline::{self, Conclusions};

#[path = "../examples/generate_archive/generator.rs"]
mod generator;

const LIST: &str = "\"Weir, Hanna\" <hanna.weir@tides.example>, Jo Brandt <jo@port.example>, rui@port.example, \
    Lay, Sam </O=TIDES/OU=NA/CN=RECIPIENTS/CN=SLAY>, gauges-l@lists.example";

fn case(folder: &std::path::Path) -> Conclusions {
    let options = generator::Options {
        messages: 5_000,
        seed: 1,
        one_file: true,
    };
    let mail = folder.join("mail");
    std::fs::create_dir(&mail).unwrap();
    for (name, bytes) in generator::generate(&options).files {
        std::fs::write(mail.join(name), bytes).unwrap();
    }
    let case = Case::create(&folder.join("case")).unwrap();
    pipeline::ingest(&case, &[mail], mailties::pipeline::Options::default(), &()).unwrap();
    pipeline::conclude(case.folder()).unwrap()
}

fn bench(c: &mut Criterion) {
    let mut addresses = c.benchmark_group("addresses");
    addresses.throughput(Throughput::Bytes(LIST.len() as u64));
    addresses.bench_function("list of five", |b| {
        let mut found = Vec::new();
        b.iter(|| {
            found.clear();
            parse_list(LIST, Style::Header, 100, &mut found)
        });
    });
    addresses.finish();
    let folder = tempfile::tempdir().unwrap();
    let case = case(folder.path());
    c.bench_function("conclude 5,000 messages", |b| {
        b.iter(|| pipeline::conclude(&folder.path().join("case")).unwrap())
    });
    let context = case.context(Period::default(), Default::default());
    c.bench_function("ties of 5,000 messages", |b| {
        b.iter(|| network::correspondence(&context))
    });
}

criterion_group!(benches, bench);
criterion_main!(benches);
