"""What scikit-learn's models say about the data sets that it brings along: the real cases of docs/statistics.md §9.

    pip install numpy==2.4.6 polars==2.1.0 scikit-learn==1.9.1
    python make_predictions.py            writes predictions/*.parquet beside this file

Every row is predicted by a model that has not seen it (five folds). Four models of each data set:

    forest       300 trees
    reseeded     the same with another seed
    degraded     the same, from a tenth of the rows
    tree         one tree, three levels deep
"""

from pathlib import Path

import numpy as np
import polars as pl
from sklearn import datasets
from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor
from sklearn.model_selection import KFold, StratifiedKFold
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

FOLDER = Path(__file__).parent / "predictions"
SETS = {
    "breast-cancer": datasets.load_breast_cancer,
    "diabetes": datasets.load_diabetes,
    "digits": datasets.load_digits,
    "wine": datasets.load_wine,
}


def models(regression: bool) -> dict:
    forest, tree = (RandomForestRegressor, DecisionTreeRegressor) if regression else (RandomForestClassifier, DecisionTreeClassifier)
    more = {"min_samples_leaf": 3, "n_jobs": -1}
    return {
        "forest": (forest(300, random_state=0, **more), 1),
        "reseeded": (forest(300, random_state=1, **more), 1),
        "degraded": (forest(300, random_state=0, **more), 10),
        "tree": (tree(max_depth=3, random_state=0), 1),
    }


def predicted(model, every: int, x: np.ndarray, y: np.ndarray, regression: bool) -> np.ndarray:
    """What a model that was fitted to the other folds, or to every so manyth row of them, says about each row."""
    folds = (KFold if regression else StratifiedKFold)(5, shuffle=True, random_state=0)
    classes = 1 if regression else len(np.unique(y))
    out = np.zeros((len(y), classes))
    for rest, fold in folds.split(x, y):
        # In the order of their labels, so that a part has every class.
        chosen = rest[np.argsort(y[rest], kind="stable")][::every]
        model.fit(x[chosen], y[chosen])
        out[fold] = model.predict(x[fold])[:, None] if regression else model.predict_proba(x[fold])
    return out


def table(out: np.ndarray, y: np.ndarray, regression: bool) -> pl.DataFrame:
    columns = {"row_id": np.arange(len(y), dtype=np.int32)}
    if regression:
        return pl.DataFrame(columns | {"y": y.astype(np.float32), "y_pred": out[:, 0].round(2).astype(np.float32)})
    out = out.round(4)
    out[np.arange(len(y)), out.argmax(1)] += 1 - out.sum(1)
    if out.shape[1] == 2:
        return pl.DataFrame(columns | {"y": y.astype(np.int8), "p": out[:, 1].round(4).astype(np.float32)})
    return pl.DataFrame(columns | {"y": y.astype(str)} | {f"p:{c}": out[:, c].round(4).astype(np.float32) for c in range(out.shape[1])})


FOLDER.mkdir(exist_ok=True)
for name, load in SETS.items():
    x, y = load(return_X_y=True)
    regression = name == "diabetes"
    for kind, (model, every) in models(regression).items():
        out = predicted(model, every, x, y, regression)
        table(out, y, regression).write_parquet(FOLDER / f"{name}-{kind}.parquet", compression="zstd", compression_level=19, statistics=False)
