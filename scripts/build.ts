// Builds dist/: every action and the command line in one code-split bundle, so that they share what they share.
// With --check builds aside and compares: dist/ is committed, because people use the actions straight from Git.
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { VERSION } from '@slipway/core'
import { rolldown } from 'rolldown'
import { entries } from './build/entries.ts'
import { licences } from './build/licences.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const committed = join(root, 'dist')

async function build(folder: string): Promise<void> {
  const modules = new Set<string>()
  const bundle = await rolldown({
    input: entries(root),
    platform: 'node',
    // Natives stay out of the bundle; whoever serves a model brings the runtime along.
    external: ['onnxruntime-node', 'onnxruntime-common', '@slipway/rehearsal'],
    resolve: {
      conditionNames: ['node', 'import', 'default'],
      alias: {
        'readable-stream': join(root, 'scripts/build/stand-ins/readable-stream.ts'),
        undici: join(root, 'scripts/build/stand-ins/undici.ts'),
      },
    },
    onLog: (level, log) => {
      if (level === 'warn') console.error(`build: ${log.message.split('\n')[0]}`)
    },
  })
  const { output } = await bundle.write({
    dir: folder,
    format: 'esm',
    minify: true,
    comments: { legal: false },
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name]-[hash].js',
    // A path of this machine must not reach the bundle.
    sourcemap: false,
  })
  await bundle.close()
  for (const chunk of output) if (chunk.type === 'chunk') for (const id of chunk.moduleIds) modules.add(id)
  cpSync(join(root, 'workflows-templates'), join(folder, 'templates'), { recursive: true })
  writeFileSync(join(folder, 'LICENSES.txt'), licences(modules))
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest(), null, 2)}\n`)
  cpSync(join(root, 'LICENSE'), join(folder, 'LICENSE'))
}

/** dist/ is also what `npm pack ./dist` packs: the command line as a package. */
function manifest() {
  return {
    name: 'slipway',
    version: VERSION,
    description:
      'Version data, train, compare models on the pull request, promote the reviewed bytes, serve them',
    license: 'Apache-2.0',
    type: 'module',
    bin: { slipway: 'cli.js' },
    engines: { node: '>=22' },
    peerDependencies: { 'onnxruntime-node': '1.30.0' },
    peerDependenciesMeta: { 'onnxruntime-node': { optional: true } },
  }
}

function filesOf(folder: string): Map<string, Buffer> {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  )
  return new Map(
    paths.map((entry) => [
      relative(folder, join(entry.parentPath, entry.name)),
      readFileSync(join(entry.parentPath, entry.name)),
    ]),
  )
}

const check = process.argv.includes('--check')
const target = mkdtempSync(join(tmpdir(), 'slipway-dist-'))
try {
  await build(target)
  const built = filesOf(target)
  const bytes = [...built.values()].reduce((sum, content) => sum + content.length, 0)
  console.log(`build: ${built.size} files, ${(bytes / 1e6).toFixed(2)} MB`)
  if (check) {
    const present = filesOf(committed)
    const differing = [...new Set([...built.keys(), ...present.keys()])].filter(
      (path) => !built.get(path)?.equals(present.get(path) ?? Buffer.from('\0')),
    )
    if (differing.length > 0) {
      console.error(
        `build: dist/ is not what its sources give (${differing.slice(0, 5).join(', ')}); run "npm run build" and commit it`,
      )
      process.exitCode = 1
    }
  } else {
    for (const name of readdirSync(committed)) rmSync(join(committed, name), { recursive: true })
    cpSync(target, committed, { recursive: true })
    const sizes = [...built]
      .filter(([path]) => path.endsWith('.js'))
      .sort((a, b) => b[1].length - a[1].length)
    for (const [path, content] of sizes.slice(0, 25))
      console.log(`  ${(content.length / 1e3).toFixed(0).padStart(6)} kB  ${path}`)
    console.log(`  ${(statSync(join(committed, 'cli.js')).size / 1e3).toFixed(0).padStart(6)} kB  cli.js`)
  }
} finally {
  rmSync(target, { recursive: true, force: true })
}
