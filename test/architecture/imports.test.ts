import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Who may import whom, and why not more. Imports point down this table. */
const LAYERS: Readonly<Record<string, { readonly may: readonly string[]; readonly because: string }>> = {
  core: { may: [], because: 'everything stands on core, so core stands on nothing' },
  stats: { may: ['core'], because: 'a test of hypothesis knows numbers only' },
  compare: {
    may: ['core', 'stats'],
    because: 'a verdict is a function of two tables and a gate; it knows no file, no network, no clock',
  },
  report: {
    may: ['core', 'compare'],
    because: 'a report is a function of verdicts; it does not learn that GitHub exists',
  },
  registry: { may: ['core'], because: 'the registry is a fold over tags, whoever read them' },
  store: { may: ['core'], because: 'adapters do not import each other: commands put them together' },
  git: { may: ['core'], because: 'adapters do not import each other: commands put them together' },
  github: { may: ['core'], because: 'adapters do not import each other: commands put them together' },
  onnx: { may: ['core'], because: 'adapters do not import each other: commands put them together' },
  pipeline: { may: ['core'], because: 'the pipeline sees Git and the store through its own ports' },
  serve: {
    may: ['core', 'onnx', 'registry'],
    because: 'the server runs models and follows stages; where they come from is a port',
  },
  commands: {
    may: [
      'compare',
      'core',
      'git',
      'github',
      'onnx',
      'pipeline',
      'registry',
      'report',
      'serve',
      'stats',
      'store',
    ],
    because: 'verbs put packages together; shells call verbs',
  },
  'action-kit': { may: ['commands', 'core'], because: 'the Actions runtime is a shell' },
  rehearsal: {
    may: ['core'],
    because: 'the stand-in GitHub must not share code with what is tested against it',
  },
  cli: { may: ['commands', 'core', 'rehearsal'], because: 'the command line is a shell' },
  actions: { may: ['action-kit', 'commands', 'core'], because: 'an action maps inputs to one verb' },
}

/** Packages that may not reach file, network, process or clock; time, randomness and environment are arguments. */
const PURE = ['stats', 'compare', 'report', 'registry']

const IMPORT =
  /(?:^|\n)\s*(?:import|export)\s[^'"]*?from\s*['"]([^'"]+)['"]|(?:^|[^.\w])import\(\s*['"]([^'"]+)['"]\s*\)|(?:^|\n)\s*import\s*['"]([^'"]+)['"]/g

interface SourceFile {
  readonly path: string
  readonly owner: string
  readonly text: string
  readonly imports: readonly string[]
}

function sourcesOf(folder: string, owner: string): SourceFile[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(
      (entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.parentPath.includes('node_modules'),
    )
    .map((entry) => {
      const file = join(entry.parentPath, entry.name)
      const text = readFileSync(file, 'utf8')
      const imports = Array.from(
        text.matchAll(IMPORT),
        (match) => (match[1] ?? match[2] ?? match[3]) as string,
      )
      return { path: relative(root, file), owner, text, imports }
    })
}

const packages = readdirSync(join(root, 'packages'))
const sources = [
  ...packages.flatMap((name) => sourcesOf(join(root, 'packages', name, 'src'), name)),
  ...sourcesOf(join(root, 'actions'), 'actions'),
]
const isTest = (file: SourceFile) => /\.test\.ts$|\/testing\//.test(file.path)

it('every package stands in the table of layers', () => {
  expect(packages.filter((name) => !(name in LAYERS))).toEqual([])
})

it('imports point one way', () => {
  const wrong = sources
    .filter((file) => !isTest(file))
    .flatMap((file) =>
      file.imports
        .filter((name) => name.startsWith('@slipway/'))
        .map((name) => name.slice('@slipway/'.length))
        .filter((name) => name !== file.owner && !LAYERS[file.owner]?.may.includes(name))
        .map((name) => `${file.path} imports ${name}: ${LAYERS[file.owner]?.because}`),
    )
  expect(wrong).toEqual([])
})

it('nobody reaches behind the face of a package', () => {
  // Tests may also use the fakes that a package offers under `testing`.
  const isFace = (file: SourceFile, name: string) =>
    /^@slipway\/[^/]+$/.test(name) || (isTest(file) && /^@slipway\/[^/]+\/testing$/.test(name))
  const wrong = sources.flatMap((file) =>
    file.imports
      .filter(
        (name) =>
          (name.startsWith('@slipway/') && !isFace(file, name)) || /^(?:\.\.\/)+packages\//.test(name),
      )
      .map((name) => `${file.path} imports ${name}: only src/index.ts is a package's face`),
  )
  expect(wrong).toEqual([])
})

it('a pure package reaches no file, network, process, clock or randomness', () => {
  const wrong = sources
    .filter((file) => PURE.includes(file.owner) && !isTest(file))
    .flatMap((file) => [
      ...file.imports
        .filter((name) => name.startsWith('node:'))
        .map((name) => `${file.path} imports ${name}: pass in what it needs`),
      ...['Date.now', 'new Date()', 'Math.random', 'process.', 'performance.now', 'fetch(']
        .filter((word) => file.text.includes(word))
        .map((word) => `${file.path} uses ${word}: make it an argument`),
    ])
  expect(wrong).toEqual([])
})

it('a package declares exactly the packages that it imports', () => {
  const wrong = packages.flatMap((name) => {
    const manifest = JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8'))
    // A style sheet is read, not imported.
    const declared = Object.keys(manifest.dependencies ?? {}).filter((id) => id !== 'github-markdown-css')
    const own = sources.filter((file) => file.owner === name && !isTest(file))
    const used = new Set(
      own
        .flatMap((file) => file.imports)
        .filter((id) => !id.startsWith('.') && !id.startsWith('node:'))
        .map((id) =>
          id
            .split('/')
            .slice(0, id.startsWith('@') ? 2 : 1)
            .join('/'),
        ),
    )
    return [
      ...declared
        .filter((id) => !used.has(id))
        .map((id) => `packages/${name} declares ${id} and does not import it`),
      ...[...used]
        .filter(
          (id) => !declared.includes(id) && !(manifest.peerDependencies && id in manifest.peerDependencies),
        )
        .map((id) => `packages/${name} imports ${id} and does not declare it`),
    ]
  })
  expect(wrong).toEqual([])
})

it('no file is a drawer for everything', () => {
  expect(
    sources.map((file) => file.path).filter((path) => /\/(utils?|helpers?|common|misc)(\.ts|\/)/.test(path)),
  ).toEqual([])
})

it('the face of a package lists names', () => {
  expect(
    sources
      .filter((file) => file.path.endsWith('src/index.ts') && /export \*/.test(file.text))
      .map((file) => file.path),
  ).toEqual([])
})
