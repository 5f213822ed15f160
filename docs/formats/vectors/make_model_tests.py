"""Writes model-tests.json: keys of subjects, from docs/formats/model-tests.md. Shares no code with Slipway."""

import hashlib
import json
from pathlib import Path


def canonical(value) -> str:
    """RFC 8785 for what is used here: ASCII keys, integers and short decimals."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(text: str) -> str:
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


model, champion = digest("model"), digest("champion")
features = {"table": "build/features.parquet", "columns": ["age", "income"]}
tests = {"behaviour": {"cases": ["tests/cases.csv"], "max": 0, "tolerance": 0.000001}}
inputs = {
    "build/features.parquet": digest("features"),
    "tests/cases.csv": "git:100644:" + hashlib.sha1(b"cases").hexdigest(),
}
spec = {"schema": "slipway.model-tests-spec/v1", "features": features, "tests": tests}
cases = []
for name, beside, asked in (("beside a champion", champion, spec), ("alone", None, {k: v for k, v in spec.items() if k != "features"})):
    subject = {"model": model, "champion": beside, "tests": digest(canonical(asked).replace("1e-06", "0.000001")), "inputs": inputs}
    key = digest(canonical({"schema": "slipway.model-tests-key/v1", **subject}))
    cases.append({"name": name, "features": asked.get("features"), "tests": tests, "subject": subject, "key": key})

Path(__file__).with_name("model-tests.json").write_text(json.dumps({"subjects": cases}, indent=1) + "\n")
