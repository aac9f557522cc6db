//! What Linux can take from a process besides limits: files, network, and system calls. It does not know documents.

use std::collections::BTreeMap;

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

/// Seccomp: lets through what a computation over bytes in memory needs; all else is answered as if the kernel did not know it, so that
/// libraries fall back or fail in order.
#[cfg(any(
    target_arch = "x86_64",
    target_arch = "aarch64",
    target_arch = "riscv64"
))]
pub(super) fn close_system_calls() {
    let unknown = seccompiler::SeccompAction::Errno(libc::ENOSYS.unsigned_abs());
    let filter = allowed().and_then(|allowed| {
        let arch = std::env::consts::ARCH.try_into()?;
        let allow = seccompiler::SeccompAction::Allow;
        let filter = seccompiler::SeccompFilter::new(allowed, unknown, allow, arch)?;
        seccompiler::BpfProgram::try_from(filter)
    });
    if let Ok(filter) = filter {
        drop(seccompiler::apply_filter(&filter));
    }
}

/// On other processors there is no filter.
#[cfg(not(any(
    target_arch = "x86_64",
    target_arch = "aarch64",
    target_arch = "riscv64"
)))]
pub(super) fn close_system_calls() {}

type Rules = BTreeMap<i64, Vec<seccompiler::SeccompRule>>;

/// The system calls that are let through, some with conditions.
fn allowed() -> Result<Rules, seccompiler::BackendError> {
    let mut rules: Rules = PLAIN.iter().map(|call| (*call, Vec::new())).collect();
    // Memory that can be run is never made.
    for call in [libc::SYS_mmap, libc::SYS_mprotect] {
        rules.insert(call, vec![masked(2, libc::PROT_EXEC as u64, 0)?]);
    }
    // Threads, but no processes. (The newer call hides its flags behind a pointer; libraries fall back to this one.)
    let thread = libc::CLONE_THREAD as u64;
    rules.insert(libc::SYS_clone, vec![masked(0, thread, thread)?]);
    // Limits of this process only, signals to it only (the last act of one that aborts).
    rules.insert(libc::SYS_prlimit64, vec![masked(0, u64::MAX, 0)?]);
    let own = u64::from(std::process::id());
    rules.insert(libc::SYS_tgkill, vec![masked(0, u64::MAX, own)?]);
    Ok(rules)
}

/// The argument has these bits under the mask.
fn masked(
    argument: u8,
    mask: u64,
    bits: u64,
) -> Result<seccompiler::SeccompRule, seccompiler::BackendError> {
    use seccompiler::{SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompRule};
    let operator = SeccompCmpOp::MaskedEq(mask);
    let length = SeccompCmpArgLen::Qword;
    SeccompRule::new(vec![SeccompCondition::new(
        argument, length, operator, bits,
    )?])
}

/// Pipes that are open, memory, threads, time, signals of its own, the end.
const PLAIN: &[i64] = &[
    libc::SYS_read,
    libc::SYS_readv,
    libc::SYS_write,
    libc::SYS_writev,
    libc::SYS_close,
    libc::SYS_ppoll,
    libc::SYS_munmap,
    libc::SYS_mremap,
    libc::SYS_madvise,
    libc::SYS_brk,
    libc::SYS_futex,
    libc::SYS_set_robust_list,
    libc::SYS_rseq,
    libc::SYS_membarrier,
    libc::SYS_sched_yield,
    libc::SYS_sched_getaffinity,
    libc::SYS_getcpu,
    libc::SYS_getpid,
    libc::SYS_gettid,
    libc::SYS_getrandom,
    libc::SYS_clock_gettime,
    libc::SYS_clock_nanosleep,
    libc::SYS_nanosleep,
    libc::SYS_gettimeofday,
    libc::SYS_getrusage,
    libc::SYS_sigaltstack,
    libc::SYS_rt_sigaction,
    libc::SYS_rt_sigprocmask,
    libc::SYS_rt_sigreturn,
    libc::SYS_restart_syscall,
    libc::SYS_exit,
    libc::SYS_exit_group,
];
