//! `export`: a network or a part of it, in one format.

use std::io::{self, Write};
use std::path::Path;

use mailties::error::{Error, Result};
use mailties::export::csv::{self, Profile};
use mailties::export::figure::{self as drawing, Style};
use mailties::export::files::{check_writable, write_atomically};
use mailties::export::{dot, gexf, graphml, json, png};
use mailties::pipeline;
use mailties::report::spells::{self, Spells};
use mailties::report::{GraphRows, Values, backbone, figure, place, select};

use super::args::{self, Export, Format, Network};
use super::find::{Found, find};
use super::{Exit, Talk, output};

/// Above this many ties Gephi gets slow.
const MANY: usize = 50_000;

/// What goes to a file.
struct Written {
    graph: GraphRows,
    figure: figure::Network,
    spells: Option<Spells>,
    pixels: Vec<u8>,
}

/// Runs the command.
pub fn run(args: &Export, talk: Talk) -> Result<Exit> {
    let to_stdout = args.output.as_os_str() == "-";
    if to_stdout && args.format == Format::Csv {
        return Err(Error::usage("csv makes two files, nodes.csv and edges.csv")
            .hint("give a folder, such as --output people"));
    }
    if args.spells && args.format != Format::Gexf {
        return Err(Error::usage("--spells is for --format gexf only")
            .hint("other formats have the columns first and last"));
    }
    let case = pipeline::conclude(&args.case)?;
    let (settings, include) = output::settings(&args.measures);
    let context = case.context(output::period(&args.slice)?, include);
    let networks = pipeline::networks(&context, settings);
    let whole = match args.network {
        Network::People => networks.people.0,
        Network::Organizations => networks.organizations.0,
        Network::Mentions => networks.mentions.0,
        Network::CoMentions => networks.co_mentions.0,
    };
    let counts = whole.counts();
    let (mut graph, ego) = part(args, &case, whole)?;
    mailties::report::summary::entitle(&mut graph, &case.counts);
    let row = ego.and_then(|id| row_of(&graph, &id));
    if graph.counts() != counts && graph.nodes.rows() <= place::PAGE_MOST {
        // A part has a picture of its own.
        match row {
            Some(row) => place::around(&mut graph, row, settings.seed),
            None => place::on_page(&mut graph, settings.seed),
        }
    } else if args.format != Format::Csv {
        place::network(&mut graph, settings.seed);
    }
    let spells = args.spells.then(|| spells::of(&context, &graph));
    let figure = match row {
        Some(row) => figure::ego(&graph, row, counts, settings.seed),
        None => figure::network(&graph, counts, settings.seed),
    };
    if graph.source.len() > MANY && args.format != Format::Csv {
        talk.say(&format!(
            "note: {} ties are many for a picture: --top, --ego or --backbone draw less",
            graph.source.len()
        ));
    }
    if args.format == Format::Csv {
        folder(&args.output, &graph, args)?;
        return Ok(Exit::Done);
    }
    let pixels = match args.format {
        Format::Png => pixels(&figure, talk)?,
        _ => Vec::new(),
    };
    let written = Written {
        graph,
        figure,
        spells,
        pixels,
    };
    if to_stdout {
        let mut out = io::BufWriter::with_capacity(1 << 16, io::stdout().lock());
        output::told(write(&written, args.format, &mut out).and_then(|()| out.flush()))?;
    } else {
        write_atomically(&args.output, |out| write(&written, args.format, out))?;
    }
    Ok(Exit::Done)
}

fn part(
    args: &Export,
    case: &pipeline::Conclusions,
    whole: GraphRows,
) -> Result<(GraphRows, Option<String>)> {
    let mut graph = whole;
    let mut ego = None;
    let picture = matches!(args.format, Format::Dot | Format::Svg | Format::Png);
    if let Some(who) = &args.ego {
        let id = match find(&args.case, case, who)? {
            Found::Person(p) => case.people.list[p as usize].id.clone(),
            Found::Organization(o) => case.organizations.list[o as usize].id.clone(),
            other => {
                let what = other.no_actor().unwrap_or("message");
                return Err(Error::usage(format!("'{who}' is a {what}, not an actor")));
            }
        };
        let row = row_of(&graph, &id).ok_or_else(|| {
            Error::new(format!(
                "'{id}' is not in the {} network of this period",
                graph.name
            ))
            .hint("try another --network, or leave out --after and --before")
        })?;
        graph = select::ego(&graph, row as u32, args.steps);
        if let Some(row) = row_of(&graph, &id).filter(|_| picture) {
            graph = select::ego_page(&graph, row as u32);
        }
        ego = Some(id);
    }
    if let Some(test) = args.backbone {
        graph = backbone::backbone(&graph, test);
    }
    if let Some(count) = args.top {
        graph = select::top(&graph, count);
    }
    // A drawing that was not cut by the user is cut to a page.
    let uncut = args.ego.is_none() && args.top.is_none() && args.backbone.is_none();
    if uncut && picture {
        graph = select::page(&graph);
    }
    Ok((graph, ego))
}

fn row_of(graph: &GraphRows, id: &str) -> Option<usize> {
    match graph.nodes.column("Id").map(|c| &c.values) {
        Some(Values::Text(ids)) => ids.iter().position(|i| i == id),
        _ => None,
    }
}

/// The figure as PNG.
fn pixels(figure: &figure::Network, talk: Talk) -> Result<Vec<u8>> {
    let (mut svg, mut bytes) = (Vec::new(), Vec::new());
    let made = drawing::network::write(figure, &Style::Print, &mut svg)
        .and_then(|()| png::write(&String::from_utf8_lossy(&svg), png::WIDTH, &mut bytes));
    let missing = made.map_err(|e| Error::io("draw the figure", &e))?;
    if missing > 0 {
        talk.say(&format!(
            "note: the built-in font lacks {missing} of the letters (it has Latin, Greek, Cyrillic, Hebrew); they are drawn as boxes; --format svg has them all"
        ));
    }
    Ok(bytes)
}

fn write(written: &Written, format: Format, out: &mut dyn Write) -> io::Result<()> {
    let Written {
        graph,
        figure,
        spells,
        pixels,
    } = written;
    match format {
        Format::Svg => drawing::network::write(figure, &Style::Print, out),
        Format::Png => out.write_all(pixels),
        Format::Dot => dot::write(graph, out),
        Format::Gexf => gexf::write_in_time(graph, spells.as_ref(), out),
        Format::Graphml => graphml::write(graph, out),
        Format::Json | Format::Csv => json::write_graph(graph, out),
    }
}

fn folder(folder: &Path, graph: &GraphRows, args: &Export) -> Result<()> {
    let profile = match args.csv_profile {
        args::Profile::Safe => Profile::Safe,
        args::Profile::Exact => Profile::Exact,
    };
    check_writable(folder)?;
    write_atomically(&folder.join("nodes.csv"), |out| {
        csv::write_nodes(graph, profile, out)
    })?;
    write_atomically(&folder.join("edges.csv"), |out| {
        csv::write_edges(graph, profile, out)
    })
}
