#!/usr/bin/env python3
"""Writes NAME.txt (the graphs) and expected/NAME.json (what networkx and igraph say about them) beside this file.

    pip install networkx igraph && python3 expected.py

NAME.txt: `n directed|undirected`, then one arc or edge `source target weight` a line.
Values of absent meaning (constraint of an isolated vertex) are null.
"""
import json, math, os, random
import igraph, networkx as nx

HERE = os.path.dirname(os.path.abspath(__file__))


def weighted(g, seed):
    r = random.Random(seed)
    for a, b in sorted(g.edges()):
        g[a][b]["weight"] = r.randint(1, 40) / 8
    return g


def numbered(g, directed=False):
    out = nx.DiGraph() if directed else nx.Graph()
    number = {v: i for i, v in enumerate(g.nodes())}
    out.add_nodes_from(range(len(number)))
    for a, b, d in g.edges(data=True):
        if a != b:
            out.add_edge(number[a], number[b], weight=float(d.get("weight", 1)))
    return out


def graphs():
    yield "karate", numbered(nx.karate_club_graph())
    yield "krackhardt_kite", numbered(nx.krackhardt_kite_graph())
    yield "florentine_families", numbered(nx.florentine_families_graph())
    yield "davis", numbered(nx.davis_southern_women_graph())
    yield "star", numbered(nx.star_graph(9))
    yield "path", numbered(nx.path_graph(10))
    yield "barbell", numbered(nx.barbell_graph(6, 3))
    yield "two", numbered(nx.path_graph(2))
    yield "empty", nx.Graph()
    yield "one_vertex", numbered(nx.empty_graph(1))
    yield "isolates", numbered(nx.empty_graph(5))
    yield "tree", numbered(nx.random_labeled_tree(60, seed=3))
    yield "random_weighted", weighted(numbered(nx.gnm_random_graph(80, 200, seed=1)), 1)
    yield "random_disconnected", weighted(numbered(nx.gnm_random_graph(120, 90, seed=2)), 2)
    yield "scale_free_leaves", weighted(numbered(nx.barabasi_albert_graph(150, 1, seed=4)), 4)
    g = nx.disjoint_union_all([nx.barabasi_albert_graph(60, 2, seed=5), nx.random_labeled_tree(20, seed=6), nx.cycle_graph(7), nx.empty_graph(4)])
    yield "mixed_undirected", weighted(numbered(g), 5)
    yield "directed_small", weighted(numbered(nx.DiGraph([(0, 1), (1, 2), (2, 0), (2, 3), (3, 4), (4, 3), (4, 5), (6, 5), (6, 7), (7, 6)]), True), 6)
    yield "directed_random", weighted(numbered(nx.gnm_random_graph(100, 400, seed=7, directed=True), True), 7)
    yield "directed_sparse", weighted(numbered(nx.gnm_random_graph(150, 180, seed=8, directed=True), True), 8)
    yield "directed_scale_free", weighted(numbered(nx.DiGraph(nx.scale_free_graph(120, seed=9)), True), 9)


def listed(g, values):
    return [None if math.isnan(values[v]) else values[v] for v in range(len(g))]


def modularity_of_leiden(u):
    random.seed(1)
    g = igraph.Graph(n=len(u), edges=list(u.edges()))
    w = [u[a][b]["weight"] for a, b in u.edges()]
    best = 0.0
    for _ in range(20):
        c = g.community_leiden("modularity", weights=w, n_iterations=-1)
        best = max(best, g.modularity(c.membership, weights=w))
    return best


def disparity(u):
    """Serrano, Boguna, Vespignani 2009, equation 2; the smaller of both ends; 1 where the end has one neighbour."""
    out = []
    for a, b in sorted((min(e), max(e)) for e in u.edges()):
        alpha = 1.0
        for v in (a, b):
            k, s = u.degree(v), u.degree(v, weight="weight")
            if k > 1:
                alpha = min(alpha, (1 - u[a][b]["weight"] / s) ** (k - 1))
        out.append([a, b, alpha])
    return out


def measure(g):
    n, d = len(g), g.is_directed()
    u = nx.Graph()
    u.add_nodes_from(range(n))
    for a, b, w in g.edges(data="weight"):
        u.add_edge(a, b, weight=w + (u[a][b]["weight"] if u.has_edge(a, b) else 0))
    i = igraph.Graph(n=n, edges=list(u.edges()))
    e = {
        "degree": listed(u, dict(u.degree())),
        "strength": listed(u, dict(u.degree(weight="weight"))),
        "betweenness": listed(u, nx.betweenness_centrality(u, normalized=False)),
        "betweenness_normalised": listed(u, nx.betweenness_centrality(u)),
        "harmonic": listed(u, nx.harmonic_centrality(u)),
        "core": listed(u, nx.core_number(u)),
        "constraint": listed(u, nx.constraint(u, weight="weight")) if n else [],
        "effective_size": listed(u, nx.effective_size(u)) if n else [],
        "clustering": listed(u, nx.clustering(u)),
        "components": sorted((len(c) for c in nx.connected_components(u)), reverse=True),
        "disparity": disparity(u),
    }
    if n:
        same = lambda a, b: all(abs(x - y) < 1e-9 for x, y in zip(a, b))
        assert same(e["betweenness"], i.betweenness()) and same(e["harmonic"], i.harmonic_centrality(normalized=False))
        assert e["core"] == i.coreness()
        w = [u[a][b]["weight"] for a, b in u.edges()]
        by_igraph = i.constraint(weights=w) if w else []
        assert all(x is None or abs(x - y) < 1e-9 for x, y in zip(e["constraint"], by_igraph))
    if u.number_of_edges():
        e["leiden_modularity"] = modularity_of_leiden(u)
        c = nx.community.louvain_communities(u, weight="weight", seed=1)
        e["partition"] = [next(k for k, s in enumerate(c) if v in s) for v in range(n)]
        e["modularity"] = nx.community.modularity(u, c, weight="weight")
        e["modularity_half"] = nx.community.modularity(u, c, weight="weight", resolution=0.5)
    e["pagerank"] = listed(g, nx.pagerank(g, tol=1e-15, max_iter=10000, weight="weight")) if n else []
    if d:
        e["in_degree"] = listed(g, dict(g.in_degree()))
        e["out_degree"] = listed(g, dict(g.out_degree()))
        e["in_strength"] = listed(g, dict(g.in_degree(weight="weight")))
        e["out_strength"] = listed(g, dict(g.out_degree(weight="weight")))
        e["betweenness_directed"] = listed(g, nx.betweenness_centrality(g, normalized=False))
        e["betweenness_directed_normalised"] = listed(g, nx.betweenness_centrality(g))
        e["harmonic_directed"] = listed(g, nx.harmonic_centrality(g))
        e["strong_components"] = sorted((len(c) for c in nx.strongly_connected_components(g)), reverse=True)
        e["reciprocity"] = nx.overall_reciprocity(g)
        own = nx.reciprocity(g, range(n))
        e["reciprocity_of"] = [own[v] if v in own and own[v] is not None else None for v in range(n)]
        assert same(e["constraint"] if None not in e["constraint"] else [], listed(g, nx.constraint(g, weight="weight")))
    return e


for name, g in graphs():
    with open(f"{HERE}/{name}.txt", "w") as f:
        print(len(g), "directed" if g.is_directed() else "undirected", file=f)
        for a, b, w in sorted(g.edges(data="weight")):
            print(a, b, w, file=f)
    with open(f"{HERE}/expected/{name}.json", "w") as f:
        json.dump(measure(g), f, indent=0)
        f.write("\n")
