import { nearestName, type Project, parseProject, type Stage } from '@slipway/core'
import { Repository } from '@slipway/git'
import type { Context } from '../context.ts'
import { commandError } from '../error.ts'
import { probeClock } from '../machine/probe-clock.ts'
import { type ContainerReading, probeContainers } from '../machine/probe-containers.ts'
import { probeGpus } from '../machine/probe-gpus.ts'
import { probeKernelLog } from '../machine/probe-kernel-log.ts'
import { probeRunner } from '../machine/probe-runner.ts'
import { cardsOnBus, readHost } from '../machine/read-host.ts'
import { toolRunner } from '../machine/run-tool.ts'
import { openStore, readProjectFile } from '../open-workspace.ts'
import type { Check } from './check.ts'
import { inTime } from './in-time.ts'
import { judgeMachine, type MachineReading } from './judge-machine.ts'
import { probeStore, storeFailure } from './probe-store.ts'
import { type WantedMachine, wantedMachine } from './wanted-machine.ts'

export interface PreflightResult {
  /** The stages whose declarations count. */
  readonly stages: readonly string[]
  readonly checks: readonly Check[]
  readonly seconds: number
  /** False where a check failed; warnings do not count. */
  readonly ok: boolean
}

/** No probe takes longer; they run side by side. */
export const PATIENCE_SECONDS = 4

/**
 * Looks at this machine with the eyes of some stages: reads what is there, then judges. Takes no longer than the patience, with a
 * dead driver, daemon or store too.
 * @throws workspace/project-missing, project/invalid, git/not-a-repository, preflight/stage-unknown
 */
export async function runPreflight(
  context: Context,
  options: { readonly stages: readonly string[]; readonly patienceSeconds?: number },
): Promise<PreflightResult> {
  const started = performance.now()
  const { root } = await Repository.open(context.cwd, context.env)
  const project = parseProject(readProjectFile(root))
  const stages = chosenStages(project, options.stages)
  const wanted = wantedMachine(stages)
  const patienceMs = (options.patienceSeconds ?? PATIENCE_SECONDS) * 1000
  const checks = judgeMachine(
    await readMachine(context, { root, project, wanted, patienceMs }),
    wanted,
    context.env,
  )
  return {
    stages: stages.map(({ name }) => name),
    checks,
    seconds: Math.round(performance.now() - started) / 1000,
    ok: checks.every(({ state }) => state !== 'failed'),
  }
}

/** Named stages, or all that ask for something. @throws preflight/stage-unknown */
function chosenStages(project: Project, names: readonly string[]): readonly Stage[] {
  if (names.length === 0)
    return [...project.stages.values()].filter(
      ({ machine, runsOn }) => machine !== undefined || runsOn !== undefined,
    )
  return names.map((name) => {
    // A variant of a sweep asks what its stage asks.
    const stage = project.stages.get(name) ?? project.stages.get(name.split('@')[0] ?? name)
    if (stage) return stage
    const known = [...project.stages.keys()]
    const nearest = nearestName(name, known)
    throw commandError(
      'preflight/stage-unknown',
      `Cannot check stage "${name}": slipway.yaml has none of this name; expected ${known.join(', ') || 'a stage'}`,
      nearest === undefined ? {} : { hint: `Did you mean "${nearest}"?` },
    )
  })
}

interface Surroundings {
  readonly root: string
  readonly project: Project
  readonly wanted: WantedMachine
  readonly patienceMs: number
}

/** Every probe at once. */
async function readMachine(
  { env, now }: Context,
  { root, project, wanted, patienceMs }: Surroundings,
): Promise<MachineReading> {
  const run = toolRunner(env, patienceMs)
  const address = env.SLIPWAY_STORE || project.store.remote
  const server = env.GITHUB_API_URL
  const [gpus, xids, runner, clock, store, containers] = await Promise.all([
    probeGpus({ run, cardsOnBus, vendor: wanted.gpu?.vendor }),
    probeKernelLog(run),
    probeRunner(env, process.execPath, run),
    server ? probeClock(server, now, patienceMs) : undefined,
    inTime(tryStore(address, { cwd: root, env }), patienceMs, () =>
      storeFailure(address, `no answer within ${patienceMs / 1000} s`),
    ),
    Promise.all(
      wanted.containers.map(
        async (command) =>
          [command, await probeContainers(command, run)] as const satisfies [string, ContainerReading],
      ),
    ),
  ])
  return { gpus, xids, runner, clock, store, containers, host: readHost(root) }
}

async function tryStore(address: string | undefined, options: Parameters<typeof openStore>[1]) {
  return probeStore(
    address,
    () => (address === undefined ? undefined : openStore(address, options)),
    () => performance.now(),
  )
}
