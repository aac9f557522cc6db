//! What Linux can take from a process besides limits: its life after its parent, files, network. It does not know documents.

use landlock::{ABI, Access, AccessFs, AccessNet, Ruleset, RulesetAttr, Scope};
use rustix::process::{Signal, set_parent_process_death_signal};

/// Ends this process with its parent. If that is gone already, the pipe has ended.
pub(super) fn die_with_parent() {
    let _ = set_parent_process_death_signal(Some(Signal::KILL));
}

/// Landlock: no file can be opened, no TCP, no signals to others, as far as this kernel knows them.
pub(super) fn close_files_and_network() {
    let rules = Ruleset::default()
        .handle_access(AccessFs::from_all(ABI::V6))
        .and_then(|rules| rules.handle_access(AccessNet::from_all(ABI::V6)))
        .and_then(|rules| rules.scope(Scope::from_all(ABI::V6)))
        .and_then(|rules| rules.create());
    drop(rules.and_then(landlock::RulesetCreated::restrict_self));
}
