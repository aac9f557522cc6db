//! `why`: the messages behind a tie.

use std::path::Path;

use mailties::error::{Error, Result};
use mailties::network::{self, Period};
use mailties::pipeline::{self, Conclusions};
use mailties::report::{Table, Values, messages};

use super::args::Why;
use super::find::{Found, find};
use super::{Exit, output};

/// Runs the command.
pub fn run(args: &Why) -> Result<Exit> {
    let case = pipeline::conclude(&args.case)?;
    let (a, b) = (
        members(&args.case, &case, &args.a)?,
        members(&args.case, &case, &args.b)?,
    );
    let context = case.context(Period::default(), Default::default());
    let lookup = mailties::case::lookup::Lookup::open(&args.case)?;
    let all = messages::rows(&context, &lookup.subjects()?, &lookup.message_ids()?);
    let mut contacts = network::between(&context, &a, &b);
    contacts.extend(network::between(&context, &b, &a));
    let mut roles = std::collections::BTreeMap::new();
    for contact in contacts {
        let from_a = a[contact.source as usize];
        roles
            .entry(case.messages.list[contact.message as usize].id.as_str())
            .or_insert((from_a, contact.role));
    }
    let Some(Values::Text(ids)) = all.column("id").map(|c| &c.values) else {
        return Ok(Exit::Nothing);
    };
    let rows: Vec<u32> = (0..ids.len() as u32)
        .filter(|r| roles.contains_key(ids[*r as usize].as_str()))
        .collect();
    if rows.is_empty() {
        return Err(Error::new(format!(
            "no message in this case went between '{}' and '{}'",
            args.a, args.b
        ))
        .hint("that is not proof that none was written: these mailboxes may not have seen it"));
    }
    let found: Vec<(bool, u8)> = rows
        .iter()
        .map(|r| roles[ids[*r as usize].as_str()])
        .collect();
    output::table(
        &table(args, &all.pick(&rows), &found),
        args.form,
        Some(&["date", "direction", "role", "from", "to", "subject", "id"]),
    )?;
    Ok(Exit::Done)
}

fn members(folder: &Path, case: &Conclusions, typed: &str) -> Result<Vec<bool>> {
    let mut inside = vec![false; case.people.list.len()];
    match find(folder, case, typed)? {
        Found::Person(p) => inside[p as usize] = true,
        Found::Organization(o) => {
            for (member, place) in inside.iter_mut().zip(&case.organizations.of_member) {
                *member = *place == o;
            }
        }
        Found::Message(_) => {
            return Err(Error::usage(format!(
                "'{typed}' is a message; a tie has a correspondent or an organization at each end"
            )));
        }
    }
    Ok(inside)
}

fn table(args: &Why, messages: &Table, found: &[(bool, u8)]) -> Table {
    let direction = |from_a: bool| {
        if from_a {
            format!("{} > {}", args.a, args.b)
        } else {
            format!("{} > {}", args.b, args.a)
        }
    };
    let role = |role: u8| {
        ["To", "Cc", "Bcc"]
            .get(usize::from(role))
            .copied()
            .unwrap_or_default()
            .to_owned()
    };
    let mut table = messages.clone();
    let columns = Table::default()
        .with(
            "direction",
            "who wrote to whom",
            Values::Text(found.iter().map(|(a, _)| direction(*a)).collect()),
        )
        .with(
            "role",
            "header that names the recipient",
            Values::Text(found.iter().map(|(_, r)| role(*r)).collect()),
        );
    table.columns.splice(2..2, columns.columns);
    table
}
