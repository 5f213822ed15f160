// `npm test`: everything that proves the toolkit on this machine. What a test needs from outside is installed into
// test/.tools once; what cannot be had is skipped, loudly, with its reason.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { installTools } from './test/install-tools.ts'
import { summarise, type VitestReport } from './test/summarise.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const started = performance.now()
const report = join(root, 'test', '.tools', 'report.json')
mkdirSync(join(root, 'test', '.tools'), { recursive: true })
rmSync(report, { force: true })

const missing = await installTools(root)
const { status } = spawnSync(
  'vitest',
  ['run', '--reporter=dot', '--reporter=json', `--outputFile.json=${report}`, ...process.argv.slice(2)],
  {
    cwd: root,
    stdio: 'inherit',
  },
)
const summary = summarise(JSON.parse(readFileSync(report, 'utf8')) as VitestReport)
for (const line of [...missing, ...summary.skipped.map((name) => `skipped: ${name}`)]) console.log(line)
console.log(`${summary.line} in ${Math.round((performance.now() - started) / 1000)} s`)
process.exitCode = status ?? 1
