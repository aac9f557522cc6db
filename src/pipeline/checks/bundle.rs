//! A bundle checked against an archive, without the case: each message is looked for where the bundle says it lies, then anywhere.

mod archive;

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use self::archive::{candidates, look_for, member_name};
use super::Difference;
use crate::case::original::{self, Stretch, inner, read_all};
use crate::error::{Error, Result, reason};
use crate::export::bundle::{
    MANIFEST, PAGE, Place, Unpacked, Unpacker, first_difference, first_strange_byte,
};
use crate::origin::Sha256Digest;

/// What came out.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// Messages in the bundle.
    pub messages: usize,
    /// Of these: found where the bundle says.
    pub in_place: usize,
    /// Found elsewhere in the archive, the same byte for byte: name in the bundle, and where.
    pub elsewhere: Vec<(String, String)>,
    /// What differs, sorted.
    pub differences: Vec<Difference>,
}

/// What is needed of a manifest.
#[derive(Debug, Deserialize)]
struct Manifest {
    page: Option<Listed>,
    messages: Vec<Claim>,
}

#[derive(Debug, Deserialize)]
struct Listed {
    sha256: String,
}

/// What a manifest says of a message.
#[derive(Debug, Deserialize)]
struct Claim {
    file: String,
    sha256: String,
    origin: Place,
}

/// Checks a bundle against the files and folders of an archive. O(bundle), and O(archive) if a message is not where it should be.
///
/// # Errors
/// If the bundle cannot be read at all, or a path of the archive is not there.
pub fn check(bundle: &Path, archive: &[PathBuf]) -> Result<Outcome> {
    let shown = bundle.display().to_string();
    let open = || File::open(bundle).map_err(|e| Error::io(format!("read '{shown}'"), &e));
    let mut unpacker = Unpacker::open(open()?, &shown)?;
    let files: Vec<Unpacked> = (0..unpacker.len()).map(|i| unpacker.get(i)).collect();
    let mut checker = Checker {
        shown: shown.clone(),
        outcome: Outcome::default(),
    };
    checker.container(&mut open()?, &files);
    let manifest = checker.manifest(&files)?;
    let by_name: BTreeMap<&str, &Unpacked> = files.iter().map(|f| (f.name.as_str(), f)).collect();
    checker.listed(&manifest, &files, &by_name);
    checker.page(&manifest, &by_name);
    let claims: Vec<(&Claim, &Unpacked)> = (manifest.messages.iter())
        .filter_map(|claim| Some((claim, *by_name.get(claim.file.as_str())?)))
        .collect();
    checker.outcome.messages = manifest.messages.len();
    let left = checker.in_place(&claims, archive)?;
    checker.anywhere(&claims, left, archive)?;
    let mut outcome = checker.outcome;
    outcome.differences.sort_unstable();
    outcome.differences.dedup();
    Ok(outcome)
}

struct Checker {
    shown: String,
    outcome: Outcome,
}

/// What was read where a message should lie: file, first byte, bytes.
type Nearest = Option<(String, u64, Vec<u8>)>;

impl Checker {
    fn bundle_differs(&mut self, offset: Option<u64>, detail: String) {
        self.outcome.differences.push(Difference {
            check: "bundle",
            file: self.shown.clone(),
            offset,
            detail,
        });
    }

    /// The bundle's own bytes: check sums, and whether they are those that are written for these files.
    fn container(&mut self, bundle: &mut File, files: &[Unpacked]) {
        for file in files {
            if let Some(wrong) = &file.wrong {
                let end = file.start + file.bytes.len() as u64;
                let told = format!(
                    "'{}' in it, bytes {} to {end}, is damaged: {wrong}",
                    file.name, file.start
                );
                self.bundle_differs(Some(file.start), told);
            }
        }
        let parts = files
            .iter()
            .map(|file| (file.name.as_str(), file.bytes.as_slice()));
        match first_strange_byte(bundle, parts) {
            Ok(None) => {}
            // A damaged file has another check sum than its header says: that is told already.
            Ok(Some(offset)) if files.iter().any(|file| in_header(file, offset)) => {}
            Ok(Some(offset)) => {
                let told = "from this byte on it is not as it was written: changed, damaged or packed anew";
                self.bundle_differs(Some(offset), told.into());
            }
            Err(error) => {
                self.bundle_differs(None, format!("it cannot be read: {}", reason(&error)));
            }
        }
    }

    fn manifest(&self, files: &[Unpacked]) -> Result<Manifest> {
        let file = files.iter().find(|file| file.name == MANIFEST);
        let file = file.ok_or_else(|| {
            let strange = self.outcome.differences.iter().find_map(|d| d.offset);
            let place = strange.map_or_else(String::new, |offset| {
                format!("; from byte {offset} on it is not as it was written")
            });
            Error::new(format!("'{}' has no {MANIFEST}{place}", self.shown))
        })?;
        serde_json::from_slice(&file.bytes).map_err(|e| {
            Error::new(format!(
                "{MANIFEST} in '{}' (from byte {} on) is damaged: {e}",
                self.shown, file.start
            ))
        })
    }

    /// Every file is listed, every listed one is there.
    fn listed(
        &mut self,
        manifest: &Manifest,
        files: &[Unpacked],
        by_name: &BTreeMap<&str, &Unpacked>,
    ) {
        let listed: std::collections::BTreeSet<&str> = (manifest.messages.iter())
            .map(|claim| claim.file.as_str())
            .chain([MANIFEST, PAGE])
            .collect();
        for file in files
            .iter()
            .filter(|file| !listed.contains(file.name.as_str()))
        {
            let told = format!("'{}' in it is not in the manifest", file.name);
            self.bundle_differs(Some(file.start), told);
        }
        for claim in &manifest.messages {
            if !by_name.contains_key(claim.file.as_str()) {
                let told = format!("'{}' is in the manifest and not there", claim.file);
                self.bundle_differs(None, told);
            }
        }
    }

    /// The page is the one in the manifest.
    fn page(&mut self, manifest: &Manifest, by_name: &BTreeMap<&str, &Unpacked>) {
        let said = manifest.page.as_ref().map(|page| page.sha256.clone());
        match by_name.get(PAGE) {
            Some(page) if Some(Sha256Digest::of(&page.bytes).to_string()) == said => {}
            Some(page) if page.wrong.is_some() => {}
            Some(page) => {
                let told = format!("'{PAGE}' in it is not the one in the manifest");
                self.bundle_differs(Some(page.start), told);
            }
            None => self.bundle_differs(None, format!("'{PAGE}' is missing")),
        }
    }

    /// Compares each message with what lies where it was. Those that do not agree are left: number, and what is there instead.
    fn in_place(
        &mut self,
        claims: &[(&Claim, &Unpacked)],
        archive: &[PathBuf],
    ) -> Result<Vec<(usize, Nearest)>> {
        let mut tries: Vec<(PathBuf, usize)> = Vec::new();
        for (index, (claim, _)) in claims.iter().enumerate() {
            let paths = candidates(&claim.origin.file, archive).into_iter();
            tries.extend(paths.map(|path| (path, index)));
        }
        tries.sort();
        let stretches: Vec<Stretch> = (tries.iter())
            .map(|(_, index)| stretch(&claims[*index].0.origin))
            .collect();
        let places: Vec<original::Place> = (tries.iter().zip(&stretches))
            .map(|((path, index), stretch)| original::Place {
                file: path,
                member: claims[*index].0.origin.member.as_deref(),
                stretch,
            })
            .collect();
        let mut agreed = vec![false; claims.len()];
        let mut nearest: Vec<Nearest> = vec![None; claims.len()];
        read_all(&places, &mut |number, found| {
            let (path, index) = &tries[number];
            let (claim, file) = claims[*index];
            let Ok(lying) = found else { return Ok(()) };
            if same(claim, file, lying) {
                agreed[*index] = true;
            } else if claim.origin.within.is_empty() {
                let place = member_name(path, claim.origin.member.as_deref());
                nearest[*index].get_or_insert((place, claim.origin.offset, lying.to_vec()));
            }
            Ok(())
        })?;
        let mut left = Vec::new();
        for (index, nearest) in nearest.into_iter().enumerate() {
            if agreed[index] {
                self.outcome.in_place += 1;
                self.said(claims[index]);
            } else {
                left.push((index, nearest));
            }
        }
        Ok(left)
    }

    /// The archive agrees with the bytes; do they agree with the manifest?
    fn said(&mut self, (claim, file): (&Claim, &Unpacked)) {
        if Sha256Digest::of(&file.bytes).to_string() != claim.sha256 {
            let told = format!(
                "the digest of '{}' in the manifest is not that of its bytes",
                claim.file
            );
            self.bundle_differs(Some(file.start), told);
        }
    }

    /// Reads the whole archive for those that are left.
    fn anywhere(
        &mut self,
        claims: &[(&Claim, &Unpacked)],
        left: Vec<(usize, Nearest)>,
        archive: &[PathBuf],
    ) -> Result<()> {
        if left.is_empty() {
            return Ok(());
        }
        let digest = |index: usize| Sha256Digest::of(&claims[index].1.bytes);
        let mut wanted: BTreeMap<Sha256Digest, Option<String>> = left
            .iter()
            .map(|(index, _)| (digest(*index), None))
            .collect();
        look_for(&mut wanted, archive)?;
        for (index, nearest) in left {
            let (claim, file) = claims[index];
            match wanted.get(&digest(index)).cloned().flatten() {
                Some(place) => {
                    self.outcome.elsewhere.push((claim.file.clone(), place));
                    self.said((claim, file));
                }
                None => self.missing(claim, file, nearest),
            }
        }
        Ok(())
    }

    /// Names the byte that differs, and the side that is not as the manifest says; both if neither is.
    fn missing(&mut self, claim: &Claim, file: &Unpacked, nearest: Nearest) {
        let Some((place, offset, lying)) = nearest else {
            let told = format!("the message of '{}' is not in the archive", claim.file);
            return self.bundle_differs(Some(file.start), told);
        };
        let as_said = |bytes: &[u8]| Sha256Digest::of(bytes).to_string() == claim.sha256;
        let (ours, theirs) = (as_said(&file.bytes), as_said(&lying));
        let at = first_difference(&file.bytes, &lying).unwrap_or(0);
        if ours || !theirs {
            self.outcome.differences.push(Difference {
                check: "archive",
                file: place.clone(),
                offset: Some(offset + at),
                detail: format!(
                    "it differs here from '{}', at byte {at} of that",
                    claim.file
                ),
            });
        }
        if theirs || !ours {
            let told = format!(
                "byte {at} of '{}' in it differs from byte {} of {place}",
                claim.file,
                offset + at
            );
            self.bundle_differs(Some(file.start + at), told);
        }
    }
}

/// Longest header of a file in a bundle, without its name: 30 bytes and what may stand beside.
const HEADER: u64 = 64;

/// Whether a byte lies in the header of a damaged file.
fn in_header(file: &Unpacked, offset: u64) -> bool {
    let start = file.start.saturating_sub(HEADER + file.name.len() as u64);
    file.wrong.is_some() && (start..file.start).contains(&offset)
}

fn same(claim: &Claim, file: &Unpacked, lying: &[u8]) -> bool {
    if claim.origin.within.is_empty() {
        return lying == file.bytes;
    }
    let sha256 = Sha256Digest::of(&file.bytes).to_string();
    inner(lying, &claim.origin.within, &sha256).is_some()
}

fn stretch(place: &Place) -> Stretch {
    Stretch {
        offset: place.offset,
        length: place.length,
        within: place.within.clone(),
    }
}
