//! Reads an archive and names its strongest ties: `cargo run --example strongest_ties [PATH]`.
//!
//! Teaches `pipeline`: mail is read into a case (facts), conclusions are drawn from all facts, and networks are built and
//! measured. What comes out are plain rows with named columns, the same that the files hold.

use std::error::Error;
use std::io::Write;
use std::path::Path;

use mailties::case::Case;
use mailties::network::{Period, build::Include};
use mailties::pipeline;
use mailties::report::{Values, measures::Settings};

/// Prints the ten strongest ties between correspondents, with the messages behind each.
///
/// # Errors
/// If the archive cannot be read, or nothing can be written.
pub fn run(path: &Path, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let case = Case::create(folder.path())?;
    let options = pipeline::Options::default();
    pipeline::ingest(&case, &[path.to_path_buf()], options, &())?;
    let conclusions = pipeline::conclude(folder.path())?;
    let context = conclusions.context(Period::default(), Include::default());
    let networks = pipeline::networks(&context, Settings::default());
    let (people, _) = &networks.people;
    writeln!(
        out,
        "{} people, {} ties",
        people.nodes.rows(),
        people.edges.rows()
    )?;
    let column = |name| people.edges.column(name).map(|column| &column.values);
    let (Some(Values::Real(strength)), Some(Values::Integer(messages)), Some(Values::Text(label))) = (
        column("Weight"),
        column("messages"),
        people.nodes.column("Label").map(|column| &column.values),
    ) else {
        return Err("a column is missing".into());
    };
    // Edges are sorted by strength already.
    for edge in 0..people.edges.rows().min(10) {
        let [source, target] =
            [&people.source, &people.target].map(|end| &label[end[edge] as usize]);
        let (strength, messages) = (strength[edge].unwrap_or(0.0), messages[edge].unwrap_or(0));
        writeln!(
            out,
            "{strength:>7.2}  {messages:>3} messages  {source} -> {target}"
        )?;
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    let given = std::env::args_os().nth(1);
    let path = given.unwrap_or_else(|| "sample_mbox".into());
    run(Path::new(&path), &mut std::io::stdout().lock())
}
