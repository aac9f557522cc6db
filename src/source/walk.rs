//! Walks the given paths: which files lie there, in one order whatever the order of the arguments. Opens no file.

use std::ffi::OsString;
use std::fs::{self, FileType, Metadata};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use crate::error::{Error, Result, reason};
use crate::problem::{Problem, ProblemKind};

/// A folder that was walked.
pub(super) struct Folder {
    pub absolute: PathBuf,
    /// As the user would name it; empty for the folder of a file that was given itself.
    pub display: String,
    /// The user gave a file in it and not the folder.
    pub of_given_file: bool,
    /// It is `cur` or `new` of a Maildir.
    pub maildir: bool,
}

/// A file that was found.
pub(super) struct Entry {
    /// Index of its folder.
    pub folder: u32,
    pub name: OsString,
    pub size: u64,
    /// Nanoseconds since 1970.
    pub modified: i64,
}

/// All that lies under the given paths.
#[derive(Default)]
pub(super) struct Walk {
    pub folders: Vec<Folder>,
    pub entries: Vec<Entry>,
    pub problems: Vec<Problem>,
}

/// A path that the user gave.
struct Root {
    absolute: PathBuf,
    display: String,
    meta: Metadata,
}

/// Lists the files under `paths` in the order of their absolute paths, component by component; each is listed once.
/// Links within a tree are not followed (a given path may be one). Folders in `exclude` (absolute) are left out.
///
/// # Errors
/// If one of `paths` cannot be opened, or is no file or folder.
pub(super) fn walk(paths: &[PathBuf], exclude: &[PathBuf], depth: u32) -> Result<Walk> {
    let mut roots = paths
        .iter()
        .map(|path| root(path))
        .collect::<Result<Vec<_>>>()?;
    roots.sort_by(|a, b| (&a.absolute, &a.display).cmp(&(&b.absolute, &b.display)));
    let exclude: Vec<PathBuf> = exclude
        .iter()
        .map(|path| fs::canonicalize(path).unwrap_or_else(|_| path.clone()))
        .collect();
    let mut walk = Walk::default();
    let mut covered: Option<PathBuf> = None;
    for root in roots {
        if covered
            .as_ref()
            .is_some_and(|above| root.absolute.starts_with(above))
        {
            continue;
        }
        if root.meta.is_dir() {
            walk.folder(&root.absolute, root.display, &exclude, depth);
        } else {
            walk.given_file(&root);
        }
        covered = Some(root.absolute);
    }
    Ok(walk)
}

fn root(path: &Path) -> Result<Root> {
    let told = |error: &std::io::Error| {
        Error::new(format!(
            "cannot read '{}': {}",
            display(path),
            reason(error)
        ))
        .hint("give the path of a mailbox, or of a folder with mail in it")
    };
    let absolute = fs::canonicalize(path).map_err(|error| told(&error))?;
    let meta = fs::metadata(&absolute).map_err(|error| told(&error))?;
    if !meta.is_dir() && !meta.is_file() {
        return Err(Error::new(format!(
            "cannot read '{}': it is neither a file nor a folder",
            display(path)
        ))
        .hint("save what it gives to a file first"));
    }
    Ok(Root {
        absolute,
        display: cleaned(path),
        meta,
    })
}

impl Walk {
    fn given_file(&mut self, root: &Root) {
        let (Some(parent), Some(name)) = (root.absolute.parent(), root.absolute.file_name()) else {
            return;
        };
        self.folders.push(Folder {
            absolute: parent.to_path_buf(),
            display: root.display.clone(),
            of_given_file: true,
            maildir: false,
        });
        self.entry(name.to_os_string(), &root.meta);
    }

    fn entry(&mut self, name: OsString, meta: &Metadata) {
        self.entries.push(Entry {
            folder: u32::try_from(self.folders.len() - 1).unwrap_or(u32::MAX),
            name,
            size: meta.len(),
            modified: modified(meta),
        });
    }

    /// Lists a folder's files, then its folders. Recursion ends at `depth`.
    fn folder(&mut self, absolute: &Path, display: String, exclude: &[PathBuf], depth: u32) {
        if let Some(why) = left_out(absolute, exclude) {
            return self.problem(display, ProblemKind::NotMail, why);
        }
        if depth == 0 {
            return self.problem(
                display,
                ProblemKind::Limit,
                "folders lie too deep inside one another",
            );
        }
        let listed = match list(absolute) {
            Ok(listed) => listed,
            Err(error) => {
                let text = format!("the folder cannot be read: {}", reason(&error));
                return self.problem(display, ProblemKind::Unreadable, &text);
            }
        };
        let has = |name: &str| listed.iter().any(|(n, kind)| n == name && kind.is_dir());
        let maildir = has("cur") && has("new");
        self.files(absolute, &display, &listed);
        for (name, kind) in &listed {
            if !kind.is_dir() {
                continue;
            }
            let (path, shown) = (absolute.join(name), join(&display, name));
            if maildir && name == "tmp" {
                self.unfinished(&path, shown);
            } else {
                self.folder(&path, shown, exclude, depth - 1);
            }
        }
    }

    fn files(&mut self, absolute: &Path, display: &str, listed: &[(OsString, FileType)]) {
        if !listed.iter().any(|(_, kind)| !kind.is_dir()) {
            return;
        }
        self.folders.push(Folder {
            absolute: absolute.to_path_buf(),
            display: display.to_string(),
            of_given_file: false,
            maildir: in_maildir(absolute),
        });
        for (name, kind) in listed {
            if kind.is_symlink() {
                self.problem(
                    join(display, name),
                    ProblemKind::Link,
                    "a link, which was not followed",
                );
            } else if kind.is_file() {
                match fs::symlink_metadata(absolute.join(name)) {
                    Ok(meta) => self.entry(name.clone(), &meta),
                    Err(error) => self.problem(
                        join(display, name),
                        ProblemKind::Unreadable,
                        &reason(&error),
                    ),
                }
            } else if !kind.is_dir() {
                self.problem(
                    join(display, name),
                    ProblemKind::NotMail,
                    "neither a file nor a folder; it was not opened",
                );
            }
        }
    }

    /// A Maildir's `tmp` holds deliveries that were never completed.
    fn unfinished(&mut self, path: &Path, display: String) {
        let count = list(path).map_or(0, |listed| listed.len());
        if count > 0 {
            self.problem(
                display,
                ProblemKind::NotMail,
                &format!("{count} unfinished deliveries were left out"),
            );
        }
    }

    fn problem(&mut self, source: String, kind: ProblemKind, detail: &str) {
        self.problems.push(Problem {
            source,
            offset: None,
            kind,
            detail: detail.to_string(),
        });
    }
}

/// The names in a folder, sorted by their bytes.
fn list(path: &Path) -> std::io::Result<Vec<(OsString, FileType)>> {
    let mut listed = fs::read_dir(path)?
        .map(|entry| entry.and_then(|entry| Ok((entry.file_name(), entry.file_type()?))))
        .collect::<std::io::Result<Vec<_>>>()?;
    listed.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(listed)
}

fn left_out(absolute: &Path, exclude: &[PathBuf]) -> Option<&'static str> {
    if exclude.iter().any(|path| path == absolute) {
        Some("the case folder itself was left out")
    } else if absolute.join("case.db").is_file() && absolute.join("manifest.json").is_file() {
        Some("a case folder was left out")
    } else {
        None
    }
}

/// Is it `cur` or `new` beside the other?
fn in_maildir(absolute: &Path) -> bool {
    let other = match absolute.file_name().and_then(|name| name.to_str()) {
        Some("cur") => "new",
        Some("new") => "cur",
        _ => return false,
    };
    absolute.with_file_name(other).is_dir()
}

pub(super) fn modified(meta: &Metadata) -> i64 {
    let Ok(time) = meta.modified() else { return 0 };
    match time.duration_since(UNIX_EPOCH) {
        Ok(after) => i64::try_from(after.as_nanos()).unwrap_or(i64::MAX),
        Err(before) => i64::try_from(before.duration().as_nanos()).map_or(i64::MIN, |n| -n),
    }
}

/// A path as text: what is not UTF-8 becomes `\xNN`, so that two names never look the same by accident.
pub(super) fn display(path: &Path) -> String {
    let mut text = String::new();
    for chunk in path.as_os_str().as_encoded_bytes().utf8_chunks() {
        text.push_str(chunk.valid());
        for byte in chunk.invalid() {
            text.push_str(&format!("\\x{byte:02x}"));
        }
    }
    text
}

/// Without `./` in front and `/` behind.
fn cleaned(path: &Path) -> String {
    let plain: PathBuf = path
        .components()
        .filter(|part| !matches!(part, std::path::Component::CurDir))
        .collect();
    if plain.as_os_str().is_empty() {
        ".".into()
    } else {
        display(&plain)
    }
}

pub(super) fn join(folder: &str, name: &std::ffi::OsStr) -> String {
    let name = display(Path::new(name));
    match folder {
        "." => name,
        "/" => format!("/{name}"),
        _ => format!("{folder}/{name}"),
    }
}
