//! What is concluded, as the index of the case holds it. It does not know how the index is kept.

mod entries;

use std::cmp::Reverse;
use std::path::Path;
use std::sync::OnceLock;

use entries::{Described, custodians};

use super::Conclusions;
use crate::case::Case;
use crate::case::facts::NONE;
use crate::case::index::build::{self, Called, Contents};
use crate::case::index::read::Index;
use crate::error::Result;
use crate::mention::watch;
use crate::people::decisions;

/// Files in the case folder by which conclusions change.
const SAID: [&str; 2] = [decisions::FILE, watch::FILE];

/// The community of each correspondent, and the names of the communities.
pub type Communities = (Vec<Option<u32>>, Vec<String>);

/// Makes the full-text index of a case, unless it is there and of the same. `communities` is asked once, as late as can be: it may
/// wait until they are known.
///
/// # Errors
/// If the case cannot be read or the index not be written.
pub fn index(
    case: &Case,
    conclusions: &Conclusions,
    communities: impl Fn() -> Communities + Sync,
) -> Result<()> {
    let custodians = custodians(conclusions);
    let described = Described::new(conclusions, &custodians);
    let made = OnceLock::new();
    let actors = || actors(conclusions, communities(), &custodians.names);
    let contents = Contents {
        rows: described.rows(),
        entry: &|n| described.entry(n),
        words: &|n| described.words(n),
        actors: &|| made.get_or_init(actors),
        said: &SAID,
    };
    build::make(case, &contents)
}

fn actors(
    conclusions: &Conclusions,
    communities: Communities,
    custodians: &[String],
) -> [Vec<Called>; 4] {
    let (of_people, names) = communities;
    let numbered = (0_usize..).zip(&names);
    [
        people(conclusions, &of_people),
        organizations(conclusions),
        custodians.iter().map(|name| plain(name, name)).collect(),
        numbered
            .map(|(n, name)| plain(&n.to_string(), name))
            .collect(),
    ]
}

/// Opens the index of a case.
///
/// # Errors
/// If there is none, or it is older than the case.
pub fn open_index(folder: &Path) -> Result<Index> {
    Index::open(folder, &SAID)
}

fn plain(id: &str, label: &str) -> Called {
    Called {
        id: id.to_owned(),
        label: label.to_owned(),
        ..Called::default()
    }
}

fn people(conclusions: &Conclusions, communities: &[Option<u32>]) -> Vec<Called> {
    let called = |(p, one): (usize, &crate::people::Correspondent)| {
        let mut names: Vec<&(String, u32)> = one.names.iter().collect();
        names.sort_by_key(|(_, uses)| Reverse(*uses));
        Called {
            id: one.id.clone(),
            label: one.label.clone(),
            kind: one.kind.name().to_owned(),
            community: communities.get(p).copied().flatten(),
            addresses: one
                .aliases
                .iter()
                .filter(|alias| alias.address != NONE)
                .map(|alias| {
                    conclusions.facts.addresses[alias.address as usize]
                        .text
                        .to_string()
                })
                .collect(),
            names: names.into_iter().map(|(name, _)| name.clone()).collect(),
        }
    };
    conclusions
        .people
        .list
        .iter()
        .enumerate()
        .map(called)
        .collect()
}

fn organizations(conclusions: &Conclusions) -> Vec<Called> {
    let called = |one: &crate::organizations::Organization| Called {
        id: one.id.clone(),
        label: one.label.clone(),
        kind: one.kind.clone(),
        community: None,
        addresses: one.domains.clone(),
        names: one.aliases.clone(),
    };
    conclusions.organizations.list.iter().map(called).collect()
}
