"""Score the exported model on the rows that judge it, one line per flight.

Nothing of scikit-learn is used here: what is scored is the file that would be served, in the runtime that serves it. The
model says itself which columns it wants, so the same code scores a champion that was trained on others.
"""

import json
from datetime import timedelta
from pathlib import Path

import numpy as np
import onnxruntime as ort
import polars as pl

from columns import FEATURES, YEAR_START

CATEGORICAL = ["origin", "destination"]


def score(session: ort.InferenceSession, rows: np.ndarray) -> np.ndarray:
    return session.run(["probabilities"], {"features": rows})[0][:, 1].astype(np.float64)


def golden(session: ort.InferenceSession, rows: np.ndarray) -> dict:
    """A few requests and their answers: a server that cannot reproduce them must not serve."""
    label, probabilities = session.run(["label", "probabilities"], {"features": rows})

    def tensor(name: str, datatype: str, value: np.ndarray) -> dict:
        return {"name": name, "datatype": datatype, "shape": list(value.shape), "data": value.ravel().tolist()}

    case = {
        "inputs": [tensor("features", "FP32", rows)],
        "outputs": [tensor("label", "INT64", label), tensor("probabilities", "FP32", probabilities)],
        "tolerance": 1e-5,
    }
    return {"schema": "slipway.golden/v1", "cases": [case]}


def hour_band() -> pl.Expr:
    """Four bands of six hours, as slices of the report."""
    start = (pl.col("hour") // 6 * 6).cast(pl.Int32)
    return pl.format("{}–{} h", start, start + 5)


def predictions(rows: pl.DataFrame, split: str, p: np.ndarray) -> pl.DataFrame:
    """One line per flight. Flights of one day share weather and queues, so the day is the cluster they are judged by."""
    days = [str(YEAR_START + timedelta(days=day)) for day in rows["day"]]
    return rows.select(
        "row_id",
        pl.lit(split).alias("split"),
        pl.col("late").alias("y"),
        pl.Series("p", p),
        pl.Series("y_pred", (p > 0.5).astype(np.int8)),
        pl.Series("cluster", days),
        hour_band().alias("time of day"),
        pl.when(pl.col("distance") > 1000).then(pl.lit("over 1000 mi")).otherwise(pl.lit("up to 1000 mi")).alias("length"),
        "airport",
    )


def main() -> None:
    session = ort.InferenceSession("models/delay.onnx", providers=["CPUExecutionProvider"])
    width = session.get_inputs()[0].shape[1]
    features = (FEATURES + CATEGORICAL)[:width]
    splits = {name: pl.read_parquet(f"build/eval/{name}.parquet") for name in ("tune", "test")}

    def inputs(rows: pl.DataFrame) -> np.ndarray:
        return rows.select(features).to_numpy().astype(np.float32)

    tables = [predictions(rows, name, score(session, inputs(rows))) for name, rows in splits.items()]
    Path("eval").mkdir(exist_ok=True)
    pl.concat(tables).write_parquet("eval/predictions.parquet", statistics=False)
    Path("eval/golden.json").write_text(json.dumps(golden(session, inputs(splits["tune"].head(4)))) + "\n")
    print(f"scored {sum(table.height for table in tables):,} flights with {width} features")


if __name__ == "__main__":
    main()
