#!/usr/bin/env python3
"""Times one measure beside igraph and NetworKit on the same edge list, in one run, each in a process of its own.

usage: measures_against.py EDGES betweenness|leiden [ROUNDS] [THREADS]

EDGES: two vertex names a line, `#` starts a comment. Needs `cargo bench --bench edges --no-run` to have been run, and the
Python packages igraph and networkit (those that are missing are left out). Betweenness is exact, igraph has one thread.
Prints the median of the seconds for the measure alone, the CPU seconds of the process, and the check value.
"""
import glob, os, re, resource, statistics, subprocess, sys, time


def edges(path):
    seen, numbers = set(), {}
    for line in open(path):
        ends = line.split()
        if line.startswith("#") or len(ends) < 2:
            continue
        a, b = (numbers.setdefault(e, len(numbers)) for e in ends[:2])
        if a != b:
            seen.add((min(a, b), max(a, b)))
    return len(numbers), sorted(seen)


def peer(name, path, measure, threads):
    n, pairs = edges(path)
    if name == "igraph":
        import igraph
        graph = igraph.Graph(n=n, edges=pairs)
        run = {"betweenness": lambda: sum(graph.betweenness()),
               "leiden": lambda: graph.community_leiden("modularity", n_iterations=-1).modularity}[measure]
    else:
        import networkit
        networkit.setNumberOfThreads(threads)
        graph = networkit.Graph(n)
        for a, b in pairs:
            graph.addEdge(a, b)

        def between():
            centrality = networkit.centrality.Betweenness(graph)
            centrality.run()
            return sum(centrality.scores())

        def communities():
            found = networkit.community.ParallelLeiden(graph)
            found.run()
            return networkit.community.Modularity().getQuality(found.getPartition(), graph)

        run = {"betweenness": between, "leiden": communities}[measure]
    start = time.perf_counter()
    check = run()
    print(f"{measure} {check:.6f}, {time.perf_counter() - start:.2f} s")


def main():
    if sys.argv[1:2] == ["--peer"]:
        peer(sys.argv[2], sys.argv[3], sys.argv[4], int(sys.argv[5]))
        return
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    path, measure = sys.argv[1:3]
    rounds, threads = (int(sys.argv[i]) if len(sys.argv) > i else d for i, d in ((3, 3), (4, 2)))
    target = os.environ.get("CARGO_TARGET_DIR", "target")
    built = [f for f in glob.glob(f"{target}/release/deps/edges-*") if os.access(f, os.X_OK) and not f.endswith(".d")]
    if not built:
        sys.exit("first: cargo bench --bench edges --no-run")
    commands = {"mailties": [max(built, key=os.path.getmtime), path, measure, str(threads)]}
    for name in ("igraph", "networkit"):
        if subprocess.run([sys.executable, "-c", f"import {name}"], capture_output=True).returncode == 0:
            commands[name] = [sys.executable, __file__, "--peer", name, path, measure, str(threads)]
    times = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            seconds = float(re.search(r"([0-9.]+) s", out).group(1))
            times[name].append((seconds, cpu, out.strip()))
            print(f"{name:<10} {seconds:8.2f} s  {cpu:8.2f} CPU s", file=sys.stderr, flush=True)
    for name, all_ in times.items():
        print(f"{name:<10} {statistics.median(t[0] for t in all_):8.2f} s  {statistics.median(t[1] for t in all_):8.2f} CPU s  {all_[0][2]}", flush=True)


main()
