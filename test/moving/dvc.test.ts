// A repository that DVC 3 made, and one in the layout of DVC 2 that DVC 3 reads too, imported and compared.
import { chmodSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { contentsOf, filesBelow, TemporaryFolder } from '@slipway/store/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dvc } from './outside-programs.ts'
import { runVerb } from './run-verb.ts'

const made = new TemporaryFolder()
afterAll(() => made[Symbol.dispose]())

const PREPARE = `
mkdir -p data/flights/sub "data/flights/odd ü %" out
printf 'a\\r\\nb\\r\\n' > data/flights/windows.csv
head -c 3000000 /dev/zero | tr '\\0' 'x' > data/flights/sub/large.bin
: > data/flights/sub/empty
printf two > "data/flights/odd ü %/b"
printf '#!/bin/sh\\n' > run.sh
chmod +x run.sh
printf 'train: {rate: 1}\\n' > params.yaml
`.split('\n')

/** Runs a verb in a copy of the repository, as the command line would. */
class Copy {
  readonly folder = new TemporaryFolder()
  readonly warnings: string[] = []

  constructor(from: TemporaryFolder) {
    cpSync(from.root, this.folder.root, { recursive: true })
  }

  get root(): string {
    return this.folder.path('work')
  }

  run(name: string, values: Record<string, unknown> = {}) {
    const all = { paths: [], targets: [], dryRun: false, noStages: false, ...values }
    const warn = (line: string) => this.warnings.push(line)
    return runVerb(name, all, { cwd: this.root, env: dvc.env(this.folder.path('home')), warn })
  }

  lose(...paths: readonly string[]): void {
    for (const path of paths) rmSync(`${this.root}/${path}`, { recursive: true })
  }

  /** Damages every object of a place without changing its size or its mode, which DVC takes for evidence. */
  damage(place: string): void {
    for (const path of filesBelow(this.folder.path(place))) {
      const file = this.folder.path(`${place}/${path}`)
      const content = readFileSync(file)
      if (path.endsWith('.dir') || content.length === 0) continue
      content[0] = (content[0] ?? 0) ^ 1
      chmodSync(file, 0o644)
      writeFileSync(file, content)
      chmodSync(file, 0o444)
    }
  }

  [Symbol.dispose](): void {
    this.folder[Symbol.dispose]()
  }
}

let wanted: Record<string, string>

describe.skipIf(!dvc.installed)(`a repository of DVC 3${dvc.missing}`, () => {
  beforeAll(() => {
    for (const folder of ['work', 'home']) mkdirSync(made.path(folder))
    const stage = 'dvc stage add -q -n make -d run.sh -p train.rate -o out/made -M out/m.json'
    dvc.shell(
      [
        'git init --quiet --initial-branch=main',
        ...PREPARE,
        'dvc init -q',
        'dvc remote add -q -d storage ../remote',
        'dvc add -q data/flights run.sh',
        `${stage} 'printf made > out/made; echo "{}" > out/m.json'`,
        'dvc repro -q',
        'dvc push -q',
        `printf 'version: 1\\nstore: { remote: "file://%s/store" }\\n' "$(dirname "$PWD")" > slipway.yaml`,
        'git add --all',
        'git commit --quiet --message "as DVC has it"',
      ],
      made.path('work'),
      made.path('home'),
    )
    wanted = { ...contentsOf(made.path('work/data/flights')), 'run.sh': 'x #!/bin/sh\n' }
  }, 120_000)

  const found = (copy: Copy) => ({
    ...contentsOf(`${copy.root}/data/flights`),
    'run.sh': contentsOf(copy.root)['run.sh'],
  })

  it('is imported from its cache, and comes back equal', async () => {
    using copy = new Copy(made)
    const { targets, stages, leftOut } = await copy.run('data import dvc')
    expect(targets).toMatchObject([
      { target: 'data/flights', state: 'added', kind: 'tree', files: 4 },
      { target: 'run.sh', state: 'added', kind: 'executable' },
    ])
    expect(stages.added).toEqual(['make'])
    expect(leftOut).toMatchObject([{ path: 'out/m.json' }, { path: 'out/made' }])
    expect(copy.warnings).toEqual([expect.stringContaining('git rm -r --cached -- out/m.json')])
    const { targets: status } = await copy.run('data status')
    expect(status).toMatchObject([{ state: 'unchanged' }, { state: 'unchanged' }])
    copy.lose('data/flights', 'run.sh', '.dvc')
    await copy.run('data pull', { force: false })
    expect(found(copy)).toEqual(wanted)
  })

  it('is imported from its remote where there is no cache, and read from there without an import’s copy', async () => {
    using copy = new Copy(made)
    copy.lose('.dvc/cache', 'data/flights', 'run.sh')
    await copy.run('data import dvc', { noStages: true })
    copy.lose('.slipway', '.dvc')
    const yaml = readFileSync(`${copy.root}/slipway.yaml`, 'utf8')
    const named = yaml.replace(' }\n', `, dvc: "${copy.folder.url('remote')}" }\n`)
    writeFileSync(`${copy.root}/slipway.yaml`, named)
    await copy.run('data pull', { force: false })
    expect(found(copy)).toEqual(wanted)
    expect(readFileSync(`${copy.root}/out/made`, 'utf8')).toBe('made')
  })

  it('that is damaged in cache and remote, where DVC sees nothing, is refused by name', async () => {
    using copy = new Copy(made)
    copy.lose('data/flights', 'run.sh')
    copy.damage('work/.dvc/cache/files')
    const healed = await copy.run('data import dvc')
    expect(healed.targets).toMatchObject([{ state: 'added' }, { state: 'added' }])
    expect(copy.warnings.join('\n')).toContain('its content has MD5')
    copy.lose('.slipway', 'data/flights.slip', 'run.sh.slip')
    copy.damage('remote')
    // The peer's own word on it: in sync.
    const quiet = dvc.shell(['dvc status -c'], copy.root, copy.folder.path('home'))
    expect(quiet).toContain('in sync')
    const { targets } = await copy.run('data import dvc')
    expect(targets).toMatchObject([
      { state: 'failed', problem: { code: 'store/object-corrupt' } },
      { state: 'failed', problem: { code: 'store/object-corrupt' } },
    ])
    expect(contentsOf(copy.root)['run.sh.slip']).toBeUndefined()
  })
})

// Text is named by its digest without carriage returns, anything else by its own: as DVC 2 did, here in DVC's language.
const LAYOUT_2 = `
import hashlib, json, os
md5 = lambda content: hashlib.md5(content).hexdigest()
def keep(content, name):
    path = os.path.join("remote", name[:2], name[2:])
    os.makedirs(os.path.dirname(path), exist_ok=True)
    open(path, "wb").write(content)
    return name
text, binary = b"a,b\\r\\n1,2\\r\\n", b"\\0\\r\\n"
files = [
    {"md5": keep(text, md5(text.replace(b"\\r\\n", b"\\n"))), "relpath": "a.csv"},
    {"md5": keep(binary, md5(binary)), "relpath": "b.bin"},
]
listed = json.dumps(files, sort_keys=True).encode()
name = keep(listed, md5(listed) + ".dir")
open("work/data.dvc", "w").write(f"outs:\\n- md5: {name}\\n  size: 13\\n  nfiles: 2\\n  path: data\\n")
`

describe.skipIf(!dvc.installed)(`a repository in the layout of DVC 2${dvc.missing}`, () => {
  it('is read alike by DVC 3 and by an import', async () => {
    using folder = new TemporaryFolder()
    const [home, work] = [folder.path('home'), folder.path('work')]
    for (const path of [home, work]) mkdirSync(path)
    folder.write('layout.py', LAYOUT_2)
    dvc.shell(['python3 layout.py'], folder.root, home)
    const lines = ['git init --quiet', 'dvc init -q', 'dvc remote add -q -d storage ../remote', 'dvc pull -q']
    dvc.shell(lines, work, home)
    const theirs = contentsOf(`${work}/data`)
    expect(theirs).toEqual({ 'a.csv': 'a,b\r\n1,2\r\n', 'b.bin': '\0\r\n' })
    folder.write('work/slipway.yaml', 'version: 1\n')
    for (const place of ['cache', 'remote']) {
      using copy = new Copy(folder)
      copy.lose('data', ...(place === 'remote' ? ['.dvc/cache'] : []))
      if (place === 'cache') rmSync(copy.folder.path('remote'), { recursive: true })
      expect((await copy.run('data import dvc')).targets).toMatchObject([{ state: 'added', files: 2 }])
      await copy.run('data pull', { force: false })
      expect(contentsOf(`${copy.root}/data`)).toEqual(theirs)
    }
  })
})
