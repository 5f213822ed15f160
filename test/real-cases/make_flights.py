"""What models of the example say about its flights: argument 1 is the Parquet file, argument 2 the folder to write to.

Run with the example's requirements. Sealed: `tune` is 16–31 May, `test` is June, and days are clusters. Models:

    forest       gradient boosting, 200 iterations (the names are those of make_predictions.py)
    reseeded     the same, from other flights of the same days
    degraded     the same, from January and February only
    tree         logistic regression
"""

import sys
from pathlib import Path

import numpy as np
import polars as pl
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

sys.path.insert(0, str(Path(__file__).parents[2] / "examples" / "flight-delays" / "src"))
from columns import FEATURES  # noqa: E402
from prepare import MINUTES_A_DAY, day, features, load  # noqa: E402

flights = load(sys.argv[1])
days = flights["departed"] // MINUTES_A_DAY


def rows(first: str, last: str, count: int, seed: int) -> pl.DataFrame:
    within = np.flatnonzero((days >= day(first)) & (days <= day(last)))
    return features(flights, np.sort(np.random.default_rng(seed).choice(within, size=count, replace=False)))


def boosting():
    return HistGradientBoostingClassifier(max_iter=200, random_state=0)


learned = rows("2001-01-08", "2001-05-15", 300_000, 1)
models = {
    "forest": (boosting(), learned),
    "reseeded": (boosting(), rows("2001-01-08", "2001-05-15", 300_000, 2)),
    "degraded": (boosting(), learned.filter(pl.col("day") < day("2001-03-01"))),
    "tree": (make_pipeline(StandardScaler(), LogisticRegression(max_iter=300)), learned),
}
judged = {"tune": rows("2001-05-16", "2001-05-31", 60_000, 3), "test": rows("2001-06-01", "2001-06-30", 60_000, 4)}
for name, (model, train) in models.items():
    model.fit(train.select(FEATURES).to_numpy(), train["late"].to_numpy())
    tables = [
        part.select(
            "row_id",
            pl.lit(split).alias("split"),
            pl.col("late").alias("y"),
            pl.Series("p", model.predict_proba(part.select(FEATURES).to_numpy())[:, 1]),
            pl.col("day").alias("cluster"),
        )
        for split, part in judged.items()
    ]
    pl.concat(tables).write_parquet(Path(sys.argv[2]) / f"flights-{name}.parquet", statistics=False)
