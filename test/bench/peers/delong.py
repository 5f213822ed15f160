"""delong.py FOLDER: DeLong's standard error of the difference of two AUCs, by midranks (Sun & Xu 2014), with NumPy.

Prints the difference, its standard error, and the seconds that it took without reading the arrays.
"""

import sys
from pathlib import Path
from time import perf_counter

import numpy as np


def midranks(x):
    order = np.argsort(x, kind="stable")
    z = x[order]
    edges = np.flatnonzero(np.concatenate(([True], z[1:] != z[:-1], [True])))
    counts = np.diff(edges)
    ranks = np.empty(len(x))
    ranks[order] = np.repeat((edges[:-1] + edges[1:] - 1) / 2 + 1, counts)
    return ranks


def placements(y, p):
    positive = y == 1
    m, n = positive.sum(), len(y) - positive.sum()
    joint = midranks(p)
    v10 = (joint[positive] - midranks(p[positive])) / n
    v01 = 1 - (joint[~positive] - midranks(p[~positive])) / m
    return v10, v01


folder = Path(sys.argv[1])
y, champion, challenger = (np.fromfile(folder / f"{name}.f64") for name in ("y", "champion", "challenger"))
started = perf_counter()
(a10, a01), (b10, b01) = placements(y, champion), placements(y, challenger)
difference = b10.mean() - a10.mean()
error = np.sqrt((b10 - a10).var(ddof=1) / len(a10) + (b01 - a01).var(ddof=1) / len(a01))
print(difference, error, perf_counter() - started)
