// A process of its own: how much processor time the sampling of a machine and the following of metrics takes, in milliseconds,
// printed at the end. Arguments: seconds, "on" or "off", a folder with metrics.
import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { parseProject } from '@slipway/core'
import { startMeter } from '../../../packages/commands/src/telemetry/stage-meter.ts'
import { LiveWatch } from '../../../packages/pipeline/src/live/live-watch.ts'

const PERIOD_MS = 5_000
/** A trainer that writes a line of ten metrics ten times a second. */
const LINE_MS = 100

const [seconds = '60', state = 'off', root = '.'] = process.argv.slice(2)
const project = parseProject(
  'version: 1\nstages: { train: { cmd: x, outs: [y], live: live, stop: { metric: m0, direction: lower, patience: 1000 } } }\n',
)
const stage = project.stages.get('train')
if (!stage) throw new Error('the project has no stage')
const isOn = state === 'on'
const watch = isOn ? new LiveWatch({ root, stage, listener: {} }) : undefined
const meter = isOn ? startMeter({ env: process.env, runsOn: [], periodMs: PERIOD_MS }) : undefined
watch?.start()
const before = process.cpuUsage()
const ends = performance.now() + Number(seconds) * 1000
for (let step = 0; performance.now() < ends; step++) {
  const metrics = Object.fromEntries(
    Array.from({ length: 10 }, (_, index) => [`m${index}`, 1 / (step + index)]),
  )
  appendFileSync(join(root, 'live', 'metrics.jsonl'), `${JSON.stringify({ step, ...metrics })}\n`)
  await setTimeout(LINE_MS)
}
const { user, system } = process.cpuUsage(before)
watch?.dismiss()
meter?.stop()
console.log((user + system) / 1000)
