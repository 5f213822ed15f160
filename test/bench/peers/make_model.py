"""make_model.py FILE: a gradient-boosting model of the size of the flights example, as ONNX."""

import sys
from pathlib import Path

import numpy as np
from skl2onnx import to_onnx
from sklearn.ensemble import HistGradientBoostingClassifier

random = np.random.default_rng(7)
x = random.normal(size=(50_000, 11)).astype(np.float32)
y = x[:, 0] * x[:, 1] + x[:, 2] + random.normal(size=len(x)) > 1
model = HistGradientBoostingClassifier(max_iter=200, learning_rate=0.1, early_stopping=False, random_state=7).fit(x, y)
onnx = to_onnx(model, x[:1], options={"zipmap": False}, target_opset=18)
old, onnx.graph.input[0].name = onnx.graph.input[0].name, "features"
for node in onnx.graph.node:
    node.input[:] = ["features" if name == old else name for name in node.input]
Path(sys.argv[1]).write_bytes(onnx.SerializeToString(deterministic=True))
