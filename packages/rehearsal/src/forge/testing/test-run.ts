import { join } from 'node:path'
import type { JobState, Permissions, WorkflowEvent, WorkflowRunState } from '../../model.ts'
import type { Client, TestForge } from './test-forge.ts'

/** Registers a run of one job, as the runner would. */
export function addTestRun(
  { forge, repository }: TestForge,
  event: WorkflowEvent,
  details: { readonly path?: string; readonly environment?: string; readonly logFile?: string } = {},
): { readonly run: WorkflowRunState; readonly job: JobState } {
  const path = details.path ?? '.github/workflows/train.yml'
  const id = forge.nextId()
  const job = testJob(forge.nextId(), id, details)
  const run: WorkflowRunState = {
    id,
    repository,
    workflowId: forge.workflowIdOf(repository, path),
    name: 'Train',
    path,
    event,
    runNumber: forge.nextRunNumber(repository, path),
    attempt: 1,
    displayTitle: 'a run',
    status: 'queued',
    conclusion: null,
    createdAt: '2026-03-01T10:00:00Z',
    updatedAt: '2026-03-01T10:00:00Z',
    jobs: [job],
  }
  forge.addRun(run)
  return { run, job }
}

export function testJob(
  id: number,
  runId: number,
  details: { readonly environment?: string; readonly logFile?: string; readonly attempt?: number } = {},
): JobState {
  return {
    id,
    runId,
    runAttempt: details.attempt ?? 1,
    key: 'train',
    name: 'train',
    status: 'in_progress',
    conclusion: null,
    labels: ['ubuntu-latest'],
    runnerName: 'hosted-1',
    startedAt: '2026-03-01T10:00:00Z',
    completedAt: null,
    steps: [
      {
        number: 1,
        name: 'Set up job',
        status: 'completed',
        conclusion: 'success',
        startedAt: null,
        completedAt: null,
      },
    ],
    annotations: [{ level: 'warning', message: 'watch out', path: 'data.txt', startLine: 2 }],
    summary: '# Trained',
    logFile: details.logFile ?? join('/nonexistent', `${id}.txt`),
    environment: details.environment === undefined ? null : { name: details.environment },
  }
}

/** A client with a job's token. */
export function jobClient(
  test: TestForge,
  permissions: Permissions,
  run: { readonly runId: number; readonly jobId: number } = { runId: 1, jobId: 1 },
): Client {
  return test.clientOf(test.forge.issueJobToken({ repository: test.repository, permissions, ...run }).token)
}

/** The event of a name that came last. */
export function lastEvent(test: TestForge, name: string): WorkflowEvent {
  const event = test.events.findLast((candidate) => candidate.name === name)
  if (event) return event
  throw new Error(`no event "${name}" was sent`)
}

/** Status of the refusal of a request; 200 when it was not refused. */
export async function refusal(request: Promise<unknown>): Promise<number> {
  try {
    await request
    return 200
  } catch (error) {
    return (error as { readonly status?: number }).status ?? 0
  }
}
