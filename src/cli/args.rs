//! The command line as typed; its types never enter the library.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use mailties::report::backbone::Backbone;

pub use super::which::Which;
pub use pairs::{Absent, Codenames, Path, Why};

mod pairs;

/// Shows who is tied to whom in a mail archive.
#[derive(Debug, Parser)]
#[command(
    name = "mailties",
    version,
    about,
    max_term_width = 100,
    arg_required_else_help = true,
    after_help = "Example: mailties analyze sample_mbox\nThen open mailties-case/README.txt."
)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// Say nothing but errors
    #[arg(long, short, global = true)]
    pub quiet: bool,
    /// Colour in messages: auto, always, never
    #[arg(
        long,
        global = true,
        value_enum,
        default_value = "auto",
        hide_possible_values = true
    )]
    pub color: Color,
    /// Number of threads; the default is all cores. The results are the same for any number
    #[arg(long, global = true, value_name = "N", num_args = 0..=1, value_parser = clap::value_parser!(u16).range(1..=1024))]
    #[allow(
        clippy::option_option,
        reason = "without a number it is an option of search"
    )]
    pub threads: Option<Option<u16>>,
}

/// When to use colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Read mail into a case, conclude, write tables and graphs
    #[command(
        after_help = "Examples:\n  mailties analyze sample_mbox\n  mailties analyze disclosure-1/ disclosure-2.zip --case studio"
    )]
    Analyze(Analyze),
    /// Print a table of a case: people, ties, organizations ...
    #[command(
        after_help = "Examples:\n  mailties list mailties-case people --top 10\n  mailties list mailties-case messages --csv > messages.csv\n  mailties list mailties-case flow memo.txt"
    )]
    List(List),
    /// Search the words of all messages, and by sender, recipient, organization, date ...
    #[command(after_help = SEARCH_HELP)]
    Search(Search),
    /// Show one message, correspondent, organization or document, with the reasons for what is concluded
    #[command(
        after_help = "Examples:\n  mailties show mailties-case 'mira castellan'\n  mailties show mailties-case m0123456789abcdef --raw > mail.eml"
    )]
    Show(Show),
    /// Print the messages behind a tie between two correspondents or organizations
    #[command(
        after_help = "Examples:\n  mailties why mailties-case 'mira castellan' 'priya raman'\n  mailties why mailties-case 'mira castellan' 'priya raman' --bundle proof.zip\n\nTwo people: mail from A to B, then from B to A. Two organizations: mail between their people.\nA person and an organization: mails whose own words or subject name it."
    )]
    Why(Why),
    /// Print what a newer case says that an older one does not: people, organizations, ties, mentions, ranks
    #[command(
        after_help = "Example: mailties diff first-batch both-batches --graph added.gexf\n\nBoth cases are concluded anew with the same options. 'gone' is a conclusion that no longer holds, such as two people who\nturned out to be one."
    )]
    Diff(Diff),
    /// Print how one correspondent or organization reaches another, with the mails that prove each step
    #[command(
        after_help = "Example: mailties path mailties-case 'greta lindqvist' quillmark.example\n\nSteps are mail between people, both directions together; lists, robots and mass mail do not count. Organizations\nare ends only: to belong to one, or to name it, is a step. A step costs 1 / sqrt(tie strength)."
    )]
    Path(Path),
    /// What the archive could have shown of mail between two, and what it did not
    #[command(
        after_help = "Example: mailties absent mailties-case 'greta lindqvist' quillmark.example --after 2019-01-01 --before 2019-07-01\n\nNot seen is not the same as not written: it says whose mailboxes were there, when, and what they hold of either."
    )]
    Absent(Absent),
    /// Suggest words that stand where the name of an organization would: code names, with quotes
    #[command(
        after_help = "Example: mailties codenames mailties-case --near quillmark.example\n\nA hint, not a proof: words with a capital that the people who name the organization use, in contexts like those of its name,\nand mostly in other mails. Read the quotes; then put what you believe into a watch list (analyze --organizations)."
    )]
    Codenames(Codenames),
    /// Write a network, or a part of it, in one format
    #[command(
        after_help = "Examples:\n  mailties export mailties-case --format gexf --output people.gexf\n  mailties export mailties-case --format dot --ego 'mira castellan' | dot -Tpdf > mira.pdf"
    )]
    Export(Export),
    /// Find names of organizations and persons in any text
    #[command(
        after_help = "Examples:\n  mailties recognize letter.txt\n  mailties recognize --kind organization --alone texts.jsonl > names.jsonl\n\nA text file gives a table. JSON lines {\"id\", \"text\"} give JSON lines {\"id\", \"mentions\"}; offsets count code points."
    )]
    Recognize(Recognize),
    /// Check a case against its sources, or a bundle against an archive, byte for byte
    #[command(
        after_help = "Examples:\n  mailties verify mailties-case\n  mailties verify proof.zip --archive sample_mbox\n\nWhat differs is printed, with file and byte offset; the exit code is then 3."
    )]
    Verify(Verify),
    /// Read documents from standard input: the program calls this itself
    #[command(name = mailties::document::worker::COMMAND, hide = true)]
    ReadDocuments(ReadDocuments),
}

/// Arguments of `read-documents`.
#[derive(Clone, Debug, Args)]
pub struct ReadDocuments {
    /// Obey documents that make the process fail, for tests
    #[arg(long)]
    pub self_test: bool,
}

/// Arguments of `analyze`.
#[derive(Clone, Debug, Args)]
pub struct Analyze {
    /// Mail: files, folders or trees of them, also inside .gz, .zst, .tar, .zip
    #[arg(required_unless_present = "from", value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Run again what a case's manifest.json tells: its sources, options, decisions and watch list; needs another --case
    #[arg(long, value_name = "MANIFEST", conflicts_with_all = ["paths", "custodian"])]
    pub from: Option<PathBuf>,
    /// The folder of the case; an existing case gets what is new
    #[arg(long, value_name = "DIR", default_value = "mailties-case")]
    pub case: PathBuf,
    /// A regular expression on the mailbox' path whose first group is the custodian
    #[arg(long, value_name = "PATTERN")]
    pub custodian: Option<String>,
    /// Your decisions about people (TOML: same, different, person); kept in the case for later runs
    #[arg(long, value_name = "FILE")]
    pub people: Option<PathBuf>,
    /// Organizations to look for (CSV: name, aliases, code_names, domains, kind, parent); kept in the case for later runs
    #[arg(long, value_name = "FILE")]
    pub organizations: Option<PathBuf>,
    /// What counts in the measures.
    #[command(flatten)]
    pub measures: Measuring,
    /// Share of unreadable messages, in percent, above which the exit code is 3
    #[arg(long, value_name = "PERCENT", default_value_t = 1.0)]
    pub max_problems: f64,
}

/// What counts in the measures, and how they are made.
#[derive(Clone, Debug, Args)]
pub struct Measuring {
    /// Count these in the measures too
    #[arg(long, value_enum, value_delimiter = ',', value_name = "WHAT")]
    pub include: Vec<Include>,
    /// Exact betweenness and closeness, however long it takes
    #[arg(long)]
    pub exact: bool,
    /// Seed of communities, samples and positions
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// Resolution of communities: above 1 more and smaller ones
    #[arg(long, value_name = "X", default_value_t = 1.0)]
    pub resolution: f64,
}

/// What is left out of the measures by default.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Include {
    /// Lists as actors.
    Lists,
    /// Robots as actors.
    Robots,
    /// Bulk mail, automatic replies, notifications.
    Bulk,
}

/// A period.
#[derive(Clone, Debug, Args)]
pub struct Slice {
    /// Only messages of this day (UTC) or later
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub after: Option<String>,
    /// Only messages before this day (UTC)
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub before: Option<String>,
}

/// How a table is printed.
#[derive(Clone, Copy, Debug, Args)]
pub struct Form {
    /// As JSON: an array of objects
    #[arg(long, conflicts_with = "csv")]
    pub json: bool,
    /// As CSV, exactly as RFC 4180 has it
    #[arg(long)]
    pub csv: bool,
}

/// Arguments of `list`.
#[derive(Debug, Args)]
pub struct List {
    /// The case folder
    pub case: PathBuf,
    /// The table
    #[arg(value_enum, value_name = "TABLE")]
    pub table: Which,
    /// Of 'flow': the document, by its id, SHA-256 or file name
    #[arg(value_name = "DOCUMENT")]
    pub document: Option<String>,
    /// Only the first N rows
    #[arg(long, value_name = "N")]
    pub top: Option<usize>,
    /// All columns on a terminal too
    #[arg(long)]
    pub wide: bool,
    /// The period.
    #[command(flatten)]
    pub slice: Slice,
    /// What counts.
    #[command(flatten)]
    pub measures: Measuring,
    /// The form.
    #[command(flatten)]
    pub form: Form,
}

const SEARCH_HELP: &str = "\
Words        budget, budg* (beginning), \"to be signed\" (phrase), \"pay refund\"~5 (within 5 words, any order); accents and case do not matter
Joined by    a b or a AND b; a OR b; -a or NOT a; ( )
People       from: to: cc: bcc: with: (either side), an address or a name: from:\"mira castellan\"
Other        org: community: custodian: kind: thread:MESSAGE has:attachment
Documents    in:attachment (only documents) in:message (only messages) format:pdf; else both are found
Where        subject: text: attachment: name: quoted: (quoted text is searched only so)
When         after:2001-05 (then or later) before:2001-05-14

Examples:
  mailties search mailties-case 'from:\"mira castellan\" (budget OR refund*) after:2001-05'
  mailties search mailties-case 'org:cedar.example has:attachment' --by date --conversations
  mailties search mailties-case 'in:attachment from:castellan \"sale of the dredger\"'";

/// How hits are ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum By {
    /// Those that fit best first (BM25).
    Rank,
    /// The oldest first, undated ones last.
    Date,
}

/// Arguments of `search`.
#[derive(Debug, Args)]
pub struct Search {
    /// The case folder
    pub case: PathBuf,
    /// What to look for, in quotation marks if it has spaces
    #[arg(value_name = "QUERY", allow_hyphen_values = true)]
    pub query: String,
    /// The order of the hits
    #[arg(long, value_enum, default_value = "rank")]
    pub by: By,
    /// One hit for each conversation; --threads without a number does the same
    #[arg(long)]
    pub conversations: bool,
    /// Show at most N hits
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub limit: usize,
    /// Only tell how many messages and documents are found
    #[arg(long, conflicts_with_all = ["json", "csv"])]
    pub count: bool,
    /// The form.
    #[command(flatten)]
    pub form: Form,
}

/// Arguments of `show`.
#[derive(Debug, Args)]
pub struct Show {
    /// The case folder
    pub case: PathBuf,
    /// A message id, an address, a name or a part of it, a domain; a document's id, SHA-256 or file name
    #[arg(value_name = "ID")]
    pub id: String,
    /// Of a message: its untouched bytes
    #[arg(long, conflicts_with_all = ["headers", "quoted", "json"])]
    pub raw: bool,
    /// Of a message: its header block as it was sent
    #[arg(long, conflicts_with_all = ["quoted", "json"])]
    pub headers: bool,
    /// Of a message: with the words that it quotes
    #[arg(long)]
    pub quoted: bool,
    /// Of a document: all of its text
    #[arg(long, conflicts_with = "json")]
    pub text: bool,
    /// As JSON, with all there is
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `diff`.
#[derive(Debug, Args)]
pub struct Diff {
    /// The older case
    #[arg(value_name = "OLD_CASE")]
    pub old: PathBuf,
    /// The newer case
    #[arg(value_name = "NEW_CASE")]
    pub new: PathBuf,
    /// Write the newer network of people with what is new marked in a column: a .gexf or .graphml file
    #[arg(long, value_name = "FILE")]
    pub graph: Option<PathBuf>,
    /// What counts in the measures.
    #[command(flatten)]
    pub measures: Measuring,
    /// The form.
    #[command(flatten)]
    pub form: Form,
}

/// Networks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Network {
    /// Who writes to whom.
    People,
    /// Which organization writes with which.
    Organizations,
    /// Who names which organization.
    Mentions,
    /// Which organizations are named together.
    CoMentions,
}

/// Formats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For Graphviz.
    Dot,
    /// For Gephi.
    Gexf,
    /// For yEd, Cytoscape, igraph, networkx.
    Graphml,
    /// graphology, for sigma.js and others.
    Json,
    /// A figure for print.
    Svg,
    /// The same as pixels, 300 an inch.
    Png,
    /// nodes.csv and edges.csv, into the folder given with --output.
    Csv,
}

/// Profiles of CSV.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Profile {
    /// No formula in a spreadsheet, no lost row in Gephi.
    Safe,
    /// Exactly as RFC 4180 has it.
    Exact,
}

/// Arguments of `export`.
#[derive(Debug, Args)]
pub struct Export {
    /// The case folder
    pub case: PathBuf,
    /// The format
    #[arg(long, short, value_enum)]
    pub format: Format,
    /// The network
    #[arg(long, value_enum, default_value = "people")]
    pub network: Network,
    /// Where to; '-' is standard output. For csv a folder
    #[arg(long, short, value_name = "FILE", default_value = "-")]
    pub output: PathBuf,
    /// Only the N most central actors
    #[arg(long, value_name = "N")]
    pub top: Option<usize>,
    /// Only this actor and those it has ties with
    #[arg(long, value_name = "WHO")]
    pub ego: Option<String>,
    /// How many ties from --ego
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub steps: u32,
    /// Only ties that are more than noise: 0.05 or disparity<0.05 (stands out for one end), noise<0.05, q<0.01 (more than chance)
    #[arg(long, value_name = "TEST", num_args = 0..=1, default_missing_value = "0.05", value_parser = backbone)]
    pub backbone: Option<Backbone>,
    /// Only gexf: the months of each tie, for Gephi's timeline
    #[arg(long)]
    pub spells: bool,
    /// Quoting of CSV
    #[arg(long, value_enum, default_value = "safe")]
    pub csv_profile: Profile,
    /// The period.
    #[command(flatten)]
    pub slice: Slice,
    /// What counts.
    #[command(flatten)]
    pub measures: Measuring,
}

/// Kinds of names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Named {
    /// Companies, agencies, parties, universities ...
    Organization,
    /// Human beings.
    Person,
}

/// Arguments of `recognize`.
#[derive(Debug, Args)]
pub struct Recognize {
    /// A text file or JSON lines; '-' is standard input
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Only names of this kind
    #[arg(long, value_enum)]
    pub kind: Option<Named>,
    /// Read each text by itself; by default all texts given are weighed together, as those of a case
    #[arg(long)]
    pub alone: bool,
    /// The form.
    #[command(flatten)]
    pub form: Form,
}

/// Arguments of `verify`.
#[derive(Debug, Args)]
pub struct Verify {
    /// The case folder, or a bundle that `why --bundle` wrote
    #[arg(value_name = "CASE|FILE.zip")]
    pub case: PathBuf,
    /// The archive that the messages of a bundle are looked for in: files and folders
    #[arg(long, value_name = "PATH", num_args = 1..)]
    pub archive: Vec<PathBuf>,
    /// The form.
    #[command(flatten)]
    pub form: Form,
}

fn backbone(text: &str) -> Result<Backbone, String> {
    Backbone::parse(text).ok_or_else(|| {
        "it is written 0.05, 'disparity<0.05', 'noise<0.05' or 'q<0.01', a level between 0 and 1".to_owned()
    })
}
