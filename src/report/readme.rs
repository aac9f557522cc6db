//! `README.txt` of a case: what lies there, the counts that each tool must show, how to open it.

use std::fmt::Write as _;

use super::GraphRows;
use super::documents::counts::Documents;
use super::summary::Counts;
use super::tables::TABLES;

/// The text, with the numbers of this case; `networks` by folder name.
pub fn text(counts: &Counts, documents: &Documents, networks: &[(&str, &GraphRows)]) -> String {
    let mut text = String::from("WHAT LIES HERE\n\n");
    text.push_str(FILES);
    for entry in TABLES {
        let _ = writeln!(text, "{:<19} {}", entry.file(), entry.about);
    }
    text.push_str(FORMULAS);
    let _ = write!(
        text,
        "\nTHE SUMS\n\n{} messages found = {} distinct + {} duplicate copies + {} unreadable\n({} of them inside other messages; {} distinct messages have no believable date).\n{} files, {} bytes, of which {} belong to no message; {} files could not be read to their end.\n",
        counts.found,
        counts.distinct,
        counts.duplicate_copies,
        counts.unreadable,
        counts.embedded,
        counts.undated,
        counts.files,
        counts.bytes,
        counts.skipped_bytes,
        counts.broken_files
    );
    let _ = writeln!(
        text,
        "{} documents ({} with text) = {} read + {} without text + {} encrypted + {} damaged + {} of formats not read + {} beyond a limit + {} failed.",
        documents.found,
        documents.with_text,
        documents.read,
        documents.no_text,
        documents.encrypted,
        documents.damaged,
        documents.unsupported,
        documents.limit,
        documents.failed
    );
    text.push_str("\nWHAT EACH TOOL MUST SHOW\n\n");
    for (name, graph) in networks {
        let direction = if graph.directed {
            "directed"
        } else {
            "undirected"
        };
        let _ = writeln!(
            text,
            "{name:<14} {} nodes, {} edges, {direction}",
            graph.nodes.rows(),
            graph.source.len()
        );
    }
    text.push_str("graph.dot and graph.svg show less on purpose: what fits a page.\n");
    text.push_str(GEPHI);
    for (name, graph) in networks {
        let _ = write!(text, "\nCOLUMNS OF {}/nodes.csv\n\n", name);
        columns(&mut text, &graph.nodes);
        let _ = write!(
            text,
            "\nCOLUMNS OF {}/edges.csv (after Source, Target, Type)\n\n",
            name
        );
        columns(&mut text, &graph.edges);
    }
    text
}

fn columns(text: &mut String, table: &super::Table) {
    for column in &table.columns {
        let _ = writeln!(text, "{:<18} {}", column.name, column.about);
    }
}

const FILES: &str = "\
case.db             the facts: messages, copies, header addresses, texts (SQLite; any tool opens it)
index.db            which words stand in which messages, for mailties search; made anew when it is missing
manifest.json       version, options, every source with its SHA-256, the sums, how each number was made
people/             who writes to whom
organizations/      which organization writes with which
mentions/           who names which organization
co_mentions/        which organizations are named together in one message
  nodes.csv edges.csv   tables for a spreadsheet or for Gephi's spreadsheet import
  graph.gexf            everything, for Gephi: positions, colours, sizes
  graph.graphml         everything, for yEd, Cytoscape, igraph, networkx
  graph.dot             what fits a page, for Graphviz
  graph.svg             the same as a figure for print: any browser or drawing program opens it
communities.csv     groups that write more among themselves than with others
problems.csv        what could not be read or is doubtful, and where
mailboxes.csv       what was found in each mailbox, and what was done with it; its sums are those below
*.db.sha256         digests of both databases, for mailties verify and for sha256sum --check
";

const FORMULAS: &str = "
In the tables a text that begins like a formula has a leading ' so that no spreadsheet runs it.
";

const GEPHI: &str = "
OPENING IT IN GEPHI

1. File > Open, choose people/graph.gexf. The report must say the numbers above and no error.
2. Leave 'Graph Type' at Mixed or Directed, choose 'New workspace', press OK.
3. The picture is laid out already: people in the colours of their communities, larger if more central.
   Those in a block below it, if any, are lists, robots and others that do not count in the measures.
4. Labels: the T at the bottom of the window; their size 'proportional to node size'.
Do not open graph.dot in Gephi: its reader of that format loses nodes. It is for Graphviz:
   dot -Tpdf people/graph.dot -o people.pdf
";
