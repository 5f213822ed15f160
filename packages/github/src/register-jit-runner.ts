import { Secret } from '@slipway/core'
import { NO_RETRIES } from './create-once.ts'
import type { GitHub } from './github.ts'

/** A machine to register for one job. */
export interface JitRunner {
  readonly name: string
  readonly labels: readonly string[]
  /** Id of its runner group; 1 is the default one. GitHub insists on it. */
  readonly group: number
  readonly workFolder: string
  /** Owner, where the machine serves the repositories of an organisation; else the repository alone. */
  readonly organisation: string | undefined
}

/**
 * Registers a machine for exactly one job. What comes back lets whoever has it be that machine, so it is a secret.
 * @see https://docs.github.com/en/rest/actions/self-hosted-runners#create-configuration-for-a-just-in-time-runner-for-a-repository
 * @throws github/forbidden for a token without the right, as every job's is; github/conflict for a name that is taken
 */
export async function registerJitRunner(
  github: GitHub,
  runner: JitRunner,
): Promise<{ readonly id: number; readonly config: Secret }> {
  const { name, labels, group, workFolder, organisation } = runner
  return github.request(
    { action: `register machine "${name}"`, permission: 'administration: write' },
    async ({ rest }, at) => {
      const sent = {
        name,
        labels: [...labels],
        runner_group_id: group,
        work_folder: workFolder,
        request: NO_RETRIES,
      }
      const { data } =
        organisation === undefined
          ? await rest.actions.generateRunnerJitconfigForRepo({ ...at, ...sent })
          : await rest.actions.generateRunnerJitconfigForOrg({ org: organisation, ...sent })
      return { id: data.runner.id, config: new Secret(data.encoded_jit_config) }
    },
  )
}
