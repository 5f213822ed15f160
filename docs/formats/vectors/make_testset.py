"""Test vectors for the test set digest, computed from docs/formats/verdict.md and nothing of Slipway.

    python3 docs/formats/vectors/make_testset.py            writes testset.json beside this one
"""

import hashlib
import json
import re
from pathlib import Path

HERE = Path(__file__).parent


def number(value: float) -> str:
    """ECMA-262, Number::toString, from Python's shortest digits."""
    if value == 0:
        return "0"
    sign, text = ("-", repr(-float(value))) if value < 0 else ("", repr(float(value)))
    mantissa, _, exponent = text.partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    point = len(whole) + int(exponent or 0) - (len(whole + fraction) - len(digits))
    digits = digits.rstrip("0")
    count = len(digits)
    if count <= point <= 21:
        return sign + digits + "0" * (point - count)
    if 0 < point <= 21:
        return f"{sign}{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    power = f"e{'+' if point > 0 else '-'}{abs(point - 1)}"
    return sign + (digits if count == 1 else f"{digits[0]}.{digits[1:]}") + power


def text(value) -> str:
    if isinstance(value, str):
        return re.sub(r"[\\\t\n]", lambda found: {"\\": "\\\\", "\t": "\\t", "\n": "\\n"}[found[0]], value)
    return number(value)


def split(rows) -> dict:
    lines = []
    for row in rows:
        weight = row.get("weight", 1)
        cluster = text(row["cluster"]) if "cluster" in row else ""
        lines.append(f"{text(row['row_id'])}\t{text(row['y'])}\t{number(weight)}\t{cluster}\n".encode())
    clusters = {row["cluster"] for row in rows if "cluster" in row}
    digest = hashlib.sha256(b"".join(sorted(lines))).hexdigest()
    return {"digest": f"sha256:{digest}", "rows": len(rows), "clusters": len(clusters) if clusters else None}


def case(name: str, **splits) -> dict:
    return {"name": name, "splits": splits, "testset": {split_name: split(rows) for split_name, rows in splits.items()}}


days = ["2001-06-01", "2001-06-02"]
cases = [
    case("integers", test=[{"row_id": i, "y": i % 2} for i in (9, 10, 101, 11)]),
    case("two splits and clusters", tune=[{"row_id": i, "y": 1, "cluster": days[i % 2]} for i in range(3)],
         test=[{"row_id": i, "y": 0, "cluster": days[0]} for i in range(4)]),
    case("weights", test=[{"row_id": "a", "y": 1, "weight": 0.5}, {"row_id": "b", "y": 0, "weight": 0}, {"row_id": "c", "y": 0, "weight": 1}]),
    case("labels as ECMAScript prints them",
         test=[{"row_id": f"r{i}", "y": y} for i, y in enumerate([0.1, -0.0, 1e21, 1e-7, 0.000001, 123456789012345680000, -2.5e-10, 1.7976931348623157e308, 100.0])]),
    case("texts that need escapes", test=[{"row_id": r, "y": 1, "cluster": c} for r, c in (("a\tb", "x\ny"), ("a\\tb", "\\"), ("a\nb", "plain"))]),
    case("classes by their name", test=[{"row_id": i, "y": y} for i, y in enumerate(("cat", "dog", "tab\tby", "10", "é"))]),
    case("order of bytes, not of UTF-16 code units", test=[{"row_id": r, "y": 0} for r in ("\uff5e", "\U0001f6eb", "é", "z", "zz", "")]),
]

if __name__ == "__main__":
    # Exponents as our formatter writes them: 1e21, not 1e+21.
    written = re.sub(r"(?<=\d)e(?:\+|(-))0*(?=\d)", r"e\1", json.dumps({"testset": cases}, indent=2))
    (HERE / "testset.json").write_text(written + "\n")
