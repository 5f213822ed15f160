// Packs the command line as the npm package `slipway`: the bundle with the stand-in GitHub in it, which is too large for
// dist/, and the actions that a rehearsal runs. It has no dependency but the optional runtime for models.
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { VERSION } from '@slipway/core'
import { buildDist } from './build/build-dist.ts'
import { actionNames } from './build/entries.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const destination = resolve(process.argv[2] ?? root)
const stage = mkdtempSync(join(tmpdir(), 'slipway-pack-'))
const manifest = {
  name: 'slipway',
  version: VERSION,
  description:
    'Version data, train, compare models on the pull request, promote the reviewed bytes, serve them',
  license: 'Apache-2.0',
  type: 'module',
  bin: { slipway: 'dist/cli.js' },
  files: ['dist', 'actions'],
  engines: { node: '>=22' },
  peerDependencies: { 'onnxruntime-node': '1.30.0' },
  peerDependenciesMeta: { 'onnxruntime-node': { optional: true } },
}
try {
  await buildDist(root, join(stage, 'dist'), { rehearsal: true })
  for (const name of ['LICENSE', 'README.md']) cpSync(join(root, name), join(stage, name))
  for (const name of actionNames(root))
    cpSync(join(root, 'actions', name, 'action.yml'), join(stage, 'actions', name, 'action.yml'))
  writeFileSync(join(stage, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`)
  mkdirSync(destination, { recursive: true })
  const { status, stdout, stderr } = spawnSync('npm', ['pack', '--json', '--pack-destination', destination], {
    cwd: stage,
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`npm pack failed:\n${stderr}`)
  const [packed] = JSON.parse(stdout) as { filename: string; size: number; entryCount: number }[]
  if (packed === undefined) throw new Error(`npm pack said nothing: ${stdout}`)
  console.log(
    `pack: ${join(destination, packed.filename)}, ${packed.entryCount} files, ${(packed.size / 1e6).toFixed(2)} MB`,
  )
} finally {
  rmSync(stage, { recursive: true, force: true })
}
