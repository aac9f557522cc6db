//! The filter of system calls: it lets through what a computation over bytes in memory needs. All else is answered as if the kernel did
//! not know it, so that libraries fall back or fail in order. It does not know documents.

use std::collections::BTreeMap;

use seccompiler::{
    BackendError, BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition,
    SeccompFilter, SeccompRule, TargetArch,
};

#[cfg(target_arch = "x86_64")]
const ARCH: TargetArch = TargetArch::x86_64;
#[cfg(target_arch = "aarch64")]
const ARCH: TargetArch = TargetArch::aarch64;
#[cfg(target_arch = "riscv64")]
const ARCH: TargetArch = TargetArch::riscv64;

/// Closes all other system calls to this thread and to those that it will start. Without effect where the kernel has no filters.
pub(super) fn close_system_calls() {
    if let Ok(filter) = filter() {
        drop(seccompiler::apply_filter(&filter));
    }
}

fn filter() -> Result<BpfProgram, BackendError> {
    let unknown = SeccompAction::Errno(libc::ENOSYS.unsigned_abs());
    SeccompFilter::new(allowed()?, unknown, SeccompAction::Allow, ARCH)?.try_into()
}

/// The system calls that are let through, some with conditions, one of which must hold.
fn allowed() -> Result<BTreeMap<i64, Vec<SeccompRule>>, BackendError> {
    let mut rules: BTreeMap<_, _> = PLAIN.iter().map(|call| (*call, Vec::new())).collect();
    // The pipes, and nothing else that whoever started the program may have left open.
    for call in [libc::SYS_read, libc::SYS_readv] {
        rules.insert(call, vec![is(0, 0)?]);
    }
    for call in [libc::SYS_write, libc::SYS_writev] {
        rules.insert(call, vec![is(0, 1)?, is(0, 2)?]);
    }
    // Memory that can be run is never made.
    for call in [libc::SYS_mmap, libc::SYS_mprotect] {
        rules.insert(call, vec![has(2, libc::PROT_EXEC, false)?]);
    }
    // Threads, but no processes. The newer call hides its flags behind a pointer; libraries fall back to this one.
    rules.insert(libc::SYS_clone, vec![has(0, libc::CLONE_THREAD, true)?]);
    // Limits of this process only, signals to it only: the last act of one that aborts.
    rules.insert(libc::SYS_prlimit64, vec![is(0, 0)?]);
    rules.insert(libc::SYS_tgkill, vec![is(0, std::process::id())?]);
    Ok(rules)
}

/// An argument, counted from 0, is this.
fn is(argument: u8, value: u32) -> Result<SeccompRule, BackendError> {
    rule(argument, SeccompCmpOp::Eq, value)
}

/// An argument has this bit, or has it not.
fn has(argument: u8, bit: i32, set: bool) -> Result<SeccompRule, BackendError> {
    let mask = SeccompCmpOp::MaskedEq(u64::from(bit.unsigned_abs()));
    rule(argument, mask, if set { bit.unsigned_abs() } else { 0 })
}

/// Numbers of files and processes, and flags, have 32 bits; what else is in the register does not count.
fn rule(argument: u8, operator: SeccompCmpOp, value: u32) -> Result<SeccompRule, BackendError> {
    let length = SeccompCmpArgLen::Dword;
    let condition = SeccompCondition::new(argument, length, operator, u64::from(value))?;
    SeccompRule::new(vec![condition])
}

/// Memory, threads, time, signals of its own, the end.
const PLAIN: &[i64] = &[
    libc::SYS_close,
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
