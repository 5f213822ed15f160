import { randomUUID } from 'node:crypto'
import { SlipwayError } from '@slipway/core'
import type { Store } from '@slipway/store'

/** One thing that a credential may do to a store or not, and who should. */
export interface Right {
  readonly what: string
  readonly may: boolean
  /** Whether a job of a pull request should. */
  readonly pullRequest: boolean
  /** Whether a job of the default branch should; null where that is for those who run it to say. */
  readonly defaultBranch: boolean | null
}

type Backend = Store['backend']

interface Attempt extends Omit<Right, 'may'> {
  run(backend: Backend, id: string): Promise<unknown>
}

const PROBE = Buffer.from('probe\n')

/** Each is tried as it is done in earnest: a policy may tell creating from writing over. */
const ATTEMPTS: readonly Attempt[] = [
  {
    what: 'create objects',
    pullRequest: true,
    defaultBranch: true,
    run: (backend, id) => backend.putIfAbsent(`o/doctor/${id}`, PROBE),
  },
  {
    what: 'write over objects',
    pullRequest: false,
    defaultBranch: true,
    run: (backend, id) => backend.put(`o/doctor/${id}`, PROBE),
  },
  {
    what: 'record runs of the default branch',
    pullRequest: false,
    defaultBranch: true,
    // One path for all: where it may be written and not deleted, one object is left and not one of each call.
    run: (backend) => backend.putIfAbsent('runs/main/doctor/probe', PROBE),
  },
  {
    what: 'store verdicts',
    pullRequest: false,
    defaultBranch: true,
    run: (backend, id) => backend.putIfAbsent(`verdicts/doctor/${id}`, PROBE),
  },
  {
    what: 'delete objects',
    pullRequest: false,
    defaultBranch: null,
    // There is nothing there, so nothing is lost where it may.
    run: (backend, id) => backend.delete(`o/of-nobody/${id}`),
  },
  {
    what: 'plan collections',
    pullRequest: false,
    defaultBranch: null,
    run: (backend, id) => backend.putIfAbsent(`gc/doctor/${id}`, PROBE),
  },
]

/**
 * Finds out what this process's credential may do, by doing it. What was written is deleted again, where that may be.
 * @throws what a store says that is neither yes nor no: it cannot be reached, the credential is unknown
 */
export async function tryRights({ backend }: Store): Promise<readonly Right[]> {
  const id = randomUUID()
  const rights: Right[] = []
  for (const { run, ...attempt } of ATTEMPTS)
    rights.push({ ...attempt, may: await isAllowed(() => run(backend, id)) })
  for (const path of ['o', 'verdicts', 'gc'].map((folder) => `${folder}/doctor/${id}`))
    await isAllowed(() => backend.delete(path))
  await isAllowed(() => backend.delete('runs/main/doctor/probe'))
  return rights
}

const REFUSALS = ['store/access-denied', 'store/write-failed']

async function isAllowed(attempt: () => Promise<unknown>): Promise<boolean> {
  try {
    await attempt()
    return true
  } catch (error) {
    if (error instanceof SlipwayError && REFUSALS.includes(error.code)) return false
    throw error
  }
}
