/** Runs on the cluster with nothing but Python's own library; with `pyarrow` where the storage is a bucket. */
export const JOB_SCRIPT = `import hashlib, json, os, pathlib, shutil, signal, subprocess, sys, threading

job = json.loads(pathlib.Path(__file__).with_suffix(".json").read_text())
root = pathlib.Path.cwd()
storage = job["storage"]
if storage.startswith("file://"):
    from urllib.parse import unquote, urlsplit
    base = pathlib.Path(unquote(urlsplit(storage).path))
    def send(source, name):
        target = base / name
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = target.with_name(f".{target.name}.{os.uname().nodename}-{os.getpid()}.part")
        shutil.copyfile(source, partial)
        os.replace(partial, target)
    def fetch(name, target):
        shutil.copyfile(base / name, target)
    def names(prefix):
        return [str(p.relative_to(base)) for p in (base / prefix).rglob("*") if p.is_file() and not p.name.startswith(".")]
    def remove(name):
        (base / name).unlink(missing_ok=True)
else:
    from pyarrow import fs as arrow
    system, base = arrow.FileSystem.from_uri(storage)
    def send(source, name):
        with open(source, "rb") as reader, system.open_output_stream(f"{base}/{name}") as writer:
            shutil.copyfileobj(reader, writer)
    def fetch(name, target):
        with system.open_input_stream(f"{base}/{name}") as reader, open(target, "wb") as writer:
            shutil.copyfileobj(reader, writer)
    def names(prefix):
        found = system.get_file_info(arrow.FileSelector(f"{base}/{prefix}", recursive=True, allow_not_found=True))
        return [each.path[len(base) + 1:] for each in found if each.type == arrow.FileType.File]
    def remove(name):
        system.delete_file(f"{base}/{name}")

def files_of(path):
    return [path] if path.is_file() else sorted(p for p in path.rglob("*") if p.is_file())

def digest(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() if hasattr(hashlib, "file_digest") else hashlib.sha256(file.read()).hexdigest()

class Checkpoints:
    """Finished ones go to the storage, a list of their files last; the newest whole one comes from there."""
    def __init__(self, rule):
        self.folder, self.keep, self.marker = root / rule["path"], rule["keep"], rule["marker"]
        self.place, self.sent = f"checkpoints/{job['key']}", set()
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        self.lists = sorted(name for name in names(self.place) if name.endswith("/list.json"))
        self.next = 1 + max([int(name.split("/")[-2]) for name in self.lists], default=0)
        self.resume = self.restore()
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self.watch, daemon=True)
        self.thread.start()
    def restore(self):
        for name in reversed(self.lists):
            try:
                fetch(name, root / ".list.json")
                listed = json.loads((root / ".list.json").read_text())
                for file, sha in listed["files"].items():
                    target = self.folder / file
                    target.parent.mkdir(parents=True, exist_ok=True)
                    fetch(f"{name[:-len('/list.json')]}/{file}", target)
                    if digest(target) != sha:
                        raise ValueError(file)
                self.sent.add(listed["name"])
                print(f"slipway: resuming from checkpoint {listed['name']}", flush=True)
                return str(self.folder / listed["name"])
            except (OSError, ValueError, KeyError) as error:
                print(f"slipway: {name} cannot be used: {error}", flush=True)
                shutil.rmtree(self.folder)
                self.folder.mkdir()
        return None
    def watch(self):
        while not self.ended.wait(0.5):
            try:
                self.store()
            except OSError as error:
                print(f"slipway: checkpoints cannot be stored for now: {error}", flush=True)
    def store(self):
        for path in sorted(self.folder.iterdir(), key=lambda p: p.stat().st_mtime):
            unfinished = path.name.startswith(".") or path.suffix in (".tmp", ".part", ".partial")
            if unfinished or path.name in self.sent or (self.marker and path.is_dir() and not (path / self.marker).exists()):
                continue
            place = f"{self.place}/{self.next:09d}"
            listed = {}
            for file in files_of(path):
                name = str(file.relative_to(self.folder))
                listed[name] = digest(file)
                send(file, f"{place}/{name}")
                if digest(file) != listed[name]:
                    raise OSError(f"{name} changed while it was read")
            (root / ".list.json").write_text(json.dumps({"name": path.name, "files": listed}))
            send(root / ".list.json", f"{place}/list.json")
            self.sent.add(path.name)
            self.lists.append(f"{place}/list.json")
            self.next += 1
            while len(self.lists) > self.keep:
                old = self.lists.pop(0)
                remove(old)
                for name in names(old[:-len("/list.json")]):
                    remove(name)
    def close(self):
        self.ended.set()
        self.thread.join()
        self.store()
    def clear(self):
        for name in names(self.place):
            remove(name)

env = {**os.environ, "PYTHONUNBUFFERED": "1", **job["env"]}
for name in job["paths"]:
    env[name] = str(root / job["paths"][name])
for out in job["outs"]:
    (root / out).parent.mkdir(parents=True, exist_ok=True)
checkpoints = Checkpoints(job["checkpoint"]) if job["checkpoint"] else None
if checkpoints:
    env["SLIPWAY_CHECKPOINTS"] = str(checkpoints.folder)
    if checkpoints.resume:
        env["SLIPWAY_RESUME_FROM"] = checkpoints.resume

child = None
def stop(number, _):
    if child:
        os.killpg(child.pid, signal.SIGINT if number == signal.SIGTERM else number)
signal.signal(signal.SIGTERM, stop)
for cmd in job["cmd"]:
    child = subprocess.Popen(["sh", "-c", cmd], cwd=root / job["wdir"], env=env, start_new_session=True)
    status = child.wait()
    if status != 0:
        if checkpoints:
            checkpoints.close()
        print(f"slipway: ended with {status}: {cmd}", flush=True)
        sys.exit(status if status > 0 else 128 - status)
if checkpoints:
    checkpoints.ended.set()
    checkpoints.thread.join()
made = []
for out in job["outs"]:
    path = root / out
    if not path.exists():
        continue
    if path.is_dir():
        made.append({"path": out, "folder": True})
    for file in files_of(path):
        name = str(file.relative_to(root))
        send(file, f"jobs/{job['id']}/outputs/{name}")
        made.append({"path": name, "sha256": digest(file), "executable": os.access(file, os.X_OK)})
(root / ".made.json").write_text(json.dumps(made))
send(root / ".made.json", f"jobs/{job['id']}/outputs.json")
if checkpoints:
    checkpoints.clear()
`
