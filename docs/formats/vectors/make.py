"""Test vectors for our formats, computed from the pages in docs/formats and nothing of Slipway.

    python3 docs/formats/vectors/make.py            writes the .json files beside this one
"""

import base64
import hashlib
import json
import re
import string
from pathlib import Path

HERE = Path(__file__).parent


def sha(data: bytes) -> str:
    return "sha256:" + hashlib.sha256(data).hexdigest()


def jcs(value) -> str:
    """RFC 8785 for the values used here: no floats but whole ones, keys within the basic plane."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def escape(name: str) -> str:
    out = bytearray()
    for byte in name.encode():
        out += b"%%%02X" % byte if byte < 0x20 or byte in (0x7F, 0x25) else bytes([byte])
    return out.decode()


def tree_text(entries) -> str:
    """entries: (name, kind, oid, bytes)"""
    lines = sorted(entries, key=lambda entry: entry[0].encode())
    return "slipway-tree 1\n" + "".join(f"{kind} {oid} {size} {escape(name)}\n" for name, kind, oid, size in lines)


def bundle(folder):
    """folder: name → bytes, (bytes, 'x'), or a nested dict. Returns root oid, bundle text, bytes and files."""
    texts: dict[str, str] = {}

    def visit(node) -> tuple[str, int, int]:
        entries, size, files = [], 0, 0
        for name, value in node.items():
            if isinstance(value, dict):
                oid, inner, count = visit(value)
                entries.append((name, "t", oid, inner))
                size, files = size + inner, files + count
            else:
                data, kind = value if isinstance(value, tuple) else (value, "f")
                entries.append((name, kind, sha(data), len(data)))
                size, files = size + len(data), files + 1
        text = tree_text(entries)
        oid = sha(text.encode())
        texts[oid] = text
        return oid, size, files

    root, size, files = visit(folder)
    parts, seen = [], set()

    def emit(oid: str) -> None:
        if oid in seen:
            return
        seen.add(oid)
        parts.append(texts[oid])
        for line in texts[oid].splitlines()[1:]:
            kind, child, _, _ = line.split(" ", 3)
            if kind == "t":
                emit(child)

    emit(root)
    return root, "".join(parts), size, files


def trees():
    cases = {
        "empty": {},
        "one file": {"a.txt": b"hello\n"},
        "executable": {"run.sh": (b"#!/bin/sh\n", "x"), "data": b""},
        "order is by bytes": {"b": b"1", "B2": b"2", "a-": b"3", "a": b"4", "é": b"5", "z": b"6", "~": b"7"},
        "escapes": {"100%": b"1", "two\nlines": b"2", "tab\t": b"3", "del\x7f": b"4", " leading": b"5", "-rf": b"6", "日本語": b"7"},
        "nested": {"x": {"y": {"z": b"deep"}, "w": b"1"}, "a": b"2"},
        "equal folders are written once": {"left": {"same": b"1"}, "right": {"same": b"1"}, "deep": {"left": {"same": b"1"}}},
        "a folder before a file with a longer name": {"foo": {"a": b"1"}, "foo-bar": b"2", "foo.txt": b"3"},
    }
    out = []
    for name, folder in cases.items():
        root, text, size, files = bundle(folder)
        flat = {}

        def walk(node, prefix):
            for key, value in node.items():
                if isinstance(value, dict):
                    walk(value, f"{prefix}{key}/")
                else:
                    data, kind = value if isinstance(value, tuple) else (value, "f")
                    flat[prefix + key] = {"kind": kind, "oid": sha(data), "bytes": len(data), "text": data.decode()}

        walk(folder, "")
        out.append({"name": name, "root": root, "bundle": text, "bytes": size, "files": files, "paths": flat})
    good = out[1]["bundle"]
    line = good.splitlines()[1]
    invalid = {
        "no header": good.split("\n", 1)[1],
        "other version": good.replace("slipway-tree 1", "slipway-tree 2"),
        "no final line feed": good[:-1],
        "carriage return": good.replace("\n", "\r\n"),
        "twice": f"slipway-tree 1\n{line}\n{line}\n",
        "out of order": f"slipway-tree 1\n{line.replace('a.txt', 'b')}\n{line.replace('a.txt', 'a')}\n",
        "case twins": f"slipway-tree 1\n{line.replace('a.txt', 'A')}\n{line.replace('a.txt', 'a')}\n",
        "slash": f"slipway-tree 1\n{line.replace('a.txt', 'a/b')}\n",
        "dot dot": f"slipway-tree 1\n{line.replace('a.txt', '..')}\n",
        "empty name": f"slipway-tree 1\n{line.replace('a.txt', '')}\n",
        "lower-case escape": f"slipway-tree 1\n{line.replace('a.txt', 'a%0a')}\n",
        "needless escape": f"slipway-tree 1\n{line.replace('a.txt', 'a%41')}\n",
        "NUL": f"slipway-tree 1\n{line.replace('a.txt', 'a%00')}\n",
        "leading zero": f"slipway-tree 1\n{line.replace(' 6 ', ' 06 ')}\n",
        "2^53": f"slipway-tree 1\n{line.replace(' 6 ', f' {2**53} ')}\n",
        "unknown kind": f"slipway-tree 1\nl{line[1:]}\n",
        "upper-case digest": f"slipway-tree 1\n{line[:9]}{line[9:73].upper()}{line[73:]}\n",
    }
    return {"valid": out, "invalid": [{"name": name, "text": text} for name, text in invalid.items()]}


def pointers():
    oid = sha(b"hello\n")

    def text(**members):
        return "version slipway/v1\n" + "".join(f"{key} {members[key]}\n" for key in sorted(members))

    valid = [
        {"name": "file", "fields": {"bytes": 6, "files": 1, "kind": "file", "oid": oid}},
        {"name": "tree", "fields": {"bytes": 1712345678, "files": 60000, "kind": "tree", "oid": oid}},
        {"name": "a file that came from DVC", "fields": {"bytes": 6, "files": 1, "kind": "file", "md5": "b1946ac92492d2347c6235b4d2611184", "oid": oid}},
        {"name": "a folder that came from DVC", "fields": {"bytes": 6, "files": 1, "kind": "tree", "md5": "b1946ac92492d2347c6235b4d2611184.dir", "oid": oid}},
        {"name": "a key of a later version", "fields": {"bytes": 6, "files": 1, "kind": "executable", "oid": oid}, "unknown": {"note": "kept as it is"}},
    ]
    for case in valid:
        case["text"] = text(**case["fields"], **case.get("unknown", {}))
    good = valid[0]["text"]
    invalid = {
        "other version": good.replace("/v1", "/v2"),
        "no final line feed": good[:-1],
        "CRLF": good.replace("\n", "\r\n"),
        "keys out of order": "version slipway/v1\nfiles 1\nbytes 6\nkind file\noid " + oid + "\n",
        "key twice": good.replace("files 1\n", "files 1\nfiles 1\n"),
        "no oid": good.replace("oid " + oid + "\n", ""),
        "negative": good.replace("bytes 6", "bytes -6"),
        "leading zero": good.replace("bytes 6", "bytes 06"),
        "2^53": good.replace("bytes 6", f"bytes {2**53}"),
        "other digest": good.replace("sha256:", "md5:"),
        "md5 of other digits": good.replace("oid", "md5 B1946AC92492D2347C6235B4D2611184\noid"),
        "md5 too short": good.replace("oid", "md5 b1946ac9\noid"),
        "too long": good.replace("kind file", "kind file\nlong " + "x" * 1100),
    }
    return {"valid": valid, "invalid": [{"name": name, "text": body} for name, body in invalid.items()]}


def run_keys():
    blob = "ce013625030ba8dba906f756967f9e9ca394464a"
    tree = "".join(f"{mode} {oid} {path}\0" for mode, oid, path in [("100644", blob, "a.py"), ("100755", blob, "sub/run.sh"), ("100644", blob, "é.py")])
    base = {
        "schema": "slipway.run-key/v1",
        "cmd": ["python src/train.py"],
        "wdir": ".",
        "deps": {"src/train.py": f"git:100644:{blob}", "build/train": sha(b"tree"), "src": f"git:{sha(tree.encode())}"},
        "params": {"params.yaml:train": {"rate": 1, "names": ["ü", "a\n"], "on": True, "none": None}, "other.json:": [1, 2]},
        "env": {"OMP_NUM_THREADS": "2"},
        "outs": ["models/a.onnx", "models/b.json"],
    }
    variants = [("base", base)] + [
        (f"another {key}", {**base, key: value})
        for key, value in {
            "cmd": ["python src/train.py", "true"],
            "wdir": "src",
            "deps": {},
            "params": {},
            "env": {},
            "outs": ["models/a.onnx"],
        }.items()
    ]
    files = [{"mode": "100755", "oid": blob, "path": "sub/run.sh"}, {"mode": "100644", "oid": blob, "path": "é.py"}, {"mode": "100644", "oid": blob, "path": "a.py"}]
    return {
        "directories": [{"files": files, "id": f"git:{sha(tree.encode())}"}],
        "keys": [{"name": name, "preimage": value, "canonical": jcs(value), "key": sha(jcs(value).encode())} for name, value in variants],
    }


def run_records():
    key = run_keys()["keys"][0]
    record = {
        "schema": "slipway.run/v1",
        "stage": "train",
        "key": key["key"],
        "key_preimage": key["preimage"],
        "attempt": 1,
        "domain": "pr-7",
        "producer": {"repository_id": 1, "run_id": 8123, "run_attempt": 1, "head_sha": "4f" * 20, "event": "pull_request", "workflow_ref": "o/r/.github/workflows/pull-request.yml@refs/pull/7/merge"},
        "outputs": {"models/a.onnx": {"kind": "file", "oid": sha(b"model"), "bytes": 5}, "models/b.json": {"kind": "file", "oid": sha(b"{}"), "bytes": 2}},
        "environment": {"runner": "gpu-box-2", "os": "linux", "gpu": None, "driver": None, "image": None, "tool": "slipway 0.1.0"},
        "timing": {"started": "2026-11-24T08:00:00.000Z", "seconds": 41},
        "gpu_seconds": 0,
    }
    details = {
        "distribution": "Ubuntu 24.04.1 LTS",
        "cpu": {"model": "AMD EPYC 9654", "cores": 16, "flags": sha(b"avx avx2")},
        "cuda": "12.4",
        "gpus": [{"name": "NVIDIA H100 80GB HBM3", "memory_bytes": 85520809984}],
        "python": {"version": "3.12.3", "packages": {"torch": "2.6.0+cu124", "numpy": "2.3.1"}},
        "variables": {"OMP_NUM_THREADS": "2", "LD_LIBRARY_PATH": None},
    }
    lost = {"producer": record["producer"], "runner": "gpu-box-1", "started": "2026-11-24T07:00:00.000Z", "seconds": 31, "gpu_seconds": 31, "resumed": None, "ended": "lost"}
    last = {**lost, "runner": "gpu-box-2", "started": "2026-11-24T08:00:00.000Z", "seconds": 10, "gpu_seconds": 10, "resumed": {"domain": "pr-7", "seq": 4, "oid": sha(b"state")}, "ended": "done"}
    resumed = {**record, "timing": {"started": "2026-11-24T07:00:00.000Z", "seconds": 41}, "gpu_seconds": 41, "starts": [lost, last]}
    detailed = {**record, "environment": {**record["environment"], "details": details}}
    return {"valid": [{"record": each, "canonical": jcs(each), "digest": sha(jcs(each).encode())} for each in (record, detailed, resumed)]}


def packs():
    def pack(blobs):
        index = "slipway-pack 1\n" + "".join(f"{sha(blob)[7:]} {len(blob)}\n" for blob in blobs)
        return b"".join(blobs) + f"{index}index {len(index):010}\n".encode()

    def entries(blobs):
        return [{"oid": sha(blob), "bytes": len(blob)} for blob in blobs]

    cases = {"none": [], "one": [b"hello\n"], "an empty one among others": [b"a", b"", b"index 0000000015\n"], "a hundred": [b"%d" % n for n in range(100)]}
    valid = [
        {"name": name, "text": pack(blobs).decode(), "pack": sha(pack(blobs)), "blobs": entries(blobs)} for name, blobs in cases.items()
    ]
    good = pack([b"hello\n", b"world"]).decode()
    invalid = {
        "no trailer": good[:-17],
        "short trailer": good.replace("index 0", "index "),
        "index too long": good.replace("index 0000000", "index 1000000"),
        "index too short": good.replace("index 0000000", "index 0000000")[:-4] + "020\n",
        "other version": good.replace("slipway-pack 1", "slipway-pack 2"),
        "sizes that are not the pack's": good.replace(" 6\n", " 7\n"),
        "leading zero": good.replace(" 6\n", " 06\n"),
        "upper-case digest": good[:11] + good[11:].replace(sha(b"world")[7:], sha(b"world")[7:].upper()),
        "something before the index": "x" + good,
        "nothing": "",
    }
    piece = sha(b"hello\n")[7:], sha(b"world")[7:]
    both = sorted(piece)
    placements = {
        "packs": {"text": f"slipway-place 1\npack {both[0]} 700\npack {both[1]} 67108864\n", "packs": [{"oid": f"sha256:{both[0]}", "bytes": 700}, {"oid": f"sha256:{both[1]}", "bytes": 67108864}], "parts": []},
        "parts, one of them twice": {
            "text": "slipway-place 1\n" + "".join(f"part {each} 67108864\n" for each in (piece[1], piece[0], piece[1])),
            "packs": [],
            "parts": [{"oid": f"sha256:{each}", "bytes": 67108864} for each in (piece[1], piece[0], piece[1])],
        },
        "nothing": {"text": "slipway-place 1\n", "packs": [], "parts": []},
    }
    line = f"pack {piece[0]} 700\n"
    bad_placements = {
        "no header": line,
        "other version": f"slipway-place 2\n{line}",
        "no final line feed": f"slipway-place 1\n{line}"[:-1],
        "other kind": f"slipway-place 1\n{line.replace('pack', 'tree')}",
        "leading zero": f"slipway-place 1\n{line.replace('700', '0700')}",
        "2^53": f"slipway-place 1\n{line.replace(' 700', f' {2**53}')}",
        "short digest": f"slipway-place 1\n{line.replace(piece[0], piece[0][1:])}",
        "packs and parts": f"slipway-place 1\n{line}{line.replace('pack', 'part')}",
    }
    return {
        "valid": valid,
        "invalid": [{"name": name, "text": text} for name, text in invalid.items()],
        "placements": [{"name": name, **case} for name, case in placements.items()],
        "invalidPlacements": [{"name": name, "text": text} for name, text in bad_placements.items()],
    }


def checkpoints():
    key = run_keys()["keys"][0]["key"]
    start = {"producer": None, "runner": "gpu-box-1", "started": "2026-11-24T07:00:00.000Z", "seconds": 31, "gpu_seconds": 31, "resumed": None, "ended": "running"}
    record = {
        "schema": "slipway.checkpoint/v1",
        "stage": "train",
        "key": key,
        "domain": "pr-7",
        "seq": 4,
        "name": "step-000400.pt",
        "output": {"kind": "file", "oid": sha(b"state"), "bytes": 5},
        "made_at": "2026-11-24T07:00:31.000Z",
        "starts": [start],
    }
    path = f"ckpt/pr-7/{key[7:9]}/{key[7:]}/4"
    invalid = [
        {"name": "a path for a name", "text": jcs({**record, "name": "a/b"})},
        {"name": "no start", "text": jcs({**record, "starts": []})},
        {"name": "a number of 0", "text": jcs({**record, "seq": 0})},
        {"name": "an unknown member", "text": jcs({**record, "note": ""})},
    ]
    return {"valid": [{"record": record, "path": path, "canonical": jcs(record)}], "invalid": invalid}


def oci_tags():
    def short(digest: str) -> str:
        return base64.urlsafe_b64encode(bytes.fromhex(digest)).rstrip(b"=").decode()

    def plain(name: str) -> str:
        kept = string.ascii_letters + string.digits + "-"
        text = "".join(chr(b) if chr(b) in kept else f"_{b:02x}" for b in name.encode())
        return "_2d" + text[1:] if text.startswith("-") else text

    def encode(path: str) -> list[str]:
        # The folder that repeats the first two digits of the digest in it goes.
        path = re.sub(r"(^|/)([0-9a-f]{2})/(\2[0-9a-f]{62})(?=/|$)", r"\1<s\3", path)
        path = re.sub(r"(^|/)([0-9a-f]{64})(?=/|$)", r"\1<x\2", path)
        return ["_" + name[1] + short(name[2:]) if name.startswith("<") else plain(name) for name in path.split("/")]

    def tag(path: str):
        names = encode(path)
        if len(".".join(names)) <= 128:
            return {"path": path, "tag": ".".join(names)}
        end = "_l" + short(hashlib.sha256(path.encode()).hexdigest())
        kept = max(n for n in range(len(names)) if len(".".join([*names[:n], end])) <= 128)
        return {"path": path, "tag": ".".join([*names[:kept], end]), "folder": "/".join(path.split("/")[:kept])}

    a, b = (hashlib.sha256(text).hexdigest() for text in (b"a", b"b"))
    paths = ["format", *(f"{folder}/{digest[:2]}/{digest}" for folder, digest in (("o", a), ("k", b), ("t", a), ("x", a)))]
    paths += [f"runs/main/{a[:2]}/{a}/1", f"runs/pr-7/{a[:2]}/{a}/12.revoked"]
    paths += [f"verdicts/{model}/{a}/{b}" for model in ("flight-delay", "flight_delay", "long-model-name-" * 2, "m" * 120)]
    paths += [f"o/ff/{a}", "-/é/.x"]
    foreign = ["latest:", "_latest", "a..b", "a_2Eb", "a_61", "1.", f"sha256-{a}.sig.-x", f"o.ab._x{'A' * 43}x"]
    return {"tags": [tag(path) for path in paths], "foreign": foreign}


for name, make in {"oci": oci_tags, "tree": trees, "pointer": pointers, "run-key": run_keys, "run-record": run_records, "pack": packs, "checkpoint": checkpoints}.items():
    path = HERE / f"{name}.json"
    path.write_text(json.dumps(make(), indent=1, ensure_ascii=False) + "\n")
    print(path.name)
