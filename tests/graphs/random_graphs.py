#!/usr/bin/env python3
"""Writes random_graphs.tsv beside this file: 50 random graphs and what networkx and igraph say about them.

    pip install networkx igraph && python3 random_graphs.py

One line a fact, fields separated by tabs:
    graph NAME VERTICES directed|undirected    then the facts of that graph
    arc SOURCE TARGET WEIGHT                   of an undirected graph each edge once
    KEY VALUE VALUE ...                        one value a vertex, `-` where it is not defined
Weights are eighths. Keys that begin with `u_` are measures of the undirected graph (weights of both directions summed).
"""
import math, os, random
import igraph, networkx as nx

HERE = os.path.dirname(os.path.abspath(__file__))


def graphs():
    for i in range(50):
        r = random.Random(1000 + i)
        n = r.randint(3, 40)
        directed = i % 2 == 1
        kind = i % 5
        arcs = {}
        if kind == 4:  # isolates, trees and a dense corner
            for v in range(1, n // 2):
                arcs[v, r.randrange(v)] = 1
            for a in range(min(6, n)):
                for b in range(a):
                    arcs[a, b] = 1
        else:  # from very sparse to dense, so disconnected ones too; hubs in two of four
            density = [0.6, 1.2, 2.5, 6.0][kind]
            pick = (lambda: int(n * r.random() ** 2)) if r.random() < 0.5 else (lambda: r.randrange(n))
            for _ in range(int(density * n)):
                a, b = pick(), r.randrange(n)
                if a != b:
                    arcs[a, b] = 1
        g = nx.DiGraph() if directed else nx.Graph()
        g.add_nodes_from(range(n))
        for a, b in arcs:
            g.add_edge(a, b, weight=r.randint(1, 40) / 8 if i % 3 else 1.0)
        yield f"random{i}", g


def listed(g, values):
    return ["-" if v is None or math.isnan(v) else repr(float(v)) for v in (values[x] for x in range(len(g)))]


def near(a, b):
    return all(abs(x - y) <= 1e-9 * max(1, abs(y)) for x, y in zip(a, b))


def measures(g):
    n = len(g)
    u = nx.Graph()
    u.add_nodes_from(range(n))
    for a, b, w in g.edges(data="weight"):
        u.add_edge(a, b, weight=w + (u[a][b]["weight"] if u.has_edge(a, b) else 0))
    i = igraph.Graph(n=n, edges=list(u.edges()))
    between, harmonic = nx.betweenness_centrality(u, normalized=False), nx.harmonic_centrality(u)
    assert near([between[v] for v in range(n)], i.betweenness())
    assert near([harmonic[v] for v in range(n)], i.harmonic_centrality(normalized=False))
    assert [nx.core_number(u)[v] for v in range(n)] == i.coreness()
    yield "u_degree", listed(u, dict(u.degree()))
    yield "u_strength", listed(u, dict(u.degree(weight="weight")))
    yield "u_betweenness", listed(u, between)
    yield "u_harmonic", listed(u, harmonic)
    yield "u_core", listed(u, nx.core_number(u))
    yield "u_constraint", listed(u, nx.constraint(u, weight="weight"))
    yield "u_effective_size", listed(u, nx.effective_size(u))
    yield "u_clustering", listed(u, nx.clustering(u))
    yield "u_components", [str(s) for s in sorted((len(c) for c in nx.connected_components(u)), reverse=True)]
    parts = [v % 3 for v in range(n)]
    if u.number_of_edges():
        groups = [{v for v in range(n) if v % 3 == k} for k in range(min(3, n))]
        yield "u_modularity_by_thirds", [repr(nx.community.modularity(u, groups, weight="weight"))]
        assert abs(nx.community.modularity(u, groups, weight="weight") - i.modularity(parts, weights=[d for _, _, d in u.edges(data="weight")])) < 1e-12
    rank = nx.pagerank(g, tol=1e-15, max_iter=100000, weight="weight")
    yield "pagerank", listed(g, rank)
    if g.is_directed():
        j = igraph.Graph(n=n, edges=list(g.edges()), directed=True)
        assert near([rank[v] for v in range(n)], j.pagerank(weights=[w for _, _, w in g.edges(data="weight")]) if j.ecount() else [1 / n] * n)
        between = nx.betweenness_centrality(g, normalized=False)
        assert near([between[v] for v in range(n)], j.betweenness())
        yield "in_degree", listed(g, dict(g.in_degree()))
        yield "out_degree", listed(g, dict(g.out_degree()))
        yield "in_strength", listed(g, dict(g.in_degree(weight="weight")))
        yield "out_strength", listed(g, dict(g.out_degree(weight="weight")))
        yield "betweenness", listed(g, between)
        yield "harmonic", listed(g, nx.harmonic_centrality(g))
        yield "strong_components", [str(s) for s in sorted((len(c) for c in nx.strongly_connected_components(g)), reverse=True)]


with open(f"{HERE}/random_graphs.tsv", "w") as f:
    for name, g in graphs():
        print("graph", name, len(g), "directed" if g.is_directed() else "undirected", sep="\t", file=f)
        for a, b, w in sorted(g.edges(data="weight")):
            print("arc", a, b, w, sep="\t", file=f)
        for key, values in measures(g):
            print(key, *values, sep="\t", file=f)
