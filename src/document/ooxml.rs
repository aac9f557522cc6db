//! How the parts of an Office Open XML package hang together: of what kind each is, and which it points to. It does not know what is in them.
//!
//! Source: ECMA-376 part 2.

use super::found::Found;
use super::package::Package;
use super::xml::{Node, Open, Xml, decode};

/// A part and its kind: the last word of its media type (`main`, `header`, `worksheet`, `slide` ...).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Typed {
    pub(super) name: String,
    pub(super) kind: String,
}

/// A pointer from one part to another, or out of the package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Relation {
    pub(super) id: String,
    /// The last word of its type (`slide`, `notesSlide`, `hyperlink` ...).
    pub(super) kind: String,
    /// The name of the part, or an address outside.
    pub(super) target: String,
}

/// Reads elements of a part one after the other, as far as it is sound.
pub(super) fn each(
    package: &mut Package<'_>,
    name: &str,
    found: &mut Found,
    mut element: impl FnMut(&Open<'_>),
) {
    let Some(bytes) = package.part(name, found) else {
        return;
    };
    let text = decode(&bytes);
    let mut xml = Xml::new(&text);
    loop {
        match xml.next() {
            Ok(Some(Node::Open(open))) => element(&open),
            Ok(Some(_)) => {}
            Ok(None) => break,
            Err(fault) => {
                found.note(fault);
                break;
            }
        }
    }
}

/// All parts that have a kind, `part2` before `part10`. Where the list of media types does not tell the main part, names tell.
pub(super) fn typed(package: &mut Package<'_>, found: &mut Found) -> Vec<Typed> {
    let mut parts = Vec::new();
    each(package, "[Content_Types].xml", found, |open| {
        let [Some(name), Some(kind)] = open.pick(["PartName", "ContentType"]) else {
            return;
        };
        let kind = kind.trim_end_matches("+xml");
        let kind = kind.rsplit('.').next().unwrap_or(kind).to_owned();
        let name = name.trim_start_matches('/').to_owned();
        parts.push(Typed { name, kind });
    });
    parts.retain(|part| package.has(&part.name));
    if !parts.iter().any(|part| part.kind == "main") {
        let known: Vec<String> = parts
            .iter()
            .map(|part| part.name.to_ascii_lowercase())
            .collect();
        let others = package.names().filter_map(by_name);
        parts.extend(others.filter(|part| !known.contains(&part.name.to_ascii_lowercase())));
    }
    parts.sort_by(|a, b| (a.name.len(), &a.name).cmp(&(b.name.len(), &b.name)));
    parts
}

/// The kind of a part as Office calls the files.
fn by_name(name: &str) -> Option<Typed> {
    let file = name.rsplit('/').next()?.strip_suffix(".xml")?;
    let kind = match file.trim_end_matches(|c: char| c.is_ascii_digit()) {
        "document" | "workbook" | "presentation" => "main",
        "sheet" => "worksheet",
        "data" if name.contains("diagrams/") => "diagramData",
        "comment" => "comments",
        kind => kind,
    };
    let (name, kind) = (name.to_owned(), kind.to_owned());
    Some(Typed { name, kind })
}

/// What a part points to, in the order of the file.
pub(super) fn relations(package: &mut Package<'_>, part: &str, found: &mut Found) -> Vec<Relation> {
    let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
    let mut relations = Vec::new();
    each(
        package,
        &joined(folder, &format!("_rels/{file}.rels")),
        found,
        |open| {
            let [id, kind, target, mode] =
                ["Id", "Type", "Target", "TargetMode"].map(|name| open.get(name));
            let (Some(id), Some(kind), Some(target)) = (id, kind, target) else {
                return;
            };
            let outside = mode.as_deref() == Some("External");
            relations.push(Relation {
                id,
                kind: kind.rsplit('/').next().unwrap_or_default().to_owned(),
                target: if outside {
                    target
                } else {
                    joined(folder, &target)
                },
            });
        },
    );
    relations
}

/// A path that is relative to a folder, from the top of the package.
fn joined(folder: &str, path: &str) -> String {
    if let Some(path) = path.strip_prefix('/') {
        return path.to_owned();
    }
    let mut steps: Vec<&str> = folder.split('/').filter(|step| !step.is_empty()).collect();
    for step in path.split(['/', '\\']) {
        match step {
            "" | "." => {}
            ".." => drop(steps.pop()),
            step => steps.push(step),
        }
    }
    steps.join("/")
}

/// Says which files are inside this one: they are documents of their own.
pub(super) fn embedded(package: &Package<'_>, found: &mut Found) -> super::found::Reading {
    let inside = |name: &&str| {
        let name = name.to_ascii_lowercase();
        let folder = name.contains("/embeddings/") && !name.contains("/_rels/");
        (folder || is_chunk(&name)) && !name.ends_with('/')
    };
    for name in package.names().filter(inside) {
        found.line(&format!("[embedded: {name}]"))?;
    }
    Ok(())
}

/// A file of another format that Word shows as a part of the text.
fn is_chunk(name: &str) -> bool {
    let end = name.rsplit('.').next().unwrap_or_default();
    name.starts_with("word/") && matches!(end, "htm" | "html" | "mht" | "rtf" | "txt" | "docx")
}
