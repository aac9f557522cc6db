//! The four networks of a case: built, measured, told from noise, as rows.

use std::path::Path;

use crate::case::themes::themes;
use crate::error::Result;
use crate::findings::chance::chance;
use crate::findings::custodians::custodians;
use crate::findings::custody::{Holdings, standing};
use crate::message::Role;
use crate::network::{self, Contact, Context, Ties};
use crate::report::measures::{Measures, Settings, measure};
use crate::report::summary::{self, Counts};
use crate::report::{
    GraphRows, Table, mentions as mention_rows, organizations as organization_rows, place,
};

/// The networks of a case, measured, as rows.
#[derive(Debug)]
pub struct Networks {
    /// Who writes to whom.
    pub people: (GraphRows, Measures),
    /// Which organization writes with which.
    pub organizations: (GraphRows, Measures),
    /// Who names which organization.
    pub mentions: (GraphRows, Measures),
    /// Which organizations are named together.
    pub co_mentions: (GraphRows, Measures),
}

impl Networks {
    /// Gives them titles and captions.
    pub fn entitle(&mut self, counts: &Counts) {
        for graph in [
            &mut self.people.0,
            &mut self.organizations.0,
            &mut self.mentions.0,
            &mut self.co_mentions.0,
        ] {
            summary::entitle(graph, counts);
        }
    }

    /// Gives them places, on all cores; the same for the same seed.
    pub fn place(&mut self, seed: u64) {
        let (people, organizations) = (&mut self.people.0, &mut self.organizations.0);
        let (mentions, co_mentions) = (&mut self.mentions.0, &mut self.co_mentions.0);
        rayon::scope(|scope| {
            for graph in [people, organizations, mentions, co_mentions] {
                scope.spawn(move |_| place::network(graph, seed));
            }
        });
    }

    /// All of them.
    pub fn all(&self) -> [(&GraphRows, &Measures); 4] {
        let Self {
            people,
            organizations,
            mentions,
            co_mentions,
        } = self;
        [people, organizations, mentions, co_mentions].map(|(graph, measures)| (graph, measures))
    }
}

/// What all networks are measured with.
struct Making<'a> {
    context: &'a Context<'a>,
    settings: Settings,
    holdings: &'a Holdings,
}

impl Making<'_> {
    /// The measures of a network and what tells its ties from noise; `contacts` are what it sums.
    fn measures(&self, ties: &Ties, contacts: &[Contact], dealt_by_ends: bool) -> Measures {
        let date = |m| self.context.date(m);
        let (mut measures, (chance, mailboxes)) = rayon::join(
            || measure(ties, self.settings),
            || {
                let chance = chance(ties, contacts, dealt_by_ends, date);
                (chance, self.holdings.mailboxes(ties, contacts))
            },
        );
        measures.q_values = chance.q_values;
        measures.methods.push(chance.method);
        measures.mailboxes = mailboxes;
        measures
    }
}

/// Builds and measures the networks, on all cores.
pub fn networks(context: &Context, settings: Settings) -> Networks {
    let custodians = custodians(context);
    let holdings = Holdings::new(context, &custodians);
    let made = Making {
        context,
        settings,
        holdings: &holdings,
    };
    let counts = organization_rows::count(context);
    let people = || {
        let network = network::correspondence(context);
        let contacts = network::correspondence_contacts(context);
        let mut measures = made.measures(&network.ties(), &contacts, true);
        measures.witnesses = holdings.is_custodian.clone();
        measures.standing = standing(&holdings, &network.ties(), &contacts, &measures.pagerank);
        let rows = crate::report::people::rows(context, &network.ties(), &measures);
        (rows, measures)
    };
    let by_mail = || {
        let network = network::organizations(context);
        let contacts = network::organization_contacts(context);
        let mut measures = made.measures(&network.ties(), &contacts, false);
        measures.witnesses = holdings.organizations(context);
        let rows = organization_rows::rows(context, &counts, &network.ties(), &measures);
        (rows, measures)
    };
    let by_names = || {
        let network = network::mentions(context);
        let contacts = network::mention_contacts(context);
        let mut measures = made.measures(&network.ties(), &contacts, true);
        measures.witnesses = holdings.is_custodian.clone();
        let rows = mention_rows::rows(context, &network.ties(), &measures);
        (rows, measures)
    };
    let together = || {
        let network = network::co_mentions(context);
        let contacts = network::co_mention_contacts(context);
        let measures = made.measures(&network.ties(), &contacts, false);
        let rows = organization_rows::co_mention_rows(context, &counts, &network.ties(), &measures);
        (rows, measures)
    };
    let (people, (organizations, (mentions, co_mentions))) = rayon::join(people, || {
        rayon::join(by_mail, || rayon::join(by_names, together))
    });
    Networks {
        people,
        organizations,
        mentions,
        co_mentions,
    }
}

/// Words that name a community.
const WORDS: usize = 6;

/// The communities of all networks; those of people with the words of the mail that their members write.
///
/// # Errors
/// If the case cannot be read.
pub fn communities(folder: &Path, context: &Context, networks: &Networks) -> Result<Table> {
    let of_people = &networks.people.1.community;
    let known = networks.people.0.communities.len();
    let group = |version: u32| {
        let sender = context
            .people
            .in_roles(context.facts, version, &[Role::From]);
        let community = of_people
            .get(*sender.first()? as usize)
            .copied()
            .flatten()?;
        ((community as usize) < known).then_some(community)
    };
    let grouped = context.messages.list.iter().filter_map(|m| {
        let row = context.facts.versions[m.version as usize].row;
        Some((row, group(m.version)?))
    });
    let words = themes(folder, &grouped.collect(), known, WORDS)?;
    Ok(crate::report::communities::rows(&networks.all(), &words))
}
