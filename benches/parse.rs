//! Reading messages: ours against bare mail-parser over the same bytes. `MAILTIES_BENCH` names an mbox file; without
//! it, an invented mail of 3 KB with a quotation is read again and again.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use mail_parser::MessageParser;
use mailties::message::{Context, Parser};

fn corpus() -> Vec<Vec<u8>> {
    if let Some(data) = std::env::var_os("MAILTIES_BENCH").and_then(|path| std::fs::read(path).ok())
    {
        let text = [b"\n", &data[..]].concat();
        let starts: Vec<usize> = memchr::memmem::find_iter(&text, b"\nFrom ").collect();
        let ends = starts.iter().skip(1).copied().chain([text.len()]);
        return starts
            .iter()
            .zip(ends)
            .map(|(&start, end)| after_separator(&text[start + 1..end]))
            .collect();
    }
    let body = "The pumps are in, and the gauges follow on Monday.\n".repeat(20);
    let quoted = "> We need them by the end of the month at the latest.\n".repeat(20);
    let mail = format!(
        "Message-ID: <1@north.example>\nDate: Mon, 1 Oct 2001 01:02:03 -0700 (PDT)\nFrom: ann.moor@north.example\nTo: bo@south.example, cy@east.example\nSubject: Re: Pumps\nX-From: Moor, Ann </O=NORTH/CN=AMOOR>\n\n{body}\nOn 1 Oct 2001, Bo Dyk wrote:\n{quoted}"
    );
    vec![mail.into_bytes(); 200]
}

fn after_separator(message: &[u8]) -> Vec<u8> {
    let line = memchr::memchr(b'\n', message).map_or(message.len(), |n| n + 1);
    message[line..].to_vec()
}

fn parse(criterion: &mut Criterion) {
    let messages = corpus();
    let bytes: usize = messages.iter().map(Vec::len).sum();
    let mut group = criterion.benchmark_group("parse");
    group.throughput(Throughput::Bytes(bytes as u64));
    group.bench_function("bare mail-parser", |b| {
        b.iter(|| {
            for raw in &messages {
                let message = MessageParser::default().parse(raw);
                black_box(
                    message
                        .as_ref()
                        .and_then(|m| m.body_text(0))
                        .map(|text| text.len()),
                );
            }
        });
    });
    group.bench_function("mailties", |b| {
        let mut parser = Parser::new();
        b.iter(|| {
            for raw in &messages {
                black_box(parser.read(raw, &Context::default()).is_ok());
            }
        });
    });
    group.finish();
}

criterion_group!(benches, parse);
criterion_main!(benches);
