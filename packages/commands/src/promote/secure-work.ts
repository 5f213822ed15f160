import type { RunRecord, Verdict } from '@slipway/core'
import { type Store, transfer, verifyOutput } from '@slipway/store'
import { commandError } from '../error.ts'
import type { ModelWork } from '../judge/model-work.ts'
import type { OpenWorkspace } from '../open-workspace.ts'

/**
 * Makes sure that the shared store holds, whole, everything that a release rests on, and takes the runs into the default
 * branch's own domain. Every object is read and hashed, also where it is there already: a pull request's code may have written it.
 * @throws promote/work-damaged
 */
export async function secureWork(
  { local, remote }: Pick<OpenWorkspace, 'local' | 'remote'>,
  work: ModelWork,
  verdict: Verdict,
  modelJson: string,
): Promise<void> {
  const store = remote ?? local
  for (const { record } of work.runs) await secureOutputs(record, local, store)
  for (const { record } of work.runs) await store.putRecord('main', record)
  await store.putVerdict(verdict)
  await store.writeBytes(Buffer.from(modelJson))
}

async function secureOutputs({ stage, outputs }: RunRecord, local: Store, store: Store): Promise<void> {
  for (const [path, output] of Object.entries(outputs)) {
    if (store !== local) await transfer(output, [local], store, { trusted: true })
    const { problems } = await verifyOutput(store, output, { deep: true })
    const [first] = problems
    if (!first) continue
    const name = first.path === '' ? path : `${path}/${first.path}`
    throw commandError(
      'promote/work-damaged',
      `Cannot release: "${name}" of stage "${stage}" is ${first.problem} in ${store.url}; expected ${first.oid}`,
      { hint: 'Run the stage again: `slipway run --again`, or restore the object from a copy of the store' },
    )
  }
}
