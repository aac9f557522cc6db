//! What a process that reads documents gives up before it sees the first byte. It does not know documents. Each step is done as far as the
//! system knows it: a system without one of them reads documents all the same, behind the other walls.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use rustix::time::{ClockId, clock_gettime};

use super::super::limits::{MEMORY, TIME};
use super::STACK;

/// Files that stay open: the two pipes, and what the process says when it dies.
const OPEN_FILES: u64 = 3;

/// Gives up all rights. They cannot be had again.
pub(super) fn give_up() {
    #[cfg(target_os = "linux")]
    super::sandbox::die_with_parent();
    let memory = mapped() + STACK as u64 + MEMORY;
    limit(Resource::As, memory, memory);
    limit(Resource::Fsize, 0, 0);
    limit(Resource::Core, 0, 0);
    renew_time();
    #[cfg(target_os = "linux")]
    super::sandbox::close_files_and_network();
    limit(Resource::Nofile, OPEN_FILES, OPEN_FILES);
    #[cfg(all(
        target_os = "linux",
        any(
            target_arch = "x86_64",
            target_arch = "aarch64",
            target_arch = "riscv64"
        )
    ))]
    super::seccomp::close_system_calls();
}

/// Allows as much processor time for the next document as it may take by the clock, and a little more: the parent's watch comes first.
pub(super) fn renew_time() {
    let used = u64::try_from(clock_gettime(ClockId::ProcessCPUTime).tv_sec).unwrap_or_default();
    let most = getrlimit(Resource::Cpu).maximum.unwrap_or(u64::MAX);
    limit(Resource::Cpu, used + TIME.as_secs() + 2, most);
}

fn limit(what: Resource, now: u64, most: u64) {
    let highest = getrlimit(what).maximum.unwrap_or(u64::MAX);
    let most = most.min(highest);
    let asked = Rlimit {
        current: Some(now.min(most)),
        maximum: Some(most).filter(|most| *most != u64::MAX),
    };
    let _ = setrlimit(what, asked);
}

/// Bytes of address space that the program has already: its own code, and what the allocator put aside.
fn mapped() -> u64 {
    let pages = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages = pages.split(' ').next().and_then(|first| first.parse().ok());
    pages.unwrap_or(0_u64) * rustix::param::page_size() as u64
}
