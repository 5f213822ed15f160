import { createHash } from 'node:crypto'
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'

// A trainer with a deterministic result: each step hashes the state of the one before. Writes a checkpoint every INTERVAL steps,
// as a folder that a rename
// finishes; goes on from SLIPWAY_RESUME_FROM; stops at a checkpoint where SLIPWAY_STOP_FILE asks for it.
const [steps, interval, stepMs] = process.argv.slice(2).map(Number)
const { SLIPWAY_CHECKPOINTS: folder, SLIPWAY_RESUME_FROM: from, SLIPWAY_STOP_FILE: stopFile } = process.env
const pause = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)

let state = { step: 0, hash: 'start' }
if (from !== undefined) {
  state = JSON.parse(readFileSync(join(from, 'state.json'), 'utf8'))
  const weights = createHash('sha256')
    .update(readFileSync(join(from, 'weights')))
    .digest('hex')
  if (weights !== state.weights) throw new Error('half a checkpoint')
}
writeFileSync('../pid', String(process.pid))
appendFileSync('../starts', `${state.step}\n`)
while (state.step < steps) {
  // A test that has seen enough lets the rest go by.
  if (!existsSync('../hurry')) pause(stepMs)
  const step = state.step + 1
  const hash = createHash('sha256').update(`${step} ${state.hash}`).digest('hex')
  state = { step, hash }
  appendFileSync('../steps', `${step}\n`)
  if (step % interval !== 0 || step === steps) continue
  const name = `step-${String(step).padStart(6, '0')}`
  const temporary = join(folder, `.${name}`)
  rmSync(temporary, { recursive: true, force: true })
  mkdirSync(temporary, { recursive: true })
  const weights = Buffer.alloc(200_000, hash)
  writeFileSync(join(temporary, 'weights'), weights.subarray(0, 90_000))
  pause(2)
  if (existsSync('../full')) writeFileSync('/dev/full', weights)
  appendFileSync(join(temporary, 'weights'), weights.subarray(90_000))
  writeFileSync(join(temporary, 'vocabulary'), 'the same in every checkpoint')
  writeFileSync(
    join(temporary, 'state.json'),
    JSON.stringify({ ...state, weights: createHash('sha256').update(weights).digest('hex') }),
  )
  rmSync(join(folder, name), { recursive: true, force: true })
  renameSync(temporary, join(folder, name))
  for (const old of readdirSync(folder).sort().slice(0, -3)) rmSync(join(folder, old), { recursive: true })
  if (stopFile !== undefined && existsSync(stopFile)) process.exit(75)
}
writeFileSync('model', `${state.step} ${state.hash}\n`)
