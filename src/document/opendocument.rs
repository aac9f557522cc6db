//! OpenDocument texts, spreadsheets and presentations, which share one grammar. It does not know what a package is made of.
//!
//! Source: OpenDocument 1.3 part 3.

mod body;

use super::found::{Fault, Found, Reading};
use super::package::Package;
use super::summary;
use super::xml::{Node, Xml, decode};
use body::Body;

/// Reads a document.
pub(super) fn read(bytes: &[u8], found: &mut Found) -> Reading {
    let mut package = Package::open(bytes);
    summary::of_open_document(&mut package, found);
    if is_encrypted(&mut package, found) {
        return Err(Fault::encrypted());
    }
    for part in ["content.xml", "styles.xml"] {
        if let Some(bytes) = package.part(part, found) {
            let read = Body::new(part == "styles.xml", found).read(&mut Xml::new(&decode(&bytes)));
            found.end_line();
            found.part(read)?;
        }
    }
    embedded(&package, found)
}

/// Whether the manifest names a key for the content.
fn is_encrypted(package: &mut Package<'_>, found: &mut Found) -> bool {
    let Some(bytes) = package.part("META-INF/manifest.xml", found) else {
        return false;
    };
    let text = decode(&bytes);
    let mut xml = Xml::new(&text);
    let (mut content, mut encrypted) = (false, false);
    while let Ok(Some(node)) = xml.next() {
        if let Node::Open(open) = node {
            match open.name() {
                "file-entry" => {
                    let path = open.get("full-path").unwrap_or_default();
                    content = matches!(path.as_str(), "content.xml" | "encrypted-package");
                }
                "encryption-data" => encrypted |= content,
                _ => {}
            }
        }
    }
    encrypted
}

/// Says which documents are inside this one.
fn embedded(package: &Package<'_>, found: &mut Found) -> Reading {
    let inside = |name: &&str| {
        let inside = name.strip_suffix("/content.xml").unwrap_or(name);
        inside.starts_with("Object ") && !inside.contains('/')
    };
    for name in package.names().filter(inside) {
        found.line(&format!(
            "[embedded: {}]",
            name.trim_end_matches("/content.xml")
        ))?;
    }
    Ok(())
}
