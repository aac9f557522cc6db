//! `export`: a network or a part of it, in one format.

use std::io::{self, Write};
use std::path::Path;

use mailties::error::{Error, Result};
use mailties::export::csv::{self, Profile};
use mailties::export::figure::{self as drawing, Style};
use mailties::export::files::{check_writable, write_atomically};
use mailties::export::{dot, gexf, graphml, json};
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
    let mut graph = part(args, &case, whole)?;
    mailties::report::summary::entitle(&mut graph, &case.counts);
    if graph.counts() != counts && graph.nodes.rows() <= place::PAGE_MOST {
        // A part has a picture of its own.
        place::on_page(&mut graph, settings.seed);
    } else if args.format != Format::Csv {
        place::network(&mut graph, settings.seed);
    }
    let spells = args.spells.then(|| spells::of(&context, &graph));
    let figure = figure::network(&graph, counts, settings.seed);
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
    let written = Written {
        graph,
        figure,
        spells,
    };
    if to_stdout {
        let mut out = io::BufWriter::with_capacity(1 << 16, io::stdout().lock());
        output::told(write(&written, args.format, &mut out).and_then(|()| out.flush()))?;
    } else {
        write_atomically(&args.output, |out| write(&written, args.format, out))?;
    }
    Ok(Exit::Done)
}

fn part(args: &Export, case: &pipeline::Conclusions, whole: GraphRows) -> Result<GraphRows> {
    let mut graph = whole;
    if let Some(who) = &args.ego {
        let id = match find(&args.case, case, who)? {
            Found::Person(p) => case.people.list[p as usize].id.clone(),
            Found::Organization(o) => case.organizations.list[o as usize].id.clone(),
            Found::Message(_) => {
                return Err(Error::usage(format!("'{who}' is a message, not an actor")));
            }
        };
        let row = match graph.nodes.column("Id").map(|c| &c.values) {
            Some(Values::Text(ids)) => ids.iter().position(|i| *i == id),
            _ => None,
        };
        let row = row.ok_or_else(|| {
            Error::new(format!(
                "'{id}' is not in the {} network of this period",
                graph.name
            ))
            .hint("try another --network, or leave out --after and --before")
        })?;
        graph = select::ego(&graph, row as u32, args.steps);
    }
    if let Some(test) = args.backbone {
        graph = backbone::backbone(&graph, test);
    }
    if let Some(count) = args.top {
        graph = select::top(&graph, count);
    }
    // A drawing that was not cut by the user is cut to a page.
    let uncut = args.ego.is_none() && args.top.is_none() && args.backbone.is_none();
    let picture = matches!(args.format, Format::Dot | Format::Svg);
    Ok(if uncut && picture {
        select::page(&graph)
    } else {
        graph
    })
}

fn write(written: &Written, format: Format, out: &mut dyn Write) -> io::Result<()> {
    let Written {
        graph,
        figure,
        spells,
    } = written;
    match format {
        Format::Svg => drawing::network::write(figure, &Style::Print, out),
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
