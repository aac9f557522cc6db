//! Small pieces of code that break a rule each, and some that only look so.

/// Faults that the checker must find: a file, what stands in it, and what the complaint must say.
pub const PLANTED: &[(&str, &str, &str)] = &[
    (
        "message/key.rs",
        "use crate::source::Part;",
        "message may not use source",
    ),
    (
        "source/walk.rs",
        "use crate::message::Message;",
        "source may not use message",
    ),
    (
        "analysis/csr.rs",
        "use crate::case::facts::NONE;",
        "analysis may not use case",
    ),
    (
        "people/name.rs",
        "use crate::organizations::Organization;",
        "people may not use organizations",
    ),
    (
        "organizations/mod.rs",
        "use crate::people::People;",
        "organizations may not use people",
    ),
    (
        "case/text.rs",
        "fn f() { crate::people::resolve::resolve(); }",
        "case may not use people",
    ),
    (
        "export/gexf.rs",
        "use crate::{error::Result, report::{Table, palette}, network::Network};",
        "export may not use network",
    ),
    (
        "export/gexf.rs",
        "use crate::{\n  report::Table,\n  case::Case,\n};",
        "export/gexf.rs:4: export may not use case",
    ),
    (
        "message/date.rs",
        "mod tests {\n use super::*;\n use crate::pipeline::ingest;\n}",
        "message/date.rs:4: message may not use pipeline",
    ),
    (
        "message/address/list.rs",
        "use super::super::super::source::Part;",
        "message may not use source",
    ),
    (
        "message/date.rs",
        "mod tests { use super::super::super::cli::main; }",
        "message may not use cli",
    ),
    (
        "message/date.rs",
        "use super::{key, super::source::Part};",
        "message may not use source",
    ),
    (
        "people/kind.rs",
        "pub(in crate::network) fn f() {}",
        "people may not use network",
    ),
    ("case/facts.rs", "use crate::*;", "case may not use *"),
    (
        "network/tie.rs",
        "use mailties::report::Table;",
        "network may not use report",
    ),
    (
        "error.rs",
        "use crate::problem::Problem;",
        "error may not use problem",
    ),
    (
        "main.rs",
        "use mailties::pipeline;",
        "main may not use pipeline",
    ),
    ("attic/mod.rs", "", "'attic' is no room"),
    (
        "source/reader.rs",
        "use mail_parser::MessageParser;",
        "mail_parser comes in by message/, document/html.rs only",
    ),
    (
        "source/reader.rs",
        "use ::mail_parser as m;",
        "mail_parser comes in by message/, document/html.rs only",
    ),
    (
        "report/rows.rs",
        "use petgraph::graph::Graph;",
        "petgraph comes in by network/, analysis/ only",
    ),
    (
        "report/rows.rs",
        "fn f(g: &petgraph::Graph<u8, u8>) {}",
        "petgraph comes in",
    ),
    (
        "export/gexf.rs",
        "use {std::fmt, dot_writer::Color};",
        "dot_writer comes in",
    ),
    (
        "pipeline.rs",
        "fn f() { let c = rusqlite::Connection::open(p); }",
        "rusqlite comes in by case/ only",
    ),
    (
        "export/json.rs",
        "use csv::Writer;",
        "csv comes in by export/csv.rs, mention/watch.rs only",
    ),
    (
        "report/table.rs",
        "#[derive(clap::ValueEnum)] enum E {}",
        "clap comes in by cli/ only",
    ),
    (
        "message/body.rs",
        "use zstd::bulk;",
        "zstd comes in by source/, case/ only",
    ),
    (
        "source/zip.rs",
        "fn f() { println!(\"{}\", 1); }",
        "println! prints",
    ),
    (
        "case/mod.rs",
        "use std::{fs, io::{self, stderr}};",
        "std::io::stderr prints",
    ),
    (
        "pipeline.rs",
        "fn f() { let t = std::time::Instant::now(); }",
        "Instant::now reads the clock",
    ),
    (
        "case/mod.rs",
        "fn f() -> SystemTime { SystemTime::now() }",
        "SystemTime::now reads the clock",
    ),
    (
        "pipeline.rs",
        "use std::{env, fs};",
        "std::env reads the environment",
    ),
    (
        "source/walk.rs",
        "use std::net::TcpStream;",
        "std::net opens the network",
    ),
    (
        "people/name.rs",
        "use std::collections::hash_map::RandomState;",
        "draws a random seed",
    ),
    ("analysis/util.rs", "", "the name says nothing"),
    ("people/helpers/join.rs", "", "the name says nothing"),
];

/// Things that look like faults and are none.
pub const HARMLESS: &[(&str, &str)] = &[
    (
        "message/key.rs",
        "/// As [`crate::source::Part`] and println!(\"\") have it. // use petgraph::Graph;\nfn f() {}",
    ),
    (
        "message/key.rs",
        "/* use crate::source::Part; /* println!() */ use petgraph; */ fn f() {}",
    ),
    (
        "message/key.rs",
        "const S: &str = \"use crate::source::Part; println!(\\\"\\\")\"; const Q: char = '\"'; const E: char = '\\'';",
    ),
    (
        "message/key.rs",
        "const S: &str = r#\"\"use petgraph::Graph\"#; fn f<'a>(x: &'a str) -> &'a str { x }",
    ),
    (
        "export/gexf.rs",
        "use crate::{error::Result, report::{Table, palette}};\nfn f() { super::csv::write(); }",
    ),
    (
        "pipeline.rs",
        "use crate::export::{csv, gexf};\nfn f() { csv::write_table(); }",
    ),
    (
        "export/mod.rs",
        "pub mod csv;\nfn f() { csv::write_table(); }",
    ),
    (
        "message/address/list.rs",
        "use super::super::limits::NAME;\nuse super::canonical;\nmod tests { use super::super::super::limits::X; }",
    ),
    (
        "report/table.rs",
        "enum V { Instant(u8) }\nfn f() { V::Instant(1); Instant::from(2); }",
    ),
    (
        "cli/mod.rs",
        "use clap::Parser;\nuse std::env;\nfn f() { println!(); crate::pipeline::ingest(); std::time::Instant::now(); }",
    ),
    (
        "main.rs",
        "mod cli;\nfn main() -> std::process::ExitCode { cli::main() }",
    ),
    ("lib.rs", "pub mod analysis;\npub mod source;"),
];
