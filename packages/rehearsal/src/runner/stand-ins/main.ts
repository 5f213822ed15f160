// The process of one part of one stand-in: `node main.ts actions/checkout main`. The runner starts it as it starts the
// `dist/index.js` of a real action, with the same variables and files.
import { loadStandIn } from './load-stand-in.ts'
import { StandInStep } from './stand-in-step.ts'

const [, , name = '', stage] = process.argv
const step = new StandInStep(process.env)
try {
  const standIn = await loadStandIn(name)
  if (standIn === undefined) throw new Error(`There is no stand-in for "${name}"`)
  await (stage === 'post' ? standIn.post?.(step) : standIn.main(step))
} catch (error) {
  step.error(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
}
// Some clients leave sockets open; a finished action ends.
setTimeout(() => process.exit(), 100).unref()
