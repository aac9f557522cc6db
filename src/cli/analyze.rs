//! temporary
use std::path::PathBuf;
use std::time::Instant;
use mailties::{case::Case, pipeline, export, report};
pub fn run_raw(paths: &[PathBuf]) -> mailties::error::Result<()> {
    let folder = PathBuf::from(std::env::var("CASE").unwrap_or("mailties-case".into()));
    let t = Instant::now();
    let threads = std::env::var("T").ok().and_then(|t| t.parse().ok()).unwrap_or(2);
    let case = Case::create(&folder)?;
    pipeline::ingest(&case, paths, Default::default(), threads, &())?;
    eprintln!("ingest {:?}", t.elapsed());
    let c = pipeline::conclude(&folder)?;
    eprintln!("conclude {:?} {:?}", t.elapsed(), c.counts);
    let context = c.context(Default::default(), Default::default());
    let n = pipeline::networks(&context, Default::default());
    eprintln!("networks {:?}", t.elapsed());
    for (g, m) in n.all() {
        eprintln!("{} nodes {} edges {} actors {} ties {} q {}", g.name, g.nodes.rows(), g.source.len(), m.actors, m.ties, m.modularity);
        export::folder::write(&folder.join(g.name), g, &report::select::page(g))?;
    }
    eprintln!("files {:?}", t.elapsed());
    Ok(())
}
