//! What all tests of the program share: a work folder a test, the program run in it, files to give it, tables and folders
//! to look at. What goes wrong is told in full, so that nobody has to run a test again to see it.
#![allow(dead_code, reason = "each test takes what it needs")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// The folder of this package.
pub fn package() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The sample archive.
pub fn sample() -> PathBuf {
    package().join("sample_mbox")
}

/// A folder of its own for one test; gone when it is dropped.
pub struct Work {
    folder: TempDir,
}

impl Work {
    /// An empty one.
    pub fn new() -> Self {
        Self {
            folder: tempfile::tempdir().expect("a temporary folder"),
        }
    }

    /// Its path.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The path of something in it.
    pub fn at(&self, name: impl AsRef<Path>) -> PathBuf {
        self.path().join(name)
    }

    /// Writes a file, and the folders above it.
    pub fn write(&self, name: impl AsRef<Path>, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.at(name);
        fs::create_dir_all(path.parent().expect("a folder above")).expect("folders for the file");
        fs::write(&path, bytes).expect("a file that can be written");
        path
    }

    /// Reads a text file.
    pub fn text(&self, name: impl AsRef<Path>) -> String {
        let path = self.at(name);
        match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) => panic!(
                "cannot read {}: {error}\nfiles:\n{}",
                path.display(),
                list(self.path())
            ),
        }
    }

    /// Reads a CSV table: one map of column to cell a row.
    pub fn table(&self, name: impl AsRef<Path>) -> Vec<BTreeMap<String, String>> {
        parse_table(&self.text(name))
    }

    /// Copies a folder with all that is in it.
    pub fn copy(&self, from: &Path, name: impl AsRef<Path>) -> PathBuf {
        let to = self.at(name);
        copy_tree(from, &to);
        to
    }

    /// The program with these arguments, to be run in this folder.
    pub fn mailties<S: AsRef<std::ffi::OsStr>>(
        &self,
        arguments: impl IntoIterator<Item = S>,
    ) -> Run<'_> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_mailties"));
        command
            .args(arguments)
            .current_dir(self.path())
            .env_remove("NO_COLOR")
            .env_remove("CLICOLOR_FORCE");
        Run {
            work: self,
            command,
            stdin: Vec::new(),
        }
    }
}

/// A run that has not begun.
pub struct Run<'a> {
    work: &'a Work,
    command: Command,
    stdin: Vec<u8>,
}

impl Run<'_> {
    /// Gives it standard input; without, it is empty.
    pub fn stdin(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.stdin = bytes.into();
        self
    }

    /// Sets a variable of its environment.
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    /// Runs it to its end.
    pub fn run(mut self) -> Output {
        let shown = format!("{:?}", self.command);
        self.command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = self.command.spawn().expect("the program can be started");
        let mut input = child.stdin.take().expect("its standard input");
        let bytes = self.stdin;
        // From a thread of its own: the program may write much before it reads.
        let feeder = std::thread::spawn(move || drop(input.write_all(&bytes)));
        let output = child.wait_with_output().expect("the program ends");
        feeder.join().expect("its standard input was written");
        Output {
            command: shown,
            files: list(self.work.path()),
            code: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
            bytes: output.stdout,
        }
    }

    /// Runs it; it must end with this exit code.
    #[track_caller]
    pub fn code(self, code: i32) -> Output {
        let output = self.run();
        assert!(
            output.code == Some(code),
            "exit code {code} was expected\n{output}"
        );
        output
    }

    /// Runs it; it must end well.
    #[track_caller]
    pub fn ok(self) -> Output {
        self.code(0)
    }

    /// Starts it and leaves it running, silent; for tests that end it.
    pub fn start(mut self) -> std::process::Child {
        self.command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        self.command.spawn().expect("the program can be started")
    }
}

/// How a run ended. Shown, it tells everything: command, files, code, both outputs.
#[derive(Debug)]
pub struct Output {
    /// As typed.
    pub command: String,
    /// What lay in the work folder when it ended.
    pub files: String,
    /// Exit code; `None` if a signal ended it.
    pub code: Option<i32>,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
    /// Standard output as it came.
    pub bytes: Vec<u8>,
}

impl Output {
    /// Standard output as a CSV table.
    #[track_caller]
    pub fn table(&self) -> Vec<BTreeMap<String, String>> {
        parse_table(&self.stdout)
    }

    /// Standard output must hold these words.
    #[track_caller]
    pub fn says(&self, words: &str) -> &Self {
        assert!(
            self.stdout.contains(words),
            "'{words}' was expected on standard output\n{self}"
        );
        self
    }

    /// Standard error must hold these words.
    #[track_caller]
    pub fn complains(&self, words: &str) -> &Self {
        assert!(
            self.stderr.contains(words),
            "'{words}' was expected on standard error\n{self}"
        );
        self
    }
}

impl std::fmt::Display for Output {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            command,
            files,
            code,
            stdout,
            stderr,
            ..
        } = self;
        let code = code.map_or_else(
            || "none: a signal ended it".to_owned(),
            |code| code.to_string(),
        );
        write!(
            f,
            "=== command\n{command}\n=== files\n{files}=== exit code\n{code}\n=== standard output\n{stdout}\n=== standard error\n{stderr}\n==="
        )
    }
}

/// Parses a CSV table with a header. Every row has as many cells as the header.
#[track_caller]
pub fn parse_table(text: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().expect("a header").clone();
    assert!(
        header.len()
            == header
                .iter()
                .collect::<std::collections::BTreeSet<_>>()
                .len(),
        "a column twice: {header:?}"
    );
    let row = |record: csv::StringRecord| {
        (0..header.len())
            .map(|i| (header[i].to_owned(), record[i].to_owned()))
            .collect()
    };
    reader
        .records()
        .map(|record| row(record.unwrap_or_else(|error| panic!("{error}\nin:\n{text}"))))
        .collect()
}

/// The row of a table whose cell in `column` is `value`.
#[track_caller]
pub fn row<'a>(
    table: &'a [BTreeMap<String, String>],
    column: &str,
    value: &str,
) -> &'a BTreeMap<String, String> {
    let found: Vec<_> = table
        .iter()
        .filter(|row| row.get(column).is_some_and(|cell| cell == value))
        .collect();
    match found[..] {
        [one] => one,
        _ => panic!(
            "{} rows have {column} = '{value}'; all of the column: {:?}",
            found.len(),
            { table.iter().map(|row| row.get(column)).collect::<Vec<_>>() }
        ),
    }
}

/// Copies a folder with all that is in it.
pub fn copy_tree(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder that can be made");
    for entry in fs::read_dir(from).expect("a folder that can be listed") {
        let entry = entry.expect("an entry");
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if from.is_dir() {
            copy_tree(&from, &to);
        } else {
            fs::copy(&from, &to).expect("a file that can be copied");
        }
    }
}

/// All files under a folder, by their path from it with `/`, sorted.
pub fn files(folder: &Path) -> BTreeMap<String, PathBuf> {
    let mut found = BTreeMap::new();
    gather(folder, "", &mut found);
    found
}

fn gather(folder: &Path, under: &str, found: &mut BTreeMap<String, PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = format!("{under}{}", entry.file_name().to_string_lossy());
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => gather(&entry.path(), &format!("{name}/"), found),
            _ => drop(found.insert(name, entry.path())),
        }
    }
}

/// The files of a folder with their sizes, a line each; for failure messages.
pub fn list(folder: &Path) -> String {
    files(folder)
        .iter()
        .fold(String::new(), |mut text, (name, path)| {
            let size = fs::symlink_metadata(path).map_or(0, |meta| meta.len());
            let _ = writeln!(text, "{size:>10}  {name}");
            text
        })
}

/// The first difference between two folders, files whose names `leave_out` accepts aside; `None` if there is none.
/// There must be something to compare.
pub fn difference(left: &Path, right: &Path, leave_out: impl Fn(&str) -> bool) -> Option<String> {
    let keep = |folder: &Path| -> BTreeMap<String, PathBuf> {
        files(folder)
            .into_iter()
            .filter(|(name, _)| !leave_out(name))
            .collect()
    };
    let (ours, theirs) = (keep(left), keep(right));
    assert!(
        !ours.is_empty(),
        "no files to compare in {}",
        left.display()
    );
    for name in ours.keys().chain(theirs.keys()) {
        let (Some(one), Some(other)) = (ours.get(name), theirs.get(name)) else {
            let there = if ours.contains_key(name) { left } else { right };
            return Some(format!("{name} is in {} only", there.display()));
        };
        let read = |path: &Path| fs::read(path).expect("a file that can be read");
        if let Some(place) = first_difference(&read(one), &read(other)) {
            return Some(format!("{name} differs {place}"));
        }
    }
    None
}

/// Two folders must be equal byte for byte, files whose names `leave_out` accepts aside.
#[track_caller]
pub fn assert_same_folders(left: &Path, right: &Path, leave_out: impl Fn(&str) -> bool) {
    if let Some(difference) = difference(left, right, leave_out) {
        panic!("{} and {}: {difference}", left.display(), right.display());
    }
}

/// Where two files differ first: byte and line, with both lines.
pub fn first_difference(left: &[u8], right: &[u8]) -> Option<String> {
    if left == right {
        return None;
    }
    let at = left.iter().zip(right).take_while(|(a, b)| a == b).count();
    let start = left[..at]
        .iter()
        .rposition(|byte| *byte == b'\n')
        .map_or(0, |end| end + 1);
    let number = left[..at].iter().filter(|byte| **byte == b'\n').count() + 1;
    let line = |bytes: &[u8]| {
        let rest = &bytes[start..];
        let end = rest
            .iter()
            .position(|byte| *byte == b'\n')
            .unwrap_or(rest.len())
            .min(400);
        String::from_utf8_lossy(&rest[..end]).into_owned()
    };
    Some(format!(
        "at byte {at}, line {number}:\n  < {}\n  > {}",
        line(left),
        line(right)
    ))
}

#[test]
fn differences_are_found_and_shown() {
    let work = Work::new();
    work.write("a/x/one.txt", "alpha\nbeta\n");
    work.write("a/two.txt", "same");
    work.copy(&work.at("a"), "b");
    assert_eq!(difference(&work.at("a"), &work.at("b"), |_| false), None);
    work.write("b/x/one.txt", "alpha\nbela\n");
    let found = difference(&work.at("a"), &work.at("b"), |_| false);
    assert_eq!(
        found.as_deref(),
        Some("x/one.txt differs at byte 8, line 2:\n  < beta\n  > bela")
    );
    assert_eq!(
        difference(&work.at("a"), &work.at("b"), |name| name == "x/one.txt"),
        None
    );
    work.write("b/three.txt", "");
    let found =
        difference(&work.at("a"), &work.at("b"), |name| name.starts_with("x/")).unwrap_or_default();
    assert!(
        found.starts_with("three.txt is in ") && found.ends_with("b only"),
        "{found}"
    );
    assert!(first_difference(b"a", b"ab").is_some_and(|text| text.contains("byte 1")));
}

#[test]
fn tables_are_read_and_files_listed() {
    let table = parse_table("Id,Label\na@x.example,\"Rask, Ellen\"\nb@x.example,B\n");
    assert_eq!(row(&table, "Id", "a@x.example")["Label"], "Rask, Ellen");
    assert_eq!(table.len(), 2);
    let work = Work::new();
    work.write("deep/er/file.txt", "12345");
    assert_eq!(list(work.path()), "         5  deep/er/file.txt\n");
}
