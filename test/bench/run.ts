// `npm run bench [name…] [--write] [--quick]`: our numbers beside a peer's or a physical floor's, in one run on one machine. Whole
// processes, start-up included. With --write the sections of docs/benchmarks.md are written anew.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { CannotRun } from './benchmark.ts'
import { benchmarks } from './benchmarks.ts'
import { formatFindings } from './format-findings.ts'
import { describeMachine } from './machine.ts'
import { openPeers } from './peers.ts'
import { writeSection } from './write-section.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const page = join(root, 'docs', 'benchmarks.md')
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { write: { type: 'boolean', default: false }, quick: { type: 'boolean', default: false } },
})
if (values.quick && values.write) {
  console.error('bench: what is quick is too small to be written')
  process.exit(2)
}
const known = benchmarks.map(({ name }) => name)
const unknown = positionals.filter((name) => !known.includes(name))
if (unknown.length > 0) {
  console.error(`bench: no benchmark is called ${unknown.join(', ')}; there are ${known.join(', ')}`)
  process.exit(2)
}
const chosen = benchmarks.filter(({ name }) => positionals.length === 0 || positionals.includes(name))

const peers = openPeers(root)
if (peers.problem !== undefined) console.error(`bench: NO PEERS, so no ratios: ${peers.problem}`)
for (const missing of peers.missing) console.error(`bench: MISSING: ${missing}`)
for (const benchmark of chosen) {
  const machine = describeMachine(new Date())
  const folder = mkdtempSync(join(process.env.BENCH_FOLDER ?? tmpdir(), `slipway-bench-${benchmark.name}-`))
  mkdirSync(folder, { recursive: true })
  try {
    const say = (line: string) => console.error(`${benchmark.name}: ${line}`)
    const findings = await benchmark.run({ root, folder, peers, quick: values.quick, say })
    const section = formatFindings(benchmark, findings, machine)
    console.log(`\n${section}\n`)
    if (values.write) writeFileSync(page, writeSection(readFileSync(page, 'utf8'), benchmark.name, section))
  } catch (error) {
    if (!(error instanceof CannotRun)) throw error
    console.log(`\n## ${benchmark.title}\n\nSKIPPED: ${error.message}\n`)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
