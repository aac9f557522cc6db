#!/usr/bin/env python3
"""Times the whole program beside what a Python user would write, on the same mail, in one run, interleaved.

usage: end_to_end.py PROGRAM MAIL_FOLDER [ROUNDS]

PROGRAM: target/release/mailties. MAIL_FOLDER: mbox files. The peer reads the same files with Python's mailbox and email
packages and only builds the graph of who writes to whom (networkx if it is there, else a dictionary). Caveat: on a shared
machine only the ratios of medians mean something.
"""
import email.utils, mailbox, os, shutil, statistics, subprocess, sys, tempfile, time


def peer(folder):
    try:
        import networkx
        graph = networkx.DiGraph()
    except ImportError:
        graph = None
    ties = {}
    for name in sorted(os.listdir(folder)):
        box = mailbox.mbox(os.path.join(folder, name), create=False)
        for message in box:
            sender = email.utils.getaddresses([str(message.get("From", ""))])
            rest = email.utils.getaddresses([str(h) for f in ("To", "Cc", "Bcc") for h in message.get_all(f, [])])
            for _, a in sender[:1]:
                for _, b in rest:
                    ties[a.lower(), b.lower()] = ties.get((a.lower(), b.lower()), 0) + 1 / len(rest)
    if graph is not None:
        graph.add_weighted_edges_from((a, b, w) for (a, b), w in ties.items())
    return len(ties)


def main():
    if sys.argv[1:2] == ["--peer"]:
        print(peer(sys.argv[2]))
        return
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    program, folder, rounds = sys.argv[1], sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 5
    size = sum(e.stat().st_size for e in os.scandir(folder) if e.is_file())
    ours, theirs = [], []
    for _ in range(rounds):
        case = tempfile.mkdtemp()
        start = time.perf_counter()
        code = subprocess.run([program, "analyze", "-q", folder, "--case", os.path.join(case, "case")]).returncode
        ours.append(time.perf_counter() - start)
        shutil.rmtree(case)
        if code not in (0, 3):
            sys.exit(f"the program ended with {code}")
        start = time.perf_counter()
        subprocess.run([sys.executable, __file__, "--peer", folder], check=True, stdout=subprocess.DEVNULL)
        theirs.append(time.perf_counter() - start)
    a, b = statistics.median(ours), statistics.median(theirs)
    print(f"{size / 1e6:.0f} MB, medians of {rounds}: mailties {a:.2f} s ({size / 1e6 / a:.0f} MB/s, everything), "
          f"Python {b:.2f} s ({size / 1e6 / b:.1f} MB/s, tie graph only), ratio {b / a:.1f}")


main()
