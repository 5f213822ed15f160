import{n as e,r as t}from"./digest-OrJMi6bW.js";import{_ as n,b as r,c as i,f as a,l as o,v as s}from"./schemas-RZY2srzO.js";import{i as c}from"./project-ZH7A8dl2.js";import{t as l}from"./list-folders-B0cvSv33.js";import{t as u}from"./error-B1rcxTJB.js";import{t as d}from"./open-backend-CtCj4uiV.js";import{t as f}from"./slipway-error-0gMp3dwq.js";import{dirname as p,join as m,relative as h}from"node:path";import{chmodSync as g,lstatSync as _,mkdirSync as v,readFileSync as y,rmSync as b,writeFileSync as x}from"node:fs";import{fileURLToPath as S}from"node:url";import{setTimeout as C}from"node:timers/promises";import{crc32 as w,deflateRawSync as T}from"node:zlib";import{request as E}from"node:http";import{request as D}from"node:https";const O=i(r([n({path:s(),folder:a(!0)}),n({path:s(),sha256:s().regex(/^[0-9a-f]{64}$/),executable:o()})]));async function k({id:t,storage:n,root:r,env:i,outs:a}){let o=await A(n,{cwd:r,env:i}),s=`jobs/${t}`,c=e=>u(`ray/outputs-invalid`,`Cannot take the outputs of Ray job ${t} from ${n}: ${e}; expected what the job wrote`),l=O.safeParse(j(await o.read(`${s}/outputs.json`)));if(!l.success)throw c(`its list of outputs cannot be read`);for(let t of l.data){if(!a.some(e=>t.path===e||t.path.startsWith(`${e}/`))||t.path.split(`/`).includes(`..`))throw c(`"${t.path}" is none of its outputs`);let n=m(r,t.path);if(`folder`in t){b(n,{recursive:!0,force:!0}),v(n,{recursive:!0});continue}let i=await o.read(`${s}/outputs/${t.path}`);if(e(i)!==`sha256:${t.sha256}`)throw c(`"${t.path}" has other bytes`);v(p(n),{recursive:!0}),x(n,i),t.executable&&g(n,493)}await o.clear(s)}async function A(e,t){if(e.startsWith(`file:`)){let t=S(e);return{read:async e=>y(m(t,e)),clear:async e=>b(m(t,e),{recursive:!0,force:!0})}}let n=await d(e,t);return{read:async e=>{let t=[];for await(let r of n.read(e))t.push(r);return Buffer.concat(t)},clear:async e=>{for await(let{path:t}of n.list(`${e}/`))await n.delete(t)}}}function j(e){try{return JSON.parse(e.toString(`utf8`))}catch{return}}function M(e,{method:t,headers:n,body:r,timeoutMs:i}){let a=e.startsWith(`https:`)?D:E;return new Promise((o,s)=>{let c=r===void 0?{}:{"content-length":String(Buffer.byteLength(r))},l=a(e,{method:t,headers:{...c,...n},signal:AbortSignal.timeout(i)},async e=>{try{let t=[];for await(let n of e)t.push(n);o(new Response(Buffer.concat(t),{status:e.statusCode??500}))}catch(e){s(e)}});l.on(`error`,s),l.end(r)})}var N=class{#e;#t;#n;constructor(e,t={},n=3e5){this.#e=e.replace(/\/+$/,``),this.#t=t,this.#n=n}async job(e){let t=await this.#r(`GET`,`/api/jobs/${e}`,void 0,[404]);return t.status===404?void 0:await t.json()}async submit(e,t){let n=await this.#r(`POST`,`/api/jobs/`,JSON.stringify({...t,submission_id:e}),[400]);if(n.ok)return!0;let r=await n.text();if(/already exists/.test(r))return!1;throw this.#i(`submit a job to`,400,r)}async logs(e){let t=await this.#r(`GET`,`/api/jobs/${e}/logs`,void 0,[404,500]);return t.ok?(await t.json()).logs??``:``}async stop(e){await this.#r(`POST`,`/api/jobs/${e}/stop`,void 0,[404,400])}async forget(e){await this.#r(`DELETE`,`/api/jobs/${e}`,void 0,[404,400,500])}async upload(e,t){(await this.#r(`GET`,`/api/packages/gcs/${e}`,void 0,[404])).status===404&&await this.#r(`PUT`,`/api/packages/gcs/${e}`,t,[])}async#r(e,t,n,r){let i=performance.now()+this.#n;for(;;){let a=performance.now()<i,o={...typeof n==`string`?{"content-type":`application/json`}:{},...this.#t};try{let i={method:e,headers:o,body:n,timeoutMs:6e4},s=await M(`${this.#e}${t}`,i);if(s.ok||r.includes(s.status))return s;if(s.status<500||!a)throw this.#i(e,s.status,await s.text())}catch(e){if(e instanceof f)throw e;if(!a)throw this.#a(e)}await C(2e3)}}#i(e,t,n){let r=n.trim().split(`
`).at(-1)?.slice(0,300)??``;return u(`ray/refused`,`Cannot ${e} Ray at ${this.#e}: status ${t}, ${r}; expected it to be taken`)}#a(e){let t=e instanceof Error?e.message||e.name:String(e);return u(`ray/unreachable`,`Cannot reach Ray at ${this.#e}: ${t}; expected its dashboard`,{hint:"The address is that of the dashboard, port 8265; `curl ADDRESS/api/version` shows whether this machine reaches it"})}};function P(e){let t=[],n=[],r=0;for(let{path:i,content:a}of e){let e=Buffer.from(i),o=T(a,{level:6}),s=Buffer.alloc(26);s.writeUInt16LE(20,0),s.writeUInt16LE(2048,2),s.writeUInt16LE(8,4),s.writeUInt16LE(33,8),s.writeUInt32LE(w(a),10),s.writeUInt32LE(o.length,14),s.writeUInt32LE(a.length,18),s.writeUInt16LE(e.length,22);let c=Buffer.alloc(14);c.writeUInt32LE(r,10),t.push(Buffer.from(`PK`),s,e,o),n.push(Buffer.from(`PK\0`),s,c,e),r+=30+e.length+o.length}let i=Buffer.concat(n),a=Buffer.alloc(22);return a.write(`PK`,`latin1`),a.writeUInt16LE(e.length,8),a.writeUInt16LE(e.length,10),a.writeUInt32LE(i.length,12),a.writeUInt32LE(r,16),Buffer.concat([...t,i,a])}const F=`_slipway_job`,I=524288e3;function L(e){return{async run(t){let{ray:n}=t.stage;if(!n)throw Error(`stage ${t.stage.name} names no cluster`);let r=new N(B(n,e.env),V(e.env)),i=n.retries;for(let a=1;;a++){let o=H(t,a),s=await r.job(o);if(s&&(s.status===`FAILED`||s.status===`STOPPED`))continue;s?e.note(`${t.stage.name}: going on with Ray job ${o}`):await W(r,o,t,n,e);let l=await q(r,o,t,e);if(l===`interrupted`)return{how:`interrupted`};if(l.status===`SUCCEEDED`)return await k({id:o,storage:n.storage,...e,outs:c(t.stage)}),await r.forget(o),{how:`done`};if(t.stage.checkpoint&&l.driver_exit_code===75)return{how:`paused`};if(R(l)&&i-->0)e.note(`${t.stage.name}: the cluster lost Ray job ${o}; starting it again`);else return{how:`failed`,cmd:t.stage.cmd.join(`; `),status:z(l)}}}}}const R=({status:e,driver_exit_code:t})=>e===`FAILED`&&t==null;function z({status:e,message:t,driver_exit_code:n}){return n==null?`${e.toLowerCase()} on Ray: ${t?.trim().split(`
`).at(-1)?.slice(0,300)??`no reason given`}`:`exit status ${n} on Ray`}function B(e,t){let n=e.address??t.RAY_API_SERVER_ADDRESS;if(n)return n;throw u(`ray/address-missing`,`Cannot run a stage on Ray: neither "address" nor RAY_API_SERVER_ADDRESS names a cluster; expected "http://head:8265"`)}function V({RAY_JOB_HEADERS:e}){if(!e)return{};try{return JSON.parse(e)}catch{throw u(`ray/address-missing`,`Cannot use RAY_JOB_HEADERS: it is no JSON; expected a mapping of headers`)}}function H({stage:e,key:t},n){return`slipway-${e.name.replace(/[^A-Za-z0-9-]+/g,`-`).slice(0,60)}-${U(t)}-${n}`}const U=e=>t(e).slice(0,16);async function W(n,r,i,a,o){let s=P(await G(r,i,a,o));if(s.length>I)throw u(`ray/package-too-large`,`Cannot hand stage "${i.stage.name}" over to Ray: code and inputs are ${s.length} bytes packed; expected at most ${I}`,{hint:`Let the command read large data itself, from a disk or bucket that the cluster reaches`});let c=`_ray_pkg_${t(e(s)).slice(0,32)}.zip`;await n.upload(c,s);let{cpu:l,gpu:d,memory:f,custom:p}=a.resources;await n.submit(r,{entrypoint:`python ${F}.py`,runtime_env:{...a.runtimeEnv,working_dir:`gcs://${c}`},metadata:{slipway_stage:i.stage.name,slipway_key:i.key},...l===void 0?{}:{entrypoint_num_cpus:l},...d===void 0?{}:{entrypoint_num_gpus:d},...f===void 0?{}:{entrypoint_memory:f},...Object.keys(p).length>0?{entrypoint_resources:p}:{}}),o.note(`${i.stage.name}: Ray job ${r}`)}async function G(e,{stage:n,key:r,inputs:i,env:a},o,{root:s,sources:l}){let u=[.../* @__PURE__ */ new Set([...await l(),...K(s,i)])].sort(),d=e=>_(m(s,e),{throwIfNoEntry:!1})?.isFile()===!0,f={},p={...n.env};for(let[e,t]of Object.entries(a))t?.startsWith(`${s}/`)?f[e]=h(s,t):t!==void 0&&(p[e]=t);let{checkpoint:g}=n,v={id:e,key:t(r),cmd:n.cmd,wdir:n.wdir,env:p,paths:f,outs:c(n),storage:o.storage,checkpoint:g?{...g,marker:g.marker??null}:null};return[...[...u,...Object.values(f)].filter(d).map(e=>({path:e,content:y(m(s,e))})),{path:`${F}.py`,content:Buffer.from(`import hashlib, json, os, pathlib, shutil, signal, subprocess, sys, threading

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
`)},{path:`${F}.json`,content:Buffer.from(JSON.stringify(v))}]}function K(e,t){let n=[];for(let r of t)_(m(e,r)).isDirectory()?n.push(...l(m(e,r)).map(e=>`${r}/${e}`)):n.push(r);return n}async function q(e,t,{signal:n,output:r},{pollMs:i=1e3}){let a=0;for(;;){if(n.aborted)return await e.stop(t),`interrupted`;let o=await e.job(t),s=Buffer.from(await e.logs(t));if(s.length>a&&r(`stdout`,s.subarray(a)),a=Math.max(a,s.length),!o)throw u(`ray/refused`,`Cannot follow Ray job ${t}: the cluster does not know it any more; expected it to end`);if(o.status!==`PENDING`&&o.status!==`RUNNING`)return o;await C(i*(1+Math.min(9,Math.floor(a/1e6))),void 0,{signal:n}).catch(()=>{})}}export{L as rayExecutor};