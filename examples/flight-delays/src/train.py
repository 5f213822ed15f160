"""Train a classifier, export it to ONNX, and measure whether the export is still the model that was trained.

What is judged and served is the ONNX file. An exporter can break a model without a word: scikit-learn's native
categorical splits are lost on the way, and the notebook still reports an improvement. So the parity of the two is
measured here, on rows that were not learned from, and the gate in slipway.yaml asks for it.
"""

import json
from datetime import date
from pathlib import Path

import numpy as np
import onnxruntime as ort
import polars as pl
import yaml
from skl2onnx import to_onnx
from sklearn.compose import make_column_transformer
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from columns import FEATURES, YEAR_START


def build(params: dict, features: list[str]):
    if params["model"] == "logistic_regression":
        return make_pipeline(StandardScaler(), LogisticRegression(max_iter=300))
    if params["model"] == "hist_gradient_boosting":
        categorical = [features.index(name) for name in params["categorical_features"]]
        return HistGradientBoostingClassifier(
            learning_rate=params["learning_rate"],
            max_iter=params["max_iter"],
            categorical_features=categorical or None,
            random_state=0,
        )
    raise SystemExit(f"params.yaml: train.model is {params['model']!r}; expected logistic_regression or hist_gradient_boosting")


def parity(model, onnx: bytes, rows: np.ndarray, late: np.ndarray) -> dict:
    """How far the exported bytes are from the model in memory."""
    session = ort.InferenceSession(onnx, providers=["CPUExecutionProvider"])
    exported = session.run(["probabilities"], {"features": rows})[0][:, 1].astype(np.float64)
    trained = model.predict_proba(rows)[:, 1]
    return {
        "parity_max_diff": float(np.abs(exported - trained).max()),
        "parity_flipped": int(((exported > 0.5) != (trained > 0.5)).sum()),
        "parity_rows": len(rows),
        "sklearn_roc_auc": float(roc_auc_score(late, trained)),
        "exported_roc_auc": float(roc_auc_score(late, exported)),
    }


def main() -> None:
    params = yaml.safe_load(Path("params.yaml").read_text())["train"]
    features = FEATURES + list(params["categorical_features"])
    last_day = (date.fromisoformat(str(params["train_to"])) - YEAR_START).days
    train = pl.read_parquet("build/train/train.parquet").filter(pl.col("day") <= last_day)
    model = build(params, features).fit(train.select(features).to_numpy(), train["late"].to_numpy())
    print(f"{params['model']}: {train.height:,} flights, {len(features)} features")

    onnx = to_onnx(
        model,
        train.select(features).head(1).to_numpy().astype(np.float32),
        options={"zipmap": False},
        target_opset=17,
    )
    onnx.graph.input[0].name, old = "features", onnx.graph.input[0].name
    for node in onnx.graph.node:
        node.input[:] = ["features" if name == old else name for name in node.input]
    exported = onnx.SerializeToString(deterministic=True)
    Path("models").mkdir(exist_ok=True)
    Path("models/delay.onnx").write_bytes(exported)

    # Every third flight: as many days, and a third of the time.
    tune = pl.read_parquet("build/eval/tune.parquet").gather_every(3)
    measured = parity(model, exported, tune.select(features).to_numpy().astype(np.float32), tune["late"].to_numpy())
    Path("eval").mkdir(exist_ok=True)
    Path("eval/export.json").write_text(json.dumps(measured, indent=2) + "\n")
    print(json.dumps(measured))


if __name__ == "__main__":
    main()
