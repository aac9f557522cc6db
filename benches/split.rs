//! Splitting: how fast a mailbox is read, cut and hashed, on a made mailbox of 64 MiB (2,600 bytes a message, as plain
//! business mail has). It lies in the page cache; a disk is slower than any of this.

use std::fs;
use std::hint::black_box;
use std::path::PathBuf;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use mailties::origin::Sha256Digest;
use mailties::source::{Event, Options, Reader};

const SIZE: usize = 64 << 20;

fn mailbox() -> Vec<u8> {
    let head = "From: ann@x.test\nTo: bob@x.test, cy@x.test\nDate: Mon, 1 Oct 2001 01:02:03 +0000\nSubject: tide tables\n";
    let line = "The gauge at the northern mole reads four centimetres low since the storm; see the table.\n";
    let mut text = String::new();
    let mut number = 0;
    while text.len() < SIZE {
        text += &format!(
            "From ann@x.test Mon Oct  1 01:02:03 2001\n{head}Message-ID: <{number}@x.test>\n\n"
        );
        text += &line.repeat(26);
        text += "> quoted\n>From here on\n\n";
        number += 1;
    }
    text.into_bytes()
}

fn read(path: &PathBuf) -> usize {
    let mut reader = Reader::open(std::slice::from_ref(path), Options::default()).expect("paths");
    let mut messages = 0;
    while let Some(event) = reader.next(&mut |_| false) {
        if let Event::Parts(parts) = black_box(event) {
            messages += parts.iter().map(|part| part.spans.len()).sum::<usize>();
        }
    }
    messages
}

fn split(criterion: &mut Criterion) {
    let bytes = mailbox();
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("box");
    fs::write(&path, &bytes).expect("write");
    let mut group = criterion.benchmark_group("split");
    group
        .throughput(Throughput::Bytes(bytes.len() as u64))
        .sample_size(10);
    group.bench_function("read, cut and hash", |bencher| bencher.iter(|| read(&path)));
    group.bench_function("hash alone", |bencher| {
        bencher.iter(|| Sha256Digest::of(&bytes))
    });
    group.bench_function("read alone", |bencher| {
        bencher.iter(|| fs::read(&path).map(|bytes| bytes.len()).ok())
    });
    group.finish();
}

fn many_small_files(criterion: &mut Criterion) {
    const FILES: u64 = 2000;
    let folder = tempfile::tempdir().expect("folder");
    for number in 0..FILES {
        let text = format!(
            "From: ann@x.test\nSubject: {number}\n\n{}",
            "text\n".repeat(400)
        );
        fs::write(folder.path().join(format!("{number}.")), text).expect("write");
    }
    let path = folder.path().to_path_buf();
    let mut group = criterion.benchmark_group("small files");
    group
        .throughput(Throughput::Elements(FILES))
        .sample_size(10);
    group.bench_function("walk, read, cut and hash", |bencher| {
        bencher.iter(|| read(&path))
    });
    group.finish();
}

criterion_group!(benches, split, many_small_files);
criterion_main!(benches);
