// Everything CI checks besides the tests: format and lint, types, purity, generated files, dist/.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const checks: readonly (readonly [string, readonly string[]])[] = [
  ['lint', ['biome', 'check', '--error-on-warnings']],
  ['types', ['tsc', '--noEmit', '-p', 'tsconfig.json']],
  // Pure packages compile against declarations of core, without Node's types: what they reach for is not there.
  ['declarations of core', ['tsc', '-p', 'tsconfig.core.json']],
  ['purity', ['tsc', '--noEmit', '-p', 'tsconfig.pure.json']],
  ['generated files', ['node', 'scripts/generate.ts', '--check']],
  ['dist', ['node', 'scripts/build.ts', '--check']],
]
let failed = 0
for (const [name, [command, ...args]] of checks) {
  const { status } = spawnSync(command as string, args, { cwd: root, stdio: 'inherit' })
  console.log(`check: ${name} ${status === 0 ? 'ok' : 'FAILED'}`)
  if (status !== 0) failed++
}
process.exitCode = failed === 0 ? 0 : 1
