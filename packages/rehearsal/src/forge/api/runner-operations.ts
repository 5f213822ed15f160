import { HttpError } from '../http/http-error.ts'
import type { RepositoryOperations } from '../http/operation.ts'
import { created, list } from '../http/reply.ts'

interface JitRequest {
  readonly name: string
  readonly runner_group_id: number
  readonly labels: readonly string[]
  readonly work_folder?: string
}

/** The one group of a repository without an organisation of its own to name others. */
const DEFAULT_GROUP = 1

/** Machines that registered themselves; those of the rehearsal are nobody's, as GitHub's hosted ones. */
export const runnerOperations: RepositoryOperations = {
  'GET /actions/runners': {
    needs: ['administration:read'],
    handle: ({ repository }) => list([...repository.machines.values()], (machine) => machine, 'runners'),
  },
  'POST /actions/runners/generate-jitconfig': {
    needs: ['administration:write'],
    handle: (call) => {
      const { name, runner_group_id: group, labels } = call.json<JitRequest>()
      if (group !== DEFAULT_GROUP) throw HttpError.notFound()
      const { machines } = call.repository
      if (machines.has(name)) throw new HttpError(409, `A runner with the name ${name} already exists.`)
      const machine = {
        id: call.forge.nextId(),
        name,
        os: 'unknown',
        status: 'offline',
        busy: false,
        ephemeral: true,
        runner_group_id: group,
        labels: labels.map((label, index) => ({ id: index + 1, name: label, type: 'custom' as const })),
      }
      machines.set(name, machine)
      const config = Buffer.from(JSON.stringify({ runner: machine.id })).toString('base64')
      return created({ runner: machine, encoded_jit_config: config })
    },
  },
}
