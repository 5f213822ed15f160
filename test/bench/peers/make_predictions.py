"""make_predictions.py FOLDER ROWS CLUSTERS: what two models say about the same rows, one a little better than the other.

Writes champion.parquet and challenger.parquet as an evaluate stage would, and the same numbers as raw doubles for programs
that start from arrays: y.f64, champion.f64, challenger.f64.
"""

import sys
from pathlib import Path

import numpy as np
import polars as pl

folder, rows, clusters = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
random = np.random.default_rng(7)
cluster = random.integers(clusters, size=rows)
logit = -1.4 + 1.2 * random.normal(size=rows) + 0.4 * random.normal(size=clusters)[cluster]
y = (random.random(rows) < 1 / (1 + np.exp(-logit))).astype(np.float64)
y.tofile(folder / "y.f64")
for name, noise in (("champion", 0.6), ("challenger", 0.5)):
    p = 1 / (1 + np.exp(-(logit + noise * random.normal(size=rows))))
    p.tofile(folder / f"{name}.f64")
    pl.DataFrame(
        {
            "row_id": np.arange(rows),
            "split": np.where(np.arange(rows) % 2 == 0, "tune", "test"),
            "y": y.astype(np.int8),
            "p": p,
            "cluster": cluster,
        }
    ).write_parquet(folder / f"{name}.parquet")
