"""A second reader of the store, written from docs/formats/{pointer,tree,pack,store}.md alone; it shares no code with Slipway.

    python3 read_store.py STORE POINTER TARGET

writes what the pointer names to TARGET, which must not be there, and prints how many blobs came whole, from parts and from packs.
"""

import hashlib
import os
import re
import sys
from collections import Counter

DIGEST = re.compile(r"sha256:([0-9a-f]{64})")
TREE_ENTRY = re.compile(rb"([fxt]) sha256:([0-9a-f]{64}) (0|[1-9][0-9]{0,15}) (.+)", re.S)
INDEX_LINE = re.compile(rb"([0-9a-f]{64}) (0|[1-9][0-9]{0,15})")
PLACE_LINE = re.compile(rb"(part|pack) ([0-9a-f]{64}) (0|[1-9][0-9]{0,15})")
TRAILER = re.compile(rb"index ([0-9]{10})\n")
PART = 64 * 1024 * 1024


def sha256(data):
    return hashlib.sha256(data).hexdigest()


class Store:
    def __init__(self, root):
        self.root = root
        if self.read("format") != b"slipway-store 1\n":
            raise ValueError("not a store of version 1")
        self.packed = {}
        self.served = Counter()

    def path(self, kind, hexadecimal):
        return os.path.join(self.root, kind, hexadecimal[:2], hexadecimal)

    def read(self, name):
        with open(os.path.join(self.root, name), "rb") as file:
            return file.read()

    def placement(self, hexadecimal):
        """The lines of x/<oid>; none where there is no hint."""
        path = self.path("x", hexadecimal)
        if not os.path.exists(path):
            return []
        header, *lines = self.read(path).split(b"\n")
        if header != b"slipway-place 1" or lines.pop() != b"":
            raise ValueError("a placement that is none")
        found = [PLACE_LINE.fullmatch(line).groups() for line in lines]
        return [(kind.decode(), name.decode(), int(size)) for kind, name, size in found]

    def open_packs(self, root):
        for kind, name, size in self.placement(root):
            if kind != "pack":
                raise ValueError("a tree has packs")
            path = self.path("k", name)
            data = self.read(path)
            if sha256(data) != name or len(data) != size:
                raise ValueError(f"pack {name} is damaged")
            length = int(TRAILER.fullmatch(data[-17:]).group(1))
            index = data[-17 - length : -17]
            header, *lines = index.split(b"\n")
            if header != b"slipway-pack 1" or lines.pop() != b"":
                raise ValueError(f"pack {name} has no index")
            offset = 0
            for line in lines:
                blob, bytes_ = INDEX_LINE.fullmatch(line).groups()
                self.packed[blob.decode()] = (path, offset, int(bytes_))
                offset += int(bytes_)
            if offset + length + 17 != size:
                raise ValueError(f"pack {name} has other sizes than it says")

    def blob(self, hexadecimal):
        path = self.path("o", hexadecimal)
        if os.path.exists(path):
            self.served["whole"] += 1
            data = self.read(path)
        elif hexadecimal in self.packed:
            self.served["packed"] += 1
            path, offset, size = self.packed[hexadecimal]
            with open(path, "rb") as file:
                file.seek(offset)
                data = file.read(size)
        else:
            self.served["parts"] += 1
            parts = self.placement(hexadecimal)
            if not parts or any(kind != "part" for kind, _, _ in parts):
                raise ValueError(f"blob {hexadecimal} is nowhere")
            if any(size != PART for _, _, size in parts[:-1]) or not 0 < parts[-1][2] <= PART:
                raise ValueError(f"blob {hexadecimal} is cut in another way")
            data = b"".join(self.part(name, size) for _, name, size in parts)
        if sha256(data) != hexadecimal:
            raise ValueError(f"blob {hexadecimal} is damaged")
        return data

    def part(self, name, size):
        data = self.read(self.path("o", name))
        if sha256(data) != name or len(data) != size:
            raise ValueError(f"part {name} is damaged")
        return data

    def trees(self, root):
        """Every tree below the root by its digest, each text checked against its name."""
        texts = iter(re.split(rb"(?<=\n)(?=slipway-tree 1\n)", self.read(self.path("t", root))))
        trees = {}

        def visit(name):
            if name in trees:
                return
            text = next(texts)
            if sha256(text) != name:
                raise ValueError(f"tree {name} is damaged")
            header, *lines = text.split(b"\n")
            if header != b"slipway-tree 1" or lines.pop() != b"":
                raise ValueError(f"tree {name} is none")
            trees[name] = [TREE_ENTRY.fullmatch(line).groups() for line in lines]
            for kind, oid, _, _ in trees[name]:
                if kind == b"t":
                    visit(oid.decode())

        visit(root)
        if next(texts, None) is not None:
            raise ValueError("something is left over after the trees")
        return trees


def unescape(name):
    return re.sub(rb"%([0-9A-F]{2})", lambda found: bytes([int(found.group(1), 16)]), name)


def parse_pointer(text):
    version, *lines = text.split("\n")
    if version != "version slipway/v1" or lines.pop() != "":
        raise ValueError("not a pointer")
    fields = dict(line.split(" ", 1) for line in lines)
    if list(fields) != sorted(fields):
        raise ValueError("a pointer out of order")
    return fields["kind"], DIGEST.fullmatch(fields["oid"]).group(1), int(fields["bytes"]), int(fields["files"])


def write(path, data, executable):
    with open(path, "xb") as file:
        file.write(data)
    os.chmod(path, 0o755 if executable else 0o644)
    return len(data)


def restore(store, kind, oid, target):
    """Writes an output; gives the number of files and bytes."""
    if kind != "tree":
        return 1, write(target, store.blob(oid), kind == "executable")
    trees = store.trees(oid)
    store.open_packs(oid)
    files = total = 0

    def fill(name, folder):
        nonlocal files, total
        os.mkdir(folder)
        for letter, child, size, escaped in trees[name]:
            path = os.path.join(folder, unescape(escaped))
            if letter == b"t":
                fill(child.decode(), path)
                continue
            written = write(path, store.blob(child.decode()), letter == b"x")
            if written != int(size):
                raise ValueError("a file has another size than its tree says")
            files += 1
            total += written

    fill(oid, os.fsencode(target))
    return files, total


def main(store, pointer, target):
    with open(pointer, encoding="utf8", newline="") as file:
        kind, oid, size, count = parse_pointer(file.read())
    store = Store(store)
    if restore(store, kind, oid, target) != (count, size):
        raise ValueError("the pointer says another number of files or bytes")
    print(" ".join(f"{name}={store.served[name]}" for name in ("whole", "parts", "packed")))


if __name__ == "__main__":
    main(*sys.argv[1:])
